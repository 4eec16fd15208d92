"""Comparable, nil, true and false."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, compare, compare_or_fail, known, plain
from translator.evaluate.ruby.native import define_class, define_module, method
from translator.evaluate.ruby.objects import RHash, RRange, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("Comparable")
define_class("NilClass")
define_class("TrueClass")
define_class("FalseClass")


def _ordering(name: str, test: Callable[[int], bool]) -> None:
    def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return test(compare_or_fail(interp, self, args[0]))

    method("Comparable", name, argc=1)(native)


_ordering("<", lambda order: order < 0)
_ordering(">", lambda order: order > 0)
_ordering("<=", lambda order: order <= 0)
_ordering(">=", lambda order: order >= 0)


@plain("Comparable", "==")
def equal(interp: Interpreter, self: Value, other: Value) -> Value:
    return self is other or compare(interp, self, other) == 0


@plain("Comparable", "between?")
def between(interp: Interpreter, self: Value, low: Value, high: Value) -> Value:
    return compare_or_fail(interp, self, low) >= 0 and compare_or_fail(interp, self, high) <= 0


@plain("Comparable", "clamp")
def clamp(interp: Interpreter, self: Value, low: Value, *high: Value) -> Value:
    bottom, top = (low.low, low.high) if isinstance(low, RRange) else (low, known(high[0]))
    if bottom is not None and top is not None and compare_or_fail(interp, bottom, top) > 0:
        raise interp.error("ArgumentError", "min argument must be smaller than max argument")
    if bottom is not None and compare_or_fail(interp, self, bottom) < 0:
        return bottom
    return top if top is not None and compare_or_fail(interp, self, top) > 0 else self


# --- nil


@plain("NilClass", "to_s")
def nil_to_s(interp: Interpreter, self: None) -> Value:
    return RString("", frozen=True)


@plain("NilClass", "to_a")
def nil_to_a(interp: Interpreter, self: None) -> Value:
    return []


@plain("NilClass", "to_h")
def nil_to_h(interp: Interpreter, self: None) -> Value:
    return RHash()


@plain("NilClass", "to_i")
def nil_to_i(interp: Interpreter, self: None) -> Value:
    return 0


@plain("NilClass", "to_f")
def nil_to_f(interp: Interpreter, self: None) -> Value:
    return 0.0


@plain("NilClass", "inspect")
def nil_inspect(interp: Interpreter, self: None) -> Value:
    return RString("nil")


@plain("NilClass", "&")
def nil_and(interp: Interpreter, self: None, other: Value) -> Value:
    return False


@plain("NilClass", "|")
def nil_or(interp: Interpreter, self: None, other: Value) -> Value:
    return interp.truthy(other)


# --- true and false


@plain("TrueClass", "to_s", "inspect")
def true_to_s(interp: Interpreter, self: bool) -> Value:
    return RString("true")


@plain("FalseClass", "to_s", "inspect")
def false_to_s(interp: Interpreter, self: bool) -> Value:
    return RString("false")


@plain("TrueClass", "&")
def true_and(interp: Interpreter, self: bool, other: Value) -> Value:
    return interp.truthy(other)


@plain("TrueClass", "|")
def true_or(interp: Interpreter, self: bool, other: Value) -> Value:
    return True


@plain("TrueClass", "^")
def true_xor(interp: Interpreter, self: bool, other: Value) -> Value:
    return not interp.truthy(other)


@plain("FalseClass", "&")
def false_and(interp: Interpreter, self: bool, other: Value) -> Value:
    return False


@plain("FalseClass", "|", "^")
def false_or(interp: Interpreter, self: bool, other: Value) -> Value:
    return interp.truthy(other)
