"""filter: the elements that a block says yes to; a hash stays one."""

from __future__ import annotations

from contextlib import nullcontext

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import block_of, holds, items, loop, turns, until_break
from translator.evaluate.puppet.values import Value

filter_function = core_function("filter", origins=True)


@loop(filter_function)
def over(call: Call, collection: Value, arity: int) -> Value:
    run = block_of(call).call
    kept: list[Value] = []
    with nullcontext() if isinstance(collection, dict) else until_break():
        for item, turn in zip(items(collection), turns(collection, arity), strict=True):
            if holds(call, run(*turn)):
                kept.append(item)
    return dict(kept) if isinstance(collection, dict) else tuple(kept)
