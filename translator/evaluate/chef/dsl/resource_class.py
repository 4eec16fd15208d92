"""What a resource class says of itself: property, action, provides, resource_name, default_action, unified_mode …

before:  property :port, Integer, default: 80        (in resources/site.rb)
after:   ClassInfo.properties["port"] and the methods that read and set it
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.objects import ResourceObject
from translator.evaluate.chef.property import Accessor, Property
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.ruby.native import singleton, take_keywords
from translator.evaluate.ruby.objects import RClass, RHash, RProc, RubyMethod, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

RESOURCE = "Chef::Resource"
Args = list[Value]
Blk = "RProc | None"


def keywords(args: Args) -> dict[str, Value]:
    """Take the options off `args`, by name."""
    return {name_of(key): value for key, value in take_keywords(args).items()}


def names_in(values: Args) -> list[str]:
    """Return the names in possibly nested arrays."""
    return [name for value in values for name in (names_in(value) if isinstance(value, list) else [name_of(value)])]


def set_methods(run: ChefRun, cls: RClass, name: str, function: Any) -> None:
    run.interp.define_native(cls, name, function)


# --- instances


@singleton(RESOURCE, "new", taint=True)
def new(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    resource = ResourceObject(self)
    resource.span = interp.span
    interp.call(resource, "initialize", args, block)
    return resource


# --- properties


@singleton(RESOURCE, "property", "attribute", taint=True)
def define_property(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    run = run_of(interp)
    options = keywords(args)
    if args and isinstance(args[-1], RHash):  # `attribute :x, {kind_of: String}` and `property :x, "a" => 1`
        options.update({name_of(key): value for key, value in args.pop().items()})
    name = name_of(args[0])
    existing = run.property_of(self, name)
    if len(args) > 1:
        options["is"] = _with_is(args[1], options)
    elif existing is not None:
        run.add_property(self, existing.derive(self, options))
        return None
    run.add_property(self, Property(name, self, options))
    return None


def _with_is(kind: Value, options: dict[str, Value]) -> Value:
    kinds = list(kind) if isinstance(kind, list) else [kind]
    if "is" not in options:
        return kinds
    more = options["is"]
    return [*kinds, *(more if isinstance(more, list) else [more])]


@singleton(RESOURCE, "property_type", taint=True)
def property_type(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    return Property("", self, keywords(args))


@singleton(RESOURCE, "lazy", taint=True)
def class_lazy(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    if block is None:
        raise interp.error("ArgumentError", "lazy must be given a block")
    return run_of(interp).lazy(block)


@singleton(RESOURCE, "deprecated_property_alias", taint=True)
def deprecated_property_alias(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    run = run_of(interp)
    old, new_name = name_of(args[0]), name_of(args[1])
    set_methods(run, self, old, Accessor(new_name, False))
    set_methods(run, self, old + "=", Accessor(new_name, True))
    return None


@singleton(RESOURCE, "properties")
def properties(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    run = run_of(interp)
    found = run.properties_of(self) if not args or args[0] else run.info(self).properties
    return RHash((Symbol.of(name), PropertyObject(interp, prop)) for name, prop in found.items())


def PropertyObject(interp: Interpreter, prop: Property) -> Value:
    from translator.evaluate.chef.dsl.property_objects import RProperty

    return RProperty(interp.const_class("Chef::Property"), prop)


@singleton(RESOURCE, "state_properties", "state_attrs", "state_property")
def state_properties(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    """With names, exactly those are desired state; an unknown name becomes a property without a variable."""
    run = run_of(interp)
    names = names_in(args)
    for name in names:
        prop = run.property_of(self, name)
        if prop is None:
            run.add_property(self, Property(name, self, {"instance_variable_name": False, "desired_state": True}))
        elif not prop.desired:
            run.add_property(self, prop.derive(self, {"desired_state": True}))
    for prop in list(run.info(self).properties.values()) if names else []:
        if prop.desired and prop.name not in names:
            run.add_property(self, prop.derive(self, {"desired_state": False}))
    wanted = [prop for prop in run.properties_of(self).values() if prop.desired]
    return [PropertyObject(interp, prop) for prop in wanted]


@singleton(RESOURCE, "identity_properties", "identity_property", "identity_attr")
def identity_properties(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    run = run_of(interp)
    for name in names_in(args):
        prop = run.property_of(self, name)
        if prop is not None:
            run.add_property(self, prop.derive(self, {"identity": True}))
    return [PropertyObject(interp, prop) for prop in run.properties_of(self).values() if prop.identity]


@singleton(RESOURCE, "name_property")
def name_property(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    found = next((p.name for p in run_of(interp).properties_of(self).values() if p.is_name), None)
    return None if found is None else Symbol.of(found)


# --- names


@singleton(RESOURCE, "resource_name", "resource_name=", taint=True)
def resource_name(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    run = run_of(interp)
    if args and args[0] is not None:
        run.info(self).resource_name = name_of(args[0])
    found = run.resource_name(self)
    return None if found is None else Symbol.of(found)


@singleton(RESOURCE, "provides", taint=True)
def provides(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    """`provides :x, platform_family: 'debian' do |node| … end`."""
    from translator.evaluate.chef.dsl.declare import add_resource_dsl

    run = run_of(interp)
    options = keywords(args)
    if len(args) > 1 and isinstance(args[-1], RHash):
        options.update({name_of(key): value for key, value in args.pop().items()})
    name = name_of(args[0])
    info = run.info(self)
    if info.resource_name is None:
        info.resource_name = name
    run.resource_handlers.provides(name, self, filters_of(run, options), block_test(run, block))
    add_resource_dsl(run, name)
    return None


def filters_of(run: ChefRun, options: dict[str, Value]) -> dict[str, Any]:
    """Return platform filters as plain data."""
    found: dict[str, Any] = {}
    for key, value in options.items():
        found[key] = (
            [run.text(item) for item in value]
            if isinstance(value, list)
            else (value if isinstance(value, (bool, type(None))) else run.text(value))
        )
    return found


def block_test(run: ChefRun, block: RProc | None) -> Any:
    """Return a test that asks a `provides` block about the node."""
    if block is None:
        return None
    given = block
    return lambda: run.interp.truthy(run.interp.yield_block(given, [run.node]))


@singleton(RESOURCE, "provides?", "resource_matching_short_name")
def answers_to(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    run = run_of(interp)
    return self in run.resource_handlers.candidates(name_of(args[-1]))


@singleton(RESOURCE, "resource_for_node")
def resource_for_node(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    found = run_of(interp).resource_class(name_of(args[0]))
    if found is None:
        raise no_such_resource(interp, name_of(args[0]))
    return found


def no_such_resource(interp: Interpreter, name: str) -> Exception:
    """Return the error of a resource type that nothing provides here."""
    platform = run_of(interp).platform
    return interp.error(
        "Chef::Exceptions::NoSuchResourceType",
        f"Cannot find a resource for {name} on {platform.platform} version {platform.platform_version}",
    )


# --- actions


@singleton(RESOURCE, "allowed_actions", "actions", "valid_actions", "allowed_actions=", "actions=")
def allowed_actions(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    run = run_of(interp)
    names = names_in(args)
    if names:
        info = run.info(self)
        before = info.allowed_actions if info.allowed_actions is not None else run.allowed_actions(self)
        info.allowed_actions = list(dict.fromkeys([*before, *names]))
    return [Symbol.of(name) for name in run.allowed_actions(self)]


@singleton(RESOURCE, "default_action", "default_action=")
def default_action(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    run = run_of(interp)
    names = names_in(args)
    if names:
        run.info(self).default_action = names
        allowed_actions(interp, self, list(args), None)
    return [Symbol.of(name) for name in run.default_action(self)]


@singleton(RESOURCE, "action", taint=True)
def action(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    """`action :create do … end`: the block becomes a method of the class's action class."""
    run = run_of(interp)
    take_keywords(args)
    name = name_of(args[0])
    cls = ensure_action_class(run, self)
    define_action(run, cls, name, block)
    allowed_actions(interp, self, [Symbol.of(name)], None)
    if run.default_action(self) == ["nothing"]:
        run.info(self).default_action = [name]
    return None


def define_action(run: ChefRun, cls: RClass, name: str, block: RProc | None) -> None:
    """Give a provider class `compile_action_x` from the block, and `action_x` that runs it."""
    from translator.evaluate.chef.provider_run import ActionRunner

    if block is not None:
        method = RubyMethod(f"compile_action_{name}", (), None, cls, block.frame.lexical if block.frame else ())
        method.proc = block
        cls.methods[method.name] = method
    cls.methods[f"action_{name}"] = ActionRunner(name)
    run.interp.table.methods_changed()


def ensure_action_class(run: ChefRun, cls: RClass) -> RClass:
    """Return the action class of a resource class, made below its superclass's."""
    info = run.info(cls)
    if info.action_class is not None:
        return info.action_class
    base = run.interp.const_class("Chef::Resource::ActionClass")
    above = next((item.action_class for item in run.lineage(cls)[1:] if item.action_class is not None), None)
    made = run.interp.make_class(f"{cls.name} action provider", above or base)
    made.ivars["resource_class"] = cls
    info.action_class = made
    return made


@singleton(RESOURCE, "action_class", "declare_action_class")
def action_class(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    cls = ensure_action_class(run_of(interp), self)
    if block is not None:
        interp.class_eval(cls, block, [cls])
    return cls


@singleton(RESOURCE, "load_current_value")
def load_current_value(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    if block is not None:
        method = RubyMethod("load_current_value!", (), None, self, block.frame.lexical)
        method.proc = block
        self.methods["load_current_value!"] = method
        interp.table.methods_changed()
    return None


@singleton(RESOURCE, "custom_resource?")
def is_custom_resource(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    return any(info.action_class is not None for info in run_of(interp).lineage(self))


# --- the rest


@singleton(RESOURCE, "unified_mode")
def unified_mode(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    info = run_of(interp).info(self)
    if args and args[0] is not None:
        info.unified_mode = bool(args[0])
    return bool(info.unified_mode)


@singleton(RESOURCE, "use")
def use(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    """`use '_partial'`: evaluate a file beside this one in the class."""
    from translator.evaluate.chef.libraries import use_partial

    use_partial(run_of(interp), self, name_of(args[0]))
    return None


def _says(name: str) -> None:
    @singleton(RESOURCE, name)
    def described(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
        if args:
            self.ivars[name] = args[0]
        return self.ivars.get(name)


for _name in [
    "description",
    "introduced",
    "examples",
    "deprecated",
    "skip_docs",
    "default_description",
    "target_mode",
    "preview_resource",
    "chef_version_for_provides",
]:
    _says(_name)


@singleton(RESOURCE, "run_context")
def class_run_context(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    return run_of(interp).root


@singleton(RESOURCE, "node")
def class_node(interp: Interpreter, self: RClass, args: Args, block: RProc | None) -> Value:
    return run_of(interp).node


def partial_name(path: str) -> str:
    """Return the file that `use path` means, relative to the file that says it."""
    folder, base = posixpath.split(path)
    base = base.removesuffix(".rb").removeprefix("_")
    return posixpath.normpath(posixpath.join(folder, f"_{base}.rb"))
