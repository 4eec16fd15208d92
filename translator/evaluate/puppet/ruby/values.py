"""Values across the border: a Puppet value goes in, a Ruby one comes out, and the other way round.

Puppet                      Ruby
undef                       nil (and :undef on the way back)
default                     :default
String, TracedStr           String, with its holes
Array, Hash, Regexp         Array, Hash, Regexp
Sensitive                   Puppet::Pops::Types::PSensitiveType::Sensitive
a type                      Puppet::Pops::Types::P…Type
Timestamp, SemVer, Binary … an object that carries the Puppet value
and a Ruby object that has no word in Puppet travels as a RubyValue.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from translator.evaluate.puppet.resources import title_text, type_text
from translator.evaluate.puppet.types.infer import Iterator
from translator.evaluate.puppet.types.model import AliasType, ClassType, PType, ResourceType
from translator.evaluate.puppet.values import (
    DEFAULT,
    Default,
    Regexp,
    Sensitive,
    TracedFloat,
    TracedInt,
    TracedStr,
    concat,
    derived,
)
from translator.evaluate.puppet.values import Value as PuppetValue
from translator.evaluate.ruby.objects import (
    RClass,
    RHash,
    RObject,
    RRegexp,
    RString,
    Symbol,
    Value,
)
from translator.evaluate.values import Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.puppet.resources import PuppetResource
    from translator.evaluate.ruby.interpreter import Interpreter

TYPES: Final = "Puppet::Pops::Types"
SENSITIVE: Final = f"{TYPES}::PSensitiveType::Sensitive"
REFERENCE: Final = "Puppet::Resource"
ANY_TYPE: Final = f"{TYPES}::PAnyType"
_UNDEF = Symbol.of("undef")
_DEFAULT = Symbol.of("default")


class TypeObject(RObject):
    """A Puppet type in Ruby's hands."""

    __slots__ = ("type",)

    def __init__(self, cls: RClass, kind: PType) -> None:
        super().__init__(cls)
        self.type = kind
        self.frozen = True


class SensitiveObject(RObject):
    """A Sensitive; `value` is a Ruby value."""

    __slots__ = ("value",)

    def __init__(self, cls: RClass, value: Value = None) -> None:
        super().__init__(cls)
        self.value = value


class PuppetObject(RObject):
    """A Puppet value that Ruby has no class of its own for: a Timestamp, a Binary, a Deferred."""

    __slots__ = ("value",)

    def __init__(self, cls: RClass, value: PuppetValue) -> None:
        super().__init__(cls)
        self.value = value


class ReferenceObject(RObject):
    """A Puppet::Resource: a type, a title, and for one of the catalog the resource itself."""

    __slots__ = ("resource", "title", "type")

    def __init__(self, cls: RClass, kind: str = "", title: str = "") -> None:
        super().__init__(cls)
        self.type = kind
        self.title = title
        self.resource: PuppetResource | None = None


class RubyValue:
    """A Ruby object in Puppet's hands: only Ruby code can do something with it."""

    __slots__ = ("name", "value")

    def __init__(self, value: Value, name: str) -> None:
        self.value = value
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RubyValue) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)

    def __repr__(self) -> str:
        return f"RubyValue({self.name})"


# --- to Ruby


def to_ruby(interp: Interpreter, value: PuppetValue) -> Value:
    """Return a Puppet value as Ruby's 4.x functions and templates see it."""
    found = _TO_RUBY.get(type(value))
    return found(interp, value) if found is not None else _other_to_ruby(interp, value)


def to_ruby_3x(interp: Interpreter, value: PuppetValue) -> Value:
    """Return an argument as 3.x functions see it: undef is '' (nil inside of collections), a Regexp its text."""
    return RString("") if value is None else _inner_3x(interp, value)


def _inner_3x(interp: Interpreter, value: PuppetValue) -> Value:
    if isinstance(value, tuple):
        return [_inner_3x(interp, item) for item in value]
    if isinstance(value, dict):
        return RHash((_inner_3x(interp, key), _inner_3x(interp, item)) for key, item in value.items())
    if isinstance(value, Regexp):
        return interp.inspect_string(to_ruby(interp, value))
    if isinstance(value, (ClassType, ResourceType)):
        return reference_object(interp, value)
    return to_ruby(interp, value)


def parameter_to_ruby(interp: Interpreter, value: PuppetValue) -> Value:
    """Return a resource's parameter as Ruby finds it in the catalog: references are resources there, no types."""
    if isinstance(value, tuple):
        return [parameter_to_ruby(interp, item) for item in value]
    if isinstance(value, dict):
        pairs = ((parameter_to_ruby(interp, key), parameter_to_ruby(interp, item)) for key, item in value.items())
        return RHash(pairs)
    if isinstance(value, (ClassType, ResourceType)):
        return reference_object(interp, value)
    return to_ruby(interp, value)


def reference_object(interp: Interpreter, kind: ClassType | ResourceType) -> ReferenceObject:
    """Return `File['/a']` as 3.x functions see it."""
    name, title = ("Class", kind.name) if isinstance(kind, ClassType) else (kind.type_name, kind.title)
    shown = type_text(name or "")
    return ReferenceObject(interp.const_class(REFERENCE), shown, title_text(shown, title or ""))


def _array(interp: Interpreter, value: tuple[PuppetValue, ...]) -> Value:
    return [to_ruby(interp, item) for item in value]


def _hash(interp: Interpreter, value: dict[PuppetValue, PuppetValue]) -> Value:
    return RHash((to_ruby(interp, key), to_ruby(interp, item)) for key, item in value.items())


def _regexp(interp: Interpreter, value: Regexp) -> Value:
    return interp.make_regexp(value.source, value.flags)


def _sensitive(interp: Interpreter, value: Sensitive) -> Value:
    return SensitiveObject(interp.const_class(SENSITIVE), to_ruby(interp, derived(value.value, value)))


_TO_RUBY: dict[type, Callable[[Interpreter, Any], Value]] = {
    str: lambda interp, value: RString(value),
    TracedStr: lambda interp, value: RString(str(value), value.parts),
    TracedInt: lambda interp, value: Tainted(int(value), value.origin),
    TracedFloat: lambda interp, value: Tainted(float(value), value.origin),
    tuple: _array,
    dict: _hash,
    Default: lambda interp, value: _DEFAULT,
    Regexp: _regexp,
    Sensitive: _sensitive,
    RubyValue: lambda interp, value: value.value,
    Unknown: lambda interp, value: value,
    bool: lambda interp, value: value,
    int: lambda interp, value: value,
    float: lambda interp, value: value,
    type(None): lambda interp, value: value,
}


def _other_to_ruby(interp: Interpreter, value: PuppetValue) -> Value:
    if isinstance(value, PType):
        return type_object(interp, value)
    if isinstance(value, Iterator):
        return [to_ruby(interp, item) for item in value.items]
    return PuppetObject(_class_below(interp, "Puppet::Pops", "Puppet::Pops::Object", type(value).__name__), value)


def type_object(interp: Interpreter, kind: PType) -> TypeObject:
    """Return a type as an instance of Puppet's class for it, such as PIntegerType."""
    name = "TypeAliasType" if isinstance(kind, AliasType) else type(kind).__name__
    return TypeObject(_class_below(interp, TYPES, ANY_TYPE, f"P{name}"), kind)


def _class_below(interp: Interpreter, module: str, superclass: str, name: str) -> RClass:
    path = f"{module}::{name}"
    if not interp.has_const(path):
        made = interp.make_class(path, interp.const_class(superclass))
        made.lexical_parent = interp.const_class(module)
        interp.set_const(path, made)
        interp.table.changed()
    return interp.const_class(path)


# --- to Puppet


def from_ruby(interp: Interpreter, value: Value) -> PuppetValue:
    """Return what a Ruby function answered as a Puppet value."""
    found = _FROM_RUBY.get(type(value))
    return found(interp, value) if found is not None else _other_from_ruby(interp, value)


def _text(interp: Interpreter, value: RString) -> PuppetValue:
    return value.text if value.holes is None else concat(value.holes)


def _symbol(interp: Interpreter, value: Symbol) -> PuppetValue:
    if value is _UNDEF:
        return None
    return DEFAULT if value is _DEFAULT else value.name


def _tuple(interp: Interpreter, value: list[Value]) -> PuppetValue:
    interp.step()
    return tuple([from_ruby(interp, item) for item in value])


def _dict(interp: Interpreter, value: RHash) -> PuppetValue:
    interp.step()
    return {_key(from_ruby(interp, key)): from_ruby(interp, item) for key, item in value.items()}


def _key(key: PuppetValue) -> PuppetValue:
    """A hash as a key has no place in Puppet's data; it stands there as its text."""
    try:
        hash(key)
    except TypeError:
        return str(key)
    return key


def _tainted(interp: Interpreter, value: Tainted) -> PuppetValue:
    if isinstance(value.sample, bool):
        return value.sample
    if isinstance(value.sample, int):
        return TracedInt.of(value.sample, value.origin)
    return TracedFloat.of(value.sample, value.origin)


_FROM_RUBY: dict[type, Callable[[Interpreter, Any], PuppetValue]] = {
    RString: _text,
    Symbol: _symbol,
    list: _tuple,
    RHash: _dict,
    Tainted: _tainted,
    TypeObject: lambda interp, value: value.type,
    SensitiveObject: lambda interp, value: Sensitive(from_ruby(interp, value.value)),
    PuppetObject: lambda interp, value: value.value,
    ReferenceObject: lambda interp, value: _reference(value),
    RRegexp: lambda interp, value: Regexp(value.source, value.flags),
    Unknown: lambda interp, value: value,
    bool: lambda interp, value: value,
    int: lambda interp, value: value,
    float: lambda interp, value: value,
    type(None): lambda interp, value: value,
}


def _other_from_ruby(interp: Interpreter, value: Value) -> PuppetValue:
    for kind in (RString, list, RHash, SensitiveObject, TypeObject, PuppetObject):
        if isinstance(value, kind):
            return _FROM_RUBY[kind](interp, value)
    return RubyValue(value, interp.real_class_of(value).name or "Object")


def _reference(value: ReferenceObject) -> PuppetValue:
    return ClassType(value.title.lower()) if value.type == "Class" else ResourceType(value.type, value.title)


def type_key(value: Value) -> Value:
    """Return what two equal types have in common, for a Ruby hash."""
    assert isinstance(value, TypeObject)
    return RString(str(value.type))
