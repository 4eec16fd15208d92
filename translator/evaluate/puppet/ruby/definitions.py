"""Puppet::Functions in Ruby: `create_function`, and what stands in its block and in `dispatch`.

before:  Puppet::Functions.create_function(:'m::f') do
           dispatch(:g) { param 'String', :a; optional_param 'Integer', :b; block_param }
           def g(a, b = 1, &block) … end
         end
after:   a Ruby class with the method g, and a Definition: its name and one Dispatch of what can be given
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from translator.evaluate.puppet.calls import Closure
from translator.evaluate.puppet.ruby.values import TypeObject, from_ruby, to_ruby, type_object
from translator.evaluate.puppet.ruby.world import world_of
from translator.evaluate.ruby.binding import shape_of
from translator.evaluate.ruby.methods.base import Args, Blk, name_of, text_of
from translator.evaluate.ruby.native import allocator, define_class, method, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RProc, RubyMethod, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

FUNCTION: Final = "Puppet::Functions::Function"
_BUILDER: Final = "Puppet::Functions::DispatcherBuilder"
_DISPATCHER: Final = "Puppet::Pops::Functions::Dispatcher"
_ALIASES: Final = "Puppet::Functions::LocalTypeAliasesBuilder"
_ANY_BLOCK: Final = "Callable"

define_class("Puppet::Pops::Functions::Function")
define_class(FUNCTION, "Puppet::Pops::Functions::Function")
define_class("Puppet::Functions::InternalFunction", FUNCTION)
define_class("Puppet::Functions::PuppetFunction", FUNCTION)
define_class(_BUILDER)
define_class(_DISPATCHER)
define_class(_ALIASES)


@dataclass(slots=True)
class Dispatch:
    """One `dispatch`: `parameters` are types in Puppet's language with the marks of calls.Signature.

    `injected` are the positions, among all arguments of the method, that the scope is put into.
    """

    method: str
    parameters: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    block: str = ""
    returns: str = ""
    injected: list[tuple[int, str]] = field(default_factory=list)
    is_mismatch: bool = False


@dataclass(slots=True)
class Definition:
    """What `create_function` made."""

    name: str
    cls: RClass
    dispatches: list[Dispatch] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)

    @property
    def local_types(self) -> Mapping[str, str]:
        """The function's own aliases, unless its types name those of modules: then they are written out."""
        return {} if self._names_modules else self.types

    @property
    def _names_modules(self) -> bool:
        texts = (text for item in self.dispatches for text in (*item.parameters, item.block))
        return any("::" in text for text in (*texts, *self.types.values()))

    def settle(self) -> None:
        """Write the aliases out where the types of modules are named as well."""
        if not self.types or not self._names_modules:
            return
        for item in self.dispatches:
            item.parameters = [self.expanded(text) for text in item.parameters]
            item.block = self.expanded(item.block)

    def expanded(self, text: str) -> str:
        """Return a type with the function's own aliases written out."""
        for name, meaning in reversed(self.types.items()):
            text = re.sub(rf"(?<![\w:]){name}(?![\w:])", lambda _: meaning, text)  # noqa: B023 - called at once
        return text


class Builder(RObject):
    """The self of a `dispatch` block."""

    __slots__ = ("definition", "dispatch")

    def __init__(self, cls: RClass, definition: Definition, dispatch: Dispatch) -> None:
        super().__init__(cls)
        self.definition = definition
        self.dispatch = dispatch


class ClassState(RObject):
    """An object that stands for something of a function's class: its dispatcher, its local types."""

    __slots__ = ("definition",)

    def __init__(self, cls: RClass, definition: Definition) -> None:
        super().__init__(cls)
        self.definition = definition


class FunctionObject(RObject):
    """A function's instance: one for the whole compilation."""

    __slots__ = ()


@allocator(FUNCTION)
def allocate(interp: Interpreter, cls: RClass) -> Value:
    return FunctionObject(cls)


def definition_of(interp: Interpreter, cls: RClass) -> Definition | None:
    """Return what a class or the class above it was defined with."""
    found: Definition | None = None
    while found is None and cls.superclass is not None:
        found = definitions(interp).get(cls)
        cls = cls.superclass
    return found


def definitions(interp: Interpreter) -> dict[RClass, Definition]:
    """Return every function class of an interpreter."""
    found: dict[RClass, Definition] = interp.attached.setdefault("puppet_functions", {})
    return found


# --- create_function


@singleton("Puppet::Functions", "create_function", "create_loaded_function", argc=(1, 3))
def create_function(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    base = next((arg for arg in args[1:] if isinstance(arg, RClass)), interp.const_class(FUNCTION))
    cls = interp.make_class(None, base)
    definition = Definition(name_of(interp, args[0]), cls)
    definitions(interp)[cls] = definition
    if block is not None:
        interp.class_eval(cls, block)
    definition.settle()
    if not definition.dispatches:
        definition.dispatches.append(_default_dispatch(interp, definition))
    return cls


def _default_dispatch(interp: Interpreter, definition: Definition) -> Dispatch:
    name = definition.name.rpartition("::")[2]
    found = definition.cls.methods.get(name)
    if not isinstance(found, RubyMethod):
        raise interp.error(
            "ArgumentError",
            f"Function Load Error for function '{definition.name}': Function Creation Error, cannot create a default "
            f"dispatcher for function '{definition.name}', no method with this name found",
        )
    shape = shape_of(found.params)
    required = [*shape.required, *shape.post]
    made = Dispatch(name, ["Any"] * len(required), [param.name for param in required])
    made.parameters += ["?Any"] * len(shape.optional)
    made.names += [param.name for param in shape.optional]
    if shape.rest is not None:
        made.parameters.append("*Any")
        made.names.append(shape.rest.name or "args")
    if shape.block is not None:
        made.block = "?" + _ANY_BLOCK
    return made


def _own(interp: Interpreter, self: Value) -> Definition:
    found = definition_of(interp, self) if isinstance(self, RClass) else None
    if found is None:
        raise interp.error("ArgumentError", "this is no class of a function")
    return found


def _dispatching(*names: str, is_mismatch: bool) -> None:
    @singleton(FUNCTION, *names, argc=1)
    def dispatch(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        definition = _own(interp, self)
        made = Dispatch(name_of(interp, args[0]), is_mismatch=is_mismatch)
        if block is not None:
            interp.instance_eval(Builder(interp.const_class(_BUILDER), definition, made), block)
        definition.dispatches.append(made)
        return None


_dispatching("dispatch", is_mismatch=False)
_dispatching("argument_mismatch", is_mismatch=True)


@singleton(FUNCTION, "local_types", argc=0)
def local_types(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    if block is not None:
        interp.instance_eval(ClassState(interp.const_class(_ALIASES), _own(interp, self)), block)
    return None


@method(_ALIASES, "type", argc=1)
def local_type(interp: Interpreter, self: ClassState, args: Args, block: Blk) -> Value:
    """`type 'Port = Integer[1, 65535]'`: later types may name it, and the method type_Port answers it."""
    name, _, meaning = text_of(interp, args[0]).partition("=")
    text = self.definition.expanded(meaning.strip())
    self.definition.types[name.strip()] = meaning.strip()

    def answer(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        world = world_of(interp)
        return type_object(interp, world.host.parse_type(text, world.scope))

    interp.define_native(self.definition.cls, f"type_{name.strip()}", answer)
    return None


@singleton(FUNCTION, "name", argc=0)
def class_name(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    found = definition_of(interp, self)
    return to_ruby(interp, found.name if found is not None else self.name)


@singleton(FUNCTION, "loader", argc=0)
def class_loader(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None


# --- dispatch


def _parameter(*names: str, mark: str) -> None:
    @method(_BUILDER, *names, argc=2)
    def parameter(interp: Interpreter, self: Builder, args: Args, block: Blk) -> Value:
        self.dispatch.parameters.append(mark + _type_text(interp, args[0]))
        self.dispatch.names.append(name_of(interp, args[1]))
        return None


_parameter("param", "required_param", mark="")
_parameter("optional_param", mark="?")
_parameter("repeated_param", "optional_repeated_param", mark="*")
_parameter("required_repeated_param", mark="+")


def _type_text(interp: Interpreter, value: Value) -> str:
    if isinstance(value, TypeObject):
        return str(value.type)
    return text_of(interp, value)


def _block_parameter(*names: str, mark: str) -> None:
    @method(_BUILDER, *names, argc=(0, 2))
    def parameter(interp: Interpreter, self: Builder, args: Args, block: Blk) -> Value:
        text = _type_text(interp, args[0]) if len(args) == 2 else _ANY_BLOCK
        self.dispatch.block = mark + text
        return None


_block_parameter("block_param", "required_block_param", mark="")
_block_parameter("optional_block_param", mark="?")


def _injection(name: str) -> None:
    @method(_BUILDER, f"{name}_param", argc=0)
    def inject(interp: Interpreter, self: Builder, args: Args, block: Blk) -> Value:
        dispatch = self.dispatch
        dispatch.injected.append((len(dispatch.parameters) + len(dispatch.injected), name))
        return None


for _injected in ("scope", "cache", "compiler", "script_compiler", "pal_compiler"):
    _injection(_injected)


@method(_BUILDER, "return_type", argc=1)
def return_type(interp: Interpreter, self: Builder, args: Args, block: Blk) -> Value:
    self.dispatch.returns = _type_text(interp, args[0])
    return None


# --- what methods of a function call


@method(FUNCTION, "closure_scope", argc=0)
def closure_scope(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    from translator.evaluate.puppet.ruby.scope_object import top_scope_object

    return top_scope_object(interp)


@method(FUNCTION, "call_function", argc=(1, None), taint=True)
def call_function(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    from translator.evaluate.puppet.ruby.scope_object import top_scope

    return call_from_ruby(interp, top_scope(interp), name_of(interp, args[0]), args[1:], block)


@method("Puppet::Functions::InternalFunction", "call_function_with_scope", argc=(2, None), taint=True)
def call_function_with_scope(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return call_from_ruby(interp, args[0].scope, name_of(interp, args[1]), args[2:], block)


@method(FUNCTION, "loader", argc=0)
def loader(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None


def call_from_ruby(interp: Interpreter, scope: Value, name: str, args: Args, block: Blk) -> Value:
    """Call any Puppet function for Ruby code, with Ruby values."""
    world = world_of(interp)
    given = tuple([from_ruby(interp, arg) for arg in args])
    closure = None if block is None else closure_of(interp, block)
    span = world.call.span
    answer = world.outward(lambda: world.host.call(name, given, scope=scope, span=span, block=closure))
    return to_ruby(interp, answer)


def closure_of(interp: Interpreter, block: RProc) -> Closure:
    """Return a Ruby block as what Puppet functions call: the lambda itself when it came from Puppet."""
    return block.closure if isinstance(block, PuppetProc) else RubyClosure(interp, block)


class PuppetProc(RProc):
    """A lambda of Puppet code as a Ruby block."""

    __slots__ = ("closure",)

    def __init__(self, closure: Closure, run: Callable[[list[Value]], Value]) -> None:
        super().__init__(None, None, None)
        self.closure = closure
        self.native = run


class RubyClosure:
    """A Ruby block that a Puppet function is given."""

    def __init__(self, interp: Interpreter, block: RProc) -> None:
        self._interp = interp
        self._block = block

    def call(self, *arguments: Value) -> Value:
        interp = self._interp
        given = [to_ruby(interp, item) for item in arguments]
        return from_ruby(interp, interp.yield_block(self._block, given))

    @property
    def parameter_count(self) -> tuple[int, int | None]:
        """The least and the most arguments; a block of Ruby takes what it is given."""
        if self._block.block is None:
            return 0, None
        shape = shape_of(self._block.block.params)
        return shape.count, shape.maximum

    @property
    def callable_type(self) -> Value:
        from translator.evaluate.puppet.types.model import ANY, CallableType, IntegerType, TupleType

        low, high = self.parameter_count
        size = IntegerType(low, float("inf") if high is None else high)
        return CallableType(TupleType((ANY,), size))


# --- dispatching by hand, for functions that override `call`


@singleton(FUNCTION, "dispatcher", argc=0)
def dispatcher(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return ClassState(interp.const_class(_DISPATCHER), _own(interp, self))


Dispatching = Callable[["Interpreter", Value, Args, Blk], Value]


@method(_DISPATCHER, "dispatch", argc=(2, 3), taint=True)
def dispatch_by_hand(interp: Interpreter, self: ClassState, args: Args, block: Blk) -> Value:
    """`dispatcher.dispatch(function, scope, arguments)`."""
    from translator.evaluate.puppet.ruby.functions import dispatched

    return dispatched(interp, self.definition, args[0], args[-1], block)


@method(_DISPATCHER, "empty?", argc=0)
def is_empty(interp: Interpreter, self: ClassState, args: Args, block: Blk) -> Value:
    return not self.definition.dispatches
