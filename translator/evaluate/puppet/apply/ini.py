"""ini_setting's work on a text: a setting of a section set where it stands, behind its commented-out form, or at the
section's end.

before:  "[main]\\na=1\\n\\n[agent]\\n" with set("main", "b", ("2",))
after:   "[main]\\na=1\\nb = 2\\n\\n[agent]\\n"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(slots=True)
class Section:
    """A section's own lines (its head first, save for what stands before all sections) and what is added at its end."""

    name: str
    lines: list[str] = field(default_factory=list)
    fresh: bool = False
    added: list[tuple[str, str]] = field(default_factory=list)


class IniText:
    """One file's text, changed setting by setting."""

    def __init__(
        self, text: str, separator: str = " = ", prefix: str = "[", suffix: str = "]", indent: str = ""
    ) -> None:
        self.separator, self.prefix, self.suffix, self.indent = separator, prefix, suffix, indent
        mark = " " if separator.isspace() else separator.strip()
        inner = f"[^\\s{re.escape(mark)}]"
        self._head = re.compile(rf"^\s*{re.escape(prefix)}(.*){re.escape(suffix)}\s*$")
        self._setting = re.compile(rf"^(\s*)([^#;\s]|[^#;\s].*?{inner})(\s*{re.escape(mark)}[ \t]*)(.*?)\s*$")
        self._commented = re.compile(rf"^(\s*)[#;]+(\s*)(.*?{inner})(\s*{re.escape(mark)}[ \t]*)(.*)\s*$")
        self.sections = [Section("")]
        for line in text.splitlines():
            head = self._head.match(line)
            if head:
                self.sections.append(Section(head[1]))
            self.sections[-1].lines.append(line)
        self.sections[0].fresh = not self.sections[0].lines

    def set(self, section: str, setting: str, values: tuple[str, ...]) -> None:
        """Give a setting its values, one line each."""
        found = next((each for each in self.sections if each.name == section), None)
        if found is None:
            found = Section(section, fresh=True)
            self.sections.append(found)
        places = self._places(found, setting)
        if places:
            self._update(found, places, values)
        elif setting:
            self._add(found, setting, values)

    def remove(self, section: str, setting: str) -> None:
        """Take a setting out."""
        for found in (each for each in self.sections if each.name == section):
            for place in reversed(self._places(found, setting)):
                del found.lines[place]

    def text(self) -> str:
        """Return the whole file."""
        out: list[str] = []
        first = self.sections[0]
        nothing_before = first.fresh and not first.added
        for place, section in enumerate(self.sections):
            if section.fresh and section.name:
                out += [""] if (place == 1 and not nothing_before) or place > 1 else []
                out.append(f"{self.prefix}{section.name}{self.suffix}")
            out += self._written(section, last=place == len(self.sections) - 1)
        return "".join(f"{line}\n" for line in out)

    def _written(self, section: Section, last: bool) -> list[str]:
        end = len(section.lines)
        while end and not section.lines[end - 1].strip():
            end -= 1
        blank = section.lines[end:]
        added = [f"{self._margin(section)}{key}{self.separator}{value}" for key, value in section.added]
        if not blank and section.fresh and added and not last:
            blank = [""]
        return [*section.lines[:end], *added, *blank]

    def _places(self, section: Section, setting: str) -> list[int]:
        matches = ((place, self._setting.match(line)) for place, line in enumerate(section.lines))
        return [place for place, match in matches if match and match[2] == setting]

    def _update(self, section: Section, places: list[int], values: tuple[str, ...]) -> None:
        match = self._setting.match(section.lines[places[0]])
        head = "".join(match.group(1, 2, 3)) if match else ""
        for place in reversed(places[1:]):
            del section.lines[place]
        section.lines[places[0] : places[0] + 1] = [f"{head}{value}" for value in values]

    def _add(self, section: Section, setting: str, values: tuple[str, ...]) -> None:
        known = [place for place, (key, _) in enumerate(section.added) if key == setting]
        if known:
            section.added = [pair for pair in section.added if pair[0] != setting]
        for place, line in enumerate(section.lines):
            match = self._commented.match(line)
            if match and match[3] == setting:
                made = [f"{self._margin(section)}{setting}{self.separator}{value}" for value in values]
                section.lines[place + 1 : place + 1] = made
                return
        section.added += [(setting, value) for value in values]

    def _margin(self, section: Section) -> str:
        if self.indent:
            return self.indent
        margins = [len(match[1]) for line in section.lines for match in [self._setting.match(line)] if match]
        return " " * min(margins, default=0)
