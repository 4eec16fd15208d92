"""downcase, upcase, capitalize, camelcase, strip, lstrip, rstrip, chomp, chop: one string, or those in a collection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import items
from translator.evaluate.puppet.functions.texts import changed, cut
from translator.evaluate.puppet.values import Value, derived
from translator.evaluate.values import Unknown

STRING_DATA: Final = {"StringData": "Variant[String, Numeric, Array[StringData], Hash[StringData, StringData]]"}
BLANK: Final = "\0\t\n\v\f\r "
Text = Callable[[str], str]


def _deep(name: str, change: Text) -> None:
    function = core_function(name, origins=True, local_types=STRING_DATA)

    @function.signature("Hash[StringData, StringData]", names=("arg",))
    @function.signature("Array[StringData]", names=("arg",))
    @function.signature("String", names=("arg",))
    @function.signature("Numeric", names=("arg",))
    def on_any(call: Call, value: Value) -> Value:
        return everywhere(change, value)


def everywhere(change: Text, value: Value) -> Value:
    """Change every string of nested collections, keys included."""
    match value:
        case str():
            return change(value)
        case tuple():
            return tuple(everywhere(change, item) for item in value)
        case dict():
            return {everywhere(change, key): everywhere(change, item) for key, item in value.items()}
        case _:
            return value


def _flat(name: str, change: Text) -> None:
    function = core_function(name, origins=True)

    @function.signature("Numeric", names=("arg",))
    def on_number(call: Call, value: Value) -> Value:
        return value

    @function.signature("String", names=("arg",))
    def on_string(call: Call, value: Value) -> Value:
        return value if isinstance(value, Unknown) else change(value)

    @function.signature("Iterable[Variant[String, Numeric]]", names=("arg",))
    def on_iterable(call: Call, value: Value) -> Value:
        return tuple(change(item) if isinstance(item, str) else item for item in items(value))


def _camelcase(text: str) -> str:
    return "".join(word.capitalize() for word in text.split("_"))


def _whole(change: Text) -> Text:
    return lambda value: derived(change(str(value)), value)


def _stripped(value: str) -> str:
    return _right(_left(value))


def _left(value: str) -> str:
    return cut(value, len(value) - len(value.lstrip(BLANK)), len(value))


def _right(value: str) -> str:
    return cut(value, 0, len(value.rstrip(BLANK)))


def _chomped(value: str) -> str:
    end = 2 if value.endswith("\r\n") else 1 if value.endswith(("\n", "\r")) else 0
    return cut(value, 0, len(value) - end)


def _chopped(value: str) -> str:
    return cut(value, 0, max(0, len(value) - (2 if value.endswith("\r\n") else 1)))


_deep("downcase", lambda value: changed(value, str.lower))
_deep("upcase", lambda value: changed(value, str.upper))
_flat("capitalize", _whole(str.capitalize))
_flat("camelcase", _whole(_camelcase))
_flat("strip", _stripped)
_flat("lstrip", _left)
_flat("rstrip", _right)
_flat("chomp", _chomped)
_flat("chop", _chopped)
