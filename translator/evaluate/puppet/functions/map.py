"""map: the block's answers, as an array."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import block_of, loop, turns, until_break
from translator.evaluate.puppet.values import Value

map_function = core_function("map", origins=True)


@loop(map_function)
def over(call: Call, collection: Value, arity: int) -> Value:
    run = block_of(call).call
    made: list[Value] = []
    with until_break():
        for turn in turns(collection, arity):
            made.append(run(*turn))
    return tuple(made)
