"""Values across the border: plain data of tables and JSON to Ruby values, Ruby values to data of the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.evaluate.chef.objects import Lazy, ResourceObject
from translator.evaluate.ruby.objects import (
    RClass,
    RHash,
    RObject,
    RProc,
    RRange,
    RRegexp,
    RString,
    Symbol,
    Value,
)
from translator.evaluate.values import Data, Hole, Opaque, SymbolValue, Tainted, Text, Unknown

_DEEPEST = 40


def to_ruby(data: Any) -> Value:
    """Return plain data as Ruby values: str → String, SymbolValue → Symbol, tuple and list → Array, dict → Hash."""
    if isinstance(data, str):
        return RString(data)
    if isinstance(data, Text):
        return RString.from_parts(data.parts)
    if isinstance(data, SymbolValue):
        return Symbol.of(data.name)
    if isinstance(data, (list, tuple)):
        return [to_ruby(item) for item in data]
    if isinstance(data, Mapping):
        return RHash((to_ruby(key), to_ruby(value)) for key, value in data.items())
    return data


def to_data(value: Value, depth: int = 0) -> Data:
    """Return a Ruby value as data; what has no word in data becomes Opaque."""
    if isinstance(value, RString):
        return value.data()
    if value is None or isinstance(value, (bool, int, float, Tainted, Unknown)):
        return value
    if isinstance(value, Symbol):
        return SymbolValue(value.name)
    if depth > _DEEPEST:
        return Opaque("object", "a structure that contains itself")
    if isinstance(value, list):
        return tuple(to_data(item, depth + 1) for item in value)
    if isinstance(value, RHash):
        return {_key(key): to_data(item, depth + 1) for key, item in value.items()}
    return _opaque(value)


def _key(key: Value) -> Data:
    found = to_data(key)
    return found if isinstance(found, (str, int, float, bool, SymbolValue, Text, type(None))) else ruby_text(found)


def ruby_text(data: Data) -> str:
    """Return data as Ruby's inspect writes it."""
    match data:
        case None:
            return "nil"
        case bool():
            return "true" if data else "false"
        case str():
            return '"' + data.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case SymbolValue(name=name):
            return f":{name}"
        case tuple():
            return "[" + ", ".join(map(ruby_text, data)) + "]"
        case dict():
            return "{" + ", ".join(f"{ruby_text(key)}=>{ruby_text(item)}" for key, item in data.items()) + "}"
        case _:
            return str(data)


def _opaque(value: Value) -> Opaque:
    if isinstance(value, Lazy):
        return Opaque("lazy")
    if isinstance(value, RProc):
        return Opaque("proc")
    if isinstance(value, RRegexp):
        return Opaque("regexp", f"/{value.source}/{value.flags}")
    if isinstance(value, RRange):
        return Opaque("range", f"{value.low}{'...' if value.exclusive else '..'}{value.high}")
    if isinstance(value, RClass):
        return Opaque("const", value.name or "")
    if isinstance(value, ResourceObject):
        kind = value.declared_type or name_of(value.ivars.get("resource_name", ""))
        return Opaque("resource", f"{kind}[{name_of(value.ivars.get('name', ''))}]")
    if isinstance(value, RObject):
        return Opaque("object", value.cls.name or "")
    return Opaque("object", type(value).__name__)


def name_of(value: Value) -> str:
    """Return a String's or Symbol's text."""
    if isinstance(value, Symbol):
        return value.name
    return value.text if isinstance(value, RString) else str(value)


def unknown_text(reason: Unknown) -> RString:
    """Return a string that is not known."""
    return RString("", (Hole(reason, ""),))
