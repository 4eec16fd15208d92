"""Facter in Ruby: `Facter.add` and what stands in its block; facts of modules are resolved as on an empty machine.

before:  Facter.add(:web_version) { confine kernel: 'Linux'; setcode { Facter::Core::Execution.which('nginx') } }
after:   the fact web_version is undef, for nothing is installed before the first run
A fact that depends on what a command prints is Unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from translator.evaluate.puppet.ruby.values import to_ruby
from translator.evaluate.puppet.ruby.world import fails_in_ruby_too
from translator.evaluate.puppet.values import Value as PuppetValue
from translator.evaluate.ruby.methods.base import Args, Blk, name_of
from translator.evaluate.ruby.native import (
    define_class,
    define_module,
    method,
    module_function,
    singleton,
    take_keywords,
)
from translator.evaluate.ruby.objects import (
    RClass,
    RHash,
    RObject,
    RProc,
    RRange,
    RRegexp,
    RString,
    RubyError,
    Symbol,
    Value,
)
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_RESOLUTION: Final = "Facter::Core::Resolvable"
_FACT: Final = "Facter::Fact"
VERSION: Final = "4.3.0"
_COMMANDS: Final = {
    name: f"/usr/bin/{name}"
    for name in [
        "awk",
        "bash",
        "cat",
        "cut",
        "df",
        "echo",
        "find",
        "getent",
        "grep",
        "head",
        "id",
        "ls",
        "lsblk",
        "mount",
        "ps",
        "readlink",
        "sed",
        "sh",
        "sort",
        "stat",
        "systemctl",
        "tail",
        "test",
        "tr",
        "uname",
        "wc",
    ]
}
_RAISE: Final = Symbol.of("raise")
define_class(_RESOLUTION)
define_class(_FACT)
define_class("Facter::Core::Execution::ExecutionFailure", "StandardError")
for _module in ("Facter::Util", "Facter::Util::Resolution", "Facter::Core", "Facter::Core::Execution"):
    define_module(_module)


@dataclass(slots=True)
class Resolution:
    """One `Facter.add`: what it depends on, its weight, and the code that answers."""

    confines: list[tuple[str, Value, RProc | None]] = field(default_factory=list)
    weight: int | None = None
    code: RProc | None = None
    command: Value = None
    chunks: list[RProc] = field(default_factory=list)
    merge: RProc | None = None


class ResolutionObject(RObject):
    """The self of a `Facter.add` block."""

    __slots__ = ("resolution",)

    def __init__(self, cls: RClass, resolution: Resolution) -> None:
        super().__init__(cls)
        self.resolution = resolution


class FactObject(RObject):
    """What `Facter.fact(:x)` answers."""

    __slots__ = ("name",)

    def __init__(self, cls: RClass, name: str) -> None:
        super().__init__(cls)
        self.name = name


class FactStore:
    """The facts that are known, and those that modules add."""

    def __init__(self, known: Mapping[str, PuppetValue]) -> None:
        self.known = known
        self.added: dict[str, list[Resolution]] = {}
        self._resolved: dict[str, Value] = {}

    def value(self, interp: Interpreter, name: str) -> Value:
        """Return a fact as a Ruby value, nil when there is none."""
        name = name.lower()
        if name not in self._resolved:
            self._resolved[name] = None  # for a fact that asks for itself
            self._resolved[name] = self._resolve(interp, name)
        return self._resolved[name]

    def _resolve(self, interp: Interpreter, name: str) -> Value:
        found = _first(interp, self.added[name]) if name in self.added else None
        value: Any = self.known.get(name)
        if found is not None and not (isinstance(found, Unknown) and value is not None):
            return found
        if value is None and "." in name:
            value = self.known
            for part in name.split("."):
                value = value.get(part) if isinstance(value, dict) else None
        return to_ruby(interp, value)


def store_of(interp: Interpreter) -> FactStore:
    """Return the facts of an interpreter; none while a catalog is compiled."""
    found: FactStore = interp.attached.setdefault("puppet_facts", FactStore({}))
    return found


def _first(interp: Interpreter, resolutions: list[Resolution]) -> Value:
    """Return the first value, by weight; Facter passes over a resolution that fails."""
    missing: Unknown | None = None
    suitable = [item for item in resolutions if all(_confined(interp, confine) for confine in item.confines)]
    for item in sorted(suitable, key=lambda item: -(len(item.confines) if item.weight is None else item.weight)):
        try:
            value = _answer(interp, item)
        except RubyError as error:
            if not fails_in_ruby_too(interp, error.value):
                missing = Unknown(interp.message_of(error).text, interp.span)
            continue
        if value is not None:
            return value
    return missing


def _answer(interp: Interpreter, resolution: Resolution) -> Value:
    if resolution.command is not None:
        return Unknown(f"what the command {interp.to_s(resolution.command).text} prints", interp.span)
    if resolution.chunks:
        return _merged(interp, resolution)
    return None if resolution.code is None else interp.yield_block(resolution.code, [])


def _merged(interp: Interpreter, resolution: Resolution) -> Value:
    values = [interp.yield_block(chunk, []) for chunk in resolution.chunks]
    if resolution.merge is not None:
        return interp.yield_block(
            resolution.merge, [RHash((Symbol.of(str(at)), item) for at, item in enumerate(values))]
        )
    found = RHash()
    for value in values:
        for key, item in value.items() if isinstance(value, RHash) else ():
            found.set(key, item)
    return found


def _confined(interp: Interpreter, confine: tuple[str, Value, RProc | None]) -> bool:
    name, wanted, block = confine
    if not name:
        return block is None or interp.truthy(interp.yield_block(block, []))
    value = store_of(interp).value(interp, name)
    if block is not None:
        return interp.truthy(interp.yield_block(block, [value]))
    return any(_matches(interp, item, value) for item in (wanted if isinstance(wanted, list) else [wanted]))


def _matches(interp: Interpreter, wanted: Value, value: Value) -> bool:
    if value is None:
        return False
    if isinstance(wanted, (RRegexp, RRange, RProc)):
        return interp.case_equal(wanted, value)
    if isinstance(wanted, bool) or isinstance(value, bool):
        return bool(wanted is value)
    return interp.to_s(wanted).text.lower() == interp.to_s(value).text.lower()


# --- Facter itself


@singleton("Facter", "add", argc=(1, 2))
@singleton("Facter", "define_fact", argc=(1, 2))
def add(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    given = list(args)
    options = take_keywords(given)
    if len(given) > 1 and isinstance(given[1], RHash):
        options = given[1]
    resolution = Resolution(weight=options.get(Symbol.of("weight")))
    store_of(interp).added.setdefault(name_of(interp, given[0]).lower(), []).append(resolution)
    if block is not None:
        interp.instance_eval(ResolutionObject(interp.const_class(_RESOLUTION), resolution), block)
    return None


@singleton("Facter", "value", "[]", argc=1)
def value(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return store_of(interp).value(interp, name_of(interp, args[0]))


@singleton("Facter", "fact", argc=1)
def fact(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    name = name_of(interp, args[0])
    found = store_of(interp).value(interp, name)
    return None if found is None else FactObject(interp.const_class(_FACT), name)


@method(_FACT, "value", argc=0)
def fact_value(interp: Interpreter, self: FactObject, args: Args, block: Blk) -> Value:
    return store_of(interp).value(interp, self.name)


@singleton("Facter", "version", argc=0)
def version(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString(VERSION)


@singleton("Facter", "debug", "debugonce", "warn", "warnonce", "info", "error", "log_exception", taint=True)
@singleton("Facter", "loadfacts", "search", "clear", "flush", "reset", "debugging?", taint=True)
def ignored(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None


# --- in the block


@method(_RESOLUTION, "confine", argc=(0, 2), taint=True)
def confine(interp: Interpreter, self: ResolutionObject, args: Args, block: Blk) -> Value:
    confines = self.resolution.confines
    if not args:
        confines.append(("", None, block))
    elif isinstance(args[0], RHash):
        confines.extend((name_of(interp, key), item, None) for key, item in args[0].items())
    else:
        confines.append((name_of(interp, args[0]), args[1] if len(args) > 1 else None, block))
    return None


@method(_RESOLUTION, "has_weight", argc=1)
def has_weight(interp: Interpreter, self: ResolutionObject, args: Args, block: Blk) -> Value:
    self.resolution.weight = args[0]
    return None


@method(_RESOLUTION, "setcode", argc=(0, 1), taint=True)
def setcode(interp: Interpreter, self: ResolutionObject, args: Args, block: Blk) -> Value:
    self.resolution.code, self.resolution.command = block, args[0] if args else None
    return None


@method(_RESOLUTION, "chunk", argc=(1, 2), taint=True)
def chunk(interp: Interpreter, self: ResolutionObject, args: Args, block: Blk) -> Value:
    if block is not None:
        self.resolution.chunks.append(block)
    return None


@method(_RESOLUTION, "aggregate", argc=0)
def aggregate(interp: Interpreter, self: ResolutionObject, args: Args, block: Blk) -> Value:
    self.resolution.merge = block
    return None


@method(_RESOLUTION, "timeout=", "timeout", "on_flush", "name", "debug", "type", taint=True)
def resolution_ignored(interp: Interpreter, self: ResolutionObject, args: Args, block: Blk) -> Value:
    return None


# --- commands


def _execution(module: str) -> None:
    @module_function(module, "which", argc=1)
    def which(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        """Only what every system has is there before the first run."""
        path = _COMMANDS.get(interp.to_s(args[0]).text.rpartition("/")[2])
        return None if path is None else RString(path)

    @module_function(module, "exec", argc=(1, 2), taint=True)
    def run(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return _printed(interp, args[0])

    @module_function(module, "execute", argc=(1, 2), taint=True)
    def execute(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        """A command that is not there is an error, unless `on_fail:` says what it stands for."""
        found = _printed(interp, args[0])
        if found is not None:
            return found
        on_fail = args[1].get(Symbol.of("on_fail"), _RAISE) if len(args) > 1 and isinstance(args[1], RHash) else _RAISE
        if on_fail is not _RAISE:
            return on_fail
        raise interp.error(
            "Facter::Core::Execution::ExecutionFailure", f"Could not execute '{interp.to_s(args[0]).text}'"
        )


def _printed(interp: Interpreter, command: Value) -> Value:
    """Return what is not known, nil for a program that is not installed before the first run."""
    text = interp.to_s(command).text
    program = (text.split() or [""])[0]
    known = program.rpartition("/")[2] in _COMMANDS
    return Unknown(f"what the command {text} prints", interp.span) if known else None


for _name in ("Facter::Util::Resolution", "Facter::Core::Execution"):
    _execution(_name)
