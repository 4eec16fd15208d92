"""Functions that modules have in Ruby: a name goes in, a Function that can be called comes out.

`find("stdlib::ensure", compilation)` looks for lib/puppet/functions/**.rb (4.x) and then for
lib/puppet/parser/functions/*.rb (3.x). A file is parsed and run when its function is first called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translator.diagnostics import Code
from translator.evaluate.puppet.calls import Call, Closure, Signature
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.ruby.values import from_ruby, to_ruby, to_ruby_3x
from translator.evaluate.puppet.values import Value as PuppetValue
from translator.evaluate.ruby.objects import RClass, RObject, RProc, Value

if TYPE_CHECKING:
    from translator.evaluate.puppet.ruby.definitions import Definition, Dispatch
    from translator.evaluate.puppet.ruby.world import World
    from translator.evaluate.ruby.interpreter import Interpreter
    from translator.load.project import InputFile


def world_for(compilation: Any) -> World:
    """Return the Ruby of a compilation, made when it is first asked for."""
    if compilation.ruby is None:
        from translator.evaluate.puppet.ruby.world import World

        project = compilation.project
        places = [place for place in (project.hiera, project.environment) if place is not None]
        compilation.ruby = World(project.modules, places)
    found: World = compilation.ruby
    return found


def find(name: str, compilation: Any) -> RubyFunction | LegacyFunction | None:
    """Return the Ruby function of that name among a compilation's modules; None when there is none."""
    return _search(world_for(compilation), name)


def _search(world: World, name: str) -> RubyFunction | LegacyFunction | None:
    first, colons, _ = name.partition("::")
    path = f"lib/puppet/functions/{name.replace('::', '/')}.rb"
    for module in [world.modules.get(first)] if colons else list(world.modules.values()):
        file = module.folder.find(path) if module is not None else None
        if file is not None:
            return RubyFunction(world, name, file)
    file = None if colons else world.library(f"puppet/parser/functions/{name}.rb")
    return LegacyFunction(world, name, file) if file is not None or _is_defined(world, name) else None


def _is_defined(world: World, name: str) -> bool:
    """Tell whether a file that was loaded for another 3.x function has defined this one too."""
    from translator.evaluate.puppet.ruby import legacy

    return world.started and name in legacy.defined(world.interp)


class RubyFunction:
    """A function of the 4.x API."""

    def __init__(self, world: World, name: str, file: InputFile) -> None:
        self.name = name
        self.file = file
        self._world = world
        self._instance: RObject | None = None
        self._definition: Definition | None = None
        self._signatures: list[Signature] = []

    @property
    def signatures(self) -> list[Signature]:
        """How it can be called; it must have been loaded."""
        return self._signatures

    def call(self, call: Call, arguments: tuple[PuppetValue, ...]) -> PuppetValue:
        """Run the first dispatch that fits; PuppetError, worded as Puppet words it, when none does."""
        return self._world.run(call, lambda interp: self._run(interp, call, arguments))

    def load(self, interp: Interpreter) -> Definition:
        """Evaluate the file, once."""
        if self._definition is None:
            self._definition = self._loaded(interp)
            self._instance = interp.call(self._definition.cls, "allocate", [])
            self._signatures = [
                _signature(interp, self._definition, item, self._instance) for item in self._definition.dispatches
            ]
        return self._definition

    def _loaded(self, interp: Interpreter) -> Definition:
        from translator.evaluate.puppet.ruby.definitions import definition_of

        made = self._world.evaluate_file(self.file)
        found = definition_of(interp, made) if isinstance(made, RClass) else None
        if found is None:
            message = f"The code loaded from {self.file.path} did not produce a Function class when evaluated."
            raise PuppetError(message)
        if found.name != self.name:
            message = (
                f"The code loaded from {self.file.path} produced mis-matched name, expected '{self.name}', "
                f"got {found.name}"
            )
            raise PuppetError(message)
        return found

    def _run(self, interp: Interpreter, call: Call, arguments: tuple[PuppetValue, ...]) -> PuppetValue:
        definition = self.load(interp)
        own = interp.table.find(definition.cls, "call")
        if own is not None and own.is_ruby:
            return from_ruby(interp, _own_call(interp, self._instance, call, arguments))
        return run_signatures(definition, self._signatures, call, arguments)


def run_signatures(
    definition: Definition, signatures: list[Signature], call: Call, arguments: tuple[PuppetValue, ...]
) -> PuppetValue:
    """Run the first signature that fits."""
    from translator.evaluate.puppet.types.signatures import chosen

    overloads = Overloads(definition.name, signatures, definition.local_types)
    return chosen(overloads, call, arguments).body(call, *arguments)


@dataclass(slots=True)
class Overloads:
    """What types.signatures asks of a function."""

    name: str
    signatures: list[Signature]
    local_types: Mapping[str, str]


def dispatched(interp: Interpreter, definition: Definition, instance: Value, arguments: Value, block: Any) -> Value:
    """Choose among a function's dispatches for Ruby code that does so itself."""
    from translator.evaluate.puppet.ruby.definitions import closure_of
    from translator.evaluate.puppet.ruby.world import world_of

    world = world_of(interp)
    closure = None if block is None else closure_of(interp, block)
    call = Call(scope=world.scope, span=world.call.span, block=closure, name=definition.name)
    signatures = [_signature(interp, definition, item, instance) for item in definition.dispatches]
    given = tuple([from_ruby(interp, item) for item in arguments])
    return to_ruby(interp, world.outward(lambda: run_signatures(definition, signatures, call, given)))


def _own_call(interp: Interpreter, instance: Value, call: Call, arguments: tuple[PuppetValue, ...]) -> Value:
    from translator.evaluate.puppet.ruby.scope_object import scope_object

    given = [to_ruby(interp, item) for item in arguments]
    return interp.call(instance, "call", [scope_object(interp, call.scope), *given], block_of(interp, call.block))


def _signature(interp: Interpreter, definition: Definition, dispatch: Dispatch, instance: Value) -> Signature:
    def body(call: Call, *arguments: PuppetValue) -> PuppetValue:
        given = [to_ruby(interp, item) for item in arguments]
        for at, what in dispatch.injected:
            given.insert(at, _injected(interp, call, what))
        answer = from_ruby(interp, interp.call(instance, dispatch.method, given, block_of(interp, call.block)))
        if dispatch.is_mismatch:
            raise PuppetError(f"'{definition.name}' {answer}")
        return _of_return_type(call, definition, dispatch, answer) if dispatch.returns else answer

    return Signature(
        parameters=tuple(dispatch.parameters),
        names=tuple(dispatch.names),
        block=dispatch.block,
        body=body,
        mismatch=dispatch.is_mismatch,
    )


def _of_return_type(call: Call, definition: Definition, dispatch: Dispatch, answer: PuppetValue) -> PuppetValue:
    from translator.evaluate.puppet.types.mismatch.subjects import assert_instance

    kind = host(call).parse_type(definition.expanded(dispatch.returns), call.scope)
    return assert_instance(f"value returned from function '{dispatch.method}'", kind, answer, call.span)


def _injected(interp: Interpreter, call: Call, what: str) -> Value:
    from translator.evaluate.puppet.ruby.scope_object import scope_object

    if what == "cache":
        return interp.attached.setdefault("puppet_cache", interp.call(interp.const("Hash"), "new", []))
    return scope_object(interp, call.scope)


def block_of(interp: Interpreter, closure: Closure | None) -> RProc | None:
    """Return a lambda of Puppet code as a Ruby block."""
    if closure is None:
        return None
    from translator.evaluate.puppet.ruby.definitions import PuppetProc
    from translator.evaluate.puppet.ruby.world import world_of

    def run(args: list[Value]) -> Value:
        given = [from_ruby(interp, arg) for arg in args]
        return to_ruby(interp, world_of(interp).outward(lambda: closure.call(*given)))

    low, high = closure.parameter_count
    proc = PuppetProc(closure, run)
    proc.arity = low if low == high else -low - 1
    return proc


class LegacyFunction:
    """A function of the 3.x API: its block runs with the scope as self."""

    def __init__(self, world: World, name: str, file: InputFile | None) -> None:
        self.name = name
        self.file = file
        self._world = world

    def call(self, call: Call, arguments: tuple[PuppetValue, ...]) -> PuppetValue:
        """Run it; undef is given to it as an empty string."""
        return self._world.run(call, lambda interp: self._run(interp, call, arguments))

    def _run(self, interp: Interpreter, call: Call, arguments: tuple[PuppetValue, ...]) -> PuppetValue:
        from translator.evaluate.puppet.ruby import legacy
        from translator.evaluate.puppet.ruby.scope_object import scope_object

        self.load(interp)
        given = [to_ruby_3x(interp, item) for item in arguments]
        return from_ruby(interp, legacy.call(interp, scope_object(interp, call.scope), self.name, given))

    def load(self, interp: Interpreter) -> None:
        """Evaluate the file unless something else did."""
        from translator.evaluate.puppet.ruby import legacy

        if self.name in legacy.defined(interp) or self.file is None:
            return
        self._world.loaded.add(self.file.path)
        self._world.evaluate_file(self.file)
        if self.name not in legacy.defined(interp):
            raise PuppetError(
                f"The code loaded from {self.file.path} does not seem to be a Puppet 3x API function - "
                "no 'newfunction' call.",
                code=Code.PUPPET_ERROR,
            )
