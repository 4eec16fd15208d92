"""tree_each: every value in nested collections, each with the path to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator as Generated
from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.blocks import block_of, skipped, until_break
from translator.evaluate.puppet.types.assignable import assignable
from translator.evaluate.puppet.types.infer import Iterator
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.model import ANY, ArrayType, HashType, ObjectType, PType, VariantType
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

OPTIONS: Final = {
    "OptionsType": "Struct[{container_type => Optional[Type], include_root => Optional[Boolean], "
    "include_containers => Optional[Boolean], include_values => Optional[Boolean], "
    "order => Optional[Enum[depth_first, breadth_first]], include_refs => Optional[Boolean]}]"
}
TREE: Final = "Variant[Iterator, Array, Hash, Object]"
CONTAINERS: Final = VariantType((ArrayType(), HashType(), ObjectType()))
Found = tuple[tuple[Value, ...], Value]

tree_each = core_function("tree_each", origins=True, local_types=OPTIONS)


@tree_each.signature(TREE, "?OptionsType", block="Callable[2,2]", names=("tree", "options"))
def with_paths(call: Call, tree: Value, options: dict[str, Value] | None = None) -> Value:
    if isinstance(tree, Unknown):
        return skipped(call, tree)
    with until_break():
        for path, value in found(call, tree, options or {}):
            block_of(call).call(path, value)
    return tree


@tree_each.signature(TREE, "?OptionsType", block="Callable[1,1]", names=("tree", "options"))
def values_only(call: Call, tree: Value, options: dict[str, Value] | None = None) -> Value:
    if isinstance(tree, Unknown):
        return skipped(call, tree)
    with until_break():
        for _, value in found(call, tree, options or {}):
            block_of(call).call(value)
    return tree


@tree_each.signature(TREE, "?OptionsType", names=("tree", "options"))
def as_iterator(call: Call, tree: Value, options: dict[str, Value] | None = None) -> Value:
    return tree if isinstance(tree, Unknown) else Iterator(tuple(found(call, tree, options or {})), ANY)


def found(call: Call, tree: Value, options: dict[str, Value]) -> Generated[Found]:
    """Yield paths and values in the order and of the kinds that the options ask for."""
    kind: PType = options.get("container_type") or CONTAINERS
    if not assignable(CONTAINERS, kind):
        message = f"Only Array, Hash, and Object types can be used as container types. Got {kind}"
        raise PuppetError(message, call.span)
    containers, others = (_said(options, name) for name in ("include_containers", "include_values"))
    if not containers and not others:
        message = "Options 'include_containers' and 'include_values' cannot both be false"
        raise PuppetError(message, call.span)
    if containers and _said(options, "include_root"):
        yield (), tree
    walk = _breadth_first if options.get("order") == "breadth_first" else _depth_first
    for path, value in walk((), tree, kind):
        if containers if instance(kind, value) else others:
            yield path, value


def _said(options: dict[str, Value], name: str) -> bool:
    value = options.get(name)
    return value is None or value is not False


def _children(path: tuple[Value, ...], value: Value) -> Generated[Found]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
    return (((*path, key), item) for key, item in pairs)


def _depth_first(path: tuple[Value, ...], value: Value, kind: PType) -> Generated[Found]:
    for inner, item in _children(path, value):
        yield inner, item
        if instance(kind, item):
            yield from _depth_first(inner, item, kind)


def _breadth_first(path: tuple[Value, ...], value: Value, kind: PType) -> Generated[Found]:
    waiting: deque[Found] = deque([(path, value)])
    while waiting:
        for inner, item in _children(*waiting.popleft()):
            yield inner, item
            if instance(kind, item):
                waiting.append((inner, item))
