"""Integer alone: bases, bits, rounding to a place, counting loops. Its arithmetic is in numeric.py."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    cannot_compare,
    iterating,
    plain,
    to_int,
)
from translator.evaluate.ruby.methods.numeric import check_bits, is_number, no_coercion
from translator.evaluate.ruby.native import method, singleton, take_keywords
from translator.evaluate.ruby.objects import RHash, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


# --- Integer alone


@singleton("Integer", "sqrt", argc=1)
def integer_sqrt(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    if to_int(interp, args[0]) < 0:
        raise interp.error("Math::DomainError", "Numerical argument is out of domain - isqrt")
    return math.isqrt(to_int(interp, args[0]))


@plain("Integer", "to_s", "inspect")
def to_s(interp: Interpreter, self: int, base: Value = 10) -> Value:
    radix = to_int(interp, base)
    if not 2 <= radix <= 36:
        raise interp.error("ArgumentError", f"invalid radix {radix}")
    return RString(str(self) if radix == 10 else in_base(self, radix))


def in_base(number: int, base: int) -> str:
    """Return a number's digits in a base of 2 to 36."""
    if number == 0:
        return "0"
    digits: list[str] = []
    rest = abs(number)
    while rest:
        rest, digit = divmod(rest, base)
        digits.append(DIGITS[digit])
    return ("-" if number < 0 else "") + "".join(reversed(digits))


@plain("Integer", "to_i", "to_int", "ord", "numerator")
def to_i(interp: Interpreter, self: int) -> Value:
    return self


@plain("Integer", "denominator")
def denominator(interp: Interpreter, self: int) -> Value:
    return 1


@plain("Integer", "to_f")
def to_f(interp: Interpreter, self: int) -> Value:
    return float(self)


@plain("Integer", "to_r", "rationalize")
def to_r(interp: Interpreter, self: int) -> Value:
    return interp.call(None, "Rational", [self])


@plain("Integer", "to_c")
def to_c(interp: Interpreter, self: int) -> Value:
    return self


@plain("Integer", "chr")
def character(interp: Interpreter, self: int, encoding: Value = None) -> Value:
    if not 0 <= self <= (0x10FFFF if encoding is not None else 255):
        raise interp.error("RangeError", f"{self} out of char range")
    return RString(bytes([self]).decode("utf-8", "surrogateescape") if encoding is None else chr(self))


@plain("Integer", "digits")
def digits(interp: Interpreter, self: int, base: Value = 10) -> Value:
    if self < 0:
        raise interp.error("Math::DomainError", "out of domain")
    radix = to_int(interp, base)
    if radix < 2:
        raise interp.error("ArgumentError", "negative radix" if radix < 0 else f"invalid radix {radix}")
    found: list[Value] = []
    rest = self
    while rest or not found:
        rest, digit = divmod(rest, radix)
        found.append(digit)
    return found


@plain("Integer", "bit_length")
def bit_length(interp: Interpreter, self: int) -> Value:
    return self.bit_length() if self >= 0 else (~self).bit_length()


@plain("Integer", "succ", "next")
def succ(interp: Interpreter, self: int) -> Value:
    return self + 1


@plain("Integer", "pred")
def pred(interp: Interpreter, self: int) -> Value:
    return self - 1


@plain("Integer", "even?")
def is_even(interp: Interpreter, self: int) -> Value:
    return self % 2 == 0


@plain("Integer", "odd?")
def is_odd(interp: Interpreter, self: int) -> Value:
    return self % 2 == 1


@plain("Integer", "gcd")
def gcd(interp: Interpreter, self: int, other: Value) -> Value:
    return math.gcd(self, to_int(interp, other))


@plain("Integer", "lcm")
def lcm(interp: Interpreter, self: int, other: Value) -> Value:
    return math.lcm(self, to_int(interp, other))


@plain("Integer", "pow")
def pow_method(interp: Interpreter, self: int, exponent: Value, *modulus: Value) -> Value:
    if modulus:
        return pow(self, to_int(interp, exponent), to_int(interp, modulus[0]))
    return interp.call(self, "**", [exponent])


@plain("Integer", "size")
def size(interp: Interpreter, self: int) -> Value:
    return 8


@plain("Integer", "[]")
def bit(interp: Interpreter, self: int, place: Value) -> Value:
    return self >> to_int(interp, place) & 1 if to_int(interp, place) >= 0 else 0


def _bits(interp: Interpreter, self: int, other: Value) -> int:
    if type(other) is not int:
        raise (
            no_coercion(interp, self, other)
            if not isinstance(other, float)
            else interp.error("NoMethodError", f"undefined method `&' for {interp.inspect(other)}:Float")
        )
    return other


@plain("Integer", "&")
def bit_and(interp: Interpreter, self: int, other: Value) -> Value:
    return self & _bits(interp, self, other)


@plain("Integer", "|")
def bit_or(interp: Interpreter, self: int, other: Value) -> Value:
    return self | _bits(interp, self, other)


@plain("Integer", "^")
def bit_xor(interp: Interpreter, self: int, other: Value) -> Value:
    return self ^ _bits(interp, self, other)


@plain("Integer", "~")
def bit_not(interp: Interpreter, self: int) -> Value:
    return ~self


@plain("Integer", "<<")
def shift_left(interp: Interpreter, self: int, count: Value) -> Value:
    bits = to_int(interp, count)
    check_bits(interp, self.bit_length() + bits)
    return self << bits if bits >= 0 else self >> -bits


@plain("Integer", ">>")
def shift_right(interp: Interpreter, self: int, count: Value) -> Value:
    return shift_left(interp, self, -to_int(interp, count))


@plain("Integer", "allbits?")
def allbits(interp: Interpreter, self: int, mask: Value) -> Value:
    return self & to_int(interp, mask) == mask


@plain("Integer", "anybits?")
def anybits(interp: Interpreter, self: int, mask: Value) -> Value:
    return self & to_int(interp, mask) != 0


@plain("Integer", "nobits?")
def nobits(interp: Interpreter, self: int, mask: Value) -> Value:
    return self & to_int(interp, mask) == 0


# --- rounding to a place left of the point


def _rounding(name: str) -> None:
    def native(interp: Interpreter, self: int, args: Args, block: Blk) -> Value:
        options = take_keywords(args)
        place = to_int(interp, args[0]) if args else 0
        return self if place >= 0 else rounded_integer(name, self, 10**-place, options)

    method("Integer", name, argc=(0, 2))(native)


def rounded_integer(name: str, number: int, unit: int, options: RHash) -> int:
    """Return an integer rounded to a multiple of `unit`."""
    low = number // unit * unit
    if name == "floor" or low == number:
        return low
    if name == "ceil":
        return low + unit
    if name == "truncate":
        return low if number > 0 else low + unit
    twice = 2 * (number - low)
    if twice != unit:
        return low if twice < unit else low + unit
    half = options.get(Symbol.of("half"))
    mode = getattr(half, "name", getattr(half, "text", "up"))
    if mode == "even":
        return low if low // unit % 2 == 0 else low + unit
    return (low if number > 0 else low + unit) if mode == "down" else (low + unit if number > 0 else low)


for _name in ("round", "floor", "ceil", "truncate"):
    _rounding(_name)


# --- loops


@iterating("Integer", "times")
def times(interp: Interpreter, self: int, block: RProc) -> Value:
    for at in range(self):
        interp.yield_block(block, [at])
    return self


@iterating("Integer", "upto")
def upto(interp: Interpreter, self: int, block: RProc, last: Value) -> Value:
    if not is_number(last):
        raise cannot_compare(interp, self, last)
    at = self
    while at <= last:
        interp.yield_block(block, [at])
        at += 1
    return self


@iterating("Integer", "downto")
def downto(interp: Interpreter, self: int, block: RProc, last: Value) -> Value:
    if not is_number(last):
        raise cannot_compare(interp, self, last)
    at = self
    while at >= last:
        interp.yield_block(block, [at])
        at -= 1
    return self
