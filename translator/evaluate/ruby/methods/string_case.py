"""String: case, white space, padding, character sets. Each comes with its `!` form, nil when nothing changes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    arity_of,
    check_frozen,
    fail,
    plain,
    to_int,
    to_rstring,
    to_str,
)
from translator.evaluate.ruby.methods.holes import keep_holes, substring, tainted
from translator.evaluate.ruby.methods.string_basic import assign, joined
from translator.evaluate.ruby.methods.support.letters import SPACE, characters, in_sets, squeeze, successor, translate
from translator.evaluate.ruby.native import method
from translator.evaluate.ruby.objects import RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Maker = Callable[..., RString]


def with_bang(*names: str, always: bool = False) -> Callable[[Maker], Maker]:
    """File `function(interp, self, *arguments)` and its `!` forms, which change the receiver."""

    def decorate(function: Maker) -> Maker:
        plain("String", *names, taint=True)(function)

        def bang(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
            check_frozen(interp, self)
            new = function(interp, self, *args)
            unchanged = new.text == self.text
            assign(interp, self, new)
            return None if unchanged and not always else self

        method("String", *[name + "!" for name in names], argc=arity_of(function, 2), taint=True)(bang)
        return function

    return decorate


@with_bang("upcase")
def upcase(interp: Interpreter, self: RString, *options: Value) -> RString:
    return keep_holes(interp, self, str.upper)


@with_bang("downcase")
def downcase(interp: Interpreter, self: RString, *options: Value) -> RString:
    return keep_holes(interp, self, str.lower)


@with_bang("swapcase")
def swapcase(interp: Interpreter, self: RString, *options: Value) -> RString:
    return keep_holes(interp, self, str.swapcase)


@with_bang("capitalize")
def capitalize(interp: Interpreter, self: RString, *options: Value) -> RString:
    first = keep_holes(interp, substring(self, 0, 1), str.upper)
    return joined(first, keep_holes(interp, substring(self, 1, len(self.text)), str.lower))


# --- the ends


@with_bang("strip")
def strip(interp: Interpreter, self: RString) -> RString:
    return lstrip(interp, rstrip(interp, self))


@with_bang("lstrip")
def lstrip(interp: Interpreter, self: RString) -> RString:
    return substring(self, len(self.text) - len(self.text.lstrip(SPACE + "\0")), len(self.text))


@with_bang("rstrip")
def rstrip(interp: Interpreter, self: RString) -> RString:
    return substring(self, 0, len(self.text.rstrip(SPACE + "\0")))


@with_bang("chomp")
def chomp(interp: Interpreter, self: RString, end: Value = "\n") -> RString:
    return substring(self, 0, len(self.text) - _line_end(interp, self.text, end))


def _line_end(interp: Interpreter, text: str, end: Value) -> int:
    """Return how many characters chomp takes away."""
    if end is None:
        return 0
    if end == "\n" or to_str(interp, end) == "\n":
        return next((len(mark) for mark in ("\r\n", "\n", "\r") if text.endswith(mark)), 0)
    wanted = to_str(interp, end)
    if not wanted:
        return len(text) - len(text.rstrip("\r\n")) if text.endswith("\n") else 0
    return len(wanted) if text.endswith(wanted) else 0


@with_bang("chop")
def chop(interp: Interpreter, self: RString) -> RString:
    return substring(self, 0, max(0, len(self.text) - (2 if self.text.endswith("\r\n") else 1)))


@with_bang("delete_prefix")
def delete_prefix(interp: Interpreter, self: RString, prefix: Value) -> RString:
    return substring(self, len(self.text) - len(self.text.removeprefix(to_str(interp, prefix))), len(self.text))


@with_bang("delete_suffix")
def delete_suffix(interp: Interpreter, self: RString, suffix: Value) -> RString:
    return substring(self, 0, len(self.text.removesuffix(to_str(interp, suffix))))


# --- padding


def _padding(interp: Interpreter, pad: Value, size: int) -> RString:
    filler = RString(" ") if pad is None else to_rstring(interp, pad)
    if not filler.text:
        fail(interp, "ArgumentError", "zero width padding")
    interp.check_size(size)
    return RString((filler.text * (size // len(filler.text) + 1))[: max(0, size)])


@plain("String", "ljust", taint=True)
def ljust(interp: Interpreter, self: RString, width: Value, pad: Value = None) -> Value:
    return joined(self, _padding(interp, pad, to_int(interp, width) - len(self.text)))


@plain("String", "rjust", taint=True)
def rjust(interp: Interpreter, self: RString, width: Value, pad: Value = None) -> Value:
    return joined(_padding(interp, pad, to_int(interp, width) - len(self.text)), self)


@plain("String", "center", taint=True)
def center(interp: Interpreter, self: RString, width: Value, pad: Value = None) -> Value:
    missing = max(0, to_int(interp, width) - len(self.text))
    left = missing // 2
    return joined(_padding(interp, pad, left), self, _padding(interp, pad, missing - left))


# --- sets of characters


def _sets(interp: Interpreter, specs: tuple[Value, ...], needed: bool) -> tuple[str, ...]:
    if needed and not specs:
        fail(interp, "ArgumentError", "wrong number of arguments (given 0, expected 1+)")
    return tuple(_set(interp, spec) for spec in specs)


def _set(interp: Interpreter, spec: Value) -> str:
    """Return a set of characters; ArgumentError when a range in it runs backwards."""
    text = to_str(interp, spec)
    try:
        characters(text)
    except ValueError as error:
        fail(interp, "ArgumentError", str(error))
    return text


@with_bang("squeeze")
def squeeze_string(interp: Interpreter, self: RString, *specs: Value) -> RString:
    sets = _sets(interp, specs, False)
    return keep_holes(interp, self, lambda text: squeeze(text, sets))


@with_bang("delete")
def delete(interp: Interpreter, self: RString, *specs: Value) -> RString:
    sets = _sets(interp, specs, True)
    return keep_holes(interp, self, lambda text: "".join(char for char in text if not in_sets(char, sets)))


@plain("String", "count", taint=True)
def count(interp: Interpreter, self: RString, *specs: Value) -> Value:
    sets = _sets(interp, specs, True)
    return tainted(sum(1 for char in self.text if in_sets(char, sets)), self)


@with_bang("tr")
def tr(interp: Interpreter, self: RString, source: Value, target: Value) -> RString:
    old, new = _set(interp, source), _set(interp, target)
    return keep_holes(interp, self, lambda text: translate(text, old, new))


@with_bang("tr_s")
def tr_s(interp: Interpreter, self: RString, source: Value, target: Value) -> RString:
    old, new = _set(interp, source), _set(interp, target)
    return keep_holes(interp, self, lambda text: translate(text, old, new, squeeze=True))


# --- whole strings


@with_bang("reverse", always=True)
def reverse(interp: Interpreter, self: RString) -> RString:
    return keep_holes(interp, self, lambda text: text[::-1])


@with_bang("succ", "next", always=True)
def succ(interp: Interpreter, self: RString) -> RString:
    return keep_holes(interp, self, successor)


@with_bang("unicode_normalize")
def unicode_normalize(interp: Interpreter, self: RString, form: Value = None) -> RString:
    kind: Any = "NFC" if form is None else form.name.upper()
    return keep_holes(interp, self, lambda text: unicodedata.normalize(kind, text))


@with_bang("scrub", always=True)
def scrub(interp: Interpreter, self: RString, with_text: Value = None) -> RString:
    filler = "\ufffd" if with_text is None else to_str(interp, with_text)
    return keep_holes(interp, self, lambda text: "".join(filler if _invalid(char) else char for char in text))


def _invalid(char: str) -> bool:
    return "\udc80" <= char <= "\udcff"


@plain("String", "ascii_only?", taint=True)
def ascii_only(interp: Interpreter, self: RString) -> Value:
    return tainted(self.text.isascii(), self)


@plain("String", "valid_encoding?", taint=True)
def valid_encoding(interp: Interpreter, self: RString) -> Value:
    return not any(_invalid(char) for char in self.text)
