"""An Upstart job of the input, /etc/init/NAME.conf → its launch.

before:  "env PORT=80\\nsetuid app\\nchdir /srv\\nkill timeout 20\\nexec /usr/bin/app -p $PORT"
after:   Launch(command=("/bin/sh", "-c", "exec /usr/bin/app -p $PORT"), user="app", workdir="/srv", stop_timeout=20, …)
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

from translator.graph.nodes import File
from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.starts.base import marked, number, row_of, staying
from translator.plan.starts.wrappers import unwrap

_SHELL = re.compile(r"[$`|&;<>*?(){}]")


@dataclass(slots=True)
class Job:
    """A job's stanzas: the last of each name, its variables, and the text of its scripts."""

    stanzas: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    scripts: dict[str, list[str]] = field(default_factory=dict)


def launch_of_upstart(machine: Machine, name: str, nodes: tuple[int, ...]) -> Launch | None:
    """Return the launch of a service's Upstart job, None when the input brings none."""
    file = machine.paths.get(f"/etc/init/{name}.conf")
    if not isinstance(file, File) or not file.present:
        return None
    job = parse_job(marked(machine, file))
    return _launch(name, job, tuple(sorted({*nodes, file.index})))


def parse_job(text: str) -> Job:
    """Return the stanzas of a job's text (init(5) of Upstart)."""
    job = Job()
    script = ""
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        words = line.split("#")[0].split() if not script else line.split()
        if script:
            if words[:2] == ["end", "script"]:
                script = ""
            else:
                job.scripts[script].append(line.strip())
        elif words[-1:] == ["script"]:
            script = " ".join(words)
            job.scripts[script] = []
        elif words[:1] == ["env"]:
            assigned = line.strip()[4:].strip()
            key, _, value = assigned.partition("=")
            job.environment[key] = " ".join(shlex.split(value, comments=True)) if value else ""
        elif words:
            first = 2 if words[0] in ("kill", "limit", "pre-start", "post-start", "pre-stop", "console") else 1
            job.stanzas[" ".join(words[:first])] = " ".join(line.split()[first:])
    return job


def _launch(name: str, job: Job, nodes: tuple[int, ...]) -> Launch:
    lines = [line for line in job.scripts.get("script", []) if line and not line.startswith("#")]
    text = job.stanzas.get("exec") or (re.sub(r"^exec\s+", "", lines[-1]) if lines else "")
    found = unwrap(_words(text))
    row = row_of(found.command)
    command, problem = staying(found.command, row), ""
    if not command:
        problem = f"the Upstart job {name} has no exec line"
    elif job.stanzas.get("expect") and (row is None or not row.foreground):
        problem = f"the Upstart job {name} goes to the background, and no flag to stay is known"
    before = job.scripts.get("pre-start script", [])
    start = [job.stanzas["pre-start exec"]] if "pre-start exec" in job.stanzas else before
    umask = [f"umask {job.stanzas['umask']}"] if "umask" in job.stanzas else []
    signal = job.stanzas.get("kill signal", "")
    return Launch(
        name=name,
        node=nodes[0],
        nodes=nodes,
        command=command,
        user=job.stanzas.get("setuid", "") or found.user,
        group=job.stanzas.get("setgid", "") or found.group,
        workdir=job.stanzas.get("chdir", "") or found.workdir,
        environment={**job.environment, **found.environment},
        prepare=(*umask, *(line for line in (*start, *lines[:-1]) if line)),
        stop_signal=(signal if signal.startswith("SIG") else f"SIG{signal}") if signal else _stop(row),
        stop_timeout=number(job.stanzas.get("kill timeout", "")),
        open_files=number((job.stanzas.get("limit nofile", "").split() or [""])[0]),
        row=row,
        custom=True,
        problem=problem,
    )


def _stop(row: object) -> str:
    return getattr(row, "stop_signal", "SIGTERM")


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a stanza's command; Upstart gives one with shell characters to a shell, and so do we."""
    bare = re.sub(r"\s*(\d?>>?\s*\S+|2>&1)", "", text)
    if not _SHELL.search(bare):
        try:
            return tuple(shlex.split(bare))
        except ValueError:
            return ()
    return ("/bin/sh", "-c", f"exec {bare}")
