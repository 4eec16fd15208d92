"""Puppet's objects in Ruby: what a method of theirs is called with goes to the object, as in Puppet code.

`context.not_found` and `context.cache(key, value)` of data functions come this way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.puppet.lookup.keys import NotFound
from translator.evaluate.puppet.ruby.definitions import RubyClosure
from translator.evaluate.puppet.ruby.values import PuppetObject, from_ruby, to_ruby
from translator.evaluate.puppet.ruby.world import Jump, world_of
from translator.evaluate.puppet.types.objects import ObjectValue
from translator.evaluate.ruby.methods.base import Args, Blk
from translator.evaluate.ruby.native import define_class, define_module, method, singleton
from translator.evaluate.ruby.objects import RHash, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


_CONFIG = "Puppet::Pops::Lookup::HieraConfig"
define_module("Puppet::Pops::Lookup")
define_class(_CONFIG)


@singleton(_CONFIG, "symkeys_to_string", argc=1)
def symkeys_to_string(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return _with_text_keys(args[0])


def _with_text_keys(value: Value) -> Value:
    if isinstance(value, list):
        return [_with_text_keys(item) for item in value]
    if isinstance(value, RHash):
        return RHash((_text_key(key), _with_text_keys(item)) for key, item in value.items())
    return value


def _text_key(key: Value) -> Value:
    return RString(key.name) if isinstance(key, Symbol) else key


@method("Puppet::Pops::Object", "method_missing")
def call_member(interp: Interpreter, self: PuppetObject, args: Args, block: Blk) -> Value:
    name, *given = args
    found = self.value.member(name.name) if isinstance(self.value, ObjectValue) else None
    if found is None:
        raise interp.error("NoMethodError", f"undefined method `{name.name}' for {interp.shown(self)}")
    closure = RubyClosure(interp, block) if block is not None else None
    arguments = [from_ruby(interp, item) for item in given]
    try:
        return to_ruby(interp, world_of(interp).outward(lambda: found(*arguments, block=closure)))
    except NotFound as missing:
        raise Jump(missing) from None


@method("Puppet::Pops::Object", "respond_to_missing?", argc=(1, 2))
def has_member(interp: Interpreter, self: PuppetObject, args: Args, block: Blk) -> Value:
    return isinstance(self.value, ObjectValue) and self.value.member(args[0].name) is not None
