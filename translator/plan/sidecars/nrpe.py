"""nrpe → probes: each `command[name]=…` by the plugin that it runs.

before:  command[check_app]=/usr/lib/nagios/plugins/check_http -H 127.0.0.1 -p 9292 -u /health -w 2 -c 5
after:   HealthCheck(kind="http", port=9292, path="/health")

Source: nrpe.cfg of NRPE 4.1.
"""

from __future__ import annotations

import re
from typing import Final

from translator.plan.checks import Checks, Watched, is_elsewhere
from translator.plan.model import HealthCheck
from translator.plan.reading.configuration import Configuration, Untranslated, shown
from translator.plan.reading.plugins import probe
from translator.plan.sidecars.base import check_tool

_COMMAND: Final = re.compile(r"^\s*command\[([^\]]+)\]\s*=\s*(.+)$")


@check_tool("nrpe")
def nrpe(files: tuple[Configuration, ...]) -> Checks:
    """Return the probes of nrpe's commands."""
    watched: list[Watched] = []
    refused: list[Untranslated] = []
    elsewhere: list[Untranslated] = []
    directives = 0
    for file in files:
        for number, line in enumerate(file.text.split("\n"), 1):
            match = _COMMAND.match(line)
            if not match:
                continue
            directives += 1
            found = probe(match[2])
            if isinstance(found, HealthCheck):
                watched.append(Watched(check=found, node=file.node))
            else:
                text = shown(f"{match[1]}: {match[2]}")
                said = Untranslated(path=file.path, line=number, text=text, reason=found)
                (elsewhere if is_elsewhere(found) else refused).append(said)
    parts = {"untranslated": tuple(refused), "elsewhere": tuple(elsewhere)}
    return Checks(watched=tuple(watched), directives=directives, **parts)
