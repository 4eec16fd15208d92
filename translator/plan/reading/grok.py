"""Grok → a regular expression with named groups.

before:  %{IPORHOST:clientip} %{NUMBER:response:int}
after:   Grok("(?<clientip>…) (?<response>…)", convert={"response": "integer"})

A field that no group can be called ([http][status], a.b) gets a name of its own, which `rename` puts right.
Source: Logstash reference 7.17, "Grok filter plugin".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from translator.plan.reading.grok_patterns import PATTERNS

_REFERENCE: Final = re.compile(r"%\{(\w+)(?::((?:\[[^\]]+\])+|[\w.@-]+))?(?::(\w+))?\}")
_NAMED: Final = re.compile(r"\(\?<([A-Za-z][^>=!]*)>")
_TYPES: Final = {"int": "integer", "float": "float", "integer": "integer"}
_DEEPEST: Final = 20
_LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Grok:
    """The expression, group → field where they differ, and field → type."""

    pattern: str
    rename: Mapping[str, str] = field(default_factory=dict)
    convert: Mapping[str, str] = field(default_factory=dict)


def expand(text: str, definitions: Mapping[str, str] | None = None) -> Grok | str:
    """Return what a grok pattern says, or why it cannot be said; `definitions` are patterns of its own."""
    return _Expansion({**PATTERNS, **(definitions or {})}).run(text)


@dataclass(slots=True)
class _Expansion:
    """One pattern on its way; `missing` are names that nothing defines."""

    patterns: Mapping[str, str]
    rename: dict[str, str] = field(default_factory=dict)
    convert: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    length: int = 0

    def run(self, text: str) -> Grok | str:
        found = self._expanded(_NAMED.sub(lambda match: f"(?<{self._group(match[1])}>", text), 0)
        if self.missing:
            return f"no pattern of logstash's own set is called {', '.join(dict.fromkeys(self.missing))}"
        if self.length > _LONGEST:
            return "its pattern is too long"
        return Grok(pattern=found, rename=self.rename, convert=self.convert)

    def _expanded(self, text: str, depth: int) -> str:
        return _REFERENCE.sub(lambda match: self._referred(match, depth), text)

    def _referred(self, match: re.Match[str], depth: int) -> str:
        name, field_name, kind = match[1], match[2], match[3]
        if name not in self.patterns or depth > _DEEPEST or self.length > _LONGEST:
            self.missing.extend([] if name in self.patterns else [name])
            self.length += _LONGEST * (name in self.patterns)
            return ""
        inner = self._expanded(self.patterns[name], depth + 1)
        self.length += len(inner)
        if not field_name:
            return f"(?:{inner})"
        if kind in _TYPES:
            self.convert[plain_field(field_name)] = _TYPES[kind]
        return f"(?<{self._group(field_name)}>{inner})"

    def _group(self, name: str) -> str:
        """Return a group's name for a field."""
        real = plain_field(name)
        word = re.sub(r"\W", "_", real)
        word = word if re.match(r"[A-Za-z_]", word) else f"f_{word}"
        if word != real:
            self.rename[word] = real
        return word


def plain_field(name: str) -> str:
    """Return [a][b] as a.b, [a] as a."""
    return ".".join(re.findall(r"\[([^\]]+)\]", name)) if name.startswith("[") else name
