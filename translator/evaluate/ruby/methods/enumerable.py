"""Enumerable: what everything with `each` can do. Array, Hash, Range, Struct and Set include it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    each_until,
    enumerator,
    items_of,
    iterate,
    iterating,
    plain,
    to_int,
    truthy_call,
    with_block,
    yielded,
)
from translator.evaluate.ruby.native import define_module, method
from translator.evaluate.ruby.objects import RHash, RProc, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("Enumerable")


# --- as a whole


@method("Enumerable", "to_a", "entries", "force")
def to_a(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return items_of(interp, self)


@with_block("Enumerable", "to_h")
def to_h(interp: Interpreter, self: Value, block: Blk) -> Value:
    made = RHash()
    for item in items_of(interp, self):
        pair = item if block is None else interp.yield_block(block, [item])
        made.set(*pair_of(interp, pair))
    return made


def pair_of(interp: Interpreter, pair: Value) -> tuple[Value, Value]:
    """Return the two of a [key, value] array; TypeError or ArgumentError else."""
    if not isinstance(pair, list):
        raise interp.error("TypeError", f"wrong element type {interp.real_class_of(pair).name} (expected array)")
    if len(pair) != 2:
        raise interp.error("ArgumentError", f"element has wrong array length (expected 2, was {len(pair)})")
    return pair[0], pair[1]


@plain("Enumerable", "to_set")
def to_set(interp: Interpreter, self: Value) -> Value:
    return interp.call(interp.const("Set"), "new", [items_of(interp, self)])


@with_block("Enumerable", "count")
def count(interp: Interpreter, self: Value, block: Blk, *wanted: Value) -> Value:
    items = items_of(interp, self)
    if wanted:
        return sum(1 for item in items if interp.equal(item, wanted[0]))
    return len(items) if block is None else sum(1 for item in items if truthy_call(interp, block, item))


@plain("Enumerable", "include?", "member?")
def includes(interp: Interpreter, self: Value, wanted: Value) -> Value:
    return any(interp.equal(item, wanted) for item in iterate(interp, self))


@with_block("Enumerable", "first")
def first(interp: Interpreter, self: Value, block: Blk, *size: Value) -> Value:
    wanted = to_int(interp, size[0]) if size else 1
    if wanted < 0:
        raise interp.error("ArgumentError", "attempt to take negative size")
    found = taken(interp, self, wanted)
    return found if size else (found[0] if found else None)


def taken(interp: Interpreter, self: Value, wanted: int) -> list[Value]:
    """Return the first items, without asking for more of them."""
    found: list[Value] = []

    def take(item: Value) -> bool:
        found.append(item)
        return len(found) < wanted

    if wanted:
        each_until(interp, self, take)
    return found


@plain("Enumerable", "take")
def take(interp: Interpreter, self: Value, size: Value) -> Value:
    return first(interp, self, None, size)


@plain("Enumerable", "drop")
def drop(interp: Interpreter, self: Value, size: Value) -> Value:
    number = to_int(interp, size)
    if number < 0:
        raise interp.error("ArgumentError", "attempt to drop negative size")
    return items_of(interp, self)[number:]


@iterating("Enumerable", "take_while")
def take_while(interp: Interpreter, self: Value, block: RProc) -> Value:
    found: list[Value] = []

    def step(item: Value) -> bool:
        if not truthy_call(interp, block, item):
            return False
        found.append(item)
        return True

    each_until(interp, self, step)
    return found


@iterating("Enumerable", "drop_while")
def drop_while(interp: Interpreter, self: Value, block: RProc) -> Value:
    items = items_of(interp, self)
    for at, item in enumerate(items):
        if not truthy_call(interp, block, item):
            return items[at:]
    return []


# --- going over


@iterating("Enumerable", "map", "collect")
def map_items(interp: Interpreter, self: Value, block: RProc) -> Value:
    return [interp.yield_block(block, items) for items in yielded(interp, self)]


@iterating("Enumerable", "flat_map", "collect_concat")
def flat_map(interp: Interpreter, self: Value, block: RProc) -> Value:
    found: list[Value] = []
    for items in yielded(interp, self):
        result = interp.yield_block(block, items)
        found.extend(result if isinstance(result, list) else [result])
    return found


@iterating("Enumerable", "filter_map")
def filter_map(interp: Interpreter, self: Value, block: RProc) -> Value:
    results = (interp.yield_block(block, [item]) for item in iterate(interp, self))
    return [result for result in results if interp.truthy(result)]


@iterating("Enumerable", "each_with_index")
def each_with_index(interp: Interpreter, self: Value, block: RProc) -> Value:
    for at, item in enumerate(iterate(interp, self)):
        interp.yield_block(block, [item, at])
    return self


@iterating("Enumerable", "each_with_object")
def each_with_object(interp: Interpreter, self: Value, block: RProc, memo: Value) -> Value:
    for item in iterate(interp, self):
        interp.yield_block(block, [item, memo])
    return memo


@iterating("Enumerable", "each_entry")
def each_entry(interp: Interpreter, self: Value, block: RProc) -> Value:
    for item in items_of(interp, self):
        interp.yield_block(block, [item])
    return self


@iterating("Enumerable", "reverse_each")
def reverse_each(interp: Interpreter, self: Value, block: RProc) -> Value:
    for item in reversed(items_of(interp, self)):
        interp.yield_block(block, [item])
    return self


@iterating("Enumerable", "each_slice")
def each_slice(interp: Interpreter, self: Value, block: RProc, size: Value) -> Value:
    for piece in slices(interp, self, size):
        interp.yield_block(block, [piece])
    return self


def slices(interp: Interpreter, self: Value, size: Value) -> list[Value]:
    number = to_int(interp, size)
    if number <= 0:
        raise interp.error("ArgumentError", "invalid slice size")
    items = items_of(interp, self)
    return [items[at : at + number] for at in range(0, len(items), number)]


@iterating("Enumerable", "each_cons")
def each_cons(interp: Interpreter, self: Value, block: RProc, size: Value) -> Value:
    number = to_int(interp, size)
    if number <= 0:
        raise interp.error("ArgumentError", "invalid size")
    items = items_of(interp, self)
    for at in range(len(items) - number + 1):
        interp.yield_block(block, [items[at : at + number]])
    return self


@method("Enumerable", "inject", "reduce")
def inject(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    items, args = items_of(interp, self), list(args)
    operator = args.pop() if args and (block is None or len(args) == 2) else None
    if args:
        memo = args[0]
    elif items:
        memo = items.pop(0)
    else:
        return None
    for item in items:
        if operator is not None:
            memo = interp.call(memo, interp.to_s(operator).text, [item])
        else:
            assert block is not None
            memo = interp.yield_block(block, [memo, item])
    return memo


@with_block("Enumerable", "sum")
def sum_items(interp: Interpreter, self: Value, block: Blk, start: Value = 0) -> Value:
    items = items_of(interp, self)
    if block is not None:
        items = [interp.yield_block(block, [item]) for item in items]
    total: Value = start
    for at, item in enumerate(items):
        if type(total) is int and type(item) is int:
            total += item
        elif type(item) is float and type(total) in (int, float):
            return _sum_floats(interp, float(total), items[at:])
        else:
            total = interp.call(total, "+", [item])
    return total


def _sum_floats(interp: Interpreter, total: float, items: list[Value]) -> Value:
    """Add as Ruby does, with Kahan and Babuska's compensation."""
    lost = 0.0
    for at, item in enumerate(items):
        if type(item) not in (int, float):
            return sum_items(interp, items[at:], None, total + lost)
        added = total + item
        lost += (total - added) + item if abs(total) >= abs(item) else (item - added) + total
        total = added
    return total + lost


@with_block("Enumerable", "cycle")
def cycle(interp: Interpreter, self: Value, block: Blk, *times: Value) -> Value:
    if block is None:
        return enumerator(interp, self, "cycle", list(times))
    items = items_of(interp, self)
    turns = 0
    while items and (not times or times[0] is None or turns < to_int(interp, times[0])):
        for item in items:
            interp.yield_block(block, [item])
        turns += 1
        interp.step()
    return None


@with_block("Enumerable", "zip")
def zip_items(interp: Interpreter, self: Value, block: Blk, *others: Value) -> Value:
    columns = [items_of(interp, other) for other in others]
    rows: list[Value] = []
    for at, item in enumerate(items_of(interp, self)):
        rows.append([item, *[column[at] if at < len(column) else None for column in columns]])
    if block is None:
        return rows
    for row in rows:
        interp.yield_block(block, [row])
    return None


# --- asking


@iterating("Enumerable", "find", "detect")
def find(interp: Interpreter, self: Value, block: RProc, *if_none: Value) -> Value:
    found: list[Value] = []

    def step(item: Value) -> bool:
        if truthy_call(interp, block, item):
            found.append(item)
        return not found

    each_until(interp, self, step)
    if not found and if_none:
        return interp.call(if_none[0], "call", [])
    return found[0] if found else None


@with_block("Enumerable", "find_index")
def find_index(interp: Interpreter, self: Value, block: Blk, *wanted: Value) -> Value:
    if block is None and not wanted:
        return enumerator(interp, self, "find_index", [])
    for at, item in enumerate(iterate(interp, self)):
        if interp.equal(item, wanted[0]) if wanted else holds(interp, block, (), item):
            return at
    return None


def holds(interp: Interpreter, block: Blk, pattern: tuple[Value, ...], item: Value) -> bool:
    """Tell whether an item fits the pattern, else the block, else is true itself."""
    if pattern:
        return interp.truthy(interp.call(pattern[0], "===", [item]))
    return interp.truthy(item) if block is None else truthy_call(interp, block, item)


@with_block("Enumerable", "all?")
def all_p(interp: Interpreter, self: Value, block: Blk, *pattern: Value) -> Value:
    return all(holds(interp, block, pattern, item) for item in iterate(interp, self))


@with_block("Enumerable", "any?")
def any_p(interp: Interpreter, self: Value, block: Blk, *pattern: Value) -> Value:
    return any(holds(interp, block, pattern, item) for item in iterate(interp, self))


@with_block("Enumerable", "none?")
def none_p(interp: Interpreter, self: Value, block: Blk, *pattern: Value) -> Value:
    return not any(holds(interp, block, pattern, item) for item in iterate(interp, self))


@with_block("Enumerable", "one?")
def one_p(interp: Interpreter, self: Value, block: Blk, *pattern: Value) -> Value:
    return sum(1 for item in iterate(interp, self) if holds(interp, block, pattern, item)) == 1
