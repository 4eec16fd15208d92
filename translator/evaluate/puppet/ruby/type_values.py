"""The values that an attribute of a module's type takes: `newvalues` and their aliases, booleans, Resource API types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from translator.evaluate.puppet.ruby.type_definitions import PARAMETER, PROPERTY, Attribute, attribute_of
from translator.evaluate.ruby.objects import RClass, RRegexp, RubyError, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_REFUSALS: Final = ("ArgumentError", "Puppet::Error", "TypeError")
_BOOLEANS: Final = {"true": True, "false": False, "yes": True, "no": False}


def refused(interp: Interpreter, error: RubyError) -> bool:
    """Tell whether an exception is the type's own complaint about a value."""
    return any(interp.is_a(error.value, name) for name in _REFUSALS) and not interp.is_a(error.value, "NameError")


def fitted(interp: Interpreter, attribute: Attribute, value: Value) -> Value:
    """Return a value as the attribute keeps it: the symbol of a literal one; ArgumentError when it takes no such."""
    if _is_boolean(interp, attribute.cls):
        return _boolean(interp, value)
    values, aliases = _values(interp, attribute)
    if not values:
        return value
    text = interp.to_s(value).text
    text = aliases.get(text, text)
    for item in values:
        if not isinstance(item, RRegexp) and interp.to_s(item).text == text:
            return Symbol.of(text)
    if any(isinstance(item, RRegexp) and item.compiled.search(text) for item in values):
        return value
    raise interp.error("ArgumentError", _complaint(interp, values, value))


def _values(interp: Interpreter, attribute: Attribute) -> tuple[list[Value], dict[str, str]]:
    """Return what an attribute and the classes above it list."""
    values, aliases = list(attribute.values), dict(attribute.aliases)
    for cls in _above(attribute.cls):
        inherited = attribute_of(interp, cls)
        if inherited is not attribute:
            values += inherited.values
            aliases.update(inherited.aliases)
    return values, aliases


def _above(cls: RClass | None) -> Iterator[RClass]:
    while cls is not None and cls.name not in (PARAMETER, PROPERTY):
        yield cls
        cls = cls.superclass


def _is_boolean(interp: Interpreter, cls: RClass | None) -> bool:
    wanted = {f"{PARAMETER}::Boolean", f"{PROPERTY}::Boolean"}
    return any(item.name in wanted for item in _above(cls))


def _boolean(interp: Interpreter, value: Value) -> Value:
    text = interp.to_s(value).text.lower()
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    shown = interp.inspect(value)
    raise interp.error("ArgumentError", f"Invalid value {shown}. Valid values are true, false, yes, no.")


def _complaint(interp: Interpreter, values: list[Value], value: Value) -> str:
    """Return Puppet's words: literal values, then patterns."""
    parts = [f"Invalid value {interp.inspect(value)}."]
    shown = [interp.to_s(item).text for item in values if not isinstance(item, RRegexp)]
    patterns = [interp.inspect(item) for item in values if isinstance(item, RRegexp)]
    if shown:
        parts.append(f"Valid values are {', '.join(shown)}.")
    if patterns:
        parts.append(f"Valid values match {', '.join(patterns)}.")
    return " ".join(parts)
