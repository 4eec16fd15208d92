"""`Array.new` and `Tuple.new`, `Hash.new` and `Struct.new`: what can be iterated over as a list or as pairs."""

from __future__ import annotations

from typing import Any

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.types.infer import Iterator, generalize, infer
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.new.base import constructor
from translator.evaluate.puppet.values import Value

MOST = 10_000_000
new_array = constructor("new_array", m.ArrayType, m.TupleType)
new_hash = constructor(
    "new_hash",
    m.HashType,
    m.StructType,
    local_types={
        "KeyValueArray": "Array[Tuple[Any,Any],1]",
        "TreeArray": "Array[Tuple[Array,Any],1]",
        "NewHashOption": "Enum[tree, hash_tree]",
    },
)


def listed(value: Value) -> tuple[Value, ...]:
    """Return what iterating over a value yields."""
    match value:
        case tuple():
            return value
        case dict():
            return tuple((key, item) for key, item in value.items())
        case Binary():
            return tuple(value.data)
        case str():
            return tuple(value)
        case Iterator():
            return tuple(value.items)
        case m.EnumType():
            return value.values
        case m.IntegerType():
            return _counted(int(value.low), int(value.high))
        case int():
            return _counted(0, value - 1)
        case _:
            return ()


def _counted(low: int, high: int) -> tuple[Value, ...]:
    if high - low > MOST:
        raise PuppetError(f"a range of {high - low + 1} elements is too large")
    return tuple(range(low, high + 1))


@new_array.signature("Variant[Array,Hash,Binary,Iterable]", "?Boolean[false]", names=("from", "wrap"))
def array(call: Call, value: Value, wrap: bool = False) -> tuple[Value, ...]:
    return listed(value)


@new_array.signature("Any", "Boolean[true]", names=("from", "wrap"))
def wrapped(call: Call, value: Value, wrap: bool) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


@new_array.mismatch("Any", "?Boolean")
def no_array(call: Call, value: Value, wrap: bool = False) -> str:
    return f"Value of type {generalize(infer(value))} cannot be converted to Array"


# --- Hash


@new_hash.signature("TreeArray", "?NewHashOption", names=("from", "build_option"))
def tree(call: Call, pairs: tuple[Any, ...], option: str | None = None) -> dict[Value, Value]:
    if option is None:
        return dict(pairs)
    made: dict[Value, Value] = {}
    for path, value in pairs:
        _plant(made, path, value, option == "hash_tree")
    return {key: _frozen(value) for key, value in made.items()}


def _plant(made: dict[Value, Value], path: tuple[Value, ...], value: Value, all_hashes: bool) -> None:
    if not path:
        made.update(enumerate(value) if isinstance(value, tuple) else _thawed(value).items())
        return
    at: Any = made
    for key in path[:-1]:
        if isinstance(at, dict) and key not in at:
            at[key] = {}
        at = at[key]
    at[path[-1]] = _thawed(_as_hash(value) if all_hashes else value)


def _as_hash(value: Value) -> Value:
    if not isinstance(value, tuple):
        return value
    return {index: _as_hash(item) for index, item in enumerate(value)}


def _thawed(value: Value) -> Any:
    """Return a value whose lists and hashes can be written to."""
    if isinstance(value, tuple):
        return [_thawed(item) for item in value]
    return {key: _thawed(item) for key, item in value.items()} if isinstance(value, dict) else value


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return {key: _frozen(item) for key, item in value.items()} if isinstance(value, dict) else value


@new_hash.signature("KeyValueArray", names=("from",))
def pairs(call: Call, given: tuple[Any, ...]) -> dict[Value, Value]:
    return dict(given)


@new_hash.signature("Any", names=("from",))
def flat(call: Call, value: Value) -> dict[Value, Value]:
    if isinstance(value, dict):
        return value
    if not isinstance(value, tuple) and not instance(m.IterableType(), value):
        raise PuppetError(f"Value of type {generalize(infer(value))} cannot be converted to Hash")
    items = listed(value)
    if len(items) % 2:
        if isinstance(value, tuple):
            raise PuppetError("odd number of arguments for Hash")
        raise PuppetError("odd number of arguments for Hash")
    return dict(zip(items[::2], items[1::2], strict=True))
