"""logrotate → evidence of logs: which files an application writes; those that nobody ships are said so.

before:  /var/log/app/*.log /var/log/other.log {\\n  daily\\n}
after:   the paths /var/log/app/*.log and /var/log/other.log, each with its line

Rotation itself is not carried over: stdout and volumes that end with the pod need none. Source: logrotate(8), 3.21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translator.plan.reading.configuration import Chunk, Configuration, Spot, limited
from translator.plan.sidecars.base import SIDECARS, Finding, Given

_SYSTEM: Final = re.compile(
    r"/var/log/(?:syslog|messages|secure|maillog|cron|spooler|boot\.log|[bw]tmp|dpkg\.log|alternatives\.log|apt/.*|auth\.log"
    r"|kern\.log|daemon\.log|mail\.\w+|user\.log|debug|lpr\.log|yum\.log|dnf.*|unattended-upgrades/.*|rsyslog.*|puppet.*|chef.*"
    r"|audit/.*|cloud-init.*|ufw\.log|fail2ban\.log|aptitude|btmp|lastlog|faillog|news/.*|exim4/.*|munin/.*|ntp.*|sa/.*)"
)


@SIDECARS.register("logrotate")
def logrotate(given: Given) -> Finding:
    """Return the logs that were rotated, the operating system's own left out."""
    return Finding(rotated=tuple(spot for file in given.configurations() for spot in rotated(file)))


def rotated(file: Configuration) -> Iterator[Spot]:
    """Yield the paths of a file's stanzas, each with its line; the path is the text."""
    text = re.sub(r"(?m)^\s*#.*$", "", file.text)
    lines = (Chunk(line=number, text=line) for number, line in enumerate(text.split("\n"), 1))
    waiting: list[Spot] = []
    inside = False
    for chunk in limited(lines, file.path, []):
        before, brace, _ = chunk.text.partition("{")
        if not inside:
            paths = re.findall(r"\"([^\"]+)\"|'([^']+)'|(?<!\S)(/\S+)", before)
            waiting += [Spot(path=file.path, line=chunk.line, text=next(filter(None, each))) for each in paths]
        if brace and not inside:
            yield from (spot for spot in waiting if not _SYSTEM.fullmatch(spot.text))
            waiting, inside = [], True
        elif not inside and before.strip() and not before.strip().startswith(("/", '"', "'")):
            waiting = []
        if "}" in chunk.text:
            inside = False
