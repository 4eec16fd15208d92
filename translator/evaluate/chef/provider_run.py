"""Running a provider: the action class of a custom resource, an LWRP's provider, or a provider class of a library.

before:  action :create do file "/x" end         run for my_thing[a]
after:   file[/x] declared in a child run context and converged there; my_thing[a] updated when file[/x] was
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.chef.objects import ResourceObject, RunContext
from translator.evaluate.chef.property import Property
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.ruby.native import TAINT_AWARE
from translator.evaluate.ruby.objects import RClass, RObject, RProc, RubyError, RubyMethod, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


class ActionRunner:
    """The method `action_x` of a provider: it runs the block of `action :x` in a run context of its own."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __hash__(self) -> int:
        return hash(ActionRunner)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ActionRunner)

    def __call__(self, interp: Interpreter, self_value: Value, args: list[Value], block: RProc | None) -> Value:
        run = run_of(interp)
        return compile_and_converge(run, self_value, lambda: interp.call(self_value, f"compile_action_{self.name}", []))


TAINT_AWARE.add(ActionRunner(""))


def compile_and_converge(run: ChefRun, provider: RObject, body: object) -> Value:
    """Run `body` with a child run context in the provider, then converge what it declared."""
    from translator.evaluate.chef.converge import converge

    old = provider.ivars.get("run_context")
    parent = old if isinstance(old, RunContext) else run.root
    child = run.new_context(parent)
    resource = provider.ivars.get("new_resource")
    child.unified = isinstance(resource, ResourceObject) and is_unified(run, resource)
    provider.ivars["run_context"] = child
    try:
        result = body()  # type: ignore[operator]
        converge(run, child)
        return result
    finally:
        if isinstance(resource, ResourceObject) and any(item.updated for item in child.collection.resources):
            resource.updated = resource.updated_last = True
        provider.ivars["run_context"] = old


def is_unified(run: ChefRun, resource: ResourceObject) -> bool:
    info = run.infos.get(resource.cls)
    return bool(info and info.unified_mode)


def provider_class_for(run: ChefRun, resource: ResourceObject, action: str) -> RClass | None:
    """Return the class whose methods run the action; None for a core resource that converge.py simulates."""
    given = resource.ivars.get("provider")
    if isinstance(given, RClass):
        return None if is_core_provider(run, given) else given
    for info in run.lineage(resource.cls):
        if info.action_class is not None:
            return info.action_class
        if info.composed:
            return None
    lwrp = run.interp.const_class("Chef::Provider::LWRPBase")
    for cls in run.provider_handlers.candidates(run.type_of(resource)):
        replaces_core = not run.is_custom(resource.cls) and run.interp.inherits(cls, lwrp)
        if not replaces_core and supports(run, cls, resource, action):
            return None if is_core_provider(run, cls) else cls
    return _by_class_name(run, resource)


def _by_class_name(run: ChefRun, resource: ResourceObject) -> RClass | None:
    """Return the provider that a library named like its resource, as Chef 12 found it: Chef::Provider::DelayedExec."""
    if not run.is_custom(resource.cls):
        return None
    path = "Chef::Provider::" + "".join(part.capitalize() for part in run.type_of(resource).split("_"))
    found = run.interp.const_class(path) if run.interp.has_const(path) else None
    return found if found is not None and not is_core_provider(run, found) else None


def supports(run: ChefRun, cls: RClass, resource: ResourceObject, action: str) -> bool:
    """Ask a provider class whether it is for this resource."""
    entry = run.interp.table.find(run.interp.class_of(cls), "supports?")
    if entry is None or not entry.is_ruby:
        return True
    return run.interp.truthy(run.interp.call(cls, "supports?", [resource, Symbol.of(action)]))


def is_core_provider(run: ChefRun, cls: RClass) -> bool:
    """Tell whether a provider class is Chef's own, with nothing of a cookbook in it."""
    return cls in run.core_providers


def run_provider(run: ChefRun, resource: ResourceObject, cls: RClass, action: str) -> None:
    """Make the provider and run one action of the resource with it."""
    interp = run.interp
    include_resource_methods(run, cls, resource)
    provider = interp.call(cls, "new", [resource, run.context_of(resource)])
    provider.ivars["action"] = Symbol.of(action)
    check_required(run, resource, action)
    interp.call(provider, "load_current_resource")
    if interp.table.find(interp.class_of(provider), "define_resource_requirements") is not None:
        interp.call(provider, "define_resource_requirements")
    entry = interp.table.find(interp.class_of(provider), f"action_{action}")
    if entry is None:
        raise interp.error(
            "Chef::Exceptions::UnsupportedAction",
            f"{interp.inspect(cls)} does not support :{action} for {run.to_s(resource)}",
        )
    interp.call(provider, f"action_{action}")
    if provider.ivars.get("__converged"):
        resource.updated = resource.updated_last = True


def check_required(run: ChefRun, resource: ResourceObject, action: str) -> None:
    """Read every property that the action needs, so that a missing one fails."""
    for prop in run.properties_of(resource.cls).values():
        if prop.required([action]):
            prop.get(run, resource)


def include_resource_methods(run: ChefRun, cls: RClass, resource: ResourceObject) -> None:
    """Let actions call the helper methods that the resource class defines; its properties are not among them."""
    if cls.ivars.get("forwards") or not run.interp.inherits(cls, run.interp.const_class("Chef::Resource::ActionClass")):
        return
    cls.ivars["forwards"] = True
    interp = run.interp
    base = interp.const_class("Chef::Resource")
    properties = run.properties_of(resource.cls)
    names: list[str] = []
    for owner in interp.table.ancestors(resource.cls):
        if owner is base:
            break
        names += [name for name, found in owner.methods.items() if found is not None]
    module = interp.make_class(None, None, is_module=True)
    for name in names:
        known = name in properties or name.removesuffix("=") in properties
        if not known and interp.table.find(cls, name) is None and interp.table.find(base, name) is None:
            module.methods[name] = _forward(name)
    interp.include_module(cls, module)
    interp.table.changed()


def _forward(name: str) -> RubyMethod:
    def forward(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
        return interp.call(self.ivars["new_resource"], name, args, block)

    TAINT_AWARE.add(forward)
    return forward  # type: ignore[return-value]


def current_value(run: ChefRun, resource: ResourceObject) -> ResourceObject | None:
    """Return a copy of the resource as `load_current_value` finds the machine; None when it does not exist there."""
    interp = run.interp
    if interp.table.find(interp.class_of(resource), "load_current_value!") is None:
        return None
    current: ResourceObject = interp.call(
        resource.cls, "new", [resource.ivars.get("name"), resource.ivars.get("run_context")]
    )
    current.span = resource.span
    current.ivars["cookbook_name"] = resource.ivars.get("cookbook_name")
    for prop in run.properties_of(resource.cls).values():
        kept = not prop.desired or prop.identity or prop.is_name
        if kept and prop.ivar is not None and prop.is_set(resource):
            prop.set(run, current, interp.call(resource, prop.name))
    entry = interp.table.find(interp.class_of(current), "load_current_value!")
    assert entry is not None
    try:
        interp.call(current, "load_current_value!", [resource] if _wants_resource(run, entry.method) else [])
    except RubyError as error:
        if interp.is_a(error.value, "Chef::Exceptions::CurrentValueDoesNotExist"):
            return None
        raise
    return current


def _wants_resource(run: ChefRun, method: object) -> bool:
    if not isinstance(method, RubyMethod):
        return False
    if method.proc is not None:
        return run.arity(method.proc) > 0
    return bool(method.params)


def changed_properties(run: ChefRun, resource: ResourceObject, current: ResourceObject, props: list[Property]) -> bool:
    """Tell whether any of the properties that were said differs from what the machine has."""
    interp = run.interp
    said = [prop for prop in props if prop.is_set(resource) or prop.has_default]
    return any(not interp.equal(interp.call(resource, prop.name), interp.call(current, prop.name)) for prop in said)
