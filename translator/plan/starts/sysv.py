"""A SysV init script of the input, /etc/init.d/NAME → its launch, read out of the line that starts the daemon.

before:  'DAEMON=/usr/bin/app\\nstart-stop-daemon --start --background --chuid app --exec $DAEMON -- -p 80'
after:   Launch(command=("/usr/bin/app", "-p", "80"), user="app", …)
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from translator.graph.nodes import File
from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.starts.base import marked, row_of
from translator.plan.starts.wrappers import Unwrapped, launched, unwrap
from translator.plan.systemd import environment_file

_ASSIGNED = re.compile(r"^\s*(?:export\s+|readonly\s+|local\s+)?([A-Za-z_]\w*)=(\"[^\"]*\"|'[^']*'|[^\s;#]*)")
_DEFAULT = re.compile(r'^\s*:\s*"?\$\{(\w+):?=([^}]*)\}')
_TESTED = re.compile(r"^\s*\[\s+-\S+\s+.*\]\s*&&\s*")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?[-=]([^}]*))?\}|(\w+))")
_SOURCED = re.compile(r"(?:^|&&|;|then)\s*(?:\.|source)\s+(\S+)")
_STARTS = re.compile(r"\b(start-stop-daemon|daemon|su|runuser|sudo|chpst|setuidgid|nohup)\b")


def launch_of_script(machine: Machine, name: str, nodes: tuple[int, ...]) -> Launch | None:
    """Return the launch of a service's init script, None when the input brings none."""
    paths = (f"/etc/init.d/{name}", f"/etc/rc.d/init.d/{name}")
    file = next((found for path in paths if isinstance(found := machine.paths.get(path), File)), None)
    if file is None or not file.present:
        return None
    every = tuple(sorted({*nodes, file.index}))
    started = start_of(machine, name, marked(machine, file))
    if started is None or not started.command:
        problem = f"the init script of {name} has no line that plainly starts its program"
        return Launch(name=name, node=every[0], nodes=every, custom=True, problem=problem)
    row = row_of(started.command)
    stays = started.background or (row is not None and bool(row.foreground))
    problem = "" if stays else f"the init script of {name} lets its program go to the background by itself"
    return launched(started, name, every, problem)


def start_of(machine: Machine, name: str, text: str) -> Unwrapped | None:
    """Return what the script's start line runs, its variables put in."""
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    values = {"0": f"/etc/init.d/{name}"}
    started: list[Unwrapped] = []
    for line in lines:
        _note(machine, line, values)
        for command in _started(line, values):
            unwrapped = unwrap(command)
            if unwrapped.command and unwrapped.command != command:
                started.append(unwrapped)
    best = [each for each in started if each.background] or started
    return best[0] if best else None


def _note(machine: Machine, line: str, values: dict[str, str]) -> None:
    """Learn a line's assignments, and those of the managed files that it reads."""
    for path in _SOURCED.findall(line):
        values.update(environment_file(machine.file_text(_filled(path, values)) or ""))
    default = _DEFAULT.match(line)
    if default:
        values.setdefault(default[1], _filled(default[2], values))
    match = _ASSIGNED.match(_TESTED.sub("", line))
    if match and "$(" not in match[2] and "`" not in match[2]:
        raw = match[2]
        values[match[1]] = raw[1:-1] if raw[:1] == "'" else _filled(raw.strip('"'), values)


def _filled(text: str, values: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda match: values.get(match[1] or match[3], match[2] or ""), text)


def _started(line: str, values: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the commands of a line that start something, variables put in and redirections left out."""
    stripped = line.strip()
    if stripped.startswith(("#", "echo", "log_")) or not (_STARTS.search(stripped) or stripped.endswith("&")):
        return
    background = bool(re.search(r"(?<!&)&\s*$", stripped))
    for part in re.split(r"\|\||&&|;|\bthen\b|\bif\b|(?<!&)&\s*$", stripped):
        bare = re.sub(r"\s*(\d?>>?\s*\S+|2>&1|</dev/null)", "", part).strip(" !")
        try:
            words = tuple(shlex.split(_filled(bare, values)))
        except ValueError:
            continue
        if words and words[0].rpartition("/")[2] not in ("return", "exit", "[", "test", "kill"):
            yield ("nohup", *words) if background else words
