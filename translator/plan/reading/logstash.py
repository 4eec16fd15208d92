"""Logstash pipelines → their plugins, with the conditions that they stand under.

before:  output { if [type] == "nginx" { elasticsearch { hosts => ["es:9200"] } } }
after:   Plugin("output", "elasticsearch", {"hosts": ("es:9200",)}, conditions=('[type] == "nginx"',))

Source: Logstash reference 7.17, "Structure of a pipeline" and "Event dependent configuration".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedInput

from grammars import grammar_text
from translator.plan.reading.braces import pieces
from translator.plan.reading.configuration import Configuration, Untranslated, limited, shown

Value: TypeAlias = "str | tuple[Value, ...] | dict[str, Value] | Plugin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One plugin of a section ("input", "filter", "output"); outer conditions first."""

    section: str = ""
    name: str
    settings: dict[str, Value]
    conditions: tuple[str, ...] = ()
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
        """Return a setting that is a hash of texts."""
        value = self.settings.get(name)
        return {key: str(each) for key, each in value.items()} if isinstance(value, dict) else {}


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
        return Plugin(name=str(name), settings=dict(attributes), line=int(name.line or 1) + self._offset)

    def attribute(self, items: list[Any]) -> tuple[str, Value]:
        return _unquoted(items[0]), items[1]

    def branch(self, items: list[Any]) -> list[Plugin]:
        """Return the plugins of every body, each under its condition and the negation of those before it."""
        found: list[Plugin] = []
        refused: list[str] = []
        for at in range(0, len(items) - 1, 2):
            condition, body = items[at], items[at + 1]
            found.extend(_under(body, (*refused, condition)))
            refused.append(f"!({condition})")
        if len(items) % 2:
            found.extend(_under(items[-1], tuple(refused)))
        return found

    def otherwise(self, items: list[Any]) -> list[Plugin]:
        body: list[Plugin] = items[0]
        return body

    def body(self, items: list[Any]) -> list[Plugin]:
        return list(_flat(items))

    def condition(self, items: list[Any]) -> str:
        return " ".join(str(item) for item in items)

    def text(self, items: list[Any]) -> str:
        return _unquoted(items[0])

    def bare(self, items: list[Any]) -> str:
        return str(items[0])

    def array(self, items: list[Any]) -> tuple[Value, ...]:
        return tuple(items)

    def hash(self, items: list[Any]) -> dict[str, Value]:
        return {_unquoted(key): value for key, value in zip(items[::2], items[1::2], strict=False)}


def _flat(entries: list[Any]) -> Iterator[Plugin]:
    for entry in entries:
        if isinstance(entry, list):
            yield from entry
        else:
            yield entry


def _under(plugins: list[Plugin], conditions: tuple[str, ...]) -> Iterator[Plugin]:
    return (replace(plugin, conditions=(*conditions, *plugin.conditions)) for plugin in plugins)


def _unquoted(token: Any) -> str:
    text = str(token)
    return text[1:-1] if text[:1] in "\"'" else text
