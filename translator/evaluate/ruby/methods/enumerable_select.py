"""Enumerable: choosing items, putting them in order, and grouping them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import (
    Blk,
    block_order,
    compare_or_fail,
    enumerator,
    items_of,
    iterate,
    iterating,
    plain,
    sort_key,
    sort_values,
    to_int,
    truthy_call,
    with_block,
)
from translator.evaluate.ruby.methods.enumerable import holds
from translator.evaluate.ruby.objects import RHash, RObject, RProc, Value, hash_key
from translator.evaluate.ruby.taint import chosen
from translator.evaluate.values import Tainted

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


# --- choosing


@iterating("Enumerable", "select", "filter", "find_all")
def select(interp: Interpreter, self: Value, block: RProc) -> Value:
    return [item for item in iterate(interp, self) if truthy_call(interp, block, item)]


@iterating("Enumerable", "reject")
def reject(interp: Interpreter, self: Value, block: RProc) -> Value:
    return [item for item in iterate(interp, self) if not truthy_call(interp, block, item)]


@with_block("Enumerable", "grep")
def grep(interp: Interpreter, self: Value, block: Blk, pattern: Value) -> Value:
    return _grep(interp, self, block, pattern, True)


@with_block("Enumerable", "grep_v")
def grep_v(interp: Interpreter, self: Value, block: Blk, pattern: Value) -> Value:
    return _grep(interp, self, block, pattern, False)


def _grep(interp: Interpreter, self: Value, block: Blk, pattern: Value, wanted: bool) -> Value:
    found: list[Value] = []
    for item in items_of(interp, self):
        if interp.truthy(interp.call(pattern, "===", [item])) == wanted:
            found.append(item if block is None else interp.yield_block(block, [item]))
    return found


@with_block("Enumerable", "uniq")
def uniq(interp: Interpreter, self: Value, block: Blk) -> Value:
    seen: dict[object, Value] = {}
    for item in items_of(interp, self):
        key = item if block is None else interp.yield_block(block, [item])
        seen.setdefault(identity(interp, key), item)
    return list(seen.values())


def identity(interp: Interpreter, value: Value) -> object:
    """Return a hashable key that is equal when eql? says so; an object's class may define its own `hash`."""
    if type(value) is RObject:
        entry = interp.table.find(interp.class_of(value), "hash")
        if entry is not None and entry.is_ruby:
            return ("hash", hash_key(interp.call(value, "hash", [])))
    return hash_key(value)


@plain("Enumerable", "compact")
def compact(interp: Interpreter, self: Value) -> Value:
    return [item for item in items_of(interp, self) if item is not None]


# --- order


@with_block("Enumerable", "sort")
def sort(interp: Interpreter, self: Value, block: Blk) -> Value:
    return sort_values(interp, items_of(interp, self), block)


@iterating("Enumerable", "sort_by")
def sort_by(interp: Interpreter, self: Value, block: RProc) -> Value:
    return sorted_by(interp, items_of(interp, self), block)


def sorted_by(interp: Interpreter, items: list[Value], block: RProc) -> list[Value]:
    """Return the items in the order of what the block says of each."""
    keys = [interp.yield_block(block, [item]) for item in items]
    key_of = sort_key(interp, keys)
    return [items[at] for at in sorted(range(len(items)), key=lambda at: key_of(keys[at]))]


def extreme(interp: Interpreter, items: list[Value], block: Blk, sign: int) -> Value:
    """Return the first smallest (sign -1) or largest (1) item; None of no items."""
    best: Value = None
    for at, item in enumerate(items):
        if at == 0:
            best = item
        else:
            order = -block_order(interp, block, item, best) if block else compare_or_fail(interp, best, item)
            best = item if order * sign < 0 else best
    return best if block or not any(isinstance(item, Tainted) for item in items) else chosen(interp, items, best, sign)


def _extremes(interp: Interpreter, self: Value, block: Blk, size: tuple[Value, ...], sign: int) -> Value:
    items = items_of(interp, self)
    if not size or size[0] is None:
        return extreme(interp, items, block, sign)
    ordered = sort_values(interp, items, block)
    return (ordered[::-1] if sign > 0 else ordered)[: to_int(interp, size[0])]


@with_block("Enumerable", "min")
def minimum(interp: Interpreter, self: Value, block: Blk, *size: Value) -> Value:
    return _extremes(interp, self, block, size, -1)


@with_block("Enumerable", "max")
def maximum(interp: Interpreter, self: Value, block: Blk, *size: Value) -> Value:
    return _extremes(interp, self, block, size, 1)


@with_block("Enumerable", "minmax")
def minmax(interp: Interpreter, self: Value, block: Blk) -> Value:
    items = items_of(interp, self)
    return [extreme(interp, items, block, -1), extreme(interp, items, block, 1)]


def _extremes_by(interp: Interpreter, self: Value, block: RProc, size: tuple[Value, ...], sign: int) -> Value:
    items = items_of(interp, self)
    if size and size[0] is not None:
        ordered = sorted_by(interp, items, block)
        return (ordered[::-1] if sign > 0 else ordered)[: to_int(interp, size[0])]
    best, best_key = None, None
    for at, item in enumerate(items):
        key = interp.yield_block(block, [item])
        if at == 0 or compare_or_fail(interp, key, best_key) * sign > 0:
            best, best_key = item, key
    return best


@iterating("Enumerable", "min_by")
def min_by(interp: Interpreter, self: Value, block: RProc, *size: Value) -> Value:
    return _extremes_by(interp, self, block, size, -1)


@iterating("Enumerable", "max_by")
def max_by(interp: Interpreter, self: Value, block: RProc, *size: Value) -> Value:
    return _extremes_by(interp, self, block, size, 1)


@iterating("Enumerable", "minmax_by")
def minmax_by(interp: Interpreter, self: Value, block: RProc) -> Value:
    return [_extremes_by(interp, self, block, (), -1), _extremes_by(interp, self, block, (), 1)]


# --- groups


@iterating("Enumerable", "group_by")
def group_by(interp: Interpreter, self: Value, block: RProc) -> Value:
    groups = RHash()
    for item in items_of(interp, self):
        key = interp.yield_block(block, [item])
        if key in groups:
            groups.get(key).append(item)
        else:
            groups.set(key, [item])
    return groups


@iterating("Enumerable", "partition")
def partition(interp: Interpreter, self: Value, block: RProc) -> Value:
    yes: list[Value] = []
    no: list[Value] = []
    for item in items_of(interp, self):
        (yes if truthy_call(interp, block, item) else no).append(item)
    return [yes, no]


@plain("Enumerable", "tally")
def tally(interp: Interpreter, self: Value) -> Value:
    counts = RHash()
    for item in items_of(interp, self):
        counts.set(item, counts.get(item, 0) + 1)
    return counts


def _split_between(interp: Interpreter, self: Value, block: RProc, cut_when: bool) -> Value:
    pieces: list[Value] = []
    last: Value = None
    for at, item in enumerate(items_of(interp, self)):
        if at == 0 or truthy_call(interp, block, last, item) == cut_when:
            pieces.append([item])
        else:
            pieces[-1].append(item)
        last = item
    return enumerator(interp, pieces, "each", [])


@iterating("Enumerable", "slice_when")
def slice_when(interp: Interpreter, self: Value, block: RProc) -> Value:
    return _split_between(interp, self, block, True)


@iterating("Enumerable", "chunk_while")
def chunk_while(interp: Interpreter, self: Value, block: RProc) -> Value:
    return _split_between(interp, self, block, False)


@iterating("Enumerable", "chunk")
def chunk(interp: Interpreter, self: Value, block: RProc) -> Value:
    pieces: list[Value] = []
    for item in items_of(interp, self):
        key = interp.yield_block(block, [item])
        if pieces and interp.equal(pieces[-1][0], key):
            pieces[-1][1].append(item)
        elif key is not None:
            pieces.append([key, [item]])
    return enumerator(interp, pieces, "each", [])


@with_block("Enumerable", "slice_before")
def slice_before(interp: Interpreter, self: Value, block: Blk, *pattern: Value) -> Value:
    pieces: list[Value] = []
    for item in items_of(interp, self):
        if not pieces or holds(interp, block, pattern, item):
            pieces.append([item])
        else:
            pieces[-1].append(item)
    return enumerator(interp, pieces, "each", [])


@with_block("Enumerable", "slice_after")
def slice_after(interp: Interpreter, self: Value, block: Blk, *pattern: Value) -> Value:
    pieces: list[Value] = []
    fresh = True
    for item in items_of(interp, self):
        if fresh:
            pieces.append([])
        pieces[-1].append(item)
        fresh = holds(interp, block, pattern, item)
    return enumerator(interp, pieces, "each", [])


@plain("Enumerable", "lazy")
def lazy(interp: Interpreter, self: Value) -> Value:
    from translator.evaluate.ruby.methods.enumerator import make_lazy

    return make_lazy(interp, self)
