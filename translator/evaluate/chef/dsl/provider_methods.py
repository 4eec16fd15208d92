"""Chef::Provider: what every provider and every action block can call, and how provider classes are declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.dsl.resource_class import block_test, define_action, filters_of, keywords
from translator.evaluate.chef.objects import ResourceObject
from translator.evaluate.chef.provider_run import changed_properties, compile_and_converge, current_value
from translator.evaluate.chef.run import run_of
from translator.evaluate.ruby.native import method, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

PROVIDER = "Chef::Provider"


# --- classes


@singleton(PROVIDER, "provides", taint=True)
def provides(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    options = keywords(args)
    run.provider_handlers.provides(name_of(args[0]), self, filters_of(run, options), block_test(run, block))
    return None


@singleton(PROVIDER, "action")
def action(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    keywords(args)
    define_action(run_of(interp), self, name_of(args[0]), block)
    return None


@singleton(PROVIDER, "use_inline_resources", "implements", "description", "introduced")
def class_nothing(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return None


@singleton(PROVIDER, "supports?", "provides?")
def class_supports(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return True


@singleton(PROVIDER, "use")
def use(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    from translator.evaluate.chef.libraries import use_partial

    use_partial(run_of(interp), self, name_of(args[0]))
    return None


@singleton("Chef::Resource::ActionClass", "resource_class")
def resource_class(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return self.ivars.get("resource_class")


# --- instances


@method(PROVIDER, "initialize", taint=True)
def initialize(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    self.ivars["new_resource"] = args[0] if args else None
    self.ivars["run_context"] = args[1] if len(args) > 1 else None
    self.ivars["current_resource"] = None
    return None


def _variable(name: str) -> None:
    @method(PROVIDER, name, taint=True)
    def read(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
        return self.ivars.get(name)

    @method(PROVIDER, name + "=", taint=True)
    def write(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
        self.ivars[name] = args[0]
        return args[0]


for _name in ("new_resource", "current_resource", "after_resource", "run_context", "action"):
    _variable(_name)


@method(PROVIDER, "node")
def node(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return run_of(interp).node


@method(PROVIDER, "cookbook_name")
def cookbook_name(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return self.ivars["new_resource"].ivars.get("cookbook_name")


@method(PROVIDER, "recipe_name")
def recipe_name(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return self.ivars["new_resource"].ivars.get("recipe_name")


@method(PROVIDER, "resource_collection")
def resource_collection(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return interp.call(self.ivars["run_context"], "resource_collection")


@method(PROVIDER, "property_is_set?")
def property_is_set(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return interp.call(self.ivars["new_resource"], "property_is_set?", args)


@method(PROVIDER, "whyrun_mode?")
def whyrun_mode(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return False


@method(PROVIDER, "whyrun_supported?", "resource_updated?")
def yes(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return True


@method(
    PROVIDER,
    "check_resource_semantics!",
    "define_resource_requirements",
    "cleanup_after_converge",
    "load_after_resource",
    "action_nothing",
    "set_updated_status",
    "process_resource_requirements",
    "events",
    "logger",
    "load_current_resource",
)
def nothing(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return None


@method(PROVIDER, "requirements")
def requirements(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return RObject(interp.const_class("Chef::Provider::ResourceRequirements"))


@method("Chef::Provider::ResourceRequirements", "assert", "run")
def no_assertion(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    """What a provider asserts of the machine is taken to hold."""
    return None


@method("Chef::Resource::ActionClass", "load_current_resource")
def load_current_resource(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    resource = self.ivars["new_resource"]
    found = current_value(run_of(interp), resource) if isinstance(resource, ResourceObject) else None
    self.ivars["current_resource"] = found
    return found


@method(PROVIDER, "converge_by")
def converge_by(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    """The block changes the machine: it runs, and the resource counts as updated."""
    self.ivars["__converged"] = True
    return interp.yield_block(block, []) if block is not None else None


@method(PROVIDER, "converge_if_changed")
def converge_if_changed(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        raise interp.error("ArgumentError", "converge_if_changed must be passed a block!")
    run = run_of(interp)
    resource, current = self.ivars["new_resource"], self.ivars.get("current_resource")
    known = run.properties_of(resource.cls)
    props = [known[name_of(item)] for item in args] if args else [prop for prop in known.values() if prop.desired]
    if isinstance(current, ResourceObject) and not changed_properties(run, resource, current, props):
        return False
    converge_by(interp, self, [], block)
    return True


@method(PROVIDER, "compile_and_converge_action", "recipe_eval", "recipe_eval_with_update_check")
def compile_and_converge_action(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    assert block is not None
    return compile_and_converge(run_of(interp), self, lambda: interp.yield_block(block, [], self_value=self))


@method(PROVIDER, "run_action")
def run_action(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    name = name_of(args[0] if args else self.ivars["action"])
    interp.call(self, "load_current_resource")
    return interp.call(self, f"action_{name}")


@method(PROVIDER, "to_s", "inspect")
def to_s(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    resource = self.ivars.get("new_resource")
    described = run_of(interp).to_s(resource) if isinstance(resource, ResourceObject) else "<no resource>"
    acting = self.ivars.get("action")
    return RString(f"{described} action {interp.inspect(acting) if isinstance(acting, Symbol) else '<no action>'}")
