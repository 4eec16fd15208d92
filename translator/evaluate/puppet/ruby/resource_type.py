"""Resource types that modules define in Ruby: lib/puppet/type/NAME.rb in, a NativeType out.

before:  Puppet::Type.newtype(:site) do
           ensurable
           newparam(:name, namevar: true)
           newproperty(:port) { newvalues(/^\\d+$/) }
         end
after:   NativeType(name="site", properties=("ensure", "port"), parameters=("name",))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.calls import Call, Scope
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.resource_types.model import Convert, NativeType, TitlePattern
from translator.evaluate.puppet.ruby.functions import world_for
from translator.evaluate.puppet.ruby.type_definitions import TypeDefinition, type_definitions
from translator.evaluate.puppet.ruby.values import from_ruby
from translator.evaluate.puppet.values import Regexp, Value
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.errors import redacted
from translator.evaluate.ruby.frames import Signal
from translator.evaluate.ruby.objects import RHash, RProc, RRegexp, RString, RubyError, Symbol
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.puppet.ruby.world import World
    from translator.evaluate.ruby.interpreter import Interpreter

_FAILURES: Final = (RubyError, BudgetExceeded, RecursionError, Signal, PuppetError)


def read_type(name: str, compilation: Any) -> NativeType:
    """Read a module's type; one that cannot be read to its end takes any attribute, and a Diagnostic says so."""
    world = world_for(compilation)
    call = Call(scope=compilation.top, span=None, name=f"the type {name}")
    found: list[NativeType] = []

    def read(interp: Interpreter) -> None:
        found.append(_read(world, interp, name, compilation.top))

    try:
        world.run(call, read)
    except PuppetError as error:
        message = f"the resource type {name} cannot be read: {error.message}"
        compilation.report(Diagnostic(code=Code.UNKNOWN_VALUE, message=message, span=error.span))
    return found[0] if found else NativeType(name=name, open=True)


def _read(world: World, interp: Interpreter, name: str, scope: Scope) -> NativeType:
    problem: Exception | None = None
    path = f"puppet/type/{name}.rb"
    try:
        for module in world.modules.values():
            file = module.folder.find(f"lib/{path}")
            if file is not None and file.path not in world.loaded:
                world.loaded.add(file.path)
                world.evaluate_file(file)
                break
    except RubyError as error:
        problem = error
        span = error.backtrace[0] if error.backtrace else None
        text = f"the resource type {name} is read in part: {redacted(interp, interp.message_of(error))}"
        interp.diagnose(Code.UNKNOWN_VALUE, text, span)
    definition = type_definitions(interp).get(name)
    if definition is None:
        return NativeType(name=name, open=True)
    return _native(world, interp, definition, scope, problem is not None)


def _native(world: World, interp: Interpreter, definition: TypeDefinition, scope: Scope, is_open: bool) -> NativeType:
    from translator.evaluate.puppet.ruby import type_instances

    attributes = definition.attributes.values()
    parameters = [item.name for item in attributes if not item.is_property]
    namevars = [item.name for item in attributes if not item.is_property and (item.is_namevar or item.name == "name")]
    return NativeType(
        name=definition.name,
        properties=tuple(item.name for item in attributes if item.is_property),
        parameters=tuple(parameters),
        namevars=tuple(namevars) or ("name",),
        isomorphic=definition.cls is None or definition.cls.ivars.get("isomorphic") is not False,
        open=is_open,
        titles=tuple(_title_patterns(world, interp, definition)),
        finder=type_instances.finder(world, definition, scope),
        has_providers=lambda: _has_providers(world, definition.name),
        checker=type_instances.checker(world, definition, scope),
        source=definition,
    )


def _has_providers(world: World, name: str) -> bool:
    prefix = f"lib/puppet/provider/{name}/"
    return any(path.startswith(prefix) for module in world.modules.values() for path in module.folder.files)


# --- titles


def _title_patterns(world: World, interp: Interpreter, definition: TypeDefinition) -> Sequence[TitlePattern]:
    if definition.title_patterns is not None:
        return [_api_pattern(item) for item in definition.title_patterns if isinstance(item, RHash)]
    if definition.cls is None:
        return []
    entry = interp.table.find(interp.class_of(definition.cls), "title_patterns")
    if entry is None or not entry.is_ruby:
        return []
    patterns = interp.call(definition.cls, "title_patterns")
    return [_pattern(world, interp, item) for item in patterns if isinstance(item, list) and len(item) == 2]


def _pattern(world: World, interp: Interpreter, item: list[Any]) -> TitlePattern:
    regexp, targets = item
    pairs = [target if isinstance(target, list) else [target] for target in targets]
    return TitlePattern(
        pattern=Regexp(regexp.source, regexp.flags) if isinstance(regexp, RRegexp) else Regexp(regexp.text),
        names=tuple(_word(pair[0]) for pair in pairs),
        converters=tuple(_converter(world, interp, pair[1]) if len(pair) > 1 else None for pair in pairs),
    )


def _api_pattern(item: RHash) -> TitlePattern:
    """A pattern of the Resource API: its named groups are the attributes."""
    regexp = item.get(Symbol.of("pattern"))
    source, flags = (regexp.source, regexp.flags) if isinstance(regexp, RRegexp) else ("(?<name>.*)", "m")
    from translator.evaluate.puppet.patterns import compiled

    groups = compiled(Regexp(source, flags)).groupindex
    return TitlePattern(pattern=Regexp(source, flags), names=tuple(sorted(groups, key=lambda name: groups[name])))


def _converter(world: World, interp: Interpreter, proc: Any) -> Convert | None:
    if not isinstance(proc, RProc):
        return None

    def convert(text: str) -> Value:
        try:
            return from_ruby(interp, interp.yield_block(proc, [RString(text) if text is not None else None]))
        except _FAILURES:
            return Unknown("a title that Ruby code takes apart", None)

    return convert


def _word(value: Any) -> str:
    return value.name if isinstance(value, Symbol) else str(getattr(value, "text", value))
