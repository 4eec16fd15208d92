"""Chef::Property objects as code sees them: `new_resource.class.properties[:x].is_set?(new_resource)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.chef.property import Property
from translator.evaluate.chef.run import run_of
from translator.evaluate.ruby.native import method
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


class RProperty(RObject):
    """A Chef::Property."""

    __slots__ = ("prop",)

    def __init__(self, cls: RClass, prop: Property) -> None:
        super().__init__(cls)
        self.prop = prop


@method("Chef::Property", "name", "to_sym")
def name(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return Symbol.of(self.prop.name)


@method("Chef::Property", "is_set?")
def is_set(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.is_set(args[0])


@method("Chef::Property", "get", "call")
def get(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.call(run_of(interp), args[0], args[1:])


@method("Chef::Property", "set")
def set_value(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.set(run_of(interp), args[0], args[1])


@method("Chef::Property", "default")
def default(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.options.get("default")


@method("Chef::Property", "options", "validation_options")
def options(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return RHash((Symbol.of(key), value) for key, value in self.prop.options.items())


@method("Chef::Property", "required?")
def required(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.required(None)


@method("Chef::Property", "name_property?")
def is_name(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.is_name


@method("Chef::Property", "identity?")
def identity(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.identity


@method("Chef::Property", "desired_state?")
def desired(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.desired


@method("Chef::Property", "sensitive?")
def sensitive(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.sensitive


@method("Chef::Property", "has_default?")
def has_default(interp: Interpreter, self: RProperty, args: list[Value], block: RProc | None) -> Value:
    return self.prop.has_default
