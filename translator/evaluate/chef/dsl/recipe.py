"""The recipe object and what only recipes say: include_recipe, cookbook_name, tag, definitions.

before:  include_recipe "nginx::default"
after:   the recipe's statements ran with a Recipe as self, once
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.dsl.declare import context_of
from translator.evaluate.chef.objects import RunContext
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.ruby.native import TAINT_AWARE, method, singleton, take_keywords
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


def make_recipe(run: ChefRun, cookbook: str, recipe: str, context: RunContext) -> RObject:
    """Return a recipe object."""
    made = RObject(run.interp.const_class("Chef::Recipe"))
    made.ivars.update(
        cookbook_name=Symbol.of(cookbook), recipe_name=RString(recipe), run_context=context, params=RHash()
    )
    return made


@singleton("Chef::Recipe", "new")
def new(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    context = args[2] if len(args) > 2 and isinstance(args[2], RunContext) else run.root
    return make_recipe(run, name_of(args[0]), name_of(args[1]), context)


@singleton("Chef::Recipe", "parse_recipe_name")
def parse_recipe_name(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    cookbook, recipe = split_name(name_of(args[0]), "")
    return [Symbol.of(cookbook), RString(recipe)]


def split_name(name: str, current: str) -> tuple[str, str]:
    """Return cookbook and recipe of "a::b", "a" (default) or "::b" (of the current cookbook)."""
    cookbook, found, recipe = name.partition("::")
    if not found:
        return name, "default"
    return cookbook or current, recipe


def _variable(name: str) -> None:
    @method("Chef::Recipe", name)
    def read(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
        return self.ivars.get(name)


for _name in ("cookbook_name", "recipe_name", "run_context"):
    _variable(_name)


@method("Chef::Recipe", "params", "params=")
def params(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    if args:
        self.ivars["params"] = args[0]
    return self.ivars["params"]


@method("Chef::Recipe", "node")
def node(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return run_of(interp).node


@method("Chef::Recipe", "resource_collection")
def resource_collection(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return interp.call(self.ivars["run_context"], "resource_collection")


@method("Chef::Recipe", "to_s", "inspect")
def to_s(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return RString(f"cookbook: {name_of(self.ivars['cookbook_name'])}, recipe: {name_of(self.ivars['recipe_name'])} ")


@method("Chef::DSL::IncludeRecipe", "include_recipe", "require_recipe", "load_recipe")
def include_recipe(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    from translator.evaluate.chef.compile import load_recipe

    run = run_of(interp)
    current = interp.call(self, "cookbook_name") if interp.responds_to(self, "cookbook_name") else None
    names = [item for arg in args for item in (arg if isinstance(arg, list) else [arg])]
    for item in names:
        cookbook, recipe = split_name(run.text(item), name_of(current) if current is not None else "")
        load_recipe(run, cookbook, recipe, context_of(run, self), interp.span)
    return None


@method("Chef::DSL::Universal", "tag")
def tag(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    tags = interp.call(run_of(interp).node, "tags")
    for item in args:
        if not interp.truthy(interp.call(tags, "include?", [item])):
            interp.call(tags, "<<", [item])
    return tags


@method("Chef::DSL::Universal", "tagged?")
def is_tagged(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    tags = interp.call(run_of(interp).node, "tags")
    return all(interp.truthy(interp.call(tags, "include?", [item])) for item in args)


@method("Chef::DSL::Universal", "untag")
def untag(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    tags = interp.call(run_of(interp).node, "tags")
    for item in args:
        interp.call(tags, "delete", [item])
    return None


@method("Chef::DSL::Recipe", "resource_class_for")
def resource_class_for(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.call(interp.const("Chef::Resource"), "resource_for_node", [args[0], run_of(interp).node])


@method("Chef::DSL::Recipe", "have_resource_class_for?")
def have_resource_class_for(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return run_of(interp).resource_class(name_of(args[0])) is not None


@method("Chef::Mixin::NotifyingBlock", "notifying_block", "subcontext_block")
def notifying_block(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    """What the block declares runs at the end of the block."""
    from translator.evaluate.chef.converge import converge

    run = run_of(interp)
    old = context_of(run, self)
    child = self.ivars["run_context"] = run.new_context(old)
    try:
        result = interp.yield_block(block, []) if block is not None else None
        converge(run, child)
        return result
    finally:
        self.ivars["run_context"] = old


# --- definitions


class DefinitionMethod:
    """The method of a definition's name: `web_app "x" do template "y.erb" end`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __hash__(self) -> int:
        return hash(DefinitionMethod)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DefinitionMethod)

    def __call__(self, interp: Interpreter, self_value: Value, args: list[Value], block: RProc | None) -> Value:
        run = run_of(interp)
        defaults, body = run.definitions[self.name]
        given = RObject(interp.const_class("Chef::ResourceDefinition"))
        given.ivars["params"] = copy = mash(interp, defaults)
        if block is not None:
            run.exec_in(given, block)
        cookbook, recipe = (interp.call(self_value, key) for key in ("cookbook_name", "recipe_name"))
        made = make_recipe(run, name_of(cookbook), name_of(recipe), context_of(run, self_value))
        made.ivars["params"] = copy
        copy.set(Symbol.of("name"), args[0] if args else None)
        return run.exec_in(made, body)


TAINT_AWARE.add(DefinitionMethod(""))


def mash(interp: Interpreter, pairs: RHash) -> RHash:
    """Return a hash whose symbol keys stay symbols, as Chef's definitions have it."""
    return RHash(pairs.items())


@method("Chef::ResourceDefinition", "method_missing", taint=True)
def definition_param(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    """Any name sets a parameter: `template "y.erb"`; without a value it reads one."""
    key = Symbol.of(name_of(args[0]).removesuffix("="))
    if len(args) > 1:
        self.ivars["params"].set(key, args[1] if len(args) == 2 else list(args[1:]))
        return args[1]
    if block is not None:
        self.ivars["params"].set(key, block)
        return block
    return self.ivars["params"].get(key)


@method("Chef::ResourceDefinition", "params")
def definition_params(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return self.ivars["params"]


@method("Chef::ResourceDefinition", "node")
def definition_node(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    return run_of(interp).node


@method("Chef::ResourceDefinition", "define", taint=True)
def define(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    """`define :web_app, template: "x" do … end`."""
    run = run_of(interp)
    defaults = take_keywords(args)
    if len(args) > 1 and isinstance(args[1], RHash):
        defaults = args[1]
    assert block is not None
    name = name_of(args[0])
    params = RHash(defaults.items())
    if Symbol.of("name") not in params:
        params.set(Symbol.of("name"), None)
    run.definitions[name] = (params, block)
    module = interp.const_class("Chef::DSL::Definitions")
    module.methods[name] = DefinitionMethod(name)
    interp.table.methods_changed()
    return True
