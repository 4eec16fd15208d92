"""Logstash pipelines → their plugins, with the conditions that they stand under.

before:  output { if [type] == "nginx" { elasticsearch { hosts => ["es:9200"] } } }
after:   Plugin("output", "elasticsearch", {"hosts": ("es:9200",)}, conditions=(Condition type equals nginx,))

Source: Logstash reference 7.17, "Structure of a pipeline" and "Event dependent configuration".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, TypeAlias

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedInput

from grammars import grammar_text
from translator.plan.pipeline import Condition
from translator.plan.reading.braces import pieces
from translator.plan.reading.configuration import Configuration, Untranslated, limited, shown

Value: TypeAlias = "str | tuple[Value, ...] | dict[str, Value] | Plugin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One plugin of a section ("input", "filter", "output"); outer conditions first."""

    section: str = ""
    name: str
    settings: dict[str, Value]
    conditions: tuple[Condition, ...] = ()
    line: int

    def text(self, *names: str) -> str:
        """Return the first of these settings that is a text, or the first of a list of them."""
        for name in names:
            value = self.settings.get(name, "")
            if isinstance(value, tuple) and value:
                value = value[0]
            if isinstance(value, str) and value:
                return value
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a setting as a list of texts."""
        value = self.settings.get(name, ())
        if isinstance(value, str):
            return (value,)
        return tuple(each for each in value if isinstance(each, str)) if isinstance(value, tuple) else ()

    def pairs(self, name: str) -> dict[str, str]:
        """Return a setting that is a hash of texts, or a list of names and values in turn."""
        value = self.settings.get(name)
        if isinstance(value, tuple):
            texts = self.texts(name)
            return dict(zip(texts[::2], texts[1::2], strict=False))
        return {key: str(each) for key, each in value.items()} if isinstance(value, dict) else {}

    def codec(self) -> Plugin | None:
        """Return the codec, of which often only the name is given."""
        value = self.settings.get("codec")
        if isinstance(value, Plugin):
            return value
        return Plugin(name=value, settings={}, line=self.line) if isinstance(value, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugins:
    plugins: tuple[Plugin, ...]
    errors: tuple[Untranslated, ...]


def read(configuration: Configuration) -> Plugins:
    """Read one file."""
    plugins: list[Plugin] = []
    errors: list[Untranslated] = []
    for chunk in limited(pieces(configuration.text, semicolons=False), configuration.path, errors):
        try:
            plugins.extend(_Builder(chunk.line).transform(_parser().parse(chunk.text)))
        except LarkError as problem:
            line = chunk.line + (problem.line - 1 if isinstance(problem, UnexpectedInput) and problem.line > 0 else 0)
            reason = "logstash's grammar does not allow this"
            errors.append(Untranslated(path=configuration.path, line=line, text=shown(chunk.text), reason=reason))
    return Plugins(plugins=tuple(plugins), errors=tuple(errors))


@cache
def _parser() -> Lark:
    return Lark(grammar_text("logstash.lark"), parser="lalr")


class _Builder(Transformer[Token, Any]):
    def __init__(self, first_line: int) -> None:
        super().__init__()
        self._offset = first_line - 1

    def start(self, items: list[Any]) -> list[Plugin]:
        return [plugin for section in items for plugin in section]

    def section(self, items: list[Any]) -> list[Plugin]:
        name, *entries = items
        return [replace(plugin, section=str(name)) for plugin in _flat(entries)]

    def plugin(self, items: list[Any]) -> Plugin:
        name, *attributes = items
        return Plugin(name=str(name), settings=_merged(attributes), line=int(name.line or 1) + self._offset)

    def attribute(self, items: list[Any]) -> tuple[str, Value]:
        return _unquoted(items[0]), items[1]

    def branch(self, items: list[Any]) -> list[Plugin]:
        """Return the plugins of every body, each under its condition and the negation of those before it."""
        found: list[Plugin] = []
        refused: list[Condition] = []
        for at in range(0, len(items) - 1, 2):
            condition, body = items[at], items[at + 1]
            found.extend(_under(body, (*refused, condition)))
            refused.append(replace(condition, negate=not condition.negate))
        if len(items) % 2:
            found.extend(_under(items[-1], tuple(refused)))
        return found

    def otherwise(self, items: list[Any]) -> list[Plugin]:
        body: list[Plugin] = items[0]
        return body

    def body(self, items: list[Any]) -> list[Plugin]:
        return list(_flat(items))

    def condition(self, items: list[Any]) -> Condition:
        return _joined("any", items)

    def conjunction(self, items: list[Any]) -> Condition:
        odd = any(isinstance(item, Token) and item.type == "ODD" for item in items)
        return _joined("unknown" if odd else "all", items)

    def negation(self, items: list[Any]) -> Condition:
        inner: Condition = items[1]
        return replace(inner, negate=not inner.negate)

    def comparison(self, items: list[Any]) -> Condition:
        if len(items) == 1:
            return Condition(field=items[0].name, operator="exists") if isinstance(items[0], Field) else _UNKNOWN
        left, *words, right = items
        return _comparison(left, "".join(str(word) for word in words), right)

    def field(self, items: list[Any]) -> Field:
        return Field(".".join(part.strip("[]") for part in str(items[0]).split("][")))

    def regex(self, items: list[Any]) -> Pattern:
        return Pattern(str(items[0])[1:-1].replace("\\/", "/"))

    def text(self, items: list[Any]) -> str:
        return _unquoted(items[0])

    def bare(self, items: list[Any]) -> str:
        return str(items[0])

    def array(self, items: list[Any]) -> tuple[Value, ...]:
        return tuple(items)

    def hash(self, items: list[Any]) -> dict[str, Value]:
        return {_unquoted(key): value for key, value in zip(items[::2], items[1::2], strict=False)}


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it stands in a condition, [a][b] as a.b."""

    name: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression as it stands in a condition."""

    text: str


_UNKNOWN: Final = Condition(operator="unknown")
_OPERATORS: Final = {"==": "equals", "<": "less", "<=": "at_most", ">": "more", ">=": "no_less", "=~": "regex"}
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _comparison(left: Any, operator: str, right: Any) -> Condition:
    """Return `left operator right`; a field against another field is unknown."""
    if operator.endswith("in"):
        negate = operator != "in"
        return replace(found := _membership(left, right), negate=found.negate is not negate)
    if not isinstance(left, Field):
        left, right, operator = right, left, _MIRRORED.get(operator, operator)
    if not isinstance(left, Field) or isinstance(right, Field | tuple):
        return _UNKNOWN
    value = right.text if isinstance(right, Pattern) else str(right)
    word = _OPERATORS.get({"!=": "==", "!~": "=~"}.get(operator, operator), "unknown")
    return Condition(field=left.name, operator=word, value=value, negate=operator in ("!=", "!~"))


def _membership(left: Any, right: Any) -> Condition:
    """Return `left in right`: a text in a field, or a field in a list."""
    if isinstance(right, Field) and isinstance(left, str):
        return Condition(field=right.name, operator="contains", value=left)
    if isinstance(left, Field) and isinstance(right, tuple) and right:
        equal = [Condition(field=left.name, operator="equals", value=str(each)) for each in right]
        return _joined("any", equal)
    return _UNKNOWN


def _joined(operator: str, items: list[Any]) -> Condition:
    parts = tuple(item for item in items if isinstance(item, Condition))
    return parts[0] if len(parts) == 1 and operator != "unknown" else Condition(operator=operator, parts=parts)


def _merged(attributes: list[tuple[str, Value]]) -> dict[str, Value]:
    """Return settings by name; a hash or a list that is given twice is joined."""
    found: dict[str, Value] = {}
    for name, value in attributes:
        before = found.get(name)
        if isinstance(before, dict) and isinstance(value, dict | tuple):
            found[name] = {**before, **_as_hash(value)}
        elif isinstance(before, tuple) and isinstance(value, dict):
            found[name] = {**_as_hash(before), **value}
        elif isinstance(before, tuple) and isinstance(value, tuple):
            found[name] = (*before, *value)
        else:
            found[name] = value
    return found


def _as_hash(value: dict[str, Value] | tuple[Value, ...]) -> dict[str, Value]:
    """Return a list of names and values in turn as a hash."""
    return value if isinstance(value, dict) else dict(zip(map(str, value[::2]), value[1::2], strict=False))


def _flat(entries: list[Any]) -> Iterator[Plugin]:
    for entry in entries:
        if isinstance(entry, list):
            yield from entry
        else:
            yield entry


def _under(plugins: list[Plugin], conditions: tuple[Condition, ...]) -> Iterator[Plugin]:
    return (replace(plugin, conditions=(*conditions, *plugin.conditions)) for plugin in plugins)


def _unquoted(token: Any) -> str:
    text = str(token)
    return text[1:-1] if text[:1] in "\"'" else text
