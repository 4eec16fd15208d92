"""A shell line with which the input itself starts a service → its launch.

before:  "su -s /bin/bash -c 'CATALINA_BASE=/opt/a /opt/tomcat/bin/catalina.sh start' tomcat"
after:   Launch(command=("/opt/tomcat/bin/catalina.sh", "run"), user="tomcat", environment={"CATALINA_BASE": "/opt/a"}, …)
"""

from __future__ import annotations

import re
import shlex
from dataclasses import replace

from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.starts.base import row_of
from translator.plan.starts.wrappers import Unwrapped, launched, unwrap

MANAGERS = ("systemctl", "service", "invoke-rc.d", "initctl", "start", "rc-service", "sv")
_ASSIGNED = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)=(\S*)$")
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")


def launch_of_start_command(machine: Machine, name: str, nodes: tuple[int, ...]) -> Launch | None:
    """Return the launch of a service's own start line; None without one, or where that only asks the init system."""
    state = machine.services.get(name)
    found = _started(state.start) if state is not None and state.start else None
    if found is None or not found.command or found.command[0].rpartition("/")[2] in MANAGERS:
        return None
    row = row_of(found.command)
    stays = found.background or (row is not None and bool(row.foreground or row.instead))
    problem = "" if stays else f"the start command of {name} lets its program go to the background by itself"
    return launched(found, name, nodes, problem)


def _started(line: str) -> Unwrapped | None:
    """Return what the last command of a line runs, with what those before it assign."""
    values: dict[str, str] = {}
    found: Unwrapped | None = None
    background = line.rstrip().endswith("&")
    for part in re.split(r"(?:&&|;|\n)(?=(?:[^'\"]|'[^']*'|\"[^\"]*\")*$)", re.sub(r"\\\n\s*", " ", line)):
        assigned = _ASSIGNED.match(part.strip())
        if assigned:
            values[assigned[1]] = assigned[2].strip("'\"")
            continue
        text = _VARIABLE.sub(lambda match: values.get(match[1], match[0]), part.strip(" &"))
        try:
            words = tuple(shlex.split(re.sub(r"\s*(\d?>>?\s*\S+|2>&1|</dev/null)", "", text)))
        except ValueError:
            return None
        found = unwrap(("env", *words)) if words else found
    if found is None:
        return None
    return replace(found, environment={**values, **found.environment}, background=background or found.background)
