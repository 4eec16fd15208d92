"""any and all: whether a block says yes to one element, or to every one."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import block_of, holds, loop, turns
from translator.evaluate.puppet.values import Value

any_function = core_function("any", origins=True)
all_function = core_function("all", origins=True)


@loop(any_function)
def any_of(call: Call, collection: Value, arity: int) -> Value:
    run = block_of(call).call
    return any(holds(call, run(*turn)) for turn in turns(collection, arity))


@loop(all_function)
def all_of(call: Call, collection: Value, arity: int) -> Value:
    run = block_of(call).call
    return all(holds(call, run(*turn)) for turn in turns(collection, arity))
