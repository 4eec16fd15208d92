"""Puppet's types in Ruby: `type === value`, TypeCalculator, TypeParser, TypeFactory, Sensitive, Iterable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from translator.evaluate.puppet.ruby.values import (
    ANY_TYPE,
    SENSITIVE,
    TYPES,
    PuppetObject,
    SensitiveObject,
    TypeObject,
    from_ruby,
    type_object,
)
from translator.evaluate.puppet.ruby.world import world_of
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.assignable import assignable
from translator.evaluate.puppet.types.infer import generalize, infer, infer_set
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.ruby.methods.base import Args, Blk, text_of
from translator.evaluate.ruby.native import allocator, define_class, define_module, method, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_CALCULATOR: Final = f"{TYPES}::TypeCalculator"
_PARSER: Final = f"{TYPES}::TypeParser"
_DESCRIBER: Final = f"{TYPES}::TypeMismatchDescriber"
_FACTORY: Final = f"{TYPES}::TypeFactory"
for _class in (_CALCULATOR, _PARSER, _DESCRIBER):
    define_class(_class)
define_module(_FACTORY)
define_module(f"{TYPES}::Iterable")
define_module(f"{TYPES}::TypeFormatter")


def _kind(interp: Interpreter, value: Value) -> m.PType:
    if isinstance(value, TypeObject):
        return value.type
    raise interp.error("ArgumentError", f"{interp.shown(value)} is no type")


# --- a type


@method(ANY_TYPE, "===", "instance?", argc=(1, 2), taint=True)
def is_instance(interp: Interpreter, self: TypeObject, args: Args, block: Blk) -> Value:
    return instance(self.type, from_ruby(interp, args[0]))


@method(ANY_TYPE, "assignable?", argc=(1, 2))
def is_assignable(interp: Interpreter, self: TypeObject, args: Args, block: Blk) -> Value:
    return assignable(self.type, _kind(interp, args[0]))


@method(ANY_TYPE, "==", "eql?", argc=1)
def equal(interp: Interpreter, self: TypeObject, args: Args, block: Blk) -> Value:
    return isinstance(args[0], TypeObject) and args[0].type == self.type


@method(ANY_TYPE, "hash", argc=0)
def type_hash(interp: Interpreter, self: TypeObject, args: Args, block: Blk) -> Value:
    return interp.call(RString(str(self.type)), "hash", [])


@method(ANY_TYPE, "to_s", "inspect", "to_str", "name", argc=(0, 1))
def to_s(interp: Interpreter, self: TypeObject, args: Args, block: Blk) -> Value:
    return RString(str(self.type))


@method(ANY_TYPE, "generalize", argc=0)
def general(interp: Interpreter, self: TypeObject, args: Args, block: Blk) -> Value:
    return type_object(interp, generalize(self.type))


def _reader(names: tuple[str, ...], read: Callable[[Any], Any]) -> None:
    @method(ANY_TYPE, *names, argc=0)
    def reader(interp: Interpreter, self: TypeObject, args: Args, block: Blk) -> Value:
        found = read(self.type)
        if isinstance(found, m.PType):
            return type_object(interp, found)
        return RString(found) if isinstance(found, str) else found


def _type_name(kind: Any) -> Any:
    return "Class" if isinstance(kind, m.ClassType) else getattr(kind, "type_name", None)


def _title(kind: Any) -> Any:
    return kind.name if isinstance(kind, m.ClassType) else getattr(kind, "title", None)


_reader(("type_name",), _type_name)
_reader(("title",), _title)
_reader(("class_name",), lambda kind: kind.name if isinstance(kind, m.ClassType) else None)
_reader(("type",), lambda kind: getattr(kind, "type", None))
_reader(("element_type",), lambda kind: getattr(kind, "element", None))
_reader(("key_type",), lambda kind: getattr(kind, "key", None))
_reader(("value_type",), lambda kind: getattr(kind, "value", None))
_reader(("resolved_type",), lambda kind: m.unaliased(kind))


# --- what works on types


@singleton(_CALCULATOR, "instance?", argc=2, taint=True)
@method(_CALCULATOR, "instance?", argc=2, taint=True)
def calculated_instance(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return instance(_kind(interp, args[0]), from_ruby(interp, args[1]))


@singleton(_CALCULATOR, "assignable?", argc=2)
@method(_CALCULATOR, "assignable?", argc=2)
def calculated_assignable(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return assignable(_kind(interp, args[0]), _kind(interp, args[1]))


@singleton(_CALCULATOR, "infer", argc=1, taint=True)
@method(_CALCULATOR, "infer", argc=1, taint=True)
def inferred(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return type_object(interp, infer(from_ruby(interp, args[0])))


@singleton(_CALCULATOR, "infer_set", argc=1, taint=True)
@method(_CALCULATOR, "infer_set", argc=1, taint=True)
def inferred_set(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return type_object(interp, infer_set(from_ruby(interp, args[0])))


@singleton(_CALCULATOR, "generalize", argc=1)
@method(_CALCULATOR, "generalize", argc=1)
def generalized(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return type_object(interp, generalize(_kind(interp, args[0])))


def _single(cls: str) -> None:
    @singleton(cls, "singleton", argc=0)
    def instance_of(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
        return RObject(self)


for _class in (_CALCULATOR, _PARSER, _DESCRIBER):
    _single(_class)


@method(_PARSER, "parse", "interpret", argc=(1, 2))
def parse(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    world = world_of(interp)
    text = text_of(interp, args[0])
    kind: m.PType = world.outward(lambda: world.host.parse_type(text, world.scope))
    return type_object(interp, kind)


@method(_DESCRIBER, "describe_mismatch", argc=(3, 4))
@singleton(_DESCRIBER, "describe_mismatch", argc=(3, 4))
def describe_mismatch(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    from translator.evaluate.puppet.types.mismatch.subjects import describe_mismatch as described

    return RString(described(text_of(interp, args[0]), _kind(interp, args[1]), _kind(interp, args[2])))


def _made(name: str, text: str) -> None:
    @singleton(_FACTORY, name)
    def make(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        given = [str(_kind(interp, arg)) for arg in args]
        world = world_of(interp)
        written = text + (f"[{', '.join(given)}]" if given else "")
        return type_object(interp, world.host.parse_type(written, world.scope))


for _name, _text in {
    "any": "Any",
    "string": "String",
    "integer": "Integer",
    "float": "Float",
    "numeric": "Numeric",
    "boolean": "Boolean",
    "array_of": "Array",
    "array_of_any": "Array",
    "hash_of_any": "Hash",
    "optional": "Optional",
    "variant": "Variant",
    "undef": "Undef",
    "type_type": "Type",
    "regexp": "Regexp",
    "scalar": "Scalar",
    "data": "Data",
    "rich_data": "RichData",
    "sensitive": "Sensitive",
}.items():
    _made(_name, _text)


@singleton(f"{TYPES}::Iterable", "asserted_iterable", "on", argc=(1, 3))
def iterable(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`Iterable.asserted_iterable(caller, value)`: a string gives its characters, an integer counts up to it."""
    value = args[1] if len(args) > 1 else args[0]
    if isinstance(value, RString):
        return interp.call(value, "chars", [])
    return list(range(value)) if isinstance(value, int) and not isinstance(value, bool) else value


# --- Sensitive


@allocator(SENSITIVE)
def allocate_sensitive(interp: Interpreter, cls: RClass) -> Value:
    return SensitiveObject(cls)


@method(SENSITIVE, "initialize", argc=1, private=True, taint=True)
def initialize(interp: Interpreter, self: SensitiveObject, args: Args, block: Blk) -> Value:
    self.value = args[0].value if isinstance(args[0], SensitiveObject) else args[0]
    return None


@method(SENSITIVE, "unwrap", argc=0, taint=True)
def unwrap(interp: Interpreter, self: SensitiveObject, args: Args, block: Blk) -> Value:
    if block is not None:
        return interp.yield_block(block, [self.value])
    return self.value


@method(SENSITIVE, "to_s", argc=0)
def sensitive_to_s(interp: Interpreter, self: SensitiveObject, args: Args, block: Blk) -> Value:
    return RString("Sensitive [value redacted]")


@method(SENSITIVE, "inspect", argc=0)
def sensitive_inspect(interp: Interpreter, self: SensitiveObject, args: Args, block: Blk) -> Value:
    return RString("#<Sensitive [value redacted]>")


@method(SENSITIVE, "==", "eql?", argc=1)
def sensitive_equal(interp: Interpreter, self: SensitiveObject, args: Args, block: Blk) -> Value:
    return isinstance(args[0], SensitiveObject) and interp.equal(self.value, args[0].value)


# --- other values of Puppet


@method("Puppet::Pops::Object", "to_s", argc=0)
def object_to_s(interp: Interpreter, self: PuppetObject, args: Args, block: Blk) -> Value:
    from translator.evaluate.puppet.formatting import to_text

    return RString(to_text(self.value))


@method("Puppet::Pops::Object", "==", "eql?", argc=1)
def object_equal(interp: Interpreter, self: PuppetObject, args: Args, block: Blk) -> Value:
    return isinstance(args[0], PuppetObject) and bool(args[0].value == self.value)
