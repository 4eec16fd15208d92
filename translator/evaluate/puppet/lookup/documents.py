"""Data files: the text of a YAML or JSON file in, a Puppet value out, with the types that Ruby gives its scalars.

before:  "port: 0644\non: yes"
after:   {"port": 420, True: True}
"""

from __future__ import annotations

import json
from typing import Any, Final

import yaml

from translator.evaluate.puppet.values import Value
from translator.evaluate.ruby.methods.support.letters import whole_integer
from translator.evaluate.ruby.methods.support.psych import Moment, Name, tokenize

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST: Final = 200
_MOST: Final = 2_000_000


class BadDocument(Exception):
    """A text that is no YAML or JSON; the message is the reader's, with line and column."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class SymbolText(str):
    """A Ruby symbol in a data file; no value of Puppet's."""

    __slots__ = ()


def read_yaml(text: str) -> Value:
    """Return the first document of a YAML text; None when it is empty. BadDocument when it cannot be read."""
    try:
        events = yaml.parse(text, Loader=_LOADER)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                return _Reader(events).value(next(events))
    except yaml.MarkedYAMLError as error:
        raise _complaint(error) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise BadDocument(str(error).partition("\n")[0]) from None
    return None


def read_json(text: str) -> Value:
    """Return the value of a JSON text; BadDocument when it cannot be read."""
    try:
        return _plain(json.loads(text))
    except json.JSONDecodeError as error:
        raise BadDocument(error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise BadDocument("nesting is too deep") from None


def _plain(data: Any) -> Value:
    if isinstance(data, list):
        return tuple(_plain(item) for item in data)
    if isinstance(data, dict):
        return {key: _plain(item) for key, item in data.items()}
    return data


def _complaint(error: yaml.MarkedYAMLError) -> BadDocument:
    mark = error.context_mark or error.problem_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    words = " ".join(word for word in (error.problem, error.context) if word)
    return BadDocument(words, line, column)


class _Reader:
    """Builds values out of the events of one document."""

    def __init__(self, events: Any) -> None:
        self.events = events
        self.anchors: dict[str, Value] = {}
        self.sizes: dict[str, int] = {}
        self.size = 0
        self.depth = 0

    def value(self, event: Any) -> Value:
        """Return the value that starts with an event. Aliases count as all that they stand for."""
        start = self.size
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise BadDocument(f"Unknown alias: {event.anchor}")
            self._grow(self.sizes[event.anchor])
            return self.anchors[event.anchor]
        self._grow(1)
        made = _scalar(event) if isinstance(event, yaml.ScalarEvent) else self._collection(event)
        if event.anchor:
            self.anchors[event.anchor] = made
            self.sizes[event.anchor] = self.size - start
        return made

    def _grow(self, count: int) -> None:
        self.size += count
        if self.size > _MOST:
            raise BadDocument("the aliases in it stand for too many values")

    def _collection(self, event: Any) -> Value:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadDocument("nesting is too deep")
        made = self._sequence() if isinstance(event, yaml.SequenceStartEvent) else self._mapping()
        self.depth -= 1
        return made

    def _sequence(self) -> Value:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(event))
        return tuple(items)

    def _mapping(self) -> Value:
        made: dict[Value, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            merges = isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]
            key, value = self.value(event), self.value(next(self.events))
            if merges and isinstance(value, (dict, tuple)):
                for source in reversed(value) if isinstance(value, tuple) else (value,):
                    made.update(source if isinstance(source, dict) else {})
            else:
                made[_key(key)] = value
        return made


def _key(key: Value) -> Value:
    """Return a key as Puppet has it: a symbol becomes the text of its name, a collection its text."""
    if isinstance(key, SymbolText):
        return str(key)
    return str(key) if isinstance(key, (tuple, dict)) else key


def _scalar(event: Any) -> Value:
    """Return a scalar; dates and times stay as they are written."""
    text: str = event.value
    if event.tag is not None and event.tag != "!":
        return _TAGS.get(event.tag.rpartition(":")[2], lambda word: word)(text)
    if event.style or not event.implicit[0]:
        return text
    found = tokenize(text)
    if isinstance(found, Name):
        return SymbolText(found)
    return str(found) if isinstance(found, Moment) else found


def _integer(text: str) -> Value:
    number = whole_integer(text.replace("_", "").replace(",", ""))
    return text if number is None else number


_TAGS: Final[dict[str, Any]] = {
    "int": _integer,
    "float": lambda text: float(text.replace("_", "")),
    "null": lambda text: None,
    "bool": lambda text: tokenize(text),
}
