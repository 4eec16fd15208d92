"""INI files as collectors have them → sections with the line each begins on.

before:  [/var/log/app.log]
         file = /var/log/app.log
after:   IniSection("/var/log/app.log", {"file": "/var/log/app.log"}, line=1)
"""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass

from translator.plan.reading.configuration import Configuration, Untranslated


@dataclass(frozen=True, slots=True, kw_only=True)
class IniSection:
    """One [name] with its settings, names in lower case."""

    name: str
    settings: dict[str, str]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ini:
    sections: tuple[IniSection, ...]
    errors: tuple[Untranslated, ...] = ()


def read(configuration: Configuration) -> Ini:
    """Read one file; a line that is no setting is reported and left out."""
    parser = configparser.RawConfigParser(
        strict=False, allow_no_value=True, delimiters=("=", ":"), default_section="\0"
    )
    parser.optionxform = str.lower  # type: ignore[assignment]
    text, errors = configuration.text, list[Untranslated]()
    for _ in range(_MOST_ERRORS):
        try:
            parser.read_string(text)
            break
        except configparser.MissingSectionHeaderError as problem:
            text = _without(text, {problem.lineno})
            errors.append(_error(configuration, problem.lineno, "it stands in no section"))
        except configparser.ParsingError as problem:
            lines = {line for line, _ in problem.errors}
            text = _without(text, lines)
            errors.extend(_error(configuration, line, "this is no setting") for line in sorted(lines))
    places = _lines_of(configuration.text)
    sections = (
        IniSection(
            name=name,
            settings={key: value or "" for key, value in parser.items(name)},
            line=places.get(name, 1),
        )
        for name in parser.sections()
    )
    return Ini(sections=tuple(sections), errors=tuple(errors))


_MOST_ERRORS = 50


def _without(text: str, lines: set[int]) -> str:
    """Return the text with these lines (from 1) emptied, so that the others keep their numbers."""
    return "\n".join("" if at in lines else line for at, line in enumerate(text.split("\n"), 1))


def _error(configuration: Configuration, line: int, reason: str) -> Untranslated:
    shown = configuration.text.split("\n")[line - 1].strip()
    return Untranslated(path=configuration.path, line=line, text=shown, reason=reason)


def _lines_of(text: str) -> dict[str, int]:
    """Return the line of every section by its name, the first where it stands twice."""
    found: dict[str, int] = {}
    for at, line in enumerate(text.split("\n"), 1):
        if match := re.match(r"\s*\[([^\]]+)\]", line):
            found.setdefault(match[1], at)
    return found
