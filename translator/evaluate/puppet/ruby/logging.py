"""Puppet's own module as Ruby code uses it: messages, settings, version, and what the helpers of Errors raise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from translator.evaluate.puppet.ruby.values import to_ruby
from translator.evaluate.puppet.ruby.world import world_of
from translator.evaluate.ruby.errors import redacted
from translator.evaluate.ruby.methods.base import Args, Blk, name_of
from translator.evaluate.ruby.native import constant, define_class, method, module_function, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

VERSION: Final = "7.23.0"
LEVELS: Final = ("debug", "info", "notice", "warning", "err", "alert", "emerg", "crit")
_SETTINGS: Final = "Puppet::Settings"
_SYMBOLIC: Final = frozenset({"strict"})
define_class(_SETTINGS)
constant("Puppet", "PUPPETVERSION")(lambda interp: RString(VERSION, frozen=True))


def _log(interp: Interpreter, level: str, args: Args) -> None:
    world = world_of(interp)
    message = " ".join(redacted(interp, interp.to_s(arg)) for arg in args)
    world.host.log(level, message, world.call.span)


def _logging(level: str) -> None:
    def write(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        if level != "debug":
            _log(interp, level, args)
        return None

    singleton("Puppet", level, taint=True)(write)
    method("Puppet::Util::Logging", level, taint=True)(write)
    method("Puppet::Parser::Scope", level, taint=True)(write)
    method("Puppet::Functions::Function", level, taint=True)(write)


for _level in LEVELS:
    _logging(_level)


@singleton("Puppet", "deprecation_warning", "puppet_deprecation_warning", "warn_once", argc=(1, None), taint=True)
def deprecation_warning(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    _log(interp, "warning", args[:1])
    return None


@singleton("Puppet", "log_exception", "push_context", "pop_context", argc=(0, None), taint=True)
def ignored(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None


@singleton("Puppet", "version", argc=0)
def version(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString(VERSION)


# --- settings


def _setting(interp: Interpreter, name: Value) -> Value:
    key = name_of(interp, name)
    value = world_of(interp).host.settings.get(key)
    return Symbol.of(value) if key in _SYMBOLIC and isinstance(value, str) else to_ruby(interp, value)


@singleton("Puppet", "[]", argc=1)
def setting(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return _setting(interp, args[0])


@singleton("Puppet", "settings", argc=0)
def settings(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RObject(interp.const_class(_SETTINGS))


@method(_SETTINGS, "[]", "value", argc=(1, 2))
def settings_value(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return _setting(interp, args[0])


@singleton("Puppet", "lookup", argc=(1, 2))
def lookup(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`Puppet.lookup(:global_scope)` and its like."""
    from translator.evaluate.puppet.ruby.scope_object import top_scope_object

    name = name_of(interp, args[0])
    if name == "global_scope":
        return top_scope_object(interp)
    if name in ("current_environment", "root_environment"):
        return interp.call(top_scope_object(interp), "environment", [])
    return interp.refuse(f"Puppet.lookup(:{name})")


@singleton("Puppet", "features", argc=0)
def features(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RObject(interp.const_class("Puppet::Features"))


define_class("Puppet::Features")


@method("Puppet::Features", "method_missing", taint=True)
def feature(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """A compiling master is a POSIX machine, run as root, that has the libraries which modules ask for."""
    return args[0].name != "microsoft_windows?"


# --- what raises


@method("Puppet::Util::Errors", "fail", "devfail", taint=True)
def fail(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`fail "message"` of a scope: a Puppet::Error."""
    given = [arg for arg in args if not (isinstance(arg, RHash) and arg.keyword)]
    cls = given.pop(0) if given and isinstance(given[0], RClass) else interp.const_class("Puppet::Error")
    raise interp.error(cls, RString.from_parts(part for arg in given for part in interp.to_s(arg).parts))


@module_function("Kernel", "_", "n_", taint=True)
def translated(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Gettext's `_("text")`: messages are in English. `n_("one", "many", count)` chooses by its number."""
    return args[1] if len(args) > 2 and args[2] != 1 else args[0]
