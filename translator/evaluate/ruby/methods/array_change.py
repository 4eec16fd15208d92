"""Array: methods that change the receiver, and those that take it apart or rearrange it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.array_basic import List, changing, settled
from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    enumerator,
    fail,
    iterating,
    plain,
    show,
    sort_values,
    to_array,
    to_int,
    to_str,
    truthy_call,
    with_block,
)
from translator.evaluate.ruby.methods.enumerable_select import sorted_by
from translator.evaluate.ruby.methods.enumerable_select import uniq as enumerable_uniq
from translator.evaluate.ruby.methods.string_basic import bounds
from translator.evaluate.ruby.native import method
from translator.evaluate.ruby.objects import RObject, RProc, RRange, RString, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


@method("Array", "each", argc=0)
def each(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    if block is None:
        return enumerator(interp, self, "each", [])
    at = 0
    while at < len(self):
        interp.yield_block(block, [self[at]])
        at += 1
    return self


@iterating("Array", "each_index")
def each_index(interp: Interpreter, self: List, block: RProc) -> Value:
    at = 0
    while at < len(self):
        interp.yield_block(block, [at])
        at += 1
    return self


# --- adding and taking away


@method("Array", "push", "append", taint=True)
def push(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    changing(interp, self).extend(settled(arg) for arg in args)
    return self


@method("Array", "<<", argc=1, taint=True)
def append(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    changing(interp, self).append(settled(args[0]))
    return self


@method("Array", "unshift", "prepend", taint=True)
def unshift(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    changing(interp, self)[:0] = [settled(arg) for arg in args]
    return self


@method("Array", "insert", argc=(1, None), taint=True)
def insert(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    at = to_int(interp, args[0])
    place = at if at >= 0 else len(changing(interp, self)) + at + 1
    if place < 0:
        raise interp.error("IndexError", f"index {at} too small for array; minimum: -{len(self) + 1}")
    if len(args) > 1:
        self.extend([None] * (place - len(self)))
        self[place:place] = [settled(arg) for arg in args[1:]]
    return self


@plain("Array", "concat", taint=True)
def concat(interp: Interpreter, self: List, *others: Value) -> Value:
    added = [item for other in others for item in to_array(interp, other)]
    changing(interp, self).extend(added)
    return self


@plain("Array", "replace", "initialize_copy")
def replace(interp: Interpreter, self: List, other: Value) -> Value:
    changing(interp, self)[:] = to_array(interp, other)
    return self


@plain("Array", "clear")
def clear(interp: Interpreter, self: List) -> Value:
    changing(interp, self).clear()
    return self


@plain("Array", "pop")
def pop(interp: Interpreter, self: List, *size: Value) -> Value:
    changing(interp, self)
    if not size:
        return self.pop() if self else None
    start = max(0, len(self) - to_int(interp, size[0]))
    found = self[start:]
    del self[start:]
    return found


@plain("Array", "shift")
def shift(interp: Interpreter, self: List, *size: Value) -> Value:
    changing(interp, self)
    if not size:
        return self.pop(0) if self else None
    found = self[: to_int(interp, size[0])]
    del self[: len(found)]
    return found


@with_block("Array", "delete")
def delete(interp: Interpreter, self: List, block: Blk, wanted: Value) -> Value:
    found = [item for item in self if interp.equal(item, wanted)]
    if not found:
        return None if block is None else interp.yield_block(block, [wanted])
    changing(interp, self)[:] = [item for item in self if not interp.equal(item, wanted)]
    return found[-1]


@plain("Array", "delete_at")
def delete_at(interp: Interpreter, self: List, index: Value) -> Value:
    at = to_int(interp, index)
    return changing(interp, self).pop(at) if -len(self) <= at < len(self) else None


def _span(interp: Interpreter, self: List, args: Args) -> tuple[int, int] | None:
    if isinstance(args[0], RRange):
        return bounds(interp, len(self), args[0])
    at = to_int(interp, args[0])
    at = at + len(self) if at < 0 else at
    count = to_int(interp, args[1]) if len(args) > 1 else 1
    return None if at < 0 or at > len(self) or count < 0 else (at, min(len(self), at + count))


@method("Array", "slice!", argc=(1, 2))
def slice_out(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    changing(interp, self)
    if len(args) == 1 and not isinstance(args[0], RRange):
        return delete_at(interp, self, args[0])
    found = _span(interp, self, args)
    if found is None:
        return None
    taken = self[found[0] : found[1]]
    del self[found[0] : found[1]]
    return taken


@method("Array", "[]=", argc=(2, 3), taint=True)
def index_set(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    changing(interp, self)
    new = settled(args[-1])
    if len(args) == 2 and not isinstance(args[0], RRange):
        _set_one(interp, self, to_int(interp, args[0]), new)
        return new
    start, end = _target(interp, self, args[:-1])
    self.extend([None] * (start - len(self)))
    self[start:end] = new if isinstance(new, list) else [new]
    return new


def _set_one(interp: Interpreter, self: List, at: int, new: Value) -> None:
    if at < -len(self):
        fail(interp, "IndexError", f"index {at} too small for array; minimum: {-len(self)}")
    if at >= len(self):
        interp.check_size(at)
        self.extend([None] * (at + 1 - len(self)))
    self[at] = new


def _target(interp: Interpreter, self: List, args: Args) -> tuple[int, int]:
    if isinstance(args[0], RRange):
        low = to_int(interp, args[0].low or 0)
        high = -1 if args[0].high is None else to_int(interp, args[0].high)
        start = low + len(self) if low < 0 else low
        end = (high + len(self) if high < 0 else high) + (0 if args[0].exclusive and args[0].high is not None else 1)
        if start < 0:
            fail(interp, "RangeError", f"{show(interp, args[0])} out of range")
        return start, max(start, end)
    at, count = to_int(interp, args[0]), to_int(interp, args[1])
    start = at + len(self) if at < 0 else at
    if start < 0:
        fail(interp, "IndexError", f"index {at} too small for array; minimum: {-len(self)}")
    if count < 0:
        fail(interp, "IndexError", f"negative length ({count})")
    return start, start + count


@method("Array", "fill")
def fill(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    changing(interp, self)
    start, end = _filled_places(interp, self, list(args) if block is not None else list(args[1:]))
    interp.check_size(end)
    self.extend([None] * (end - len(self)))
    for at in range(start, end):
        self[at] = args[0] if block is None else interp.yield_block(block, [at])
    return self


def _filled_places(interp: Interpreter, self: List, places: Args) -> tuple[int, int]:
    """Return the start and end that fill's last arguments mean; a start before the array is its beginning."""
    if not places or places[0] is None:
        return 0, len(self)
    if isinstance(places[0], RRange):
        return _target(interp, self, places)
    at = to_int(interp, places[0])
    start = max(0, at + len(self)) if at < 0 else at
    if len(places) == 1 or places[1] is None:
        return start, len(self)
    return start, start + max(0, to_int(interp, places[1]))


# --- the `!` forms: they answer nil when nothing changed


Change = Callable[..., List]


def _bang(name: str, change: Change, always: bool = False, needs_block: bool = False) -> None:
    def native(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
        if needs_block and block is None:
            return enumerator(interp, self, name, args)
        changing(interp, self)
        new = change(interp, self, block, *args)
        unchanged = len(new) == len(self)
        self[:] = new
        return None if unchanged and not always else self

    method("Array", name)(native)


def _kept(interp: Interpreter, self: List, block: RProc) -> List:
    return [item for item in list(self) if truthy_call(interp, block, item)]


def _left(interp: Interpreter, self: List, block: RProc) -> List:
    return [item for item in list(self) if not truthy_call(interp, block, item)]


def _mapped(interp: Interpreter, self: List, block: RProc) -> List:
    return [interp.yield_block(block, [item]) for item in list(self)]


def _compacted(interp: Interpreter, self: List, block: Blk) -> List:
    return [item for item in self if item is not None]


def _sorted(interp: Interpreter, self: List, block: Blk) -> List:
    return sort_values(interp, self, block)


def _unique(interp: Interpreter, self: List, block: Blk) -> List:
    found: List = enumerable_uniq(interp, self, block)
    return found


for _name in ("select!", "filter!"):
    _bang(_name, _kept, needs_block=True)
_bang("keep_if", _kept, always=True, needs_block=True)
_bang("reject!", _left, needs_block=True)
_bang("delete_if", _left, always=True, needs_block=True)
for _name in ("map!", "collect!"):
    _bang(_name, _mapped, always=True, needs_block=True)
_bang("compact!", _compacted)
_bang("uniq!", _unique)
_bang("sort!", _sorted, always=True)
_bang("sort_by!", lambda interp, self, block: sorted_by(interp, list(self), block), always=True, needs_block=True)
_bang("reverse!", lambda interp, self, block: self[::-1], always=True)


@plain("Array", "reverse")
def reverse(interp: Interpreter, self: List) -> Value:
    return self[::-1]


@plain("Array", "rotate")
def rotate(interp: Interpreter, self: List, count: Value = 1) -> Value:
    at = to_int(interp, count) % len(self) if self else 0
    return self[at:] + self[:at]


def _rotated(interp: Interpreter, self: List, block: Blk, *count: Value) -> List:
    found: List = rotate(interp, self, *count)
    return found


_bang("rotate!", _rotated, always=True)


# --- flattening and combining


def flattened(interp: Interpreter, items: List, depth: int, above: tuple[int, ...] = ()) -> List:
    """Return the items of arrays within arrays, `depth` levels down (all when negative)."""
    if id(items) in above:
        fail(interp, "ArgumentError", "tried to flatten recursive array")
    interp.step()
    interp.check_depth(len(above))
    found: List = []
    for item in items:
        if isinstance(item, list) and depth != 0:
            found.extend(flattened(interp, item, depth - 1, (*above, id(items))))
        elif depth != 0 and _is_array_like(interp, item):
            found.extend(flattened(interp, to_array(interp, item), depth - 1, (*above, id(items))))
        else:
            found.append(item)
    return found


def _is_array_like(interp: Interpreter, item: Value) -> bool:
    return isinstance(item, RObject) and interp.responds_to(item, "to_ary")


@plain("Array", "flatten")
def flatten(interp: Interpreter, self: List, depth: Value = None) -> Value:
    return flattened(interp, self, -1 if depth is None else to_int(interp, depth))


@plain("Array", "flatten!")
def flatten_bang(interp: Interpreter, self: List, depth: Value = None) -> Value:
    if not any(isinstance(item, list) for item in changing(interp, self)):
        return None
    self[:] = flatten(interp, self, depth)
    return self


@plain("Array", "transpose")
def transpose(interp: Interpreter, self: List) -> Value:
    rows = [to_array(interp, row) for row in self]
    for row in rows:
        if len(row) != len(rows[0]):
            fail(interp, "IndexError", f"element size differs ({len(row)} should be {len(rows[0])})")
    return [list(column) for column in zip(*rows, strict=True)]


def _each_or_list(interp: Interpreter, self: List, block: Blk, found: itertools.chain[List] | List) -> Value:
    rows: List = []
    for row in found:
        rows.append(list(row))
        interp.check_size(len(rows) * max(1, len(rows[0])))
    if block is None:
        return rows
    for row in rows:
        interp.yield_block(block, [row])
    return self


@with_block("Array", "product")
def product(interp: Interpreter, self: List, block: Blk, *others: Value) -> Value:
    columns = [to_array(interp, other) for other in others]
    return _each_or_list(interp, self, block, itertools.chain(itertools.product(self, *columns)))  # type: ignore[arg-type]


@method("Array", "combination", argc=1)
def combination(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    size = to_int(interp, args[0])
    rows = itertools.combinations(self, size) if size >= 0 else iter(())
    found = _each_or_list(interp, self, block, itertools.chain(rows))  # type: ignore[arg-type]
    return enumerator(interp, found, "each", []) if block is None else found


@method("Array", "permutation", argc=(0, 1))
def permutation(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    size = to_int(interp, args[0]) if args else len(self)
    rows = itertools.permutations(self, size) if size >= 0 else iter(())
    found = _each_or_list(interp, self, block, itertools.chain(rows))  # type: ignore[arg-type]
    return enumerator(interp, found, "each", []) if block is None else found


@method("Array", "repeated_combination", argc=1)
def repeated_combination(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    rows = itertools.combinations_with_replacement(self, to_int(interp, args[0]))
    found = _each_or_list(interp, self, block, itertools.chain(rows))  # type: ignore[arg-type]
    return enumerator(interp, found, "each", []) if block is None else found


# --- what chance decides, a container cannot repeat


@method("Array", "sample", "shuffle", "shuffle!")
def sample(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    if len(self) <= 1 and not args:
        return self[0] if self else None
    return Unknown("chosen by chance", interp.span)


@plain("Array", "pack")
def pack(interp: Interpreter, self: List, template: Value, *options: Value) -> Value:
    from translator.evaluate.ruby.methods.support.packing import pack_values

    values = [item.text if isinstance(item, RString) else item for item in self]
    try:
        return RString(pack_values(values, to_str(interp, template)))
    except (ValueError, TypeError) as error:
        raise interp.error("ArgumentError", str(error)) from None
