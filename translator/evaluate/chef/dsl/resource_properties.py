"""A resource's properties by name: property_is_set?, copy_properties_from, validate, set_or_return, lazy, and what is missing.

before:  set_or_return(:path, arg, kind_of: String)      (in a resource class of a library)
after:   @path set and checked, or read
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.dsl.resource_class import names_in
from translator.evaluate.chef.dsl.resource_methods import RESOURCE
from translator.evaluate.chef.objects import ResourceObject
from translator.evaluate.chef.property import Property
from translator.evaluate.chef.run import run_of
from translator.evaluate.chef.stand_ins import set_property
from translator.evaluate.chef.validation import validate_hash
from translator.evaluate.ruby.calls import answer_missing, call_missing
from translator.evaluate.ruby.native import method, take_keywords
from translator.evaluate.ruby.objects import RObject, RProc, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


# --- properties by name


def property_named(interp: Interpreter, resource: RObject, name: str) -> Property:
    found = run_of(interp).property_of(resource.cls, name)
    if found is None:
        raise interp.error("ArgumentError", f"Property {name} is not defined in class {interp.inspect(resource.cls)}")
    return found


@method(RESOURCE, "property_is_set?")
def property_is_set(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return property_named(interp, self, name_of(args[0])).is_set(self)


@method(RESOURCE, "reset_property")
def reset_property(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    property_named(interp, self, name_of(args[0])).reset(self)
    return None


@method(RESOURCE, "copy_properties_from")
def copy_properties_from(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    """`copy_properties_from new_resource, :a, :b, exclude: [:c]`: what is set there is set here."""
    run = run_of(interp)
    options = take_keywords(args)
    other = args[0]
    left_out = names_in([options.get(Symbol.of("exclude"), [Symbol.of("name")])])
    wanted = names_in(args[1:]) or list(run.properties_of(other.cls))
    for name in wanted:
        if name not in left_out and property_named(interp, other, name).is_set(other):
            interp.call(self, name, [interp.call(other, name)])
    return self


@method(RESOURCE, "load_from")
def load_from(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    for key, value in args[0].ivars.items():
        if key not in ("source_line", "action", "not_if", "only_if"):
            self.ivars[key] = value
    return None


@method("Chef::Mixin::ParamsValidate", "validate", taint=True)
def validate(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return validate_hash(run_of(interp), self if isinstance(self, RObject) else None, args[0], args[1])


@method("Chef::Mixin::ParamsValidate", "set_or_return", taint=True)
def set_or_return(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    """`set_or_return(:name, value, kind_of: String, default: "x")` of old resource classes."""
    run = run_of(interp)
    rules = {name_of(key): value for key, value in (args[2].items() if len(args) > 2 else ())}
    prop = Property(name_of(args[0]), self.cls, rules, set_or_return=True)
    value = prop.call(run, self, [args[1]])
    if args[1] is None and prop.ivar not in self.ivars:
        self.ivars[prop.name] = value
    return value


@method("Chef::Mixin::ParamsValidate", "lazy")
@method("Chef::DSL::Universal", "lazy")
def lazy(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        raise interp.error("ArgumentError", "lazy must be given a block")
    return run_of(interp).lazy(block)


@method("Chef::DelayedEvaluator", "call")
def call_lazy(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.yield_block(self.proc, args)


# --- what is not here is asked of the provider whose action declared the resource


@method(RESOURCE, "method_missing", taint=True)
def method_missing(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    name = name_of(args[0])
    reason = interp.missing_reason
    run = run_of(interp)
    if self.cls in run.stand_ins.values():
        return set_property(run, self, name.removesuffix("="), args[1:], block)
    enclosing = self.enclosing
    if enclosing is not None and interp.responds_to(enclosing, name, private=True):
        return interp.call(enclosing, name, args[1:], block)
    if enclosing is not None:
        entry = interp.table.find(interp.class_of(enclosing), "method_missing")
        if entry is not None and entry.is_ruby:
            return call_missing(interp, enclosing, name, args[1:], block, reason)
    return answer_missing(interp, self, name, args[1:], block, reason)


@method(RESOURCE, "respond_to_missing?")
def respond_to_missing(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return False
