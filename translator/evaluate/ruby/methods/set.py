"""Set and SortedSet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    check_frozen,
    items_of,
    iterating,
    plain,
    show,
    sort_values,
    truthy_call,
    with_block,
)
from translator.evaluate.ruby.native import allocator, define_class, method, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, Value, hash_key
from translator.evaluate.values import Part

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Set", includes=("Enumerable",))
define_class("SortedSet", "Set")


class RSet(RObject):
    """A Set; `table` maps each member's key to the member, in order of insertion."""

    __slots__ = ("table",)

    def __init__(self, cls: RClass, items: Iterable[Value] = ()) -> None:
        super().__init__(cls)
        self.table: dict[Any, Value] = {}
        for item in items:
            self.table.setdefault(hash_key(item), item)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RSet) and self.table.keys() == other.table.keys()

    def __hash__(self) -> int:
        return hash(frozenset(self.table))


@allocator("Set")
def allocate(interp: Interpreter, cls: RClass) -> RSet:
    return RSet(cls)


@method("Set", "initialize", argc=(0, 1), private=True)
def initialize(interp: Interpreter, self: RSet, args: Args, block: Blk) -> Value:
    items = members(interp, args[0]) if args and args[0] is not None else []
    for item in items:
        _put(self, item if block is None else interp.yield_block(block, [item]))
    return None


@singleton("Set", "[]")
def set_of(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return RSet(self, args)


def _put(self: RSet, item: Value) -> None:
    self.table.setdefault(hash_key(item), item)


def members(interp: Interpreter, value: Value) -> list[Value]:
    """Return the items of a set or any other collection."""
    if isinstance(value, RSet):
        return list(value.table.values())
    if not isinstance(value, (list, RHash)) and not interp.responds_to(value, "each"):
        raise interp.error("ArgumentError", "value must be enumerable")
    return items_of(interp, value)


def _changing(interp: Interpreter, self: RSet) -> RSet:
    check_frozen(interp, self)
    return self


@method("Set", "each", argc=0)
def each(interp: Interpreter, self: RSet, args: Args, block: Blk) -> Value:
    if block is None:
        return interp.enumerator(self, "each")
    items = list(self.table.values())
    for item in sort_values(interp, items) if self.cls.name == "SortedSet" else items:
        interp.yield_block(block, [item])
    return self


@plain("Set", "initialize_copy")
def initialize_copy(interp: Interpreter, self: RSet, other: Value) -> Value:
    self.table = dict(other.table)
    return self


@plain("Set", "size", "length")
def size(interp: Interpreter, self: RSet) -> Value:
    return len(self.table)


@plain("Set", "empty?")
def is_empty(interp: Interpreter, self: RSet) -> Value:
    return not self.table


@plain("Set", "include?", "member?", "===")
def includes(interp: Interpreter, self: RSet, item: Value) -> Value:
    return hash_key(item) in self.table


@plain("Set", "add", "<<")
def add(interp: Interpreter, self: RSet, item: Value) -> Value:
    _put(_changing(interp, self), item)
    return self


@plain("Set", "add?")
def add_p(interp: Interpreter, self: RSet, item: Value) -> Value:
    if hash_key(item) in self.table:
        return None
    return add(interp, self, item)


@plain("Set", "delete")
def delete(interp: Interpreter, self: RSet, item: Value) -> Value:
    _changing(interp, self).table.pop(hash_key(item), None)
    return self


@plain("Set", "delete?")
def delete_p(interp: Interpreter, self: RSet, item: Value) -> Value:
    return delete(interp, self, item) if hash_key(item) in self.table else None


@plain("Set", "merge")
def merge(interp: Interpreter, self: RSet, other: Value) -> Value:
    for item in members(interp, other):
        _put(_changing(interp, self), item)
    return self


@plain("Set", "subtract")
def subtract(interp: Interpreter, self: RSet, other: Value) -> Value:
    for item in members(interp, other):
        _changing(interp, self).table.pop(hash_key(item), None)
    return self


@plain("Set", "clear")
def clear(interp: Interpreter, self: RSet) -> Value:
    _changing(interp, self).table.clear()
    return self


@plain("Set", "replace")
def replace(interp: Interpreter, self: RSet, other: Value) -> Value:
    self.table = RSet(self.cls, members(interp, other)).table
    return self


@plain("Set", "|", "+", "union")
def union(interp: Interpreter, self: RSet, other: Value) -> Value:
    return RSet(self.cls, [*self.table.values(), *members(interp, other)])


@plain("Set", "&", "intersection")
def intersection(interp: Interpreter, self: RSet, other: Value) -> Value:
    return RSet(self.cls, [item for item in members(interp, other) if hash_key(item) in self.table])


@plain("Set", "-", "difference")
def difference(interp: Interpreter, self: RSet, other: Value) -> Value:
    gone = RSet(self.cls, members(interp, other)).table
    return RSet(self.cls, [item for key, item in self.table.items() if key not in gone])


@plain("Set", "^")
def exclusive(interp: Interpreter, self: RSet, other: Value) -> Value:
    others = RSet(self.cls, members(interp, other))
    mine = [item for key, item in self.table.items() if key not in others.table]
    return RSet(self.cls, [*[item for key, item in others.table.items() if key not in self.table], *mine])


@plain("Set", "==")
def equal(interp: Interpreter, self: RSet, other: Value) -> Value:
    return isinstance(other, RSet) and self.table.keys() == other.table.keys()


@plain("Set", "subset?", "<=")
def subset(interp: Interpreter, self: RSet, other: RSet) -> Value:
    return self.table.keys() <= other.table.keys()


@plain("Set", "superset?", ">=")
def superset(interp: Interpreter, self: RSet, other: RSet) -> Value:
    return self.table.keys() >= other.table.keys()


@plain("Set", "proper_subset?", "<")
def proper_subset(interp: Interpreter, self: RSet, other: RSet) -> Value:
    return self.table.keys() < other.table.keys()


@plain("Set", "proper_superset?", ">")
def proper_superset(interp: Interpreter, self: RSet, other: RSet) -> Value:
    return self.table.keys() > other.table.keys()


@plain("Set", "disjoint?")
def disjoint(interp: Interpreter, self: RSet, other: Value) -> Value:
    return not any(hash_key(item) in self.table for item in members(interp, other))


@plain("Set", "intersect?")
def intersects(interp: Interpreter, self: RSet, other: Value) -> Value:
    return any(hash_key(item) in self.table for item in members(interp, other))


@plain("Set", "to_set")
def to_set(interp: Interpreter, self: RSet) -> Value:
    return self


def select(interp: Interpreter, self: RSet, block: RProc) -> RSet:
    """Return the set of the members for which the block is true."""
    return RSet(self.cls, [item for item in members(interp, self) if truthy_call(interp, block, item)])


def reject(interp: Interpreter, self: RSet, block: RProc) -> RSet:
    """Return the set of the members for which the block is not true."""
    return RSet(self.cls, [item for item in members(interp, self) if not truthy_call(interp, block, item)])


@iterating("Set", "delete_if", "reject!")
def delete_if(interp: Interpreter, self: RSet, block: RProc) -> Value:
    self.table = reject(interp, _changing(interp, self), block).table
    return self


@iterating("Set", "keep_if", "select!", "filter!")
def keep_if(interp: Interpreter, self: RSet, block: RProc) -> Value:
    self.table = select(interp, _changing(interp, self), block).table
    return self


@iterating("Set", "map!", "collect!")
def map_bang(interp: Interpreter, self: RSet, block: RProc) -> Value:
    self.table = RSet(self.cls, [interp.yield_block(block, [item]) for item in members(interp, self)]).table
    return self


@with_block("Set", "flatten")
def flatten(interp: Interpreter, self: RSet, block: Blk) -> Value:
    found: list[Value] = []
    for item in self.table.values():
        found.extend(flatten(interp, item, None).table.values() if isinstance(item, RSet) else [item])
    return RSet(self.cls, found)


@plain("Set", "hash")
def hash_code(interp: Interpreter, self: RSet) -> Value:
    return interp.call(RString(show(interp, self)), "hash", [])


@plain("Set", "eql?")
def eql(interp: Interpreter, self: RSet, other: Value) -> Value:
    return equal(interp, self, other)


@plain("Set", "join")
def join(interp: Interpreter, self: RSet, separator: Value = None) -> Value:
    return interp.call(members(interp, self), "join", [separator])


@plain("Set", "inspect", "to_s")
def inspect(interp: Interpreter, self: RSet) -> Value:
    parts: list[Part] = [f"#<{self.cls.name}: {{"]
    for at, item in enumerate(self.table.values()):
        parts.extend((", " if at else "", *interp.inspect_string(item).parts))
    return RString.from_parts([*parts, "}>"])
