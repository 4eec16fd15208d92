"""Range: stepping through numbers, strings and whatever has succ, and asking whether something lies within."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.evaluate.ruby.counted import counted
from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    compare,
    compare_or_fail,
    enumerator,
    iterate,
    iterating,
    plain,
    show,
    string_of,
    to_int,
    with_block,
)
from translator.evaluate.ruby.methods.enumerable import sum_items as enumerable_sum
from translator.evaluate.ruby.methods.enumerable import taken
from translator.evaluate.ruby.methods.enumerable_select import maximum, minimum
from translator.evaluate.ruby.methods.numeric import stepped
from translator.evaluate.ruby.methods.support.letters import successor
from translator.evaluate.ruby.native import define_class, method, singleton
from translator.evaluate.ruby.objects import RProc, RRange, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Range", includes=("Enumerable",))


@singleton("Range", "new", argc=(2, 3))
def range_new(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    low, high = args[0], args[1]
    if low is not None and high is not None and compare(interp, low, high) is None:
        raise interp.error("ArgumentError", "bad value for range")
    return RRange(low, high, len(args) > 2 and interp.truthy(args[2]))


def range_items(interp: Interpreter, self: RRange) -> Iterator[Value]:
    """Yield what `each` of a range yields."""
    low, high = self.low, self.high
    if type(low) is int:
        return _integers(interp, low, high, self.exclusive)
    if isinstance(low, RString):
        if high is None:
            return _endless_strings(interp, low)
        return iter(string_items(interp, low, string_of(interp, high), self.exclusive))
    if not interp.responds_to(low, "succ"):
        raise interp.error("TypeError", f"can't iterate from {interp.real_class_of(low).name}")
    return _objects(interp, self)


def _integers(interp: Interpreter, low: int, high: Value, exclusive: bool) -> Iterator[Value]:
    at = low
    while high is None or (at < high if exclusive else at <= high):
        interp.step()
        yield at
        at += 1


def _endless_strings(interp: Interpreter, low: RString) -> Iterator[Value]:
    text = low.text
    while True:
        interp.step()
        yield RString(text)
        text = successor(text)


def _objects(interp: Interpreter, self: RRange) -> Iterator[Value]:
    at = self.low
    while True:
        order = -1 if self.high is None else compare_or_fail(interp, at, self.high)
        if order > 0 or (order == 0 and self.exclusive):
            return
        yield at
        at = interp.call(at, "succ", [])


def string_items(interp: Interpreter, low: RString, high: RString, exclusive: bool) -> list[Value]:
    """Return the strings from `low` by succ up to `high`, none longer than that."""
    first, last = low.text, high.text
    if first.isdigit() and last.isdigit() and first.isascii() and last.isascii():
        numbers = range(int(first), int(last) + (0 if exclusive else 1))
        return [RString(str(number).rjust(len(first), "0")) for number in numbers]
    if len(first) > len(last) or (len(first) == len(last) and first > last):
        return []
    found: list[Value] = []
    at = first
    while len(at) <= len(last):
        interp.step()
        if at == last:
            return found if exclusive else [*found, RString(at)]
        found.append(RString(at))
        at = successor(at)
    return found


@plain("Range", "begin")
def begin(interp: Interpreter, self: RRange) -> Value:
    return self.low


@plain("Range", "end")
def end(interp: Interpreter, self: RRange) -> Value:
    return self.high


@with_block("Range", "first")
def first(interp: Interpreter, self: RRange, block: Blk, *size: Value) -> Value:
    if size:
        return taken(interp, self, to_int(interp, size[0]))
    if self.low is None:
        raise interp.error("RangeError", "cannot get the first element of beginless range")
    return self.low


@plain("Range", "last")
def last(interp: Interpreter, self: RRange, *size: Value) -> Value:
    if self.high is None:
        raise interp.error("RangeError", "cannot get the last element of endless range")
    if not size:
        return self.high
    items = list(bounded(interp, self))
    return items[max(0, len(items) - to_int(interp, size[0])) :]


def bounded(interp: Interpreter, self: RRange) -> Iterator[Value]:
    """Return the items of a range that ends; RangeError when it does not."""
    if self.high is None:
        raise interp.error("RangeError", "cannot convert endless range to an array")
    if type(self.low) is int and type(self.high) is int:
        interp.check_size(self.high - self.low)
    return range_items(interp, self)


@plain("Range", "to_a", "entries")
def to_a(interp: Interpreter, self: RRange) -> Value:
    if type(self.low) is int and type(self.high) is int:
        return counted(self.low, self.high - (1 if self.exclusive else 0))
    return list(bounded(interp, self))


@plain("Range", "exclude_end?")
def excludes_end(interp: Interpreter, self: RRange) -> Value:
    return self.exclusive


@method("Range", "each", argc=0)
def each(interp: Interpreter, self: RRange, args: Args, block: Blk) -> Value:
    if block is None:
        return enumerator(interp, self, "each", [])
    for item in range_items(interp, self):
        interp.yield_block(block, [item])
    return self


@iterating("Range", "reverse_each")
def reverse_each(interp: Interpreter, self: RRange, block: RProc) -> Value:
    for item in reversed(list(bounded(interp, self))):
        interp.yield_block(block, [item])
    return self


@with_block("Range", "%")
def every(interp: Interpreter, self: RRange, block: Blk, by: Value) -> Value:
    return enumerator(interp, self, "%", [by]) if block is None else step(interp, self, block, by)


@with_block("Range", "step")
def step(interp: Interpreter, self: RRange, block: Blk, by: Value = 1) -> Value:
    if block is None:
        return enumerator(interp, self, "step", [by])
    if type(self.low) in (int, float):
        if by == 0:
            raise interp.error("ArgumentError", "step can't be 0")
        items: Iterator[Value] = stepped(self.low, self.high, by, self.exclusive)
    else:
        items = (item for at, item in enumerate(range_items(interp, self)) if at % to_int(interp, by) == 0)
    for item in items:
        interp.yield_block(block, [item])
    return self


def covers(interp: Interpreter, self: RRange, value: Value) -> bool:
    """Tell whether a value lies between the ends."""
    if self.low is not None:
        order = compare(interp, self.low, value)
        if order is None or order > 0:
            return False
    if self.high is None:
        return True
    order = compare(interp, value, self.high)
    return order is not None and (order < 0 or (order == 0 and not self.exclusive))


@plain("Range", "===", "cover?")
def cover(interp: Interpreter, self: RRange, value: Value) -> Value:
    if isinstance(value, RRange):
        same_end = value.exclusive and not self.exclusive
        return covers(interp, self, value.low) and (
            covers(interp, self, value.high) or (same_end and value.high == self.high)
        )
    return covers(interp, self, value)


@plain("Range", "include?", "member?")
def includes(interp: Interpreter, self: RRange, value: Value) -> Value:
    if isinstance(self.low, RString) and isinstance(value, RString) and self.high is not None:
        return any(item.text == value.text for item in iterate(interp, self))
    return covers(interp, self, value)


@iterating("Range", "bsearch")
def bsearch(interp: Interpreter, self: RRange, block: RProc) -> Value:
    low = self.low
    high = self.high + (0 if self.exclusive else 1)
    while low < high:
        middle = (low + high) // 2
        if interp.truthy(interp.yield_block(block, [middle])):
            high = middle
        else:
            low = middle + 1
    return low if covers(interp, self, low) else None


@plain("Range", "size")
def size(interp: Interpreter, self: RRange) -> Value:
    if type(self.low) not in (int, float):
        return None
    if self.high is None or self.high == float("inf"):
        return float("inf")
    return max(0, int(self.high - self.low) + (0 if self.exclusive and self.high == int(self.high) else 1))


@with_block("Range", "count")
def count(interp: Interpreter, self: RRange, block: Blk, *wanted: Value) -> Value:
    if block is None and not wanted and type(self.low) is int:
        return size(interp, self)
    return interp.call(to_a(interp, self), "count", list(wanted), block)


@with_block("Range", "min")
def range_min(interp: Interpreter, self: RRange, block: Blk, *number: Value) -> Value:
    if block is not None or number:
        return minimum(interp, self, block, *number)
    order = -1 if self.high is None else compare_or_fail(interp, self.low, self.high)
    return None if order > 0 or (order == 0 and self.exclusive) else self.low


@with_block("Range", "max")
def range_max(interp: Interpreter, self: RRange, block: Blk, *number: Value) -> Value:
    if self.high is None:
        raise interp.error("RangeError", "cannot get the maximum of endless range")
    if block is not None or number or type(self.high) is not int:
        if block is None and not number and not self.exclusive and type(self.high) is float:
            return self.high if self.high >= self.low else None
        return maximum(interp, self, block, *number)
    top = self.high - 1 if self.exclusive else self.high
    return top if top >= self.low else None


@with_block("Range", "minmax")
def range_minmax(interp: Interpreter, self: RRange, block: Blk) -> Value:
    return [range_min(interp, self, block), range_max(interp, self, block)]


@with_block("Range", "sum")
def range_sum(interp: Interpreter, self: RRange, block: Blk, start: Value = 0) -> Value:
    if block is None and type(self.low) is int and type(self.high) is int and type(start) is int:
        top = self.high - 1 if self.exclusive else self.high
        return start + ((self.low + top) * (top - self.low + 1) // 2 if top >= self.low else 0)
    return enumerable_sum(interp, self, block, start)


@plain("Range", "==", "eql?")
def equal(interp: Interpreter, self: RRange, other: Value) -> Value:
    if not isinstance(other, RRange) or self.exclusive != other.exclusive:
        return False
    return interp.equal(self.low, other.low) and interp.equal(self.high, other.high)


@plain("Range", "hash")
def hash_code(interp: Interpreter, self: RRange) -> Value:
    return interp.call(show_string(interp, self), "hash", [])


def show_string(interp: Interpreter, self: RRange) -> RString:
    """Return a range's inspect as a Ruby string."""
    low = "" if self.low is None else show(interp, self.low)
    high = "" if self.high is None else show(interp, self.high)
    return RString(f"{low}{'...' if self.exclusive else '..'}{high}")


@plain("Range", "inspect")
def inspect(interp: Interpreter, self: RRange) -> Value:
    return RString("nil..nil") if self.low is None and self.high is None else show_string(interp, self)


@plain("Range", "to_s")
def to_s(interp: Interpreter, self: RRange) -> Value:
    dots = RString("..." if self.exclusive else "..")
    pieces = (string_of(interp, self.low), dots, string_of(interp, self.high))
    return RString.from_parts(part for piece in pieces for part in piece.parts)
