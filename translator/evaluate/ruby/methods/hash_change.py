"""Hash: going over pairs, choosing, merging, and the `!` forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    enumerator,
    iterating,
    plain,
    to_hash,
    to_int,
    truthy_call,
    with_block,
)
from translator.evaluate.ruby.methods.enumerable import holds, pair_of
from translator.evaluate.ruby.methods.hash_basic import changing
from translator.evaluate.ruby.native import method
from translator.evaluate.ruby.objects import RHash, RProc, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Pairs = list[tuple[Value, Value]]


@iterating("Hash", "each_key")
def each_key(interp: Interpreter, self: RHash, block: RProc) -> Value:
    for key in self.keys():
        interp.yield_block(block, [key])
    return self


@iterating("Hash", "each_value")
def each_value(interp: Interpreter, self: RHash, block: RProc) -> Value:
    for value in self.values():
        interp.yield_block(block, [value])
    return self


@with_block("Hash", "to_a")
def to_a(interp: Interpreter, self: RHash, block: Blk) -> Value:
    return [[key, value] for key, value in self.items()]


@with_block("Hash", "to_h")
def to_h(interp: Interpreter, self: RHash, block: Blk) -> Value:
    if block is None:
        return self if type(self) is RHash else RHash(self.items())
    return RHash(pair_of(interp, interp.yield_block(block, [key, value])) for key, value in self.items())


@with_block("Hash", "any?")
def any_p(interp: Interpreter, self: RHash, block: Blk, *pattern: Value) -> Value:
    if block is None and not pattern:
        return len(self) > 0
    return any(holds(interp, block, pattern, [key, value]) for key, value in self.items())


@with_block("Hash", "count")
def count(interp: Interpreter, self: RHash, block: Blk, *wanted: Value) -> Value:
    if wanted:
        return sum(1 for key, value in self.items() if interp.equal([key, value], wanted[0]))
    return (
        len(self)
        if block is None
        else sum(1 for key, value in self.items() if truthy_call(interp, block, [key, value]))
    )


# --- choosing


def _chosen(interp: Interpreter, self: RHash, block: RProc, wanted: bool) -> Pairs:
    return [(key, value) for key, value in self.items() if truthy_call(interp, block, key, value) == wanted]


@iterating("Hash", "select", "filter")
def select(interp: Interpreter, self: RHash, block: RProc) -> Value:
    return RHash(_chosen(interp, self, block, True))


@iterating("Hash", "reject")
def reject(interp: Interpreter, self: RHash, block: RProc) -> Value:
    return RHash(_chosen(interp, self, block, False))


def _bang(name: str, wanted: bool, always: bool) -> None:
    def native(interp: Interpreter, self: RHash, args: Args, block: Blk) -> Value:
        if block is None:
            return enumerator(interp, self, name, [])
        before = len(changing(interp, self))
        _refill(self, _chosen(interp, self, block, wanted))
        return self if always or len(self) != before else None

    method("Hash", name, argc=0)(native)


def _refill(self: RHash, pairs: Pairs) -> None:
    self.table.clear()
    for key, value in pairs:
        self.set(key, value)


for _name in ("select!", "filter!"):
    _bang(_name, True, False)
_bang("keep_if", True, True)
_bang("reject!", False, False)
_bang("delete_if", False, True)


@plain("Hash", "slice")
def slice_keys(interp: Interpreter, self: RHash, *wanted: Value) -> Value:
    return RHash((key, self.get(key)) for key in wanted if key in self)


@plain("Hash", "except")
def without(interp: Interpreter, self: RHash, *unwanted: Value) -> Value:
    made = RHash(self.items())
    for key in unwanted:
        made.delete(key)
    return made


@plain("Hash", "compact")
def compact(interp: Interpreter, self: RHash) -> Value:
    return RHash((key, value) for key, value in self.items() if value is not None)


@plain("Hash", "compact!")
def compact_bang(interp: Interpreter, self: RHash) -> Value:
    before = len(changing(interp, self))
    _refill(self, [(key, value) for key, value in self.items() if value is not None])
    return None if len(self) == before else self


@iterating("Hash", "filter_map")
def filter_map(interp: Interpreter, self: RHash, block: RProc) -> Value:
    results = (interp.yield_block(block, [[key, value]]) for key, value in self.items())
    return [result for result in results if interp.truthy(result)]


# --- changing


@iterating("Hash", "transform_values")
def transform_values(interp: Interpreter, self: RHash, block: RProc) -> Value:
    return RHash((key, interp.yield_block(block, [value])) for key, value in self.items())


@iterating("Hash", "transform_values!")
def transform_values_bang(interp: Interpreter, self: RHash, block: RProc) -> Value:
    for key, value in changing(interp, self).items():
        self.set(key, interp.yield_block(block, [value]))
    return self


def _new_key(interp: Interpreter, block: Blk, names: tuple[Value, ...], key: Value) -> Value:
    if names and key in names[0]:
        return names[0].get(key)
    return key if block is None else interp.yield_block(block, [key])


@with_block("Hash", "transform_keys")
def transform_keys(interp: Interpreter, self: RHash, block: Blk, *names: Value) -> Value:
    if block is None and not names:
        return enumerator(interp, self, "transform_keys", [])
    return RHash((_new_key(interp, block, names, key), value) for key, value in self.items())


@with_block("Hash", "transform_keys!")
def transform_keys_bang(interp: Interpreter, self: RHash, block: Blk, *names: Value) -> Value:
    if block is None and not names:
        return enumerator(interp, self, "transform_keys!", [])
    _refill(changing(interp, self), [(_new_key(interp, block, names, key), value) for key, value in self.items()])
    return self


@plain("Hash", "invert")
def invert(interp: Interpreter, self: RHash) -> Value:
    return RHash((value, key) for key, value in self.items())


@with_block("Hash", "merge")
def merge(interp: Interpreter, self: RHash, block: Blk, *others: Value) -> Value:
    return _merged(interp, interp.call(self, "dup", []), block, others)


@with_block("Hash", "merge!", "update")
def update(interp: Interpreter, self: RHash, block: Blk, *others: Value) -> Value:
    return _merged(interp, changing(interp, self), block, others)


def _merged(interp: Interpreter, self: RHash, block: Blk, others: tuple[Value, ...]) -> RHash:
    for other in others:
        for key, value in to_hash(interp, other).items():
            if block is not None and key in self:
                value = interp.yield_block(block, [key, self.get(key), value])
            self.set(key, value)
    return self


@plain("Hash", "flatten")
def flatten(interp: Interpreter, self: RHash, depth: Value = 1) -> Value:
    from translator.evaluate.ruby.methods.array_change import flattened

    return flattened(interp, [[key, value] for key, value in self.items()], to_int(interp, depth))
