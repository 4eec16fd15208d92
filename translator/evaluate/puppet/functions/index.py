"""index: where an element or a text is."""

from __future__ import annotations

from collections.abc import Iterable

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import block_of, holds, items, loop
from translator.evaluate.puppet.functions.regexps import searched
from translator.evaluate.puppet.values import Regexp, Value

index = core_function("index", origins=True)


@loop(index)
def by_block(call: Call, collection: Value, arity: int) -> Value:
    run = block_of(call).call
    for key, value in _pairs(collection):
        if holds(call, run(*((key, value) if arity == 2 else (value,)))):
            return key
    return None


@index.signature("String", "Variant[String,Regexp]", names=("str", "match"))
def in_string(call: Call, text: str, match: str | Regexp) -> Value:
    if isinstance(match, Regexp):
        found = searched(match, text, call)
        return None if found is None else found.start()
    at = text.find(match)
    return None if at < 0 else at


@index.signature("Iterable", "Any", names=("enumerable", "match"))
def in_collection(call: Call, collection: Value, match: Value) -> Value:
    return next((key for key, value in _pairs(collection) if same(value, match)), None)


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal as Ruby's == has it: booleans are no numbers."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _pairs(collection: Value) -> Iterable[tuple[Value, Value]]:
    return collection.items() if isinstance(collection, dict) else enumerate(items(collection))
