"""Integer and Float together: arithmetic as Ruby rounds it, comparing, stepping."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.budget import MOST_BITS, BudgetExceeded
from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    cannot_compare,
    described,
    enumerator,
    plain,
    to_float,
    with_block,
)
from translator.evaluate.ruby.native import define_class, method, take_keywords
from translator.evaluate.ruby.objects import RObject, RString, RubyError, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Numeric", includes=("Comparable",))
define_class("Integer", "Numeric")
define_class("Float", "Numeric")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
Number = int | float
sys.set_int_max_str_digits(max(sys.get_int_max_str_digits(), MOST_BITS))  # their decimal digits are fewer


def is_number(value: Value) -> bool:
    return type(value) in (int, float)


def no_coercion(interp: Interpreter, self: Number, other: Value) -> RubyError:
    """Return the TypeError of `1 + nil`."""
    shown = interp.inspect(other) if other is None or isinstance(other, bool) else described(interp, other)
    return interp.error(
        "TypeError", f"{shown} can't be coerced into {type(self).__name__.capitalize().replace('Int', 'Integer')}"
    )


def coerced(interp: Interpreter, self: Number, operator: str, other: Value) -> Value:
    """Return `self operator other` for an `other` that is no Integer or Float."""
    if isinstance(other, RObject) and interp.responds_to(other, "coerce"):
        pair = interp.call(other, "coerce", [self])
        return interp.call(pair[0], operator, [pair[1]])
    raise no_coercion(interp, self, other)


def floor_divide(interp: Interpreter, left: Number, right: Number) -> Value:
    """Return Ruby's `/`: floored for two integers."""
    if type(left) is int and type(right) is int:
        if right == 0:
            raise interp.error("ZeroDivisionError", "divided by 0")
        return left // right
    return divide_floats(float(left), float(right))


def divide_floats(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def modulo(interp: Interpreter, left: Number, right: Number) -> Value:
    if type(left) is int and type(right) is int:
        if right == 0:
            raise interp.error("ZeroDivisionError", "divided by 0")
        return left % right
    if right == 0 or math.isinf(left):
        return math.nan
    rest = math.fmod(left, right)
    return rest + right if right * rest < 0 else rest


def check_bits(interp: Interpreter, bits: int) -> None:
    """Stop before a number with too many digits is made."""
    if bits > MOST_BITS:
        raise BudgetExceeded(f"a number of {bits} bits is too large", interp.span)


def power(interp: Interpreter, left: Number, right: Number) -> Value:
    if type(left) is int and type(right) is int:
        if right < 0:
            return interp.call(interp.call(None, "Rational", [left]), "**", [right])
        check_bits(interp, left.bit_length() * right)
        return left**right
    if left < 0 and not float(right).is_integer():
        return math.nan
    try:
        return float(left) ** right
    except OverflowError:
        return math.inf
    except ZeroDivisionError:
        return math.inf


for _cls in ("Integer", "Float"):

    @plain(_cls, "+")
    def plus(interp: Interpreter, self: Number, other: Value) -> Value:
        return self + other if is_number(other) else coerced(interp, self, "+", other)

    @plain(_cls, "-")
    def minus(interp: Interpreter, self: Number, other: Value) -> Value:
        return self - other if is_number(other) else coerced(interp, self, "-", other)

    @plain(_cls, "*")
    def times_number(interp: Interpreter, self: Number, other: Value) -> Value:
        if not is_number(other):
            return coerced(interp, self, "*", other)
        if type(self) is int and type(other) is int:
            check_bits(interp, self.bit_length() + other.bit_length())
        return self * other

    @plain(_cls, "/")
    def divide(interp: Interpreter, self: Number, other: Value) -> Value:
        return floor_divide(interp, self, other) if is_number(other) else coerced(interp, self, "/", other)

    @plain(_cls, "%", "modulo")
    def modulo_method(interp: Interpreter, self: Number, other: Value) -> Value:
        return modulo(interp, self, other) if is_number(other) else coerced(interp, self, "%", other)

    @plain(_cls, "**")
    def power_method(interp: Interpreter, self: Number, other: Value) -> Value:
        return power(interp, self, other) if is_number(other) else coerced(interp, self, "**", other)

    @plain(_cls, "==", "===")
    def equal(interp: Interpreter, self: Number, other: Value) -> Value:
        if is_number(other):
            return self == other
        return isinstance(other, RObject) and interp.equal(other, self)

    @plain(_cls, "<=>")
    def order(interp: Interpreter, self: Number, other: Value) -> Value:
        if is_number(other):
            return None if self != self or other != other else (self > other) - (self < other)
        if isinstance(other, RObject) and interp.responds_to(other, "coerce"):
            return coerced(interp, self, "<=>", other)
        return None

    @plain(_cls, "eql?")
    def eql(interp: Interpreter, self: Number, other: Value) -> Value:
        return type(self) is type(other) and self == other

    @plain(_cls, "divmod")
    def divmod_method(interp: Interpreter, self: Number, other: Value) -> Value:
        if not is_number(other):
            return coerced(interp, self, "divmod", other)
        if other == 0:
            raise interp.error("ZeroDivisionError", "divided by 0")
        quotient = self // other
        return [int(quotient), modulo(interp, self, other)]

    @plain(_cls, "div")
    def div(interp: Interpreter, self: Number, other: Value) -> Value:
        if other == 0:
            raise interp.error("ZeroDivisionError", "divided by 0")
        return math.floor(floor_divide(interp, self, other))

    @plain(_cls, "fdiv", "quo")
    def fdiv(interp: Interpreter, self: Number, other: Value) -> Value:
        return divide_floats(float(self), to_float(interp, other))

    @plain(_cls, "remainder")
    def remainder(interp: Interpreter, self: Number, other: Value) -> Value:
        if type(self) is int and type(other) is int:
            if other == 0:
                raise interp.error("ZeroDivisionError", "divided by 0")
            return int(math.copysign(1, self)) * (abs(self) % abs(other))
        return math.fmod(self, to_float(interp, other))

    @plain(_cls, "abs", "magnitude")
    def absolute(interp: Interpreter, self: Number) -> Value:
        return abs(self)

    @plain(_cls, "abs2")
    def square(interp: Interpreter, self: Number) -> Value:
        return self * self

    @plain(_cls, "-@")
    def negative(interp: Interpreter, self: Number) -> Value:
        return -self

    @plain(_cls, "+@")
    def positive(interp: Interpreter, self: Number) -> Value:
        return self

    @plain(_cls, "coerce")
    def coerce(interp: Interpreter, self: Number, other: Value) -> Value:
        if type(self) is int and type(other) is int:
            return [other, self]
        if isinstance(other, RString):
            return [float(interp.call(None, "Float", [other])), float(self)]
        return [to_float(interp, other), float(self)]

    @plain(_cls, "zero?")
    def is_zero(interp: Interpreter, self: Number) -> Value:
        return self == 0

    @plain(_cls, "nonzero?")
    def is_nonzero(interp: Interpreter, self: Number) -> Value:
        return self if self != 0 else None

    @plain(_cls, "positive?")
    def is_positive(interp: Interpreter, self: Number) -> Value:
        return self > 0

    @plain(_cls, "negative?")
    def is_negative(interp: Interpreter, self: Number) -> Value:
        return self < 0

    @plain(_cls, "finite?")
    def is_finite(interp: Interpreter, self: Number) -> Value:
        return math.isfinite(self)

    @plain(_cls, "infinite?")
    def is_infinite(interp: Interpreter, self: Number) -> Value:
        return (1 if self > 0 else -1) if isinstance(self, float) and math.isinf(self) else None

    @plain(_cls, "real?")
    def is_real(interp: Interpreter, self: Number) -> Value:
        return True

    @plain(_cls, "integer?")
    def is_integer(interp: Interpreter, self: Number) -> Value:
        return type(self) is int

    @with_block(_cls, "step")
    def step(interp: Interpreter, self: Number, block: Blk, *given: Value) -> Value:
        return _step(interp, self, block, list(given))


def _step(interp: Interpreter, self: Number, block: Blk, args: Args) -> Value:
    given = list(args)
    keywords = take_keywords(args)
    limit = args[0] if args else keywords.get(Symbol.of("to"))
    by = args[1] if len(args) > 1 else keywords.get(Symbol.of("by"), 1)
    if by == 0:
        raise interp.error("ArgumentError", "step can't be 0")
    if block is None:
        return enumerator(interp, self, "step", given)
    for item in stepped(self, limit, by, False):
        interp.yield_block(block, [item])
    return self


def stepped(low: Number, high: Number | None, by: Number, exclusive: bool) -> Value:
    """Yield the numbers from `low` to `high` by a step; floats by multiplication, as Ruby does."""
    if any(isinstance(end, float) for end in (low, high, by)):
        yield from _stepped_floats(float(low), math.inf if high is None else float(high), float(by), exclusive)
        return
    at = low
    while high is None or _before_end(at, high, by, exclusive):
        yield at
        at += by


def _before_end(at: Number, high: Number, by: Number, exclusive: bool) -> bool:
    left = (high - at) * (1 if by > 0 else -1)
    return left > 0 or (left == 0 and not exclusive)


def _stepped_floats(low: float, high: float, by: float, exclusive: bool) -> Value:
    if math.isinf(high):
        at = 0
        while True:
            yield low + at * by
            at += 1
    count = (high - low) / by
    error = (abs(low) + abs(high) + abs(high - low)) / abs(by) * 2.220446049250313e-16
    error = min(error, 0.5)
    total = math.floor(count - error) + 1 if exclusive else math.floor(count + error) + 1
    for at in range(max(0, total)):
        item = low + at * by
        yield high if not exclusive and (item > high if by > 0 else item < high) else item


def _ordering(name: str) -> None:
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "<": lambda left, right: left < right,
        ">": lambda left, right: left > right,
        "<=": lambda left, right: left <= right,
        ">=": lambda left, right: left >= right,
    }
    test = tests[name]

    def native(interp: Interpreter, self: Number, args: Args, block: Blk) -> Value:
        if is_number(args[0]):
            return test(self, args[0])
        if isinstance(args[0], RObject) and interp.responds_to(args[0], "coerce"):
            return coerced(interp, self, name, args[0])
        raise cannot_compare(interp, self, args[0])

    for cls in ("Integer", "Float"):
        method(cls, name, argc=1)(native)


for _name in ("<", ">", "<=", ">="):
    _ordering(_name)
