"""`Init[T, …].new`, and what values an Init type holds: those that `new` of T makes a T of."""

from __future__ import annotations

from functools import lru_cache

from translator.evaluate.puppet.calls import Call, CoreFunction, Signature
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.assignable import assignable
from translator.evaluate.puppet.types.infer import infer_set
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.new.base import constructor_of, new_value, reads_of
from translator.evaluate.puppet.types.parse import core_type
from translator.evaluate.puppet.values import Value


@lru_cache(maxsize=256)
def taken(kind: m.InitType) -> tuple[m.PType, m.PType | None, bool]:
    """Return what `new` takes as its one argument, what as several, and whether one of those may be all."""
    assert kind.type is not None
    if isinstance(kind.type, (m.InitType, m.OptionalType, m.NotUndefType)):
        raise PuppetError(f"Creation of new instance of type '{kind.type}' is not supported")
    tuples = [item.callable.parameters or m.TupleType() for item in reads_of(constructor_of(kind.type))]
    if kind.arguments:
        return _with_arguments(kind, tuples), None, False
    single = [item for item in tuples if item.size_range == m.IntegerType(1, 1)]
    others = [item for item in tuples if item not in single]
    one = m.variant([kind.type, *(item.types[0] for item in single)])
    least_one = any(item.size_range.low == 1 for item in others)
    return one, m.variant(others) if others else None, least_one


def _with_arguments(kind: m.InitType, tuples: list[m.TupleType]) -> m.PType:
    rest = tuple(infer_set(argument) for argument in kind.arguments)
    count = 1 + len(rest)
    fitting = [
        item
        for item in tuples
        if item.size_range.low <= count <= item.size_range.high
        and assignable(item, m.TupleType((*item.types[:1], *rest)))
    ]
    if not fitting:
        name = str(kind.type).partition("[")[0]
        raise PuppetError(f"The type '{kind}' does not represent a valid set of parameters for {name}.new()")
    assert kind.type is not None
    return m.variant([kind.type, *(item.types[0] for item in fitting)])


def takes(kind: m.InitType, value: Value) -> bool:
    """Tell whether the value is of the Init type."""
    if kind.type is None:
        rich = core_type("richdata")
        assert rich is not None
        return instance(rich, value)
    single, others, least_one = taken(kind)
    if instance(kind.type, value) or instance(single, value):
        return True
    if others is None:
        return False
    return instance(others, value) or (least_one and instance(others, (value,)))


def holds(kind: m.InitType, other: m.PType) -> bool:
    """Tell whether whatever is of the other type is of the Init type."""
    if kind.type is None:
        rich = core_type("richdata")
        assert rich is not None
        return assignable(rich, other)
    single, others, least_one = taken(kind)
    if assignable(kind.type, other) or assignable(single, other):
        return True
    if others is None:
        return False
    return assignable(others, other) or (least_one and assignable(others, m.TupleType((other,))))


def init_constructor(kind: m.InitType) -> CoreFunction:
    """Return the `new` of an Init type: a list is spread where its type does not take it as one value."""
    target = kind.type
    assert target is not None
    single, others, least_one = taken(kind)

    def make(call: Call, value: Value) -> Value:
        if kind.arguments or not isinstance(value, tuple):
            return new_value(call, target, (value, *kind.arguments))
        whole = others is not None and not instance(others, value) and least_one and instance(others, (value,))
        return new_value(call, target, (value,) if whole or instance(single, value) else value)

    made = CoreFunction("new_Init", origins=True)
    made.signatures = [Signature(parameters=("Any",), names=("value",), body=make)]
    return made
