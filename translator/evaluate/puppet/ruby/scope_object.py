"""The scope in Ruby's hands: the self of 3.x functions, `scope` of templates, `closure_scope` of 4.x functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from translator.evaluate.puppet.calls import Scope
from translator.evaluate.puppet.ruby import legacy
from translator.evaluate.puppet.ruby.definitions import call_from_ruby
from translator.evaluate.puppet.ruby.values import RubyValue, from_ruby, to_ruby
from translator.evaluate.puppet.ruby.world import world_of
from translator.evaluate.ruby.methods.base import Args, Blk, name_of
from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

SCOPE: Final = legacy.SCOPE
_PREFIX: Final = "function_"
define_class(SCOPE, includes=("Puppet::Util::Errors",))


class ScopeObject(RObject):
    """A Puppet::Parser::Scope."""

    __slots__ = ("scope",)

    def __init__(self, cls: RClass, scope: Scope) -> None:
        super().__init__(cls)
        self.scope = scope


def scope_object(interp: Interpreter, scope: Scope) -> ScopeObject:
    """Return the scope as a Ruby object, the same one each time."""
    known: dict[int, ScopeObject] = interp.attached.setdefault("puppet_scopes", {})
    found = known.get(id(scope))
    if found is None:
        found = known[id(scope)] = ScopeObject(interp.const_class(SCOPE), scope)
    return found


def top_scope(interp: Interpreter) -> Scope:
    """Return the scope at the top, where functions of the 4.x API live."""
    scope = world_of(interp).scope
    top: Scope = scope.evaluation.top
    return top


def top_scope_object(interp: Interpreter) -> ScopeObject:
    return scope_object(interp, top_scope(interp))


# --- variables


@method(SCOPE, "lookupvar", "[]", argc=(1, 2))
def lookupvar(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    world = world_of(interp)
    name = name_of(interp, args[0])
    value = world.outward(lambda: self.scope.lookup(name, world.call.span) if self.scope.exists(name) else None)
    return to_ruby(interp, value)


@method(SCOPE, "setvar", "[]=", argc=(2, 3))
def setvar(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    """Set a variable; a collection stays the Ruby object that it is, so that templates can change it."""
    name = name_of(interp, args[0])
    kept = isinstance(args[1], (list, RHash))
    value = (
        RubyValue(args[1], "Hash" if isinstance(args[1], RHash) else "Array") if kept else from_ruby(interp, args[1])
    )
    world_of(interp).outward(lambda: self.scope.assign(name, value))  # type: ignore[attr-defined]
    return args[1]


@method(SCOPE, "include?", "exist?", "bound?", "has_variable?", argc=1)
def has_variable(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    return self.scope.exists(name_of(interp, args[0]))


@method(SCOPE, "to_hash", argc=(0, 2))
def to_hash(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    return RHash((RString(name), to_ruby(interp, value)) for name, value in self.scope.to_hash().items())


# --- functions


@method(SCOPE, "call_function", argc=(1, 2), taint=True)
def call_function(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    """`call_function('name', arguments)`: a hash in their place is spread like an array, as Ruby's splat does."""
    given = interp.splat(args[1]) if len(args) > 1 else []
    return call_from_ruby(interp, self.scope, name_of(interp, args[0]), given, block)


@method(SCOPE, "method_missing", taint=True)
def method_missing(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    """`function_x([…])` of a 3.x function that is not loaded yet, or that is Puppet's own."""
    name = args[0].name
    if not name.startswith(_PREFIX) or not legacy.is_known(interp, name[len(_PREFIX) :]):
        from translator.evaluate.ruby.calls import missing_error

        raise missing_error(interp, self, name, interp.missing_reason)
    name = name[len(_PREFIX) :]
    given = legacy.arguments_of(interp, name, args[1:])
    legacy.function(interp, self, [RString(name)], None)
    if name in legacy.defined(interp):
        return legacy.call(interp, self, name, given)
    return call_from_ruby(interp, self.scope, name, given, block)


@method(SCOPE, "respond_to_missing?", argc=(1, 2))
def respond_to_missing(interp: Interpreter, self: ScopeObject, args: Args, block: Blk) -> Value:
    name: str = args[0].name
    return name.startswith(_PREFIX) and legacy.is_known(interp, name[len(_PREFIX) :])
