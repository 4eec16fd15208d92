"""What Ruby code sees of the compilation: resources, references to them, the catalog, the compiler, the environment.

before:  findresource('File[/etc/motd]')['ensure']
after:   the value of that parameter, as far as the catalog has been compiled
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from translator.evaluate.puppet.resources import PuppetResource, title_text, type_text
from translator.evaluate.puppet.ruby.scope_object import SCOPE, ScopeObject, scope_object, top_scope_object
from translator.evaluate.puppet.ruby.util import ModuleObject
from translator.evaluate.puppet.ruby.values import REFERENCE, PuppetObject, ReferenceObject, parameter_to_ruby, to_ruby
from translator.evaluate.puppet.ruby.world import world_of
from translator.evaluate.ruby.methods.base import Args, Blk, name_of, text_of
from translator.evaluate.ruby.native import allocator, define_class, define_module, method, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

RESOURCE: Final = "Puppet::Parser::Resource"
_COMPILER: Final = "Puppet::Parser::Compiler"
_CATALOG: Final = "Puppet::Resource::Catalog"
_ENVIRONMENT: Final = "Puppet::Node::Environment"
_LOADER: Final = "Puppet::Pops::Loader::Loader"
_TYPE: Final = "Puppet::Resource::Type"
_SUPPORT: Final = "Puppet::Pops::Evaluator::Runtime3ResourceSupport"
define_module("Puppet::Pops::Evaluator")
define_module("Puppet::Pops::Loader")
define_class("Puppet::Node")
define_class(REFERENCE)
define_class(RESOURCE, REFERENCE)
for _class in (_COMPILER, _ENVIRONMENT, _LOADER, _TYPE, _SUPPORT):
    define_class(_class)


def resource_object(interp: Interpreter, resource: PuppetResource | None) -> Value:
    """Return a resource of the catalog as a Ruby object, nil for none."""
    if resource is None:
        return None
    made = ReferenceObject(interp.const_class(RESOURCE), resource.type, resource.title)
    made.resource = resource
    return made


@allocator(REFERENCE)
def allocate(interp: Interpreter, cls: RClass) -> Value:
    return ReferenceObject(cls)


@method(REFERENCE, "initialize", argc=(1, 3), private=True)
def initialize(interp: Interpreter, self: ReferenceObject, args: Args, block: Blk) -> Value:
    self.type, self.title = _type_and_title(interp, args[0], args[1] if len(args) > 1 else None)
    return None


def _type_and_title(interp: Interpreter, kind: Value, title: Value) -> tuple[str, str]:
    """Return both parts of `Type[title]`, or of a type and a title."""
    if isinstance(kind, TypeHandle):
        kind = RString(kind.name)
    if kind is None and title is not None and "[" in interp.to_s(title).text:
        kind, title = title, None
    text = interp.to_s(kind).text
    if title is not None:
        return type_text(text), title_text(type_text(text), interp.to_s(title).text)
    name, bracket, rest = text.partition("[")
    if not bracket or not rest.endswith("]") or len(rest) < 2:
        message = f"No title provided and {interp.inspect(kind)} is not a valid resource reference"
        raise interp.error("ArgumentError", message)
    return type_text(name), title_text(type_text(name), rest[:-1])


@singleton(REFERENCE, "type_and_title", argc=2)
def type_and_title(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    kind, title = _type_and_title(interp, args[0], args[1])
    return [RString(kind), RString(title)]


def _reader(names: tuple[str, ...], read: Callable[[ReferenceObject], str]) -> None:
    @method(REFERENCE, *names, argc=0)
    def reader(interp: Interpreter, self: ReferenceObject, args: Args, block: Blk) -> Value:
        return RString(read(self))


_reader(("type", "type_name"), lambda self: self.type)
_reader(("title",), lambda self: self.title)
_reader(("to_s", "ref", "inspect"), lambda self: f"{self.type}[{self.title}]")


@method(REFERENCE, "name", argc=0)
def name(interp: Interpreter, self: ReferenceObject, args: Args, block: Blk) -> Value:
    return to_ruby(interp, self.resource.name) if self.resource is not None else RString(self.title)


@method(REFERENCE, "[]", "value", argc=1)
def parameter(interp: Interpreter, self: ReferenceObject, args: Args, block: Blk) -> Value:
    if self.resource is None:
        return None
    return parameter_to_ruby(interp, self.resource.get(name_of(interp, args[0])))


@method(REFERENCE, "to_hash", "to_h", "parameters", argc=0)
def to_hash(interp: Interpreter, self: ReferenceObject, args: Args, block: Blk) -> Value:
    params = self.resource.params.items() if self.resource is not None else ()
    found = RHash((Symbol.of(key), parameter_to_ruby(interp, param.value)) for key, param in params)
    if self.resource is not None and self.resource.definition is not None and Symbol.of("name") not in found:
        found.set(Symbol.of("name"), RString(self.title))
    return found


def _flag(word: str) -> None:
    @method(REFERENCE, f"{word}?", argc=0)
    def flag(interp: Interpreter, self: ReferenceObject, args: Args, block: Blk) -> Value:
        return self.resource is not None and bool(getattr(self.resource, word))


_flag("virtual")
_flag("exported")


@method(REFERENCE, "==", "eql?", argc=1)
def equal(interp: Interpreter, self: ReferenceObject, args: Args, block: Blk) -> Value:
    other = args[0]
    return isinstance(other, ReferenceObject) and (other.type, other.title) == (self.type, self.title)


# --- looking for resources


class TypeHandle(RObject):
    """A class, define or native type, as far as a name goes; `kind` is "hostclass" or "definition"."""

    __slots__ = ("kind", "name")

    def __init__(self, cls: RClass, name: str, kind: str) -> None:
        super().__init__(cls)
        self.name = name
        self.kind = kind


@method(_TYPE, "name", "to_s", argc=0)
def handle_name(interp: Interpreter, self: TypeHandle, args: Args, block: Blk) -> Value:
    return RString(self.name)


@method(_TYPE, "type", argc=0)
def handle_kind(interp: Interpreter, self: TypeHandle, args: Args, block: Blk) -> Value:
    return Symbol.of(self.kind)


def _finder(word: str, *kinds: str) -> None:
    @singleton(_SUPPORT, word, argc=2)
    def find(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        host, wanted = world_of(interp).host, text_of(interp, args[1]).lower()
        if host.has_resource_type(wanted) or ("class" in kinds and host.has_class(wanted)):
            return TypeHandle(interp.const_class(_TYPE), wanted, "definition")
        return None


_finder("find_resource_type", "type")
_finder("find_resource_type_or_class", "type", "class")


def _catalog(interp: Interpreter) -> Any:
    return world_of(interp).scope.evaluation.catalog


@method(SCOPE, "findresource", argc=(1, 2))
@method(_COMPILER, "findresource", argc=(1, 2))
def findresource(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    kind, title = _type_and_title(interp, args[0], args[1] if len(args) > 1 else None)
    return resource_object(interp, _catalog(interp).find(kind, title))


@method(_CATALOG, "resource", argc=(1, 2))
def catalog_resource(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return findresource(interp, self, args, block)


@method(_CATALOG, "resources", argc=0)
@method(_COMPILER, "resources", argc=0)
def resources(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return [resource_object(interp, item) for item in _catalog(interp).resources]


@method(_CATALOG, "classes", argc=0)
@method("Puppet::Parser::TemplateWrapper", "classes", argc=0)
def classes(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return [RString(item) for item in _catalog(interp).classes]


@method(_CATALOG, "tags", argc=0)
@method("Puppet::Parser::TemplateWrapper", "all_tags", argc=0)
def tags(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return [RString(item) for item in _catalog(interp).tags.names]


# --- what a scope leads to


def _single(owner: str, words: tuple[str, ...], cls: str) -> None:
    @method(owner, *words, argc=0)
    def made(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return RObject(interp.const_class(cls))


_single(SCOPE, ("compiler",), _COMPILER)
_single(SCOPE, ("catalog",), _CATALOG)
_single(SCOPE, ("environment",), _ENVIRONMENT)
_single(_COMPILER, ("catalog",), _CATALOG)
_single(_COMPILER, ("environment",), _ENVIRONMENT)
_single(_COMPILER, ("loaders",), _LOADER)
_single(_LOADER, ("private_environment_loader", "public_environment_loader", "puppet_system_loader"), _LOADER)


@method(SCOPE, "resource", argc=0)
def scope_resource(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    return resource_object(interp, getattr(self.scope, "resource", None))


@method(SCOPE, "source", argc=0)
def scope_source(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    source = getattr(self.scope, "source", None)
    if source is None:
        return None
    kind = {"class": "hostclass", "define": "definition"}.get(source.kind, source.kind)
    return TypeHandle(interp.const_class(_TYPE), source.name, kind)


@method(SCOPE, "parent", argc=0)
def scope_parent(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    parent = getattr(self.scope, "parent", None)
    return None if parent is None else scope_object(interp, parent)


@method(SCOPE, "find_global_scope", argc=0)
@method(_COMPILER, "topscope", argc=0)
def global_scope(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return top_scope_object(interp)


@method(_ENVIRONMENT, "name", argc=0)
def environment_name(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Symbol.of(world_of(interp).scope.evaluation.project.environment_name)


@method(_ENVIRONMENT, "to_s", argc=0)
def environment_to_s(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString(world_of(interp).scope.evaluation.project.environment_name)


@method(_ENVIRONMENT, "module", argc=1)
def environment_module(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("Puppet::Module"), "find", args)


@method(_ENVIRONMENT, "modules", argc=0)
def environment_modules(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    cls = interp.const_class("Puppet::Module")
    every = world_of(interp).modules.values()
    return [ModuleObject(cls, item.name, item.path, item.version) for item in every]


@method(_LOADER, "load", argc=2)
def load(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`loader.load(:function, "name")`: something when there is such a function."""
    evaluation = world_of(interp).scope.evaluation
    found = evaluation.loaders.find_function(text_of(interp, args[1]))
    return None if found is None else PuppetObject(interp.const_class("Puppet::Pops::Object"), found)


@method("Puppet::Pops::PuppetStack", "stacktrace", argc=0)
@singleton("Puppet::Pops::PuppetStack", "stacktrace", argc=0)
def stacktrace(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    span = world_of(interp).call.span
    return [] if span is None else [[RString(span.path), span.line]]


@singleton("Puppet::Pops::PuppetStack", "top_of_stack", argc=0)
def top_of_stack(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    span = world_of(interp).call.span
    return [] if span is None else [RString(span.path), span.line]
