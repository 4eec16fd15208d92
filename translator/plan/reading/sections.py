"""Files of nested sections, as fluentd and collectd have them → a tree with lines.

before:  <source>
           @type tail
           path /var/log/a.log
         </source>
after:   Section("source", values=(Setting("@type", "tail", 2), Setting("path", "/var/log/a.log", 3)), line=1)

Source: fluentd's "Config File Syntax" (v1.16) and collectd.conf(5). A line that closes nothing, or a section that is
never closed, is reported; the rest stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from translator.plan.reading.configuration import Configuration, Untranslated, shown

Refuse: TypeAlias = Callable[[int, str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One `name value` line; the value without its quotes."""

    name: str
    value: str
    line: int


@dataclass(slots=True, kw_only=True)
class Section:
    """One <name argument> … </name>."""

    name: str
    argument: str = ""
    line: int = 0
    settings: list[Setting] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    def value(self, *names: str) -> str:
        """Return the first of these settings that is given, whatever its case."""
        wanted = [name.lower() for name in names]
        found = {setting.name.lower(): setting.value for setting in reversed(self.settings)}
        return next((found[name] for name in wanted if name in found), "")

    def values(self, name: str) -> list[str]:
        """Return every setting of this name, in order."""
        return [setting.value for setting in self.settings if setting.name.lower() == name.lower()]

    def within(self, *names: str) -> Iterator[Section]:
        """Yield the sections of these names that stand directly in this one."""
        wanted = {name.lower() for name in names}
        return (section for section in self.sections if section.name.lower() in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """A whole file: a section without a name that holds all, and what could not be read."""

    top: Section
    errors: tuple[Untranslated, ...] = ()


_OPEN: Final = re.compile(r"<\s*([\w@]+)\s*(.*?)\s*>$")
_CLOSE: Final = re.compile(r"</\s*([\w@]+)\s*>$")
_SETTING: Final = re.compile(r"(@?[\w.$/-]+)(?:\s+(.*))?$", re.DOTALL)


def read(configuration: Configuration) -> Sections:
    """Read one file."""
    top = Section(name="")
    open_sections = [top]
    errors: list[Untranslated] = []

    def refuse(line: int, text: str, reason: str) -> None:
        errors.append(Untranslated(path=configuration.path, line=line, text=shown(text), reason=reason))

    for number, line in _logical_lines(configuration.text):
        if closed := _CLOSE.match(line):
            _close(open_sections, closed[1], number, line, refuse)
        elif opened := _OPEN.match(line):
            section = Section(name=opened[1], argument=_unquoted(opened[2]), line=number)
            open_sections[-1].sections.append(section)
            open_sections.append(section)
        elif setting := _SETTING.match(line):
            value = _unquoted((setting[2] or "").strip())
            open_sections[-1].settings.append(Setting(name=setting[1], value=value, line=number))
        else:
            refuse(number, line, "this is neither a section nor a setting")
    for section in open_sections[1:]:
        refuse(section.line, f"<{section.name}>", "the section is never closed")
    return Sections(top=top, errors=tuple(errors))


def _close(open_sections: list[Section], name: str, number: int, line: str, refuse: Refuse) -> None:
    """Close sections up to the one of this name; those skipped were never closed."""
    names = [section.name.lower() for section in open_sections[1:]]
    if name.lower() not in names:
        refuse(number, line, "no such section is open")
        return
    while open_sections[-1].name.lower() != name.lower():
        left = open_sections.pop()
        refuse(left.line, f"<{left.name}>", "the section is never closed")
    open_sections.pop()


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines that say something with their number, a value's further lines joined to its first."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        first, line = at, lines[at].strip()
        at += 1
        if not line or line.startswith("#"):
            continue
        line = _without_comment(line)
        while at < len(lines) and at - first < _MOST_LINES and _is_open(line):
            line = f"{line}\n{lines[at].strip()}"
            at += 1
        yield first + 1, line


_MOST_LINES: Final = 500


def _without_comment(line: str) -> str:
    return re.sub(r"\s#\s.*$", "", line) if '"' not in line and "'" not in line else line


def _is_open(line: str) -> bool:
    """Return whether a value goes on: an array, a hash or a quoted text that the line does not end, or a backslash."""
    value = (_SETTING.match(line) or [None, None, ""])[2] or ""
    if value.startswith(("[", "{")) and not line.startswith("<"):
        bare = re.sub(r'"(?:\\.|[^"\\])*"', "", value)
        return bare.count("[") + bare.count("{") > bare.count("]") + bare.count("}")
    if value.startswith('"'):
        return len(re.findall(r'(?<!\\)"', value)) % 2 == 1
    return line.endswith("\\")


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text.count(text[0]) == 2:
        text = text[1:-1].replace('\\"', '"') if text[0] == '"' else text[1:-1]
    return text
