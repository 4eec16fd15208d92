"""slice: a collection in pieces of equal size, as arrays or one block call each."""

from __future__ import annotations

from typing import Final

from translator.evaluate.puppet.calls import Call, Closure, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.blocks import items, limited, skipped, until_break
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

SIZE: Final = "Integer[1, default]"

slice_function = core_function("slice", origins=True)


@slice_function.signature("Iterable", SIZE, block="?Callable", names=("enumerable", "slice_size"))
@slice_function.signature("Hash[Any, Any]", SIZE, block="?Callable", names=("hash", "slice_size"))
def sliced(call: Call, collection: Value, size: int) -> Value:
    if isinstance(collection, Unknown):
        return skipped(call, collection)
    found = limited(call, items(collection))
    pieces = [tuple(found[at : at + size]) for at in range(0, len(found), size)]
    if call.block is None:
        return tuple(pieces)
    serving = _serving(call, call.block, size)
    filler = () if isinstance(collection, dict) else None
    with until_break():
        for piece in pieces:
            full = piece + (filler,) * (serving - len(piece))
            call.block.call(*((piece,) if serving == 1 else full))
    return collection


def _serving(call: Call, block: Closure, size: int) -> int:
    """Return how many values a block takes a turn: one (the piece), or each of the piece's."""
    least, most = block.parameter_count
    serving = size if most is None or least != most else most
    if serving == 0:
        raise PuppetError("slice(): block must define at least one parameter. Block has 0.", call.span)
    if serving not in (1, size):
        message = (
            "slice(): block must define one parameter, or the same number of parameters as the given size of the "
            f"slice ({size}). Block has {serving}; {', '.join(getattr(block, 'parameter_names', ()))}"
        )
        raise PuppetError(message, call.span)
    return serving
