"""Float: rounding and conversion; its arithmetic stands beside Integer's. Math, and the Float constants."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, both, float_to_int, plain, to_float, to_int
from translator.evaluate.ruby.methods.integer import rounded_integer
from translator.evaluate.ruby.methods.support.quoting import float_text
from translator.evaluate.ruby.native import (
    constant,
    define_class,
    define_module,
    method,
    module_function,
    take_keywords,
)
from translator.evaluate.ruby.objects import RHash, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("Math")
define_class("Math::DomainError", "ArgumentError")
CONSTANTS = {
    "INFINITY": math.inf,
    "NAN": math.nan,
    "EPSILON": 2.220446049250313e-16,
    "MAX": 1.7976931348623157e308,
    "MIN": 2.2250738585072014e-308,
    "DIG": 15,
}


def _constant(cls: str, name: str, value: float) -> None:
    constant(cls, name)(lambda interp: value)


for _name, _value in CONSTANTS.items():
    _constant("Float", _name, _value)
_constant("Math", "PI", math.pi)
_constant("Math", "E", math.e)


@plain("Float", "to_s", "inspect")
def to_s(interp: Interpreter, self: float) -> Value:
    return RString(float_text(self))


@plain("Float", "to_f")
def to_f(interp: Interpreter, self: float) -> Value:
    return self


@plain("Float", "to_i", "to_int")
def to_i(interp: Interpreter, self: float) -> Value:
    return float_to_int(interp, self)


@plain("Float", "to_r", "rationalize")
def to_r(interp: Interpreter, self: float) -> Value:
    return interp.call(None, "Rational", [self])


@plain("Float", "nan?")
def is_nan(interp: Interpreter, self: float) -> Value:
    return math.isnan(self)


@plain("Float", "next_float")
def next_float(interp: Interpreter, self: float) -> Value:
    return math.nextafter(self, math.inf)


@plain("Float", "prev_float")
def prev_float(interp: Interpreter, self: float) -> Value:
    return math.nextafter(self, -math.inf)


def _rounding(name: str) -> None:
    def native(interp: Interpreter, self: float, args: Args, block: Blk) -> Value:
        options = take_keywords(args)
        place = to_int(interp, args[0]) if args and args[0] is not None else 0
        if place > 0:
            return _to_place(name, self, place, options)
        whole = _whole(name, interp, self, options)
        return (
            whole if place == 0 else rounded_integer(name, int(self) if name == "round" else whole, 10**-place, options)
        )

    method("Float", name, argc=(0, 2))(native)


def _whole(name: str, interp: Interpreter, number: float, options: RHash) -> int:
    float_to_int(interp, number)
    return _scaled(name, number, 1, options)


def _scaled(name: str, number: float, factor: int, options: RHash) -> int:
    """Return a number times a factor, rounded to an integer in the way of the method `name`."""
    above, below = number.as_integer_ratio()
    return rounded_integer(name, above * factor, below, options) // below


def _to_place(name: str, number: float, place: int, options: RHash) -> float:
    exponent = math.frexp(number)[1] if math.isfinite(number) else 0
    if not math.isfinite(number) or place >= 17 - int(exponent / 4 if exponent > 0 else exponent / 3 - 1):
        return number
    if place > 14:
        return float(_scaled(name, number, 10**place, options) / 10**place)
    away = (name == "floor" and number < 0) or (name == "ceil" and number > 0)
    if not away and place < -int(exponent / 3 + 1 if exponent > 0 else exponent / 4):
        return 0.0
    scale = 10.0**place
    return math.copysign(ROUNDERS[name](number, scale, options) / scale, number)


def _round(number: float, scale: float, options: RHash) -> float:
    """Round as Ruby's round_half_up, _down and _even do: the product is corrected by dividing back."""
    half = options.get(Symbol.of("half"))
    mode = getattr(half, "name", getattr(half, "text", "up"))
    size, sign = abs(number), math.copysign(1.0, number)
    whole = math.floor(size * scale + 0.5)
    if mode == "even":
        whole = math.floor(size * scale)
        rest = size * scale - whole
        middle = rest == 0.5 or (whole + 0.5) / scale <= size
        return sign * (whole + (1 if rest > 0.5 else whole % 2 if middle else 0))
    if mode == "down":
        return sign * (whole - 1 if (whole - 0.5) / scale >= size else whole)
    return sign * (whole + 1 if (whole + 0.5) / scale <= size else whole)


def _floor(number: float, scale: float, options: RHash) -> float:
    whole = math.floor(number * scale)
    return whole + 1 if (whole + 1) / scale <= number else whole


def _ceil(number: float, scale: float, options: RHash) -> float:
    whole = math.ceil(number * scale)
    return whole - 1 if (whole - 1) / scale >= number else whole


def _truncate(number: float, scale: float, options: RHash) -> float:
    return _floor(number, scale, options) if number > 0 else _ceil(number, scale, options)


ROUNDERS = {"round": _round, "floor": _floor, "ceil": _ceil, "truncate": _truncate}


for _name in ("round", "floor", "ceil", "truncate"):
    _rounding(_name)


# --- Math


def _function(name: str, function: Callable[[float], float]) -> None:
    def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        try:
            return function(to_float(interp, args[0]))
        except ValueError:
            raise interp.error("Math::DomainError", f"Numerical argument is out of domain - {name}") from None
        except OverflowError:
            return math.inf

    module_function("Math", name, argc=1)(native)


def _cbrt(value: float) -> float:
    root = math.cbrt(value)
    return float(round(root)) if round(root) ** 3 == value else root


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "cbrt": _cbrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "exp": math.exp,
    "log2": lambda value: -math.inf if value == 0 else math.log2(value),
    "log10": lambda value: -math.inf if value == 0 else math.log10(value),
    "gamma": math.gamma,
    "erf": math.erf,
}
for _name, _call in FUNCTIONS.items():
    _function(_name, _call)


@both("Math", "log")
def logarithm(interp: Interpreter, self: Value, value: Value, *base: Value) -> Value:
    number = to_float(interp, value)
    if number < 0:
        raise interp.error("Math::DomainError", "Numerical argument is out of domain - log")
    if number == 0:
        return -math.inf
    if type(value) is int and not base:
        return math.log(value)
    return math.log(number) / math.log(to_float(interp, base[0])) if base else math.log(number)


@both("Math", "hypot")
def hypot(interp: Interpreter, self: Value, left: Value, right: Value) -> Value:
    return math.hypot(to_float(interp, left), to_float(interp, right))


@both("Math", "atan2")
def atan2(interp: Interpreter, self: Value, left: Value, right: Value) -> Value:
    return math.atan2(to_float(interp, left), to_float(interp, right))
