"""`Integer.new`, `Float.new` and `Numeric.new`: text, booleans and times as numbers."""

from __future__ import annotations

import re
from typing import Final

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.infer import generalize, infer
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.mismatch import assert_instance
from translator.evaluate.puppet.types.new.base import constructor
from translator.evaluate.puppet.types.parse import parse_type
from translator.evaluate.puppet.types.quoting import revealed
from translator.evaluate.puppet.types.times import Timespan, Timestamp
from translator.evaluate.puppet.values import DEFAULT, Value
from translator.evaluate.ruby.methods.support.quoting import inspect_string

_SIGN: Final = r"[+-]?\s*"
_HEX, _OCTAL, _BINARY = "(?:0[xX][0-9A-Fa-f]+)", "(?:0[0-7]+)", "(?:0[bB][01]+)"
_INTEGER: Final = rf"\A{_SIGN}(?:(?:\d+)|{_HEX}|{_BINARY})\z"
_FLOAT: Final = rf"\A{_SIGN}(?:(?:(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE]-?\d+)?)|{_HEX}|{_OCTAL}|{_BINARY})\z"
_INTEGER_TYPES: Final = {
    "Radix": "Variant[Default, Integer[2,2], Integer[8,8], Integer[10,10], Integer[16,16]]",
    "Convertible": f"Variant[Numeric, Boolean, Pattern[/{_INTEGER}/], Timespan, Timestamp]",
    "NamedArgs": "Struct[{from => Convertible, Optional[radix] => Radix, Optional[abs] => Boolean}]",
}
_FLOAT_TYPES: Final = {
    "Convertible": f"Variant[Numeric, Boolean, Pattern[/{_FLOAT}/], Timespan, Timestamp]",
    "NamedArgs": "Struct[{from => Convertible, Optional[abs] => Boolean}]",
}
_NUMERIC_TYPES: Final = {
    **_FLOAT_TYPES,
    "Convertible": f"Variant[Integer, Float, Boolean, Pattern[/{_FLOAT}/], Timespan, Timestamp]",
}
_PREFIXES: Final = {"0x": 16, "0b": 2, "0o": 8, "0d": 10}
_FLOAT_TEXT: Final = re.compile(r"[+-]?\d(?:_?\d)*(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?")

new_integer = constructor("new", m.IntegerType, local_types=_INTEGER_TYPES)
new_float = constructor("new_float", m.FloatType, local_types=_FLOAT_TYPES)
new_numeric = constructor("new_numeric", m.NumericType, local_types=_NUMERIC_TYPES)


def integer_of(text: str, radix: int | None = None, shown: str = "") -> int:
    """Return the integer that Ruby's `Integer(text, radix)` reads; PuppetError, which shows `shown`, as Ruby words it."""
    found = re.fullmatch(r"\s*([+-]?)(0[xXbBoOdD])?(\w+)\s*", text, re.ASCII)
    bad = PuppetError(f"invalid value for Integer(): {inspect_string(shown or text)}")
    if found is None or found[3].startswith("_") or found[3].endswith("_") or "__" in found[3]:
        raise bad
    prefix = _PREFIXES[found[2].lower()] if found[2] else None
    digits = found[3]
    if prefix is not None and radix not in (None, prefix):
        digits = found[2] + digits
    elif prefix is None and radix is None and digits.startswith("0") and len(digits) > 1:
        prefix = 8
    try:
        return int(found[1] + digits, radix or prefix or 10)
    except ValueError:
        raise bad from None


def float_of(text: str) -> float:
    """Return the float that Ruby's `Float(text)` reads; PuppetError as Ruby words it."""
    plain = text.strip()
    if re.match(r"[+-]?0[xX]", plain):
        return float(integer_of(plain))
    if not _FLOAT_TEXT.fullmatch(plain):
        raise PuppetError(f"invalid value for Float(): {inspect_string(text)}")
    return float(plain.replace("_", ""))


def _tight(text: str) -> str:
    """Return a number without the blanks between its sign and its digits."""
    found = re.fullmatch(r"([+-])\s+(.*)", text, re.DOTALL)
    return text if found is None else found[1] + found[2]


def _cannot(value: Value, name: str) -> str:
    if isinstance(value, str):
        return f"The string '{revealed(value)}' cannot be converted to {name}"
    return f"Value of type {generalize(infer(value))} cannot be converted to {name}"


# --- Integer


@new_integer.signature("Convertible", "?Radix", "?Boolean", names=("from", "radix", "abs"))
def integer(call: Call, value: Value, radix: Value = DEFAULT, absolute: bool = False) -> int:
    made = _as_integer(value, None if radix is DEFAULT else radix)
    return abs(made) if absolute else made


def _as_integer(value: Value, radix: int | None) -> int:
    if isinstance(value, (Timespan, Timestamp)):
        return value.nanoseconds // 1_000_000_000
    return integer_of(_tight(str(value)), radix, revealed(value)) if isinstance(value, str) else int(value)


@new_integer.signature("NamedArgs", names=("hash_args",))
def integer_of_hash(call: Call, given: dict[str, Value]) -> int:
    return integer(call, given["from"], given.get("radix") or DEFAULT, bool(given.get("abs")))


@new_integer.mismatch("Hash")
def no_integer_hash(call: Call, given: dict[str, Value]) -> str:
    if "from" in given and not instance(parse_type(_INTEGER_TYPES["Convertible"]), given["from"]):
        return _cannot(given["from"], "Integer")
    _check_radix(given.get("radix", DEFAULT))
    wanted = _INTEGER_TYPES["NamedArgs"]
    for name in ("Convertible", "Radix"):
        wanted = wanted.replace(f"=> {name}", f"=> {_INTEGER_TYPES[name]}")
    return str(assert_instance("Integer.new", parse_type(wanted), given))


@new_integer.mismatch("Any", "?Integer", "?Boolean")
def no_integer(call: Call, value: Value, radix: Value = DEFAULT, absolute: bool = False) -> str:
    _check_radix(radix)
    return _cannot(value, "Integer")


def _check_radix(radix: Value) -> None:
    if radix is not None and radix is not DEFAULT and radix not in (2, 8, 10, 16):
        raise PuppetError(f"Illegal radix: {radix}, expected 2, 8, 10, 16, or default")


# --- Float


@new_float.signature("Convertible", "?Boolean", names=("from", "abs"))
def floating(call: Call, value: Value, absolute: bool = False) -> float:
    made = _as_float(value)
    return abs(made) if absolute else made


def _as_float(value: Value) -> float:
    if isinstance(value, (Timespan, Timestamp)):
        return value.seconds
    if not isinstance(value, str):
        return float(value)
    text = _tight(str(value))
    return float(integer_of(text)) if text[:2].lower() == "0b" else float_of(text)


@new_float.signature("NamedArgs", names=("hash_args",))
def float_of_hash(call: Call, given: dict[str, Value]) -> float:
    return floating(call, given["from"], bool(given.get("abs")))


@new_float.mismatch("Any", "?Boolean")
def no_float(call: Call, value: Value, absolute: bool = False) -> str:
    return _cannot(value, "Float")


# --- Numeric


@new_numeric.signature("Convertible", "?Boolean", names=("from", "abs"))
def number(call: Call, value: Value, absolute: bool = False) -> float:
    made = _as_number(value)
    return abs(made) if absolute else made


def _as_number(value: Value) -> float:
    if isinstance(value, (Timespan, Timestamp)):
        return value.seconds
    if isinstance(value, bool):
        return int(value)
    return (
        _number_in(str(value)) if isinstance(value, str) else float(value) if isinstance(value, float) else int(value)
    )


def _number_in(text: str) -> float:
    tight = re.sub(r"\A([+-])\s+", r"\1", text)
    digits = tight.strip().lstrip("+-")
    if digits[:2].lower() in ("0b", "0x") or re.fullmatch(r"\d+", digits):
        return integer_of(tight)
    return float_of(tight)


@new_numeric.signature("NamedArgs", names=("hash_args",))
def number_of_hash(call: Call, given: dict[str, Value]) -> float:
    return number(call, given["from"], bool(given.get("abs")))


@new_numeric.mismatch("Any", "?Boolean")
def no_number(call: Call, value: Value, absolute: bool = False) -> str:
    return _cannot(value, "Numeric")
