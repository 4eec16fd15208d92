"""Chef::Property: how a property's value is coerced, validated, stored, defaulted and read back.

in:   `mode "0755"` on a resource whose class has the property
out:  the instance variable @mode of the resource; reading a default that can be changed stores a copy, as Chef does
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.chef.objects import Lazy
from translator.evaluate.chef.validation import accepts, failed, validate_value
from translator.evaluate.ruby.absence import NOTHING
from translator.evaluate.ruby.native import TAINT_AWARE
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
from translator.evaluate.values import Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun
    from translator.evaluate.ruby.interpreter import Interpreter

NOT_CHECKS = frozenset(
    [
        "declared_in",
        "name",
        "instance_variable_name",
        "desired_state",
        "identity",
        "default",
        "name_property",
        "name_attribute",
        "coerce",
        "required",
        "nillable",
        "sensitive",
        "description",
        "introduced",
        "deprecated",
        "default_description",
        "skip_docs",
    ]
)


class Property:
    """One property of a resource class. `options` are those of `property`, as Ruby values (or native callables)."""

    __slots__ = ("checks", "declared_in", "name", "options", "set_or_return")

    def __init__(self, name: str, declared_in: RClass, options: dict[str, Value], set_or_return: bool = False) -> None:
        if "name_attribute" in options:
            options["name_property"] = options.pop("name_attribute")
        if options.get("name_property") and "desired_state" not in options:
            options["desired_state"] = False
        self.name = name
        self.declared_in = declared_in
        self.options = options
        self.set_or_return = set_or_return
        self.checks = {key: value for key, value in options.items() if key not in NOT_CHECKS}

    def derive(self, declared_in: RClass, changed: dict[str, Value]) -> Property:
        """Return this property with some options changed, for another class."""
        options = dict(self.options)
        if {"name_property", "name_attribute", "default"} & changed.keys():
            for key in ("name_property", "name_attribute", "default"):
                options.pop(key, None)
        return Property(self.name, declared_in, {**options, **changed})

    # --- what it is

    @property
    def ivar(self) -> str | None:
        given = self.options.get("instance_variable_name", self.name)
        if given is False or given is None:
            return None
        text = given if isinstance(given, str) else given.name if isinstance(given, Symbol) else given.text
        return text.lstrip("@")

    @property
    def is_name(self) -> bool:
        return bool(self.options.get("name_property"))

    @property
    def has_default(self) -> bool:
        return "default" in self.options or self.is_name

    @property
    def desired(self) -> bool:
        return self.options.get("desired_state", True) is not False

    @property
    def identity(self) -> bool:
        return bool(self.options.get("identity"))

    @property
    def sensitive(self) -> bool:
        return bool(self.options.get("sensitive"))

    def required(self, actions: list[str] | None) -> bool:
        """Tell whether a value must be there when one of `actions` runs (None: at all)."""
        wanted = self.options.get("required")
        if isinstance(wanted, list) and actions is not None:
            return bool({item.name if isinstance(item, Symbol) else item.text for item in wanted} & set(actions))
        return bool(wanted)

    # --- use

    def is_set(self, resource: RObject) -> bool:
        return self.ivar is None or self.ivar in resource.ivars

    def reset(self, resource: RObject) -> None:
        if self.ivar is not None:
            resource.ivars.pop(self.ivar, None)

    def call(self, run: ChefRun, resource: RObject, args: list[Value]) -> Value:
        """Read without an argument, else set; old `set_or_return` properties read when nil is given."""
        if not args or (self.set_or_return and args[0] is None and not self._accepts_nil(run, resource)):
            return self.get(run, resource)
        return self.set(run, resource, args[0])

    def get(self, run: ChefRun, resource: RObject, store: bool = True) -> Value:
        """Return the value, the default when it was not set; ValidationFailed when it is required and missing."""
        ivar = self.ivar
        if ivar is not None and ivar in resource.ivars:
            value = self.output(run, resource, resource.ivars[ivar])
        elif self.has_default:
            value = self._default_or_unknown(run, resource)
            if store and ivar is not None and changeable(value):
                resource.ivars[ivar] = value
        else:
            value = None
        if value is None and self.required(run.actions_of(resource)):
            raise failed(run.interp, f"{self.name} is a required property")
        return value

    def set(self, run: ChefRun, resource: RObject, value: Value) -> Value:
        """Coerce, check and store a value."""
        given = value
        if value is None and not self._accepts_nil(run, resource):
            value = self._raw_default(run)
        if not isinstance(value, Lazy):
            value = self._settled(run, resource, value, given is None)
        if self.ivar is not None:
            resource.ivars[self.ivar] = value
        if value is None and self.required(run.actions_of(resource)):
            value = self._unknown(run, failed(run.interp, f"{self.name} is a required property"))
            if self.ivar is not None:
                resource.ivars[self.ivar] = value
        return value

    def _default_or_unknown(self, run: ChefRun, resource: RObject) -> Value:
        """Return the default; the name of a resource that is nil is data that nobody gave."""
        try:
            return self._default_value(run, resource)
        except RubyError as error:
            named = not self.is_name or run.name_of(resource) is not None
            if named or not run.interp.is_a(error.value, "Chef::Exceptions::ValidationFailed"):
                raise
            return self._unknown(run, error)

    def _settled(self, run: ChefRun, resource: RObject, value: Value, was_nil: bool) -> Value:
        """Return a value checked; nil where something must be given is data that nobody gave."""
        try:
            return self.checked(run, resource, value)
        except RubyError as error:
            if not was_nil or not run.interp.is_a(error.value, "Chef::Exceptions::ValidationFailed"):
                raise
            return self._unknown(run, error)

    def _unknown(self, run: ChefRun, error: RubyError) -> Value:
        if run.interp.absence is None:
            raise error
        found = run.interp.absence.nil_argument(self.name, [None])
        if found is NOTHING:
            raise error
        return found

    def checked(self, run: ChefRun, resource: RObject | None, value: Value) -> Value:
        """Return the value coerced; ValidationFailed when it is not one that the property takes."""
        coerce = self.options.get("coerce")
        if coerce is not None and value is not None:
            value = _exec_in(run, resource, coerce, [value])
        if value is not None or self.has_default:
            validate_value(run, resource, self.name, value, self.checks)
        return value

    def output(self, run: ChefRun, resource: RObject, value: Value) -> Value:
        """Return a stored value as it is read: a lazy one is worked out now."""
        if not isinstance(value, Lazy):
            return value
        return self.checked(run, resource, evaluate_lazy(run, resource, value))

    def _raw_default(self, run: ChefRun) -> Value:
        if "default" in self.options:
            return self.options["default"]
        if self.is_name:
            return run.native_lazy(lambda _run, resource: run.name_of(resource))
        return None

    def _default_value(self, run: ChefRun, resource: RObject) -> Value:
        value = self._raw_default(run)
        if isinstance(value, Lazy):
            return self.checked(run, resource, evaluate_lazy(run, resource, value))
        if "coerce" in self.options:
            return self.checked(run, resource, copy_of(value))
        return copy_of(value)

    def _accepts_nil(self, run: ChefRun, resource: RObject) -> bool:
        if "coerce" in self.options:
            return True
        return "is" in self.options and accepts(run, resource, self.options["is"], None)


class Accessor:
    """The method that reads or sets a property, as the interpreter calls it; tainted values reach it as they are."""

    __slots__ = ("name", "setter")

    def __init__(self, name: str, setter: bool) -> None:
        self.name = name
        self.setter = setter

    def __hash__(self) -> int:
        return hash(Accessor)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Accessor)

    def __call__(self, interp: Interpreter, self_value: Value, args: list[Value], block: RProc | None) -> Value:
        from translator.evaluate.chef.run import run_of

        run = run_of(interp)
        prop = run.property_of(self_value.cls, self.name)
        if block is not None and not self.setter:
            text = (
                f"Property `{self.name}` of `{run.describe(self_value)}` was incorrectly passed a block. Possible "
                f"property-resource collision. To call a resource named `{self.name}` either rename the property or "
                f"else use `declare_resource(:{self.name}, ...)`"
            )
            raise interp.error("RuntimeError", text)
        assert prop is not None
        if len(args) > 1:
            args = [list(args)] if self.name == "action" else args
            raise interp.error("ArgumentError", f"wrong number of arguments (given {len(args)}, expected 0..1)")
        if args and isinstance(args[0], RHash) and args[0].keyword:
            args[0].keyword = False
        return prop.set(run, self_value, args[0]) if self.setter else prop.call(run, self_value, args)


TAINT_AWARE.add(Accessor("", False))


def evaluate_lazy(run: ChefRun, resource: RObject, lazy: Lazy) -> Value:
    """Work out `lazy { … }` in the resource; a block with a parameter is given the resource instead."""
    if lazy.native is not None:
        return lazy.native(run, resource)
    assert lazy.proc is not None
    return _exec_in(run, resource, lazy.proc, [])


def _exec_in(run: ChefRun, resource: RObject | None, proc: Value, args: list[Value]) -> Value:
    if not isinstance(proc, RProc):
        return proc(run, resource, *args)
    if run.arity(proc) > len(args):
        return run.interp.yield_block(proc, [resource, *args])
    return run.interp.yield_block(proc, args) if resource is None else run.exec_in(resource, proc, args)


def changeable(value: Value) -> bool:
    """Tell whether Ruby would call the value unfrozen, so that reading a default stores it."""
    if value is None or isinstance(value, (bool, int, float, Symbol, RRange, RRegexp, Tainted, Unknown)):
        return False
    return not getattr(value, "frozen", False)


def copy_of(value: Value) -> Value:
    """Return a default as a fresh, unfrozen copy."""
    if type(value) is RString:
        return RString(value.text, value.holes)
    if type(value) is list:
        return [copy_of(item) for item in value]
    if type(value) is RHash:
        return RHash((key, copy_of(item)) for key, item in value.items())
    return value
