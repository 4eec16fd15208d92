"""What every object can do: identity, comparison, copying, freezing, class questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.definitions import include_module
from translator.evaluate.ruby.inspection import plain_name
from translator.evaluate.ruby.native import Argc, define_class, define_module, method
from translator.evaluate.ruby.objects import (
    NativeMethod,
    RClass,
    RException,
    RHash,
    RHashObject,
    RListObject,
    RObject,
    RProc,
    RString,
    RStringObject,
    RStruct,
    Symbol,
    Value,
    hash_key,
)
from translator.evaluate.ruby.taint import is_true, unwrap
from translator.evaluate.values import Hole, Tainted, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Unknown")
define_module("Kernel")


def kernel(*names: str, argc: Argc = None, private: bool = False) -> Callable[[NativeMethod], NativeMethod]:
    """File a method of every object; it takes tainted and unknown values as they are."""
    return method("Kernel", *names, argc=argc, private=private, taint=True)


def basic(*names: str, argc: Argc = None, private: bool = False) -> Callable[[NativeMethod], NativeMethod]:
    """File a method of BasicObject."""
    return method("BasicObject", *names, argc=argc, private=private, taint=True)


@basic("initialize", argc=0, private=True)
def initialize(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return None


@basic("method_missing", private=True)
def method_missing(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    from translator.evaluate.ruby.calls import answer_missing

    return answer_missing(interp, self, args[0].name, args[1:], block, interp.missing_reason)


@basic("==", "equal?", argc=1)
def same(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    other = args[0]
    if isinstance(self, (int, float, Tainted)):
        return type(unwrap(self)) is type(unwrap(other)) and unwrap(self) == unwrap(other)
    return self is other


@basic("!=", argc=1)
def different(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return negated(interp.call(self, "==", args))


@basic("!", argc=0)
def negation(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return negated(self)


def negated(value: Value) -> Value:
    """Return `!value`; a tainted truth stays tainted."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Tainted):
        return Tainted(not is_true(value), value.origin)
    return value is None or value is False


@kernel("===", argc=1)
def case_equal(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return self is args[0] or interp.call(self, "==", args)


@kernel("=~", argc=1)
def no_match(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return None


@kernel("!~", argc=1)
def not_match(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return negated(interp.call(self, "=~", args))


@kernel("<=>", argc=1)
def spaceship(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return 0 if self is args[0] or interp.equal(self, args[0]) else None


@kernel("eql?", argc=1)
def eql(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return bool(hash_key(self) == hash_key(args[0]))


@kernel("hash", argc=0)
def hash_value(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """The same number for eql values; Python's hash of a text would differ between runs."""
    if isinstance(self, RObject):
        return interp.object_id(self)
    total = 7
    for char in repr(hash_key(self)):
        total = (total * 31 + ord(char)) % (1 << 61)
    return total


@kernel("object_id", argc=0)
def object_id(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if isinstance(self, int) and not isinstance(self, bool):
        return 2 * self + 1
    return {None: 8, True: 20, False: 0}.get(self) if self is None or isinstance(self, bool) else interp.object_id(self)


basic("__id__", argc=0)(object_id)


@kernel("class", argc=0)
def class_of(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.real_class_of(self)


@kernel("singleton_class", argc=0)
def singleton_class(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.singleton_class(self)


@kernel("nil?", argc=0)
def is_nil(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return self is None


@kernel("is_a?", "kind_of?", argc=1)
def is_a(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if isinstance(args[0], Unknown):
        return args[0]
    if not isinstance(args[0], RClass):
        raise interp.error("TypeError", "class or module required")
    return interp.is_a(self, args[0])


@kernel("instance_of?", argc=1)
def instance_of(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.real_class_of(self) is args[0]


@kernel("to_s", argc=0)
def to_s(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return RString("main" if self is interp.main else plain_name(interp, self))


@kernel("inspect", argc=0)
def inspect(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """`#<Foo:0x… @a=1>`; an object without variables shows as its to_s."""
    if not isinstance(self, RObject) or self is interp.main:
        return interp.to_s(self)
    shown = {name: value for name, value in self.ivars.items() if not name.startswith("__")}
    if not shown:
        return RString(plain_name(interp, self))
    if id(self) in interp.inspecting:
        return RString(f"{plain_name(interp, self)[:-1]} ...>")
    interp.inspecting.add(id(self))
    try:
        parts: list[str | Hole] = [f"{plain_name(interp, self)[:-1]} "]
        for at, (name, value) in enumerate(shown.items()):
            parts.append(f"{', ' if at else ''}@{name}=")
            parts.extend(interp.inspect_string(value).parts)
        return RString.from_parts([*parts, ">"])
    finally:
        interp.inspecting.discard(id(self))


@kernel("itself", argc=0)
def itself(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return self


@kernel("tap", argc=0)
def tap(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        raise interp.error("LocalJumpError", "no block given (yield)")
    interp.yield_block(block, [self])
    return self


@kernel("then", "yield_self", argc=0)
def then(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        return interp.enumerator(self, "then")
    return interp.yield_block(block, [self])


@kernel("to_enum", "enum_for")
def to_enum(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    name = args[0].name if args else "each"
    return interp.enumerator(self, name, args[1:])


@kernel("extend", argc=(1, None))
def extend(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    for module in reversed(args):
        if isinstance(module, Unknown):
            continue
        if not isinstance(module, RClass) or not module.is_module:
            raise interp.error(
                "TypeError", f"wrong argument type {interp.real_class_of(module).name} (expected Module)"
            )
        include_module(interp, interp.singleton_class(self), module)
        interp.call(module, "extended", [self])
    return self


# --- freezing and copying


@kernel("frozen?", argc=0)
def is_frozen(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.frozen(self)


@kernel("freeze", argc=0)
def freeze(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if isinstance(self, (RString, RHash, RObject)):
        self.frozen = True
    elif isinstance(self, list):
        interp.frozen_lists[id(self)] = self
    return self


@kernel("dup", argc=0)
def dup(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    copied = shallow_copy(interp, self)
    if copied is not self and isinstance(copied, RObject):
        interp.call(copied, "initialize_copy", [self])
    return copied


@kernel("clone")
def clone(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """A copy with singleton methods and frozenness; `freeze: false` leaves that out."""
    keep = not (args and isinstance(args[-1], RHash) and args[-1].get(Symbol.of("freeze"), True) is False)
    copied = dup(interp, self, [], None)
    if copied is self:
        return self
    single = getattr(self, "singleton", None)
    if single is not None:
        target = interp.singleton_class(copied)
        target.methods.update(single.methods)
        target.includes.extend(single.includes)
        interp.table.changed()
    if keep and interp.frozen(self):
        freeze(interp, copied, [], None)
    return copied


@kernel("initialize_copy", "initialize_dup", "initialize_clone", argc=1, private=True)
def initialize_copy(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return self


def shallow_copy(interp: Interpreter, value: Value) -> Value:
    """Return a new value with the same content; values that never change are returned as they are."""
    if isinstance(value, RStringObject):
        made = RStringObject(value.cls)
        made.text, made.holes, made.ivars = value.text, value.holes, dict(value.ivars)
        return made
    if isinstance(value, RString):
        return RString(value.text, value.holes)
    if isinstance(value, RListObject):
        items = RListObject(value.cls)
        items.extend(value)
        items.ivars = dict(value.ivars)
        return items
    if isinstance(value, list):
        return list(value)
    if isinstance(value, RHash):
        return copy_hash(value)
    if isinstance(value, RObject):
        return copy_object(value)
    return copy_class(interp, value) if isinstance(value, RClass) else value


def copy_hash(value: RHash) -> RHash:
    """Return a copy of a hash with its default; a subclass that holds more says `copied()` itself."""
    own = getattr(value, "copied", None)
    if own is not None:
        return own()  # type: ignore[no-any-return]
    made = RHash()
    if isinstance(value, RHashObject):
        made = RHashObject(value.cls)
        made.ivars = dict(value.ivars)
    made.table = dict(value.table)
    made.default, made.default_proc = value.default, value.default_proc
    return made


def copy_object(value: RObject) -> RObject:
    """Return an object of the same Python class with the same slots, its variables copied."""
    made: RObject = object.__new__(type(value))
    for kind in type(value).__mro__:
        for slot in getattr(kind, "__slots__", ()):
            if hasattr(value, slot):
                setattr(made, slot, getattr(value, slot))
    if hasattr(value, "__dict__"):
        made.__dict__.update(value.__dict__)
    made.ivars = dict(value.ivars)
    made.singleton = None
    made.frozen = False
    if isinstance(value, RStruct) and isinstance(made, RStruct):
        made.fields = dict(value.fields)
    if isinstance(value, RException) and isinstance(made, RException):
        made.backtrace = ()
    return made


def copy_class(interp: Interpreter, value: RClass) -> RClass:
    """Return an anonymous class with the same methods, constants and hierarchy."""
    made = interp.make_class(None, value.superclass, value.is_module)
    for name in ("methods", "visibility", "consts", "class_vars", "ivars"):
        setattr(made, name, dict(getattr(value, name)))
    made.includes, made.prepends = list(value.includes), list(value.prepends)
    if value.meta is not None:
        interp.singleton_class(made).methods.update(value.meta.methods)
    interp.table.changed()
    return made


# --- values that are not known


@method("Unknown", "to_s", taint=True)
def unknown_to_s(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return RString("", (Hole(self, ""),))


@method("Unknown", "respond_to?", "is_a?", "kind_of?", "instance_of?", "frozen?", taint=True)
def unknown_question(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return False
