"""step: every n-th element; reverse_each: from the last to the first. Without a block both give an Iterator."""

from __future__ import annotations

from collections.abc import Sequence

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import block_of, items, skipped, until_break
from translator.evaluate.puppet.types.infer import Iterator, infer_set
from translator.evaluate.puppet.types.model import UNIT, IntegerType, PType, StringType, variant
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

step = core_function("step", origins=True)
reverse_each = core_function("reverse_each", origins=True)


def iterator(source: Value, found: Sequence[Value]) -> Iterator:
    """Return an Iterator over `found`, whose elements have the type of those of `source`."""
    kind = element_type(source)
    return Iterator(found, kind)


def element_type(source: Value) -> PType:
    """Return the type of what an Iterable yields, as Puppet infers it for its iterators."""
    match source:
        case Iterator(element_type=known):
            return known
        case str():
            return StringType(IntegerType(1, 1))
        case int():
            return IntegerType(0, source - 1) if source else UNIT
        case PType():
            return source
        case _:
            found = items(source)
            return variant(infer_set(item) for item in found) if found else UNIT


def _each(call: Call, found: Sequence[Value]) -> Value:
    with until_break():
        for item in found:
            block_of(call).call(item)
    return None


@step.signature("Iterable", "Integer[1]", names=("iterable", "step"))
def stepped(call: Call, iterable: Value, size: int) -> Value:
    return iterable if isinstance(iterable, Unknown) else iterator(iterable, items(iterable)[::size])


@step.signature("Iterable", "Integer[1]", block="Callable[1,1]", names=("iterable", "step"))
def step_each(call: Call, iterable: Value, size: int) -> Value:
    return skipped(call, iterable) if isinstance(iterable, Unknown) else _each(call, items(iterable)[::size])


@reverse_each.signature("Iterable", names=("iterable",))
def reversed_items(call: Call, iterable: Value) -> Value:
    return iterable if isinstance(iterable, Unknown) else iterator(iterable, items(iterable)[::-1])


@reverse_each.signature("Iterable", block="Callable[1,1]", names=("iterable",))
def each_reversed(call: Call, iterable: Value) -> Value:
    return skipped(call, iterable) if isinstance(iterable, Unknown) else _each(call, items(iterable)[::-1])
