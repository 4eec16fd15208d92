"""each: run a block for every element."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import block_of, loop, turns, until_break
from translator.evaluate.puppet.values import Value

each = core_function("each", origins=True)


@loop(each)
def over(call: Call, collection: Value, arity: int) -> Value:
    run = block_of(call).call
    with until_break():
        for turn in turns(collection, arity):
            run(*turn)
    return collection
