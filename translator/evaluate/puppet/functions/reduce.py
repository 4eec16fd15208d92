"""reduce: one value out of all, by a block that takes the last answer and the next element."""

from __future__ import annotations

from collections.abc import Iterable

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import block_of, items, skipped, until_break
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

reduce = core_function("reduce", origins=True)


@reduce.signature("Iterable", block="Callable[2,2]", names=("enumerable",))
def without_memo(call: Call, enumerable: Value) -> Value:
    if isinstance(enumerable, Unknown):
        return skipped(call, enumerable)
    found = items(enumerable)
    return _reduced(call, found[0], found[1:]) if found else None


@reduce.signature("Iterable", "Any", block="Callable[2,2]", names=("enumerable", "memo"))
def with_memo(call: Call, enumerable: Value, memo: Value) -> Value:
    if isinstance(enumerable, Unknown):
        return skipped(call, enumerable)
    return _reduced(call, memo, items(enumerable))


def _reduced(call: Call, memo: Value, rest: Iterable[Value]) -> Value:
    run = block_of(call).call
    with until_break():
        for item in rest:
            memo = run(memo, item)
    return memo
