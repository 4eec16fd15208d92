"""What functions with blocks share: the turns of a loop, `break()` and what a block's answer means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final, cast

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.calls import Call, Closure, CoreFunction
from translator.evaluate.puppet.errors import LeaveIteration, PuppetError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.functions.texts import characters
from translator.evaluate.puppet.types.infer import Iterator as Iterated
from translator.evaluate.puppet.types.model import EnumType, IntegerType, PType, unaliased
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

Loop = Callable[[Call, Value, int], Value]
"""The body of a function over a collection: the call, the collection, how many values a block takes."""

MOST: Final = 1_000_000
KINDS: Final = (("Hash[Any, Any]", "hash"), ("Iterable", "enumerable"))


def loop(function: CoreFunction) -> Callable[[Loop], Loop]:
    """File a body as the four ways to call such a function: over a hash or another, with two values a turn or one."""

    def decorate(body: Loop) -> Loop:
        for kind, name in KINDS:
            for arity in (2, 1):
                function.signature(kind, block=f"Callable[{arity},{arity}]", names=(name,))(partial(_run, body, arity))
        return body

    return decorate


def _run(body: Loop, arity: int, call: Call, collection: Value) -> Value:
    return skipped(call, collection) if isinstance(collection, Unknown) else body(call, collection, arity)


def skipped(call: Call, unknown: Unknown) -> Unknown:
    """Tell the user that a block is not run, because what it would run over is not known."""
    message = f"{call.name}() is left out: {unknown.reason}"
    host(call).report(Diagnostic(code=Code.UNKNOWN_VALUE, message=message, span=call.span))
    return unknown


def block_of(call: Call) -> Closure:
    """Return the block; there is one, as the signature said."""
    assert call.block is not None
    return call.block


@contextmanager
def until_break() -> Iterator[None]:
    """End the loop inside at a `break()`; `next` and `return` go on."""
    try:
        yield
    except LeaveIteration as leaving:
        if type(leaving) is not LeaveIteration:
            raise


def items(value: Value) -> Sequence[Value]:
    """Return what an Iterable yields, one after the other: pairs of a hash, characters, numbers from 0."""
    if isinstance(value, PType):
        return _items_of_type(unaliased(value))
    match value:
        case tuple():
            return value
        case dict():
            return tuple(value.items())
        case Iterated():
            return cast(Sequence[Value], value.items)
        case str():
            return characters(value)
        case _:
            return range(value)


def _items_of_type(kind: PType) -> Sequence[Value]:
    if isinstance(kind, EnumType):
        return kind.values
    assert isinstance(kind, IntegerType)
    return range(int(kind.low), int(kind.high) + 1)


def limited(call: Call, found: Sequence[Value]) -> Sequence[Value]:
    """Return what may be held in memory; PuppetError when it is more than any catalog needs."""
    if len(found) > MOST:
        raise PuppetError(f"{call.name}() would hold {len(found)} elements", call.span, Code.BUDGET)
    return found


def turns(value: Value, arity: int) -> Iterable[tuple[Value, ...]]:
    """Return what a block is called with, turn by turn: one value, or key and value, or index and value."""
    if arity == 1:
        return ((item,) for item in items(value))
    return value.items() if isinstance(value, dict) else enumerate(items(value))


def holds(call: Call, value: Value) -> bool:
    """Whether a block's answer is true; one that is not known counts as false, and the user is told."""
    if isinstance(value, Unknown):
        message = f"what the block of {call.name}() answers is not known: {value.reason}"
        host(call).report(Diagnostic(code=Code.UNKNOWN_VALUE, message=message, span=call.span))
        return False
    return value is not None and value is not False
