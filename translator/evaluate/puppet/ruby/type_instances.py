"""One resource of a module's type as Ruby sees it when a catalog is applied: `self[:name]`, munged values, autorequire.

before:  site { 'web': port => '80' } of a type with munge { |value| Integer(value) } and autorequire(:file) { self[:dir] }
after:   self[:port] is 80; Needs(relation="require", type="file", titles=…); problems: what validate raises
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from translator.evaluate.puppet.calls import Call, Scope
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.resource_types.model import Checker, Finder, Needs, Parameters
from translator.evaluate.puppet.ruby.type_definitions import PARAMETER, TYPE, Attribute, TypeDefinition, attribute_of
from translator.evaluate.puppet.ruby.type_values import fitted, refused
from translator.evaluate.puppet.ruby.values import from_ruby, to_ruby
from translator.evaluate.ruby.methods.base import Args, Blk, name_of
from translator.evaluate.ruby.native import method
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, RubyError, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.puppet.ruby.world import World
    from translator.evaluate.ruby.interpreter import Interpreter

_CATALOG: Final = "Puppet::Resource::Catalog"


class TypeInstance(RObject):
    """A Puppet::Type: the values of one resource, munged."""

    __slots__ = ("definition", "parameters", "title")

    def __init__(self, cls: RClass, definition: TypeDefinition, title: str) -> None:
        super().__init__(cls)
        self.definition = definition
        self.title = title
        self.parameters: dict[str, ParameterInstance] = {}

    @property
    def reference(self) -> str:
        return f"{self.definition.name.capitalize()}[{self.title}]"


class ParameterInstance(RObject):
    """A Puppet::Parameter or Puppet::Property of one resource."""

    __slots__ = ("attribute", "original", "owner", "values")

    def __init__(self, cls: RClass, attribute: Attribute, owner: TypeInstance) -> None:
        super().__init__(cls)
        self.attribute = attribute
        self.owner = owner
        self.original: list[Value] = []
        self.values: list[Value] = []
        self.ivars["resource"] = owner

    @property
    def value(self) -> Value:
        """What `self[:name]` answers: a property's first value unless it takes arrays."""
        if self.attribute.is_property and self.attribute.takes_arrays:
            return self.values
        return self.values[0] if self.values else None


class Refusal(Exception):
    """A value that the type refuses; `message` is worded as Puppet words it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


# --- building one


def built(interp: Interpreter, definition: TypeDefinition, title: str, params: Parameters) -> TypeInstance:
    """Return the resource with its values validated and munged; Refusal when Puppet would refuse one."""
    made = TypeInstance(definition.cls or interp.const_class(TYPE), definition, title)
    for attribute in _in_order(definition, params):
        given = params.get(attribute.name)
        if given is not None:
            _set(interp, made, attribute, to_ruby(interp, given))
        else:
            _set_default(interp, made, attribute)
    return made


def _in_order(definition: TypeDefinition, params: Parameters) -> list[Attribute]:
    """Return key attributes, the provider and ensure before the rest, as Puppet sets them."""
    first = [item for item in definition.attributes.values() if item.is_namevar or item.name == "name"]
    rank = {"provider": 0, "ensure": 1}
    others = [item for item in definition.attributes.values() if item not in first]
    return [*first, *sorted(others, key=lambda item: (rank.get(item.name, 2), item.name not in params))]


def _set(interp: Interpreter, owner: TypeInstance, attribute: Attribute, value: Value) -> None:
    made = ParameterInstance(attribute.cls or interp.const_class(PARAMETER), attribute, owner)
    made.original = value if isinstance(value, list) and attribute.is_property else [value]
    try:
        for item in made.original:
            _validate(interp, made, item)
        made.values = [_munged(interp, made, item) for item in made.original]
    except RubyError as error:
        if not refused(interp, error):
            raise
        message = interp.message_of(error).text
        raise Refusal(f"Parameter {attribute.name} failed on {owner.reference}: {message}") from None
    owner.parameters[attribute.name] = made


def _validate(interp: Interpreter, parameter: ParameterInstance, value: Value) -> None:
    block = _inherited(interp, parameter, "validate")
    if block is not None:
        _run(interp, parameter, block, [value])
    else:
        fitted(interp, parameter.attribute, value)


def _munged(interp: Interpreter, parameter: ParameterInstance, value: Value) -> Value:
    block = _inherited(interp, parameter, "munge")
    if block is None:
        return fitted(interp, parameter.attribute, value)
    try:
        return _run(interp, parameter, block, [value])
    except RubyError as error:
        if interp.is_a(error.value, "Puppet::Error") or not refused(interp, error):
            raise
        message = interp.message_of(error).text
        what = f"value {interp.inspect(value)} in class {parameter.attribute.name}"
        raise interp.error("Puppet::DevError", f"Munging failed for {what}: {message}") from None


def _inherited(interp: Interpreter, parameter: ParameterInstance, what: str) -> RProc | None:
    """Return the block of an attribute's class or of one above it."""
    cls: RClass | None = parameter.cls
    while cls is not None:
        block: RProc | None = getattr(attribute_of(interp, cls), what)
        if block is not None:
            return block
        cls = cls.superclass
    return None


def _run(interp: Interpreter, self: Value, block: RProc, args: list[Value]) -> Value:
    """Run a block as the method that Puppet makes of it: `return` ends it."""
    if block.native is not None:
        return interp.yield_block(block, args)
    bound = RProc(block.block, block.frame, self, is_lambda=True)
    needed = len(block.block.params) if block.block is not None else 0
    return interp.yield_block(bound, args[:needed] if needed < len(args) else args, self_value=self)


def _set_default(interp: Interpreter, owner: TypeInstance, attribute: Attribute) -> None:
    if attribute.default_block is not None:
        made = ParameterInstance(attribute.cls or interp.const_class(PARAMETER), attribute, owner)
        value = _run(interp, made, attribute.default_block, [])
    else:
        value = attribute.default
    if value is not None:
        _set(interp, owner, attribute, value)


# --- what NativeType asks for


def finder(world: World, definition: TypeDefinition, scope: Scope) -> Finder | None:
    """Return what answers with a resource's autorequires and their like; None when the type has none."""
    if not definition.automatic:
        return None

    def find(title: str, params: Parameters) -> Sequence[Needs]:
        found: list[Needs] = []

        def search(interp: Interpreter) -> None:
            instance = built(interp, definition, title, params)
            for relation, kind, what in definition.automatic:
                titles = _titles(interp, instance, what)
                if titles:
                    found.append(Needs(relation=relation, type=kind, titles=titles))

        _guarded(world, definition, scope, search)
        return found

    return find


def _titles(interp: Interpreter, instance: TypeInstance, what: Value) -> tuple[str, ...]:
    if isinstance(what, RProc):
        what = _run(interp, instance, what, [])
    if what is None or what is False:
        return ()
    flat = from_ruby(interp, interp.call(what if isinstance(what, list) else [what], "flatten", []))
    return tuple(str(item) for item in flat if item)


def checker(world: World, definition: TypeDefinition, scope: Scope) -> Checker:
    """Return what answers with the complaints that Puppet has about a resource's values."""

    def check(title: str, params: Parameters) -> Sequence[str]:
        found: list[str] = []

        def run(interp: Interpreter) -> None:
            try:
                instance = built(interp, definition, title, params)
                for block in definition.validations:
                    _validate_whole(interp, instance, block)
            except Refusal as refusal:
                found.append(refusal.message)

        _guarded(world, definition, scope, run)
        return found

    return check


def _validate_whole(interp: Interpreter, instance: TypeInstance, block: RProc) -> None:
    try:
        _run(interp, instance, block, [])
    except RubyError as error:
        if not refused(interp, error):
            raise
        message = interp.message_of(error).text
        raise Refusal(f"Validation of {instance.reference} failed: {message}") from None


def _guarded(world: World, definition: TypeDefinition, scope: Scope, action: Callable[[Interpreter], object]) -> None:
    """Run `action`; what our Ruby cannot do leaves the answer as it is so far."""
    try:
        world.run(
            Call(scope=scope, span=None, name=f"the type {definition.name}"), lambda interp: (action(interp), None)[1]
        )
    except (PuppetError, Refusal):
        return


# --- what blocks call on a resource


@method(TYPE, "[]", "should", "value", argc=1)
def read(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    name = name_of(interp, args[0])
    found = self.parameters.get(name)
    if found is None and name == "title":
        return RString(self.title)
    return None if found is None else found.value


@method(TYPE, "[]=", argc=2, taint=True)
def write(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    attribute = self.definition.attributes.get(name_of(interp, args[0]))
    if attribute is not None and args[1] is not None:
        _set(interp, self, attribute, args[1])
    return args[1]


@method(TYPE, "parameter", "property", argc=1)
def parameter(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    return self.parameters.get(name_of(interp, args[0]))


@method(TYPE, "parameters", "parameters_with_value", argc=0)
def parameters(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    return list(self.parameters.values())


@method(TYPE, "title", "name", argc=0)
def title(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    found = self.parameters.get("name")
    return RString(self.title) if found is None else found.value


@method(TYPE, "ref", "to_s", "path", argc=0)
def reference(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    return RString(self.reference)


@method(TYPE, "catalog", argc=0)
def catalog(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    return RObject(interp.const_class(_CATALOG))


@method(TYPE, "to_hash", argc=0)
def to_hash(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    return RHash((Symbol.of(name), item.value) for name, item in self.parameters.items())


@method(TYPE, "noop?", "isomorphic?", argc=0)
def is_noop(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    return False


@method(TYPE, "provider", argc=0)
def provider(interp: Interpreter, self: TypeInstance, args: Args, block: Blk) -> Value:
    """The provider is of the machine that applies the catalog: it is not known here."""
    return interp.refuse("a provider")


@method(TYPE, "fail", "devfail", taint=True)
@method(PARAMETER, "fail", "devfail", taint=True)
def fail(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    given = [arg for arg in args if not (isinstance(arg, RHash) and arg.keyword)]
    cls = given.pop(0) if given and isinstance(given[0], RClass) else interp.const_class("Puppet::Error")
    raise interp.error(cls, RString.from_parts(part for arg in given[:1] for part in interp.to_s(arg).parts))


def _reader(names: tuple[str, ...], answer: Callable[[ParameterInstance], Value]) -> None:
    @method(PARAMETER, *names, argc=0)
    def reader(interp: Interpreter, self: ParameterInstance, args: Args, block: Blk) -> Value:
        return answer(self)


_reader(("value", "should"), lambda self: self.value)
_reader(("shouldorig",), lambda self: self.original)
_reader(("resource",), lambda self: self.owner)
_reader(("name",), lambda self: Symbol.of(self.attribute.name))
