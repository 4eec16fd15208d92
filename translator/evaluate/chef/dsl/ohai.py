"""Ohai's constants as recipes use them: its configuration, a log that goes nowhere, its version.

before:  Ohai::Config[:plugin_path] << node['ohai']['plugin_path']
after:   a list that nobody reads: the facts are given, and plugins do not run
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.run import VERSION
from translator.evaluate.ruby.native import constant, define_class, define_module, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

define_module("Ohai")
define_module("Ohai::Config")
define_module("Ohai::Log")
define_module("Ohai::Exceptions")
define_class("Ohai::Exceptions::Exec", "RuntimeError")
_LISTS = ("plugin_path", "hints_path", "disabled_plugins", "optional_plugins")


@constant("Ohai", "VERSION")
def version(interp: Interpreter) -> Value:
    return RString(VERSION, None, True)


def _config(interp: Interpreter) -> RHash:
    """Return Ohai's configuration of this run, its lists empty."""
    config: RHash | None = interp.attached.get("ohai")
    if config is None:
        pairs: list[tuple[Value, Value]] = [(Symbol.of(name), []) for name in _LISTS]
        config = interp.attached["ohai"] = RHash(pairs)
    return config


@singleton("Ohai", "config")
def whole(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return _config(interp)


@singleton("Ohai::Config", "[]")
def read(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return _config(interp).get(Symbol.of(name_of(args[0])))


@singleton("Ohai::Config", "[]=", taint=True)
def write(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    _config(interp).set(Symbol.of(name_of(args[0])), args[1])
    return args[1]


@singleton("Ohai::Config", "ohai")
def nested(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return _config(interp)


@singleton("Ohai::Log", "trace", "debug", "info", "warn", "error", "fatal", "level=", "init")
def log(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    """Messages go nowhere."""
    return None
