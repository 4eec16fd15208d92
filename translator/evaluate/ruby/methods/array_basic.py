"""Array: making, comparing, indexing, joining. Everything with `each` alone is in enumerable.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.counted import CountedList
from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    check_frozen,
    compare,
    iterating,
    plain,
    show,
    string_of,
    to_array,
    to_int,
    to_rstring,
    with_block,
)
from translator.evaluate.ruby.methods.enumerable import taken
from translator.evaluate.ruby.methods.enumerable_select import identity
from translator.evaluate.ruby.methods.string_basic import bounds
from translator.evaluate.ruby.native import allocator, define_class, method, singleton
from translator.evaluate.ruby.objects import (
    RClass,
    RHash,
    RListObject,
    RObject,
    RProc,
    RRange,
    RString,
    Value,
    hash_key,
)

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Array", includes=("Enumerable",))
List = list[Value]


def changing(interp: Interpreter, self: List) -> List:
    """Return the array itself; FrozenError when it is frozen."""
    check_frozen(interp, self)
    return self


def settled(value: Value) -> Value:
    """Return a value to keep: a hash that came as keyword arguments is an ordinary one from here on."""
    if isinstance(value, RHash):
        value.keyword = False
    return value


@allocator("Array")
def allocate(interp: Interpreter, cls: RClass) -> List:
    return [] if cls.name == "Array" else RListObject(cls)


@method("Array", "initialize", argc=(0, 2), private=True)
def initialize(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    self[:] = _filled(interp, args, block)
    return None


def _filled(interp: Interpreter, args: Args, block: Blk) -> List:
    if not args:
        return []
    if isinstance(args[0], list):
        return list(args[0])
    size = to_int(interp, args[0])
    if size < 0:
        raise interp.error("ArgumentError", "negative array size")
    interp.check_size(size)
    if block is not None:
        return [interp.yield_block(block, [at]) for at in range(size)]
    return [args[1] if len(args) > 1 else None] * size


@singleton("Array", "[]")
def array_of(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return list(args)


@singleton("Array", "try_convert", argc=1)
def try_convert(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return args[0] if isinstance(args[0], list) else None


@plain("Array", "to_a", "entries", "to_ary")
def to_a(interp: Interpreter, self: List) -> Value:
    return self


@with_block("Array", "to_h")
def to_h(interp: Interpreter, self: List, block: Blk) -> Value:
    made = RHash()
    for at, item in enumerate(self):
        pair = item if block is None else interp.yield_block(block, [item])
        if not isinstance(pair, list):
            name = interp.real_class_of(pair).name
            raise interp.error("TypeError", f"wrong element type {name} at {at} (expected array)")
        if len(pair) != 2:
            raise interp.error("ArgumentError", f"wrong array length at {at} (expected 2, was {len(pair)})")
        made.set(pair[0], pair[1])
    return made


@plain("Array", "inspect", "to_s")
def inspect(interp: Interpreter, self: List) -> Value:
    return RString(inspect_list(interp, self))


def inspect_list(interp: Interpreter, self: List) -> str:
    """Return Array#inspect; an array inside itself shows as [...]."""
    now = interp.inspecting
    if id(self) in now:
        return "[...]"
    now.add(id(self))
    try:
        return "[" + ", ".join(show(interp, item) for item in self) + "]"
    finally:
        now.discard(id(self))


@plain("Array", "==", "===")
def equal(interp: Interpreter, self: List, other: Value) -> Value:
    return interp.equal(self, other)


@plain("Array", "eql?")
def eql(interp: Interpreter, self: List, other: Value) -> Value:
    return isinstance(other, list) and hash_key(self) == hash_key(other)


@plain("Array", "<=>")
def order(interp: Interpreter, self: List, other: Value) -> Value:
    if not isinstance(other, list):
        return None
    for left, right in zip(self, other, strict=False):
        answer = compare(interp, left, right)
        if answer != 0:
            return answer
    return (len(self) > len(other)) - (len(self) < len(other))


@plain("Array", "length", "size")
def length(interp: Interpreter, self: List) -> Value:
    return len(self)


@plain("Array", "empty?")
def is_empty(interp: Interpreter, self: List) -> Value:
    return not self


@plain("Array", "include?", "member?")
def includes(interp: Interpreter, self: List, wanted: Value) -> Value:
    if type(wanted) is int and isinstance(self, CountedList):
        return wanted in self
    return any(interp.equal(item, wanted) for item in self)


# --- reading


@method("Array", "[]", "slice", argc=(1, 2))
def index(interp: Interpreter, self: List, args: Args, block: Blk) -> Value:
    first = args[0]
    if len(args) == 1 and type(first) is int:
        return self[first] if -len(self) <= first < len(self) else None
    if isinstance(first, RRange):
        found = bounds(interp, len(self), first)
        return None if found is None else self[found[0] : found[1]]
    at = to_int(interp, first)
    if len(args) == 1:
        return self[at] if -len(self) <= at < len(self) else None
    count = to_int(interp, args[1])
    at = at + len(self) if at < 0 else at
    return None if at < 0 or count < 0 or at > len(self) else self[at : at + count]


@plain("Array", "at")
def at_index(interp: Interpreter, self: List, index: Value) -> Value:
    at = to_int(interp, index)
    return self[at] if -len(self) <= at < len(self) else None


@plain("Array", "dig")
def dig(interp: Interpreter, self: List, index: Value, *more: Value) -> Value:
    found = at_index(interp, self, index)
    return found if not more or found is None else dig_further(interp, found, list(more))


def dig_further(interp: Interpreter, value: Value, path: Args) -> Value:
    """Go on with dig below a value."""
    if not interp.responds_to(value, "dig"):
        raise interp.error("TypeError", f"{interp.real_class_of(value).name} does not have #dig method")
    return interp.call(value, "dig", path)


@with_block("Array", "fetch")
def fetch(interp: Interpreter, self: List, block: Blk, index: Value, *default: Value) -> Value:
    at, size = to_int(interp, index), len(self)
    if -size <= at < size:
        return self[at]
    if block is not None:
        return interp.yield_block(block, [index])
    if default:
        return default[0]
    raise interp.error("IndexError", f"index {at} outside of array bounds: {-size}...{size}")


@plain("Array", "values_at")
def values_at(interp: Interpreter, self: List, *places: Value) -> Value:
    found: List = []
    for place in places:
        if isinstance(place, RRange):
            found.extend(at_index(interp, self, at) for at in _places(interp, self, place))
        else:
            found.append(at_index(interp, self, place))
    return found


def _places(interp: Interpreter, self: List, span: RRange) -> range:
    """Return the places that a range means, those after the end too."""
    low = 0 if span.low is None else to_int(interp, span.low)
    high = -1 if span.high is None else to_int(interp, span.high)
    start = low + len(self) if low < 0 else low
    if start < 0:
        raise interp.error("RangeError", f"{show(interp, span)} out of range")
    end = (high + len(self) if high < 0 else high) + (0 if span.exclusive and span.high is not None else 1)
    interp.check_size(end - start)
    return range(start, end)


@plain("Array", "first")
def first(interp: Interpreter, self: List, *size: Value) -> Value:
    if not size:
        return self[0] if self else None
    wanted = to_int(interp, size[0])
    if wanted < 0:
        raise interp.error("ArgumentError", "negative array size")
    return taken(interp, self, wanted)


@plain("Array", "last")
def last(interp: Interpreter, self: List, *size: Value) -> Value:
    if not size:
        return self[-1] if self else None
    wanted = to_int(interp, size[0])
    if wanted < 0:
        raise interp.error("ArgumentError", "negative array size")
    return self[max(0, len(self) - wanted) :]


@with_block("Array", "index", "find_index")
def find_index(interp: Interpreter, self: List, block: Blk, *wanted: Value) -> Value:
    return _place(interp, self, block, wanted, range(len(self)))


@with_block("Array", "rindex")
def rindex(interp: Interpreter, self: List, block: Blk, *wanted: Value) -> Value:
    return _place(interp, self, block, wanted, range(len(self) - 1, -1, -1))


def _place(interp: Interpreter, self: List, block: Blk, wanted: tuple[Value, ...], places: range) -> Value:
    if not wanted and block is None:
        return interp.enumerator(self, "index", [])
    for at in places:
        if wanted:
            if interp.equal(self[at], wanted[0]):
                return at
        elif block is not None and interp.truthy(interp.yield_block(block, [self[at]])):
            return at
    return None


@plain("Array", "assoc")
def assoc(interp: Interpreter, self: List, key: Value) -> Value:
    return next((row for row in self if isinstance(row, list) and row and interp.equal(row[0], key)), None)


@plain("Array", "rassoc")
def rassoc(interp: Interpreter, self: List, value: Value) -> Value:
    return next((row for row in self if isinstance(row, list) and len(row) > 1 and interp.equal(row[1], value)), None)


@iterating("Array", "bsearch")
def bsearch(interp: Interpreter, self: List, block: RProc) -> Value:
    low, high = 0, len(self)
    while low < high:
        middle = (low + high) // 2
        answer = interp.yield_block(block, [self[middle]])
        if answer == 0 and answer is not False:
            return self[middle]
        if answer is True or (type(answer) in (int, float) and answer < 0):
            high = middle
        else:
            low = middle + 1
    return self[low] if low < len(self) and interp.truthy(interp.yield_block(block, [self[low]])) else None


# --- joining and set operations


@plain("Array", "join", taint=True)
def join(interp: Interpreter, self: List, separator: Value = None) -> Value:
    glue = RString("") if separator is None else to_rstring(interp, separator)
    return joined_list(interp, self, glue, ())


def joined_list(interp: Interpreter, self: List, glue: RString, above: tuple[int, ...]) -> RString:
    """Return the items as one text, the parts of each kept."""
    if id(self) in above:
        raise interp.error("ArgumentError", "recursive array join")
    interp.check_depth(len(above))
    pieces: list[RString] = []
    for item in self:
        if isinstance(item, list):
            pieces.append(joined_list(interp, item, glue, (*above, id(self))))
        else:
            pieces.append(_joinable(interp, item))
    interp.check_size(sum(len(piece.text) for piece in pieces) + len(glue.text) * len(pieces))
    if glue.holes is None and all(piece.holes is None for piece in pieces):
        return RString(glue.text.join(piece.text for piece in pieces))
    parts = [part for at, piece in enumerate(pieces) for part in ((*glue.parts, *piece.parts) if at else piece.parts)]
    return RString.from_parts(parts)


def _joinable(interp: Interpreter, item: Value) -> RString:
    """Return an item as join takes it: by to_str, to_ary or to_s."""
    if isinstance(item, RObject) and interp.responds_to(item, "to_str"):
        return interp.str_of(item)
    if isinstance(item, RObject) and interp.responds_to(item, "to_ary"):
        return joined_list(interp, to_array(interp, item), RString(""), ())
    return string_of(interp, item)


@plain("Array", "+")
def plus(interp: Interpreter, self: List, other: Value) -> Value:
    interp.check_size(len(self) + len(to_array(interp, other)))
    return [*self, *to_array(interp, other)]


@plain("Array", "*", taint=True)
def times(interp: Interpreter, self: List, count: Value) -> Value:
    if isinstance(count, RString):
        return join(interp, self, count)
    number = to_int(interp, count)
    if number < 0:
        raise interp.error("ArgumentError", "argument must be non-negative")
    interp.check_size(len(self) * number)
    return list(self) * number


def keys_of(interp: Interpreter, items: List) -> set[object]:
    return {identity(interp, item) for item in items}


@plain("Array", "-")
def minus(interp: Interpreter, self: List, other: Value) -> Value:
    taken_away = keys_of(interp, to_array(interp, other))
    return [item for item in self if identity(interp, item) not in taken_away]


@plain("Array", "difference")
def difference(interp: Interpreter, self: List, *others: Value) -> Value:
    taken_away = {key for other in others for key in keys_of(interp, to_array(interp, other))}
    return [item for item in self if identity(interp, item) not in taken_away]


def distinct(interp: Interpreter, items: List) -> List:
    """Return the items without repetitions, the first of equals kept."""
    seen: dict[object, Value] = {}
    for item in items:
        seen.setdefault(identity(interp, item), item)
    return list(seen.values())


@plain("Array", "&")
def both_of(interp: Interpreter, self: List, other: Value) -> Value:
    kept = keys_of(interp, to_array(interp, other))
    return [item for item in distinct(interp, self) if identity(interp, item) in kept]


@plain("Array", "intersection")
def intersection(interp: Interpreter, self: List, *others: Value) -> Value:
    found = distinct(interp, self)
    for other in others:
        found = both_of(interp, found, other)
    return found


@plain("Array", "intersect?")
def intersects(interp: Interpreter, self: List, other: Value) -> Value:
    return bool(both_of(interp, self, other))


@plain("Array", "|")
def either_of(interp: Interpreter, self: List, other: Value) -> Value:
    return distinct(interp, [*self, *to_array(interp, other)])


@plain("Array", "union")
def union(interp: Interpreter, self: List, *others: Value) -> Value:
    return distinct(interp, [*self, *(item for other in others for item in to_array(interp, other))])
