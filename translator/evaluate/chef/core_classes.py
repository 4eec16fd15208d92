"""Chef's core resource classes for one run, built from the table of resources/*.py."""

from __future__ import annotations

from functools import cache
from typing import Any

from translator.evaluate.chef import resources
from translator.evaluate.chef.bridge import to_ruby
from translator.evaluate.chef.coercions import COERCIONS
from translator.evaluate.chef.defaults import DEFAULTS
from translator.evaluate.chef.property import Accessor, Property
from translator.evaluate.chef.resource_table import CORE, MISSING, SECURABLE, CoreType, PropertySpec
from translator.evaluate.chef.run import ChefRun
from translator.evaluate.ruby.objects import RClass, RString, Value
from translator.registry import import_folder

COMMON: tuple[PropertySpec, ...] = (
    PropertySpec("name", coerce="resource_name", required=True, desired=False),
    PropertySpec("retries", "Integer", default=0, desired=False),
    PropertySpec("retry_delay", "Integer", default=2, desired=False),
    PropertySpec("sensitive", "true|false", default=False, desired=False),
    PropertySpec("compile_time", "true|false", default=False, desired=False),
    PropertySpec("umask", "String|Integer", desired=False),
    PropertySpec("ignore_failure", "true|false|:quiet|'quiet'", default=False, desired=False),
)


def build_core_classes(run: ChefRun) -> None:
    """Make Chef::Resource's properties and every core class below it, and file what they provide."""
    import_folder(resources)
    base = run.interp.const_class("Chef::Resource")
    run.core_classes.add(base)
    info = run.info(base)
    info.core = True
    for spec in COMMON:
        info.properties[spec.name] = make_property(run, base, spec)
        add_accessors(base.methods, spec.name, spec.name)
    for core_type in CORE.values():
        build_class(run, core_type)
    run.interp.table.changed()


def build_class(run: ChefRun, core_type: CoreType) -> RClass:
    """Make one class, its parent first."""
    path = f"Chef::Resource::{core_type.path}"
    if run.interp.has_const(path):
        return run.interp.const_class(path)
    parent = build_class(run, CORE[core_type.parent]) if core_type.parent else run.interp.const_class("Chef::Resource")
    scope = path.rpartition("::")[0]
    if not run.interp.has_const(scope):
        build_class(run, CORE[scope.removeprefix("Chef::Resource::")])
    cls = run.interp.make_class(path, parent)
    run.interp.set_const(path, cls)
    fill_class(run, cls, core_type, parent)
    return cls


def fill_class(run: ChefRun, cls: RClass, core_type: CoreType, parent: RClass) -> None:
    """Give a core class what its table entry says."""
    run.core_classes.add(cls)
    info = run.info(cls)
    info.core, info.composed = True, core_type.composed
    info.resource_name = core_type.name or None
    if core_type.actions:
        inherited = run.allowed_actions(parent)
        info.allowed_actions = list(dict.fromkeys([*inherited, *core_type.actions]))
    if core_type.default:
        info.default_action = [core_type.default]
    specs = (*(SECURABLE if core_type.securable else ()), *core_type.props)
    info.make_properties = lambda: {spec.name: make_property(run, cls, spec) for spec in specs}
    cls.methods.update(_accessors_of(core_type.path))
    if core_type.name and not any(name == core_type.name for name, _ in core_type.provides):
        run.resource_handlers.provides(core_type.name, cls, {})
    for name, filters in core_type.provides:
        run.resource_handlers.provides(name, cls, filters, _always if filters.get("block") else None)


def _always() -> bool:
    """The test of a core class that no cookbook's class of the same name replaces."""
    return True


@cache
def _accessors_of(path: str) -> dict[str, Accessor]:
    """Return the methods that read and set the properties of a core type; they hold for every run."""
    core_type = CORE[path]
    methods: dict[str, Accessor] = {}
    for spec in (*(SECURABLE if core_type.securable else ()), *core_type.props):
        add_accessors(methods, spec.name, spec.name)
    aliases = {**core_type.aliases, **({"user": "owner"} if core_type.securable else {})}
    for alias, name in aliases.items():
        add_accessors(methods, alias, name)
    return methods


def add_accessors(methods: dict[str, Any], name: str, prop: str) -> None:
    methods[name] = Accessor(prop, False)
    methods[name + "="] = Accessor(prop, True)


def make_property(run: ChefRun, cls: RClass, spec: PropertySpec) -> Property:
    """Return the property that a table entry describes."""
    options: dict[str, Any] = {}
    if spec.types:
        options["is"] = [found for name in spec.types.split("|") for found in _type(run, name)]
    if spec.is_name:
        options["name_property"] = True
    if spec.default is not MISSING:
        options["default"] = to_ruby(spec.default)
    elif spec.lazy:
        options["default"] = run.native_lazy(DEFAULTS.get(spec.lazy) or _nil)
    if spec.coerce:
        coerce = COERCIONS.get(spec.coerce)
        if coerce is not None:
            options["coerce"] = coerce
    if spec.equal_to:
        options["equal_to"] = to_ruby(spec.equal_to)
    if spec.regex:
        options["regex"] = run.regexp(spec.regex)
    if spec.required:
        options["required"] = [RString(item) for item in spec.required] if isinstance(spec.required, tuple) else True
    if spec.identity:
        options["identity"] = True
    if not spec.desired:
        options["desired_state"] = False
    if spec.sensitive:
        options["sensitive"] = True
    securable = spec.name in ("owner", "group", "mode") and spec in SECURABLE
    return Property(spec.name, cls, options, set_or_return=securable)


def _nil(run: ChefRun, resource: Any) -> Value:
    return None


def _type(run: ChefRun, name: str) -> list[Value]:
    if name == "nil":
        return [None]
    if name in ("true", "false"):
        return [run.interp.true_class if name == "true" else run.interp.false_class]
    if name.startswith(":"):
        return [run.symbol(name[1:])]
    if name.startswith("'"):
        return [RString(name.strip("'"))]
    return [run.interp.const_class(name)] if run.interp.has_const(name) else []
