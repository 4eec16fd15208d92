"""group_by: elements by a block's answer; partition: those a block says yes to, and the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from translator.evaluate.puppet.calls import Call, CoreFunction, core_function
from translator.evaluate.puppet.functions.blocks import block_of, holds, items, skipped, turns
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

Body = Callable[[Call, Value, int], Value]

group_by = core_function("group_by", origins=True)
partition = core_function("partition", origins=True)


def _over(function: CoreFunction) -> Callable[[Body], Body]:
    """File a body as the three ways to call such a function."""

    def decorate(body: Body) -> Body:
        for kind, name, arity in (
            ("Collection", "collection", 1),
            ("Array", "array", 2),
            ("Collection", "collection", 2),
        ):
            function.signature(kind, block=f"Callable[{arity},{arity}]", names=(name,))(partial(_run, body, arity))
        return body

    return decorate


def _run(body: Body, arity: int, call: Call, collection: Value) -> Value:
    return skipped(call, collection) if isinstance(collection, Unknown) else body(call, collection, arity)


@_over(group_by)
def grouped(call: Call, collection: Value, arity: int) -> Value:
    groups: dict[Value, list[Value]] = {}
    for item, turn in zip(items(collection), turns(collection, arity), strict=True):
        groups.setdefault(block_of(call).call(*turn), []).append(item)
    return {key: tuple(group) for key, group in groups.items()}


@_over(partition)
def parted(call: Call, collection: Value, arity: int) -> Value:
    kept: tuple[list[Value], list[Value]] = ([], [])
    for item, turn in zip(items(collection), turns(collection, arity), strict=True):
        kept[not holds(call, block_of(call).call(*turn))].append(item)
    return tuple(tuple(part) for part in kept)
