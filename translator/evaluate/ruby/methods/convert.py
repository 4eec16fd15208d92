"""Kernel's conversions and formatting: Integer(), Float(), String(), Array(), Hash(), format, rand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, float_to_int, show, string_of, to_int, to_rstring
from translator.evaluate.ruby.methods.format import format_values
from translator.evaluate.ruby.methods.support.letters import whole_float, whole_integer
from translator.evaluate.ruby.native import module_function, take_keywords
from translator.evaluate.ruby.objects import RHash, RObject, RRange, RString, RubyError, Symbol, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


def _forgiving(interp: Interpreter, keywords: RHash) -> bool:
    return keywords.get(Symbol.of("exception"), True) is False


@module_function("Kernel", "Integer")
def integer(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    args = list(args)
    keywords = take_keywords(args)
    try:
        return _integer(interp, args[0], args[1] if len(args) > 1 else None)
    except RubyError:
        if _forgiving(interp, keywords):
            return None
        raise


def _integer(interp: Interpreter, value: Value, base: Value) -> Value:
    if type(value) is int:
        return value
    if type(value) is float:
        return float_to_int(interp, value)
    if isinstance(value, RString):
        number = whole_integer(value.text, 0 if base is None else to_int(interp, base))
        if number is None:
            raise interp.error("ArgumentError", f"invalid value for Integer(): {interp.shown(value)}")
        return number
    if value is None:
        raise interp.error("TypeError", "can't convert nil into Integer")
    for name in ("to_int", "to_i"):
        if isinstance(value, RObject) and interp.responds_to(value, name):
            return interp.call(value, name, [])
    raise interp.error("TypeError", f"can't convert {_kind(interp, value)} into Integer")


def _kind(interp: Interpreter, value: Value) -> str:
    return show(interp, value) if isinstance(value, bool) else str(interp.real_class_of(value).name)


@module_function("Kernel", "Float")
def float_function(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    args = list(args)
    keywords = take_keywords(args)
    try:
        return _float(interp, args[0])
    except RubyError:
        if _forgiving(interp, keywords):
            return None
        raise


def _float(interp: Interpreter, value: Value) -> Value:
    if type(value) in (int, float):
        return float(value)
    if isinstance(value, RString):
        number = whole_float(value.text)
        if number is None:
            raise interp.error("ArgumentError", f"invalid value for Float(): {interp.shown(value)}")
        return number
    if value is None:
        raise interp.error("TypeError", "can't convert nil into Float")
    if isinstance(value, RObject) and interp.responds_to(value, "to_f"):
        return interp.call(value, "to_f", [])
    raise interp.error("TypeError", f"can't convert {_kind(interp, value)} into Float")


@module_function("Kernel", "String", argc=1, taint=True)
def string(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return string_of(interp, args[0])


@module_function("Kernel", "Array", argc=1)
def array(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    value = args[0]
    if value is None:
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, RHash):
        return [[key, item] for key, item in value.items()]
    for name in ("to_ary", "to_a"):
        if isinstance(value, (RObject, RRange)) and interp.responds_to(value, name):
            found = interp.call(value, name, [])
            return [value] if found is None else found
    return [value]


@module_function("Kernel", "Hash", argc=1)
def hash_function(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    value = args[0]
    if value is None or value == []:
        return RHash()
    if isinstance(value, RHash):
        return value
    if isinstance(value, RObject) and interp.responds_to(value, "to_hash"):
        return interp.call(value, "to_hash", [])
    raise interp.error("TypeError", f"can't convert {_kind(interp, value)} into Hash")


@module_function("Kernel", "format", "sprintf", argc=(1, None), taint=True)
def format_function(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return format_values(interp, to_rstring(interp, args[0]), args[1:])


@module_function("Kernel", "rand")
def rand(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Unknown("a random number", interp.span)


@module_function("Kernel", "Rational")
def rational(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    from translator.evaluate.ruby.methods.rational import make

    interp.const("Rational")
    return make(interp, args)
