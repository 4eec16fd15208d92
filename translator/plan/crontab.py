"""The text of a crontab → its lines of work, each with its variables; what a line's percent signs mean.

before:  PATH=/opt/app/bin:/bin
         5 * * * * app report \\%H >/dev/null
after:   Entry(schedule="5 * * * *", user="app", command="report %H >/dev/null", environment={"PATH": …}, line=2)

Source: crontab(5) of Debian's cron and of cronie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SETTING = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*")
_FIELD = r"[\d*/,\-A-Za-z]+"
_WITH_USER = re.compile(rf"\s*(@\w+|(?:{_FIELD}\s+){{4}}{_FIELD})\s+(\S+)\s+(.+)")
_OWN = re.compile(rf"\s*(@\w+|(?:{_FIELD}\s+){{4}}{_FIELD})\s+(.+)")
_QUOTES = "\"'"
_DROPPED = ("MAILTO", "MAILFROM", "SHELL", "CRON_TZ", "RANDOM_DELAY", "CONTENT_TYPE")
PERIODIC = {
    "/etc/cron.hourly": "17 * * * *",
    "/etc/cron.daily": "25 6 * * *",
    "/etc/cron.weekly": "47 6 * * 0",
    "/etc/cron.monthly": "52 6 1 * *",
}
"""When Debian's /etc/crontab runs the scripts of each folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of work; `line` counts from 1."""

    schedule: str
    user: str
    command: str
    line: int
    environment: dict[str, str] = field(default_factory=dict)


def entries(text: str, user: str = "") -> Iterator[Entry]:
    """Yield the lines of a crontab; one of a `user` of its own has no column that names one."""
    environment: dict[str, str] = {}
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        setting = _SETTING.fullmatch(line)
        found = (_OWN if user else _WITH_USER).fullmatch(line)
        if setting is not None:
            if setting[1] not in _DROPPED:
                environment = {**environment, setting[1]: _unquoted(setting[2])}
        elif found is not None:
            who, command = (user, found[2]) if user else (found[2], found[3])
            yield Entry(
                schedule=" ".join(found[1].split()),
                user=who,
                command=shell_line(command),
                line=at,
                environment=environment,
            )


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in _QUOTES else value


def shell_line(command: str) -> str:
    """Return a crontab's command for sh: the first plain % begins its input, further ones are new lines."""
    command, *given = (part.replace("\\%", "%") for part in re.split(r"(?<!\\)%", command.strip()))
    if not given:
        return command
    lines = "\n".join(given)
    return f"{command} <<'END_OF_INPUT'\n{lines}\nEND_OF_INPUT"
