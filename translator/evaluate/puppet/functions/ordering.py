"""Ruby's order of values: `<=>` of two, and a sort that asks in the order Ruby's does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from translator.evaluate.puppet.calls import Call, Closure
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.ruby_text import inspect
from translator.evaluate.puppet.types.names import ruby_class
from translator.evaluate.puppet.values import Value

Comparison = Callable[[Value, Value], int]


def order(one: Value, other: Value) -> int | None:
    """Return -1, 0 or 1 as Ruby's <=> does; None when the two cannot be compared."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return 0 if one is other else None
    if isinstance(one, tuple) and isinstance(other, tuple):
        return _arrays(one, other)
    alike = any(isinstance(one, kind) and isinstance(other, kind) for kind in (str, (int, float)))
    if alike or (type(one) is type(other) and hasattr(one, "__lt__")):
        return int(one > other) - int(one < other)
    return 0 if one == other else None


def _arrays(one: tuple[Value, ...], other: tuple[Value, ...]) -> int | None:
    for left, right in zip(one, other, strict=False):
        found = order(left, right)
        if found != 0:
            return found
    return order(len(one), len(other))


def compared(call: Call, one: Value, other: Value) -> int:
    """Return <=> of two values; PuppetError in Ruby's words when they cannot be compared."""
    found = order(one, other)
    if found is None:
        raise incomparable(call, one, other)
    return found


def incomparable(call: Call, one: Value, other: Value) -> PuppetError:
    """Return Ruby's error about two values that have no order."""
    shown = inspect(other) if other is None or isinstance(other, (int, float)) else ruby_class(other)
    return PuppetError(f"comparison of {ruby_class(one)} with {shown} failed", call.span)


def by_block(call: Call, block: Closure) -> Comparison:
    """Return a comparison that asks a block for a number."""

    def compare(one: Value, other: Value) -> int:
        answer = block.call(one, other)
        if answer is None:
            raise incomparable(call, one, other)
        if not isinstance(answer, (int, float)) or isinstance(answer, bool):
            raise incomparable(call, answer, 0)
        return int(answer > 0) - int(answer < 0)

    return compare


def merge_sorted(items: Sequence[Value], compare: Comparison) -> list[Value]:
    """Return the items in order; halves are sorted and merged, as the C library does it for Ruby."""
    if len(items) < 2:
        return list(items)
    middle = len(items) // 2
    left, right = merge_sorted(items[:middle], compare), merge_sorted(items[middle:], compare)
    made: list[Value] = []
    one = other = 0
    while one < len(left) and other < len(right):
        if compare(left[one], right[other]) <= 0:
            made.append(left[one])
            one += 1
        else:
            made.append(right[other])
            other += 1
    return [*made, *left[one:], *right[other:]]
