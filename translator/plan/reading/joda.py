"""Joda-Time's date patterns, as logstash has them → strftime's.

before:  dd/MMM/yyyy:HH:mm:ss.SSS Z
after:   %d/%b/%Y:%H:%M:%S.%L %z

Source: Joda-Time 2.12, DateTimeFormat; Logstash reference 7.17, "Date filter plugin". %L is a fraction of a second.
"""

from __future__ import annotations

import re
from typing import Final

_READY: Final = frozenset(("ISO8601", "UNIX", "UNIX_MS"))
_TOKEN: Final = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|%|[^A-Za-z'%]+")
_LETTERS: Final = {
    "M": "%m", "d": "%d", "H": "%H", "k": "%H", "h": "%I", "K": "%I", "m": "%M", "s": "%S", "a": "%p", "Z": "%z",
    "D": "%j", "S": "%L",
}  # fmt: skip


def strftime(pattern: str) -> str | None:
    """Return the pattern in strftime's words, None when it has a part that strftime has not."""
    if pattern in _READY:
        return pattern
    found: list[str] = []
    for match in _TOKEN.finditer(pattern):
        said = _part(match)
        if said is None:
            return None
        found.append(said)
    return "".join(found)


def _part(match: re.Match[str]) -> str | None:
    text, letter = match[0], match[2]
    if match[1] is not None:
        return (match[1].replace("''", "'") or "'").replace("%", "%%")
    if not letter:
        return text.replace("%", "%%")
    if letter in "yYx":
        return "%y" if len(text) == 2 else "%Y"
    if letter == "M" and len(text) > 2:
        return "%b" if len(text) == 3 else "%B"
    if letter == "E":
        return "%A" if len(text) > 3 else "%a"
    if letter == "Z" and len(text) > 2:
        return None
    return _LETTERS.get(letter)


_REGEXES: Final = {
    "Y": r"\d{4}", "y": r"\d{2}", "m": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}", "I": r"\d{1,2}", "M": r"\d{1,2}",
    "S": r"\d{1,2}", "L": r"\d+", "p": r"[AaPp][Mm]", "z": r"(?:Z|[+-]\d{2}:?\d{2})", "b": r"\w{3}", "B": r"\w+",
    "a": r"\w{3}", "A": r"\w+", "j": r"\d{1,3}", "%": "%", "e": r" ?\d{1,2}", "T": r"\d{2}:\d{2}:\d{2}",
    "F": r"\d{4}-\d{2}-\d{2}", "N": r"\d+", "f": r"\d+", "Z": r"\w+", "s": r"\d+",
}  # fmt: skip


def regex(pattern: str) -> str:
    """Return a regular expression for the texts that a strftime pattern reads."""
    return re.sub(
        r"%(.)|([^%]+)", lambda match: re.escape(match[2]) if match[2] else _REGEXES.get(match[1], ".+"), pattern
    )
