"""Rational: exact fractions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from translator.evaluate.ruby.budget import MOST_BITS, BudgetExceeded
from translator.evaluate.ruby.methods.base import Args, Blk, class_named, plain, show, to_int
from translator.evaluate.ruby.methods.integer import rounded_integer
from translator.evaluate.ruby.native import define_class, method, take_keywords
from translator.evaluate.ruby.objects import RClass, RObject, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Rational", "Numeric")


class RRational(RObject):
    """A Rational; `value` is its Python fraction."""

    __slots__ = ("value",)

    def __init__(self, cls: RClass, value: Fraction) -> None:
        super().__init__(cls)
        self.value = value
        self.frozen = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RRational) and other.value == self.value

    def __hash__(self) -> int:
        return hash(("rational", self.value))


def make(interp: Interpreter, args: Args) -> Value:
    """Return Kernel#Rational of one or two numbers or texts."""
    args = list(args)
    take_keywords(args)
    try:
        above = fraction_of(interp, args[0])
        below = fraction_of(interp, args[1]) if len(args) > 1 else Fraction(1)
        return RRational(class_named(interp, "Rational"), above / below)
    except ZeroDivisionError:
        raise interp.error("ZeroDivisionError", "divided by 0") from None


def fraction_of(interp: Interpreter, value: Value) -> Fraction:
    """Return a number or its text as a fraction."""
    if isinstance(value, RRational):
        return value.value
    if type(value) in (int, float):
        return Fraction(value)
    if isinstance(value, RString):
        try:
            return Fraction(value.text.strip())
        except ValueError:
            raise interp.error("ArgumentError", f"invalid value for convert(): {show(interp, value)}") from None
    raise interp.error("TypeError", f"can't convert {show(interp, value)} into Rational")


OPERATORS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "quo": lambda left, right: left / right,
    "%": lambda left, right: left % right,
}


def _operator(name: str, function: Callable[[Fraction, Fraction], Fraction]) -> None:
    def native(interp: Interpreter, self: RRational, args: Args, block: Blk) -> Value:
        if type(args[0]) is float:
            return interp.call(float(self.value), name, [args[0]])
        if not isinstance(args[0], (int, RRational)):
            kind = "nil" if args[0] is None else interp.real_class_of(args[0]).name
            raise interp.error("TypeError", f"{kind} can't be coerced into Rational")
        try:
            return RRational(self.cls, function(self.value, fraction_of(interp, args[0])))
        except ZeroDivisionError:
            raise interp.error("ZeroDivisionError", "divided by 0") from None

    method("Rational", name, argc=1)(native)


for _name, _function in OPERATORS.items():
    _operator(_name, _function)


@plain("Rational", "**")
def power(interp: Interpreter, self: RRational, other: Value) -> Value:
    if type(other) is int:
        bits = max(self.value.numerator.bit_length(), self.value.denominator.bit_length()) * abs(other)
        if bits > MOST_BITS:
            raise BudgetExceeded(f"a number of {bits} bits is too large", interp.span)
        return RRational(self.cls, self.value**other)
    return float(self.value) ** float(fraction_of(interp, other))


@plain("Rational", "<=>")
def order(interp: Interpreter, self: RRational, other: Value) -> Value:
    if not isinstance(other, (int, float, RRational)):
        return None
    right = fraction_of(interp, other)
    return (self.value > right) - (self.value < right)


@plain("Rational", "==")
def equal(interp: Interpreter, self: RRational, other: Value) -> Value:
    return isinstance(other, (int, float, RRational)) and self.value == fraction_of(interp, other)


@plain("Rational", "coerce")
def coerce(interp: Interpreter, self: RRational, other: Value) -> Value:
    if type(other) is float:
        return [other, float(self.value)]
    return [RRational(self.cls, fraction_of(interp, other)), self]


@plain("Rational", "numerator")
def numerator(interp: Interpreter, self: RRational) -> Value:
    return self.value.numerator


@plain("Rational", "denominator")
def denominator(interp: Interpreter, self: RRational) -> Value:
    return self.value.denominator


@plain("Rational", "to_i", "to_int")
def to_i(interp: Interpreter, self: RRational) -> Value:
    return int(self.value)


@plain("Rational", "to_f")
def to_f(interp: Interpreter, self: RRational) -> Value:
    return float(self.value)


@plain("Rational", "to_r", "rationalize")
def to_r(interp: Interpreter, self: RRational) -> Value:
    return self


@plain("Rational", "to_s")
def to_s(interp: Interpreter, self: RRational) -> Value:
    return RString(f"{self.value.numerator}/{self.value.denominator}")


@plain("Rational", "inspect")
def inspect(interp: Interpreter, self: RRational) -> Value:
    return RString(f"({self.value.numerator}/{self.value.denominator})")


@plain("Rational", "abs")
def absolute(interp: Interpreter, self: RRational) -> Value:
    return RRational(self.cls, abs(self.value))


@plain("Rational", "-@")
def negative(interp: Interpreter, self: RRational) -> Value:
    return RRational(self.cls, -self.value)


@plain("Rational", "zero?")
def is_zero(interp: Interpreter, self: RRational) -> Value:
    return self.value == 0


@plain("Rational", "negative?")
def is_negative(interp: Interpreter, self: RRational) -> Value:
    return self.value < 0


@plain("Rational", "positive?")
def is_positive(interp: Interpreter, self: RRational) -> Value:
    return self.value > 0


def _rounding(name: str) -> None:
    def native(interp: Interpreter, self: RRational, args: Args, block: Blk) -> Value:
        args = list(args)
        options = take_keywords(args)
        place = to_int(interp, args[0]) if args else 0
        scaled = self.value * Fraction(10) ** place
        whole = rounded_integer(name, scaled.numerator, scaled.denominator, options) // scaled.denominator
        result = Fraction(whole) / Fraction(10) ** place
        return RRational(self.cls, result) if place > 0 else int(result)

    method("Rational", name, argc=(0, 2))(native)


for _name in ("round", "floor", "ceil", "truncate"):
    _rounding(_name)
