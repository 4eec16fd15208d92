"""String: making, joining, comparing, indexing. Holes stay where the text around them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, check_frozen, plain, show, to_int, to_rstring, to_str
from translator.evaluate.ruby.methods.format import format_values
from translator.evaluate.ruby.methods.holes import derived, keep_holes, missing, substring, tainted
from translator.evaluate.ruby.methods.matching import search
from translator.evaluate.ruby.methods.support.quoting import inspect_string
from translator.evaluate.ruby.native import allocator, define_class, method, take_keywords
from translator.evaluate.ruby.objects import RClass, RRange, RRegexp, RString, RStringObject, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("String", includes=("Comparable",))


def assign(interp: Interpreter, self: RString, new: RString) -> RString:
    """Make `self` what `new` is; FrozenError when it is frozen."""
    check_frozen(interp, self)
    self.text, self.holes = new.text, new.holes
    return self


def joined(*pieces: RString) -> RString:
    """Return the strings one after the other, parts kept."""
    if all(piece.holes is None for piece in pieces):
        return RString("".join(piece.text for piece in pieces))
    return RString.from_parts(part for piece in pieces for part in piece.parts)


@allocator("String")
def allocate(interp: Interpreter, cls: RClass) -> RString:
    return RString("") if cls.name == "String" else RStringObject(cls)


@method("String", "initialize", private=True, taint=True)
def initialize(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    take_keywords(args)
    if args:
        assign(interp, self, to_rstring(interp, args[0]))
    return None


@plain("String", "+", taint=True)
def plus(interp: Interpreter, self: RString, other: Value) -> Value:
    return joined(self, to_rstring(interp, other))


@plain("String", "*", taint=True)
def times(interp: Interpreter, self: RString, count: Value) -> Value:
    number = to_int(interp, count)
    if number < 0:
        raise interp.error("ArgumentError", "negative argument")
    interp.check_size(number * len(self.text))
    return RString.from_parts(self.parts * number) if self.holes else RString(self.text * number)


@plain("String", "%", taint=True)
def percent(interp: Interpreter, self: RString, values: Value) -> Value:
    return format_values(interp, self, values if isinstance(values, list) else [values])


@plain("String", "+@", taint=True)
def unfrozen(interp: Interpreter, self: RString) -> Value:
    return RString(self.text, self.holes) if self.frozen else self


@plain("String", "-@", "dedup", taint=True)
def deduplicated(interp: Interpreter, self: RString) -> Value:
    return self if self.frozen else RString(self.text, self.holes, frozen=True)


@plain("String", "==", "===", taint=True)
def equal(interp: Interpreter, self: RString, other: Value) -> Value:
    if not isinstance(other, RString):
        return interp.equal(self, other)
    return tainted(self.text == other.text, self, other)


@plain("String", "eql?", taint=True)
def is_eql(interp: Interpreter, self: RString, other: Value) -> Value:
    return isinstance(other, RString) and tainted(self.text == other.text, self, other)


@plain("String", "<=>", taint=True)
def order(interp: Interpreter, self: RString, other: Value) -> Value:
    if not isinstance(other, RString):
        return None
    return tainted((self.text > other.text) - (self.text < other.text), self, other)


@plain("String", "length", "size", taint=True)
def length(interp: Interpreter, self: RString) -> Value:
    return tainted(len(self.text), self)


@plain("String", "empty?", taint=True)
def is_empty(interp: Interpreter, self: RString) -> Value:
    if self.holes and any(isinstance(part, str) for part in self.holes):
        return False
    return tainted(not self.text, self)


@plain("String", "to_s", "to_str", taint=True)
def to_s(interp: Interpreter, self: RString) -> Value:
    return self


@plain("String", "to_sym", "intern", taint=True)
def to_sym(interp: Interpreter, self: RString) -> Value:
    return Symbol.of(self.text)


@plain("String", "dump")
def dump(interp: Interpreter, self: RString) -> Value:
    shown = inspect_string(self.text)
    return RString("".join(char if char.isascii() else _code(char) for char in shown))


def _code(char: str) -> str:
    number = ord(char)
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\u{{{number:X}}}"


@plain("String", "inspect", taint=True)
def inspect(interp: Interpreter, self: RString) -> Value:
    if self.holes is None:
        return RString(inspect_string(self.text))
    inner = keep_holes(interp, self, lambda text: inspect_string(text)[1:-1])
    return joined(RString('"'), inner, RString('"'))


def piece_of(interp: Interpreter, value: Value) -> RString:
    """Return what `<<` adds: a string, or the character of a code."""
    return RString(chr(value)) if type(value) is int else to_rstring(interp, value)


@plain("String", "<<", taint=True)
def append(interp: Interpreter, self: RString, other: Value) -> Value:
    return assign(interp, self, joined(self, piece_of(interp, other)))


@plain("String", "concat", taint=True)
def concat(interp: Interpreter, self: RString, *others: Value) -> Value:
    return assign(interp, self, joined(self, *[piece_of(interp, other) for other in others]))


@plain("String", "prepend", taint=True)
def prepend(interp: Interpreter, self: RString, *others: Value) -> Value:
    return assign(interp, self, joined(*[to_rstring(interp, other) for other in others], self))


@plain("String", "replace", "initialize_copy", taint=True)
def replace(interp: Interpreter, self: RString, other: Value) -> Value:
    return assign(interp, self, to_rstring(interp, other))


@plain("String", "clear", taint=True)
def clear(interp: Interpreter, self: RString) -> Value:
    return assign(interp, self, RString(""))


@plain("String", "insert", taint=True)
def insert(interp: Interpreter, self: RString, index: Value, other: Value) -> Value:
    at, size = to_int(interp, index), len(self.text)
    place = at if at >= 0 else size + at + 1
    if not 0 <= place <= size:
        raise interp.error("IndexError", f"index {at} out of string")
    return assign(
        interp, self, joined(substring(self, 0, place), to_rstring(interp, other), substring(self, place, size))
    )


# --- [] and []=


def bounds(interp: Interpreter, size: int, span: RRange) -> tuple[int, int] | None:
    """Return the start and end that a range means in something of `size` items; None when it starts outside."""
    low = 0 if span.low is None else to_int(interp, span.low)
    high = -1 if span.high is None else to_int(interp, span.high)
    start = low + size if low < 0 else low
    end = (high + size if high < 0 else high) + (0 if span.exclusive and span.high is not None else 1)
    if not 0 <= start <= size:
        return None
    return start, max(start, min(end, size))


def located(interp: Interpreter, self: RString, args: Args) -> tuple[int, int] | None:
    """Return the start and end of what `[]` with these arguments means; None for nothing."""
    first, size = args[0], len(self.text)
    if isinstance(first, RRange):
        return bounds(interp, size, first)
    if isinstance(first, RRegexp):
        match = search(interp, first, self)
        group = args[1] if len(args) > 1 else 0
        span = (-1, -1) if match is None else match.match.span(group if type(group) is int else interp.to_s(group).text)
        return None if span[0] < 0 else span
    if isinstance(first, RString):
        at = self.text.find(first.text)
        return None if at < 0 else (at, at + len(first.text))
    at = to_int(interp, first)
    at = at + size if at < 0 else at
    count = to_int(interp, args[1]) if len(args) > 1 else 1
    if at < 0 or count < 0 or at > size or (at == size and len(args) == 1):
        return None
    return at, min(at + count, size)


@method("String", "[]", "slice", argc=(1, 2), taint=True)
def index(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    found = located(interp, self, args)
    if found is None or (not self.text and missing(self)):
        return missing(self)
    if isinstance(args[0], RString):
        return RString(args[0].text, args[0].holes)
    return substring(self, *found)


@method("String", "[]=", argc=(2, 3), taint=True)
def index_set(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    new = to_rstring(interp, args[-1])
    found = located(interp, self, args[:-1])
    if found is None:
        raise interp.error(*_outside(interp, args[0]))
    start, end = found
    assign(interp, self, joined(substring(self, 0, start), new, substring(self, end, len(self.text))))
    return args[-1]


def _outside(interp: Interpreter, index: Value) -> tuple[str, str]:
    if isinstance(index, RRange):
        return "RangeError", f"{show(interp, index)} out of range"
    if isinstance(index, RRegexp):
        return "IndexError", "regexp not matched"
    if isinstance(index, RString):
        return "IndexError", "string not matched"
    return "IndexError", f"index {to_int(interp, index)} out of string"


@method("String", "slice!", argc=(1, 2), taint=True)
def slice_out(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    check_frozen(interp, self)
    found = located(interp, self, args)
    if found is None:
        return None
    taken = substring(self, *found)
    assign(interp, self, joined(substring(self, 0, found[0]), substring(self, found[1], len(self.text))))
    return taken


@plain("String", "byteslice", taint=True)
def byteslice(interp: Interpreter, self: RString, first: Value, count: Value = None) -> Value:
    data = self.text.encode("utf-8", "surrogateescape")
    whole = RString(data.decode("latin-1"))
    found = located(interp, whole, [first] if count is None else [first, count])
    if found is None:
        return None
    return derived(interp, self, data[found[0] : found[1]].decode("utf-8", "surrogateescape"))


@plain("String", "getbyte", taint=True)
def getbyte(interp: Interpreter, self: RString, index: Value) -> Value:
    data, at = self.text.encode("utf-8", "surrogateescape"), to_int(interp, index)
    return tainted(data[at], self) if -len(data) <= at < len(data) else None


@plain("String", "chr", taint=True)
def first_char(interp: Interpreter, self: RString) -> Value:
    return substring(self, 0, 1)


@plain("String", "ord", taint=True)
def ordinal(interp: Interpreter, self: RString) -> Value:
    if not self.text:
        raise interp.error("ArgumentError", "empty string")
    return tainted(ord(self.text[0]), self)


@plain("String", "casecmp", taint=True)
def casecmp(interp: Interpreter, self: RString, other: Value) -> Value:
    if not isinstance(other, RString):
        return None
    left, right = self.text.lower(), to_str(interp, other).lower()
    return tainted((left > right) - (left < right), self, other)


@plain("String", "casecmp?", taint=True)
def casecmp_p(interp: Interpreter, self: RString, other: Value) -> Value:
    raise_unless_string(interp, other)
    return tainted(self.text.casefold() == to_str(interp, other).casefold(), self, other)


def raise_unless_string(interp: Interpreter, other: Value) -> None:
    to_rstring(interp, other)
