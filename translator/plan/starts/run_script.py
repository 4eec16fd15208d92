"""Run scripts of runit, daemontools and s6 → launches: the last exec line of /etc/sv/NAME/run and its kin.

before:  "#!/bin/sh\\nexec 2>&1\\ncd /srv/app\\nexec chpst -u app:web -e ./env /usr/bin/app -p 8080"
after:   Launch(name="app", command=("/usr/bin/app", "-p", "8080"), user="app", group="web", workdir="/srv/app", …)
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from translator.graph.nodes import File
from translator.plan.launch import Launch
from translator.plan.machine import Machine, sample_text
from translator.plan.starts.base import marked
from translator.plan.starts.wrappers import launched, unwrap
from translator.plan.systemd import environment_file, split_words

RUN = re.compile(
    r"(?P<folder>/etc/sv|/etc/service|/service|/var/service|/etc/services\.d|/etc/s6/[\w-]+)/(?P<name>[^/]+)/run"
)


def run_scripts(machine: Machine) -> Iterator[Launch]:
    """Yield a launch for every run script of the input; the log/run beside it only logs."""
    for path, node in machine.paths.items():
        match = RUN.fullmatch(path)
        if match and isinstance(node, File) and node.present:
            yield _launch(machine, match["name"], marked(machine, node), node, posixpath.dirname(path))


def _launch(machine: Machine, name: str, text: str, node: File, home: str) -> Launch:
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
    execs = [line for line in lines if line.startswith("exec ") and not re.fullmatch(r"exec\s+[\d<>&]+\S*", line)]
    bare = re.sub(r"\s\d?>&\d|\s2>&1", " ", execs[-1].removeprefix("exec ")) if execs else ""
    found = unwrap(split_words(bare))
    environment = environment_file("\n".join(each for each in lines if each.startswith("export ")))
    folder = next((each.split()[1] for each in lines if each.startswith("cd ") and len(each.split()) > 1), "")
    environment |= found.environment | _env_folder(machine, found.env_folder, home)
    found = replace(found, workdir=folder or found.workdir, environment=environment)
    problem = "" if found.command else f"the run script of {name} has no exec line"
    return launched(found, name, (node.index,), problem)


def _env_folder(machine: Machine, folder: str, home: str) -> dict[str, str]:
    """Return the variables of an environment folder: a file each, the first line its value."""
    if not folder:
        return {}
    files = machine.files_below(posixpath.join(home, folder))
    return {posixpath.basename(file.path): (sample_text(file.content) or "").partition("\n")[0] for file in files}
