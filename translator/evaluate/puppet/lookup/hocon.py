"""HOCON, the configuration language that is a superset of JSON: a text in, its hash out.

before:  app.db { host = web1, ports = [1, 2] }  # comment
after:   {"app": {"db": {"host": "web1", "ports": (1, 2)}}}

Substitutions are refused, as Puppet's reader refuses them; so are includes, which would read other files.
"""

from __future__ import annotations

import re
from typing import Any, Final

from translator.evaluate.puppet.lookup.documents import BadDocument
from translator.evaluate.puppet.values import Value

_BLANK: Final = re.compile(r"(?:[ \t\r\f\ufeff]|(?://|#)[^\n]*)*")
_BLANK_LINES: Final = re.compile(r"(?:[\s\ufeff]|(?://|#)[^\n]*)*")
_TRIPLE: Final = re.compile(r'"""(.*?)"""(?!")', re.DOTALL)
_QUOTED: Final = re.compile(r'"((?:\\.|[^"\\\n])*)"')
_PLAIN: Final = re.compile(r'(?:(?!//)[^$"{}\[\]:=,+#`^?!@*&\\\n])+')
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS: Final[dict[str, Value]] = {"true": True, "false": False, "null": None}
_DEEPEST: Final = 100


def read_hocon(text: str) -> Value:
    """Return the object in a HOCON text; BadDocument when it cannot be read."""
    reader = _Reader(text)
    reader.blank(lines=True)
    braces = reader.take("{")
    made = reader.members(closing=braces)
    reader.blank(lines=True)
    if reader.at < len(text):
        raise reader.wrong("end of the file is expected")
    return made


class _Reader:
    """A place in the text, moving on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def wrong(self, message: str) -> BadDocument:
        line = self.text.count("\n", 0, self.at) + 1
        return BadDocument(f"{line}: {message}", line)

    def blank(self, lines: bool = False) -> None:
        found = (_BLANK_LINES if lines else _BLANK).match(self.text, self.at)
        self.at = found.end() if found is not None else self.at

    def take(self, word: str) -> bool:
        there = self.text.startswith(word, self.at)
        self.at += len(word) if there else 0
        return there

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found is not None else self.at
        return found

    def members(self, closing: bool) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while True:
            self.blank(lines=True)
            if (closing and self.take("}")) or (not closing and self.at >= len(self.text)):
                return made
            self._member(made)
            self.blank()
            if not (
                self.take(",") or self.take("\n") or self.text.startswith("}", self.at) or self.at >= len(self.text)
            ):
                raise self.wrong("a comma or a new line is expected")

    def _member(self, into: dict[str, Any]) -> None:
        path = self._path()
        self.blank()
        appends = self.take("+=")
        if not appends and not (self.take("=") or self.take(":") or self.text.startswith("{", self.at)):
            raise self.wrong("'=' or ':' is expected after a key")
        self.blank(lines=True)
        value = self.value()
        for name in path[:-1]:
            inner = into.get(name)
            into[name] = dict(inner) if isinstance(inner, dict) else {}
            into = into[name]
        old = into.get(path[-1])
        if appends and not (old is None or isinstance(old, tuple)):
            raise self.wrong("Cannot concatenate object or list with a non-object-or-list")
        into[path[-1]] = (*(old or ()), value) if appends else _over(old, value)

    def _path(self) -> list[str]:
        names: list[str] = []
        word = ""
        while True:
            if (quoted := self.match(_QUOTED)) is not None:
                word += _unescaped(quoted[1])
            elif (plain := self.match(_PLAIN)) is not None:
                first, *more = plain[0].split(".")
                names += [word + first, *more[:-1]] if more else []
                word = more[-1] if more else word + first
            else:
                break
        names = [name.strip() for name in (*names, word)]
        if names[0] == "include" or names[0].startswith("include "):
            raise self.wrong("include is not supported")
        if "" in names:
            raise self.wrong("a key is expected")
        return names

    def value(self) -> Value:
        """Return a value, and what stands behind it on the same line, as one."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.wrong("nesting is too deep")
        pieces: list[tuple[str, Value]] = []
        while (piece := self._piece()) is not None:
            pieces.append(piece)
        self.depth -= 1
        return self._joined(pieces)

    def _piece(self) -> tuple[str, Value] | None:
        start = self.at
        self.blank()
        gap = self.text[start : self.at]
        if self.take("{"):
            return gap, self.members(closing=True)
        if self.take("["):
            return gap, self._list()
        if self.text.startswith("${", self.at):
            raise self.wrong(
                "need to Config#resolve(), see the API docs for Config#resolve(); substitution not resolved"
            )
        if (found := self.match(_TRIPLE)) is not None:
            return gap, _Quoted(found[1])
        if (found := self.match(_QUOTED)) is not None:
            return gap, _Quoted(_unescaped(found[1]))
        found = self.match(_PLAIN)
        return (gap, found[0]) if found is not None else None

    def _list(self) -> Value:
        items: list[Value] = []
        while True:
            self.blank(lines=True)
            if self.take("]"):
                return tuple(items)
            before = self.at
            items.append(self.value())
            self.blank()
            if not (self.take(",") or self.take("\n") or self.text.startswith("]", self.at)) or before == self.at:
                raise self.wrong("a comma or ']' is expected")

    def _joined(self, pieces: list[tuple[str, Value]]) -> Value:
        if not pieces:
            raise self.wrong("a value is expected")
        values = [value for _, value in pieces]
        if all(isinstance(value, dict) for value in values):
            made: Value = {}
            for value in values:
                made = _over(made, value)
            return made
        if all(isinstance(value, tuple) for value in values):
            return tuple(item for value in values for item in value)
        if any(isinstance(value, (dict, tuple)) for value in values):
            raise self.wrong("a list or an object cannot be joined with a text")
        if len(values) == 1:
            return str(values[0]) if isinstance(values[0], _Quoted) else _scalar(values[0].strip())
        return "".join(f"{gap}{value}" for gap, value in pieces).strip()


class _Quoted(str):
    """A text in quotes; no number, and no word of the language."""

    __slots__ = ()


def _scalar(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text
    return float(text) if found[1] or found[2] else int(text)


def _over(old: Value, value: Value) -> Value:
    """Return a value set twice: two objects are merged, the later one's keys first, else the later one counts."""
    if not (isinstance(old, dict) and isinstance(value, dict)):
        return value
    return {**{key: _over(old.get(key), item) for key, item in value.items()}, **_others(old, value)}


def _others(old: dict[str, Value], value: dict[str, Value]) -> dict[str, Value]:
    return {key: item for key, item in old.items() if key not in value}


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _escape(found[1]), text)


def _escape(word: str) -> str:
    return chr(int(word[1:], 16)) if len(word) == 5 else _ESCAPES.get(word, word)
