"""Syslog's facilities and severities: names to numbers, and which of them a selector of syslog.conf takes.

Source: RFC 5424, section 6.2.1; syslog.conf(5).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

FACILITIES: Final = (
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit",
    "alert", "clock", *(f"local{number}" for number in range(8)),
)  # fmt: skip
SEVERITIES: Final = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
_OTHER_NAMES: Final = {"warn": "warning", "error": "err", "panic": "emerg", "security": "auth"}
LOCAL0: Final = 16
NOTICE: Final = 5


def facility_number(text: str, default: int) -> int:
    """Return a facility's number by its name or number, `default` when it is neither."""
    return _number(FACILITIES, text, default)


def severity_number(text: str, default: int) -> int:
    """Return a severity's number: 0 is emerg, 7 is debug."""
    return _number(SEVERITIES, text, default)


def _number(names: tuple[str, ...], text: str, default: int) -> int:
    if text.isdigit():
        return int(text)
    word = _OTHER_NAMES.get(text.lower(), text.lower())
    return names.index(word) if word in names else default


def selects(selector: str, facility: int, severity: int) -> bool:
    """Return whether a selector such as "*.info;mail.none" takes messages of this facility and severity."""
    return severity in selected(selector)[facility] if facility < len(FACILITIES) else False


@cache
def selected(selector: str) -> tuple[frozenset[int], ...]:
    """Return the severities that a selector takes, for every facility in turn."""
    taken: list[set[int]] = [set() for _ in FACILITIES]
    for part in selector.rstrip(";").split(";"):
        names, _, priority = part.strip().rpartition(".")
        for facility in _facilities(names):
            _apply(taken[facility], priority)
    return tuple(frozenset(each) for each in taken)


def _facilities(names: str) -> list[int]:
    if "*" in names:
        return list(range(len(FACILITIES)))
    numbers = [facility_number(name, -1) for name in names.split(",")]
    return [number for number in numbers if 0 <= number < len(FACILITIES)]


def _apply(taken: set[int], priority: str) -> None:
    """Add or take away the severities that one `.priority` names: `info` and worse, `=info` alone, `!` the opposite."""
    sign, name = re.fullmatch(r"([!=]*)(.*)", priority).groups()  # type: ignore[union-attr]
    if name == "none":
        taken.clear()
        return
    worst = 7 if name == "*" else severity_number(name, -1)
    named = {worst} if "=" in sign else set(range(worst + 1))
    if "!" in sign:
        taken -= named
    else:
        taken |= named
