"""unique: every element, character or value once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import items, limited, skipped
from translator.evaluate.puppet.functions.texts import characters
from translator.evaluate.puppet.values import Sensitive, Value, concat, parts_of
from translator.evaluate.values import Unknown

unique = core_function("unique", origins=True)


@unique.signature("String", block="?Callable[String]", names=("string",))
def of_string(call: Call, text: str) -> Value:
    if isinstance(text, Unknown):
        return skipped(call, text)
    return concat(part for character in once(characters(text), _answer(call)) for part in parts_of(character))


@unique.signature("Hash", block="?Callable[Any]", names=("hash",))
def of_hash(call: Call, table: dict[Value, Value]) -> Value:
    answer = _answer(call)
    found: dict[Hashable, list[Value]] = {}
    for key, value in table.items():
        found.setdefault(identity(answer(value)), []).append(key)
    return {tuple(keys): once((table[key] for key in keys), _itself) for keys in found.values()}


@unique.signature("Iterable", block="?Callable[Any]", names=("iterable",))
@unique.signature("Array", block="?Callable[Any]", names=("array",))
def of_items(call: Call, iterable: Value) -> Value:
    return once(limited(call, items(iterable)), _answer(call))


def once(found: Iterable[Value], answer: Callable[[Value], Value]) -> tuple[Value, ...]:
    """Return the first element of each answer."""
    kept: dict[Hashable, Value] = {}
    for item in found:
        kept.setdefault(identity(answer(item)), item)
    return tuple(kept.values())


def _itself(value: Value) -> Value:
    return value


def _answer(call: Call) -> Callable[[Value], Value]:
    return _itself if call.block is None else call.block.call


def identity(value: Value) -> Hashable:
    """Return what is equal for values that Ruby's eql? finds equal: 1, 1.0 and true differ."""
    match value:
        case tuple():
            return ("array", *(identity(item) for item in value))
        case dict():
            return ("hash", frozenset((identity(key), identity(item)) for key, item in value.items()))
        case bool() | int() | float():
            return ("bool" if isinstance(value, bool) else type(value.real).__name__, value.real)
        case Sensitive(value=inner):
            return ("sensitive", identity(inner))
        case _:
            return value if isinstance(value, Hashable) else id(value)
