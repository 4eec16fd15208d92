"""What every file of native methods uses: short decorators, Ruby's conversions, comparing, iterating.

before:  @plain("Integer", "gcd")
         def gcd(interp: Interpreter, self: int, other: Value) -> Value: ...
after:   12.gcd(8) in Ruby calls it; the argument count is checked against the Python signature

`plain` methods take no block, `iterating` ones do and answer an Enumerator without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar

from translator.evaluate.ruby.native import method, singleton
from translator.evaluate.ruby.objects import (
    NativeMethod,
    RClass,
    RHash,
    RObject,
    RProc,
    RRange,
    RString,
    RubyError,
    Symbol,
    Value,
)
from translator.evaluate.ruby.taint import NeedsValue
from translator.evaluate.values import Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"
Function = TypeVar("Function", bound=Callable[..., Any])
CODE_VARARGS = 0x04


class Stop(BaseException):
    """Leaves an `each` from Python when enough items were seen; no native method swallows it."""


def arity_of(function: Callable[..., Any], skipped: int) -> tuple[int, int | None]:
    """Return how many Ruby arguments a Python function takes after its first `skipped`."""
    code = function.__code__
    most = code.co_argcount - skipped
    defaults = len(function.__defaults__ or ())
    return most - defaults, None if code.co_flags & CODE_VARARGS else most


def plain(cls: str, *names: str, taint: bool = False) -> Callable[[Function], Function]:
    """File `function(interp, self, *arguments)` as an instance method without a block."""

    def decorate(function: Function) -> Function:
        def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
            return function(interp, self, *args)

        method(cls, *names, argc=arity_of(function, 2), taint=taint)(_unknown_safe(native) if taint else native)
        return function

    return decorate


def _unknown_safe(native: NativeMethod) -> NativeMethod:
    """Return the method with an unknown argument that it needs as number or pattern as its result."""

    def guarded(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        try:
            return native(interp, self, args, block)
        except NeedsValue as needed:
            return needed.unknown

    return guarded


def plain_singleton(cls: str, *names: str, taint: bool = False) -> Callable[[Function], Function]:
    """File `function(interp, self, *arguments)` as a method of the class itself."""

    def decorate(function: Function) -> Function:
        def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
            return function(interp, self, *args)

        singleton(cls, *names, argc=arity_of(function, 2), taint=taint)(native)
        return function

    return decorate


def both(module: str, *names: str) -> Callable[[Function], Function]:
    """File `function(interp, self, *arguments)` as a module function: `Math.sqrt` and, included, `sqrt`."""

    def decorate(function: Function) -> Function:
        plain(module, *names)(function)
        return plain_singleton(module, *names)(function)

    return decorate


def iterating(cls: str, *names: str, taint: bool = False) -> Callable[[Function], Function]:
    """File `function(interp, self, block, *arguments)`; without a block Ruby gets an Enumerator of the call."""

    def decorate(function: Function) -> Function:
        def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
            if block is None:
                return enumerator(interp, self, names[0], args)
            return function(interp, self, block, *args)

        method(cls, *names, argc=arity_of(function, 3), taint=taint)(_unknown_safe(native) if taint else native)
        return function

    return decorate


def with_block(cls: str, *names: str, taint: bool = False) -> Callable[[Function], Function]:
    """File `function(interp, self, block, *arguments)` where the block may be None."""

    def decorate(function: Function) -> Function:
        def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
            return function(interp, self, block, *args)

        method(cls, *names, argc=arity_of(function, 3), taint=taint)(_unknown_safe(native) if taint else native)
        return function

    return decorate


def enumerator(interp: Interpreter, receiver: Value, name: str, args: Args) -> Value:
    """Return the Enumerator of `receiver.name(*args)`."""
    return interp.enumerator(receiver, name, args)


def native_proc(function: Callable[[Args], Value], is_lambda: bool = False) -> RProc:
    """Return a block written in Python; it gets the list of yielded values."""
    made = RProc(None, None, None, is_lambda)
    made.native = function
    return made


def class_named(interp: Interpreter, name: str) -> RClass:
    """Return the class of a full name, `Digest::MD5`."""
    return interp.const_class(name)


def class_name(interp: Interpreter, value: Value) -> str:
    """Return the name of the class of a value."""
    return interp.real_class_of(value).name or "Object"


# --- text


def text_of(interp: Interpreter, value: Value) -> str:
    """Return what Ruby's to_s of any value is, as Python text."""
    return value.text if isinstance(value, RString) else interp.to_s(value).text


def string_of(interp: Interpreter, value: Value) -> RString:
    """Return what Ruby's to_s of any value is, holes kept."""
    return value if isinstance(value, RString) else interp.to_s(value)


def show(interp: Interpreter, value: Value) -> str:
    """Return what Ruby's inspect of any value is, as Python text."""
    return interp.inspect(value)


# --- implicit conversions


def known(value: Value) -> Value:
    """Return the sample of a tainted number; an unknown value ends the native method."""
    if isinstance(value, Tainted):
        return value.sample
    if isinstance(value, Unknown):
        raise NeedsValue(value)
    return value


def described(interp: Interpreter, value: Value) -> str:
    """Return a value's class as conversion errors name it: nil, true and false by themselves."""
    if value is None or value is True or value is False:
        return {None: "nil", True: "true", False: "false"}[value]
    return class_name(interp, value)


def no_conversion(interp: Interpreter, value: Value, wanted: str) -> RubyError:
    return interp.error("TypeError", f"no implicit conversion of {described(interp, value)} into {wanted}")


def to_rstring(interp: Interpreter, value: Value) -> RString:
    """Return the string that Ruby's implicit conversion (to_str) gives; TypeError else."""
    return value if isinstance(value, RString) else interp.str_of(value)


def to_str(interp: Interpreter, value: Value) -> str:
    return to_rstring(interp, value).text


def name_of(interp: Interpreter, value: Value) -> str:
    """Return a name given as a Symbol or String."""
    if isinstance(value, Symbol):
        return value.name
    if isinstance(value, RString):
        return value.text
    raise interp.error("TypeError", f"{show(interp, value)} is not a symbol nor a string")


def to_int(interp: Interpreter, value: Value) -> int:
    """Return the integer that Ruby's implicit conversion (to_int) gives; TypeError else."""
    value = known(value)
    if type(value) is int:
        return value
    if type(value) is float:
        return float_to_int(interp, value)
    if isinstance(value, RObject) and interp.responds_to(value, "to_int"):
        return to_int(interp, interp.call(value, "to_int"))
    if value is None or value is True or value is False:
        word = described(interp, value)
        raise interp.error(
            "TypeError",
            f"no implicit conversion from {word} to integer"
            if value is None
            else f"no implicit conversion of {word} into Integer",
        )
    raise no_conversion(interp, value, "Integer")


def float_to_int(interp: Interpreter, value: float) -> int:
    if value != value or value in (float("inf"), float("-inf")):
        name = "NaN" if value != value else ("Infinity" if value > 0 else "-Infinity")
        raise interp.error("FloatDomainError", name)
    return int(value)


def to_float(interp: Interpreter, value: Value) -> float:
    """Return a number as a float; TypeError for what is none."""
    value = known(value)
    if type(value) in (int, float):
        return float(value)
    if value is None:
        raise interp.error("TypeError", "can't convert nil into Float")
    if isinstance(value, RObject) and interp.responds_to(value, "to_f"):
        return to_float(interp, interp.call(value, "to_f"))
    raise interp.error("TypeError", f"can't convert {described(interp, value)} into Float")


def to_array(interp: Interpreter, value: Value) -> list[Value]:
    """Return the array that Ruby's implicit conversion (to_ary) gives; TypeError else."""
    if isinstance(value, list):
        return value
    if isinstance(value, RObject) and interp.responds_to(value, "to_ary"):
        return to_array(interp, interp.call(value, "to_ary"))
    raise no_conversion(interp, value, "Array")


def to_hash(interp: Interpreter, value: Value) -> RHash:
    """Return the hash that Ruby's implicit conversion (to_hash) gives; TypeError else."""
    if isinstance(value, RHash):
        return value
    if isinstance(value, RObject) and interp.responds_to(value, "to_hash"):
        return to_hash(interp, interp.call(value, "to_hash"))
    raise no_conversion(interp, value, "Hash")


def check_frozen(interp: Interpreter, value: Value) -> None:
    if interp.frozen(value):
        raise interp.frozen_error(value)


# --- comparing


def compare(interp: Interpreter, left: Value, right: Value) -> int | None:
    """Return what `<=>` says, None when the two cannot be compared."""
    kind = type(left)
    if kind is type(right) and (kind is int or kind is RString):
        one, other = (left, right) if kind is int else (left.text, right.text)
        return -1 if one < other else int(one > other)
    answer = interp.call(left, "<=>", [right])
    answer = answer.sample if isinstance(answer, Tainted) else answer
    return None if answer is None else (answer > 0) - (answer < 0)


def compare_or_fail(interp: Interpreter, left: Value, right: Value) -> int:
    """Return what `<=>` says; ArgumentError when the two cannot be compared."""
    answer = compare(interp, left, right)
    if answer is None:
        raise cannot_compare(interp, left, right)
    return answer


def cannot_compare(interp: Interpreter, left: Value, right: Value) -> RubyError:
    special = right is None or isinstance(right, (bool, int, float, Symbol))
    shown = show(interp, right) if special else class_name(interp, right)
    return interp.error("ArgumentError", f"comparison of {class_name(interp, left)} with {shown} failed")


class Ordered:
    """A value as a sort key; compared in the order in which the values stand, as Ruby's messages show it."""

    __slots__ = ("order", "value")

    def __init__(self, value: Value, order: Callable[[Value, Value], int]) -> None:
        self.value = value
        self.order = order

    def __lt__(self, other: Ordered) -> bool:
        return self.order(other.value, self.value) > 0


def sort_key(interp: Interpreter, values: list[Value]) -> Callable[[Value], Any]:
    """Return a key function that sorts these values as `<=>` does; a fast one when they are all of one kind."""
    if all(type(value) is int for value in values):
        return lambda value: value
    if all(type(value) is RString for value in values):
        return lambda value: value.text
    return lambda value: Ordered(value, lambda left, right: compare_or_fail(interp, left, right))


def sort_values(interp: Interpreter, items: Iterable[Value], block: Blk = None) -> list[Value]:
    """Return the items sorted by `<=>`, or by what the block says of two."""
    items = list(items)
    if block is None:
        return sorted(items, key=sort_key(interp, items))
    return sorted(items, key=lambda item: Ordered(item, lambda left, right: block_order(interp, block, left, right)))


def block_order(interp: Interpreter, block: RProc, left: Value, right: Value) -> int:
    """Return the order of two items as a block says it."""
    answer = interp.yield_block(block, [left, right])
    if answer is None:
        raise cannot_compare(interp, left, right)
    return compare_or_fail(interp, answer, 0)


# --- iterating


def packed(args: Args) -> Value:
    """Return yielded values as one: `yield 1, 2` is [1, 2] for a method that collects."""
    return args[0] if len(args) == 1 else (None if not args else list(args))


def yielded(interp: Interpreter, value: Value) -> Iterator[Args]:
    """Go over what `each` of a value yields, as it was yielded: `yield 1, 2` is two values."""
    if isinstance(value, (list, RHash, RRange)):
        yield from ([item] for item in iterate(interp, value))
        return
    found: list[Args] = []

    def collect(args: Args) -> Value:
        found.append(args)
        interp.check_size(len(found))
        return None

    interp.call(value, "each", [], native_proc(collect))
    yield from found


def items_of(interp: Interpreter, value: Value) -> list[Value]:
    """Return every item that `each` of the value yields, as a new list."""
    if isinstance(value, list):
        return list(value)
    if isinstance(value, RHash):
        return [[key, item] for key, item in value.items()]
    found: list[Value] = []
    if isinstance(value, RRange):
        return list(iterate(interp, value))

    def collect(args: Args) -> Value:
        found.append(packed(args))
        if len(found) % 4096 == 0:
            interp.check_size(len(found))
        return None

    interp.call(value, "each", [], native_proc(collect))
    return found


def iterate(interp: Interpreter, value: Value) -> Iterator[Value]:
    """Go over the items of a collection; a list may change while it is gone over, a range may be endless."""
    if isinstance(value, list):
        return _live(value)
    if isinstance(value, RRange):
        from translator.evaluate.ruby.methods.range import range_items

        return range_items(interp, value)
    return iter(items_of(interp, value))


def _live(items: list[Value]) -> Iterator[Value]:
    at = 0
    while at < len(items):
        yield items[at]
        at += 1


def each_until(interp: Interpreter, value: Value, take: Callable[[Value], bool]) -> None:
    """Hand the items of a collection to `take` until it says False; ends an endless `each` early."""
    if isinstance(value, (list, RHash, RRange)):
        for item in iterate(interp, value):
            if not take(item):
                return
        return
    done = Stop()

    def step(args: Args) -> Value:
        if not take(packed(args)):
            raise done
        return None

    try:
        interp.call(value, "each", [], native_proc(step))
    except Stop as stop:
        if stop is not done:
            raise


def truthy_call(interp: Interpreter, block: RProc, *args: Value) -> bool:
    """Yield to the block and tell whether its answer is true."""
    return interp.truthy(interp.yield_block(block, list(args)))


def fail(interp: Interpreter, cls: str, message: str) -> NoReturn:
    raise interp.error(cls, message)
