"""Chef::RunContext, Chef::ResourceCollection and the cookbook collection, as cookbooks' code asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.code import run_file
from translator.evaluate.chef.collection import ResourceCollection
from translator.evaluate.chef.dsl.declare import find_many
from translator.evaluate.chef.dsl.recipe import include_recipe, split_name
from translator.evaluate.chef.notifications import lookup
from translator.evaluate.chef.objects import ResourceObject, RunContext
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.ruby.native import method
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter
    from translator.load.project import Cookbook

CONTEXT = "Chef::RunContext"
COLLECTION = "Chef::ResourceCollection"


class RCollection(RObject):
    """A Chef::ResourceCollection; `context` is where lookups begin."""

    __slots__ = ("collection", "context")

    def __init__(self, cls: RClass, context: RunContext) -> None:
        super().__init__(cls)
        self.context = context
        self.collection: ResourceCollection = context.collection


class RCookbook(RObject):
    """A Chef::CookbookVersion."""

    __slots__ = ("cookbook",)

    def __init__(self, cls: RClass, cookbook: Cookbook) -> None:
        super().__init__(cls)
        self.cookbook = cookbook


@method(CONTEXT, "resolve_attribute")
def resolve_attribute(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    """Return the path of a cookbook's attribute file, for `node.from_file`."""
    cookbook, name = (name_of(arg) for arg in args)
    found = run_of(interp).cookbooks.get(cookbook)
    file = found.attributes.get(name.removesuffix(".rb")) if found is not None else None
    if file is None:
        message = f"could not find filename for attribute {name} in cookbook {cookbook}"
        raise interp.error("Chef::Exceptions::AttributeNotFound", message)
    return RString(file.path)


@method("Chef::Node", "from_file", argc=1)
def from_file(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    """Run an attribute file on the node, again where it ran before."""
    path = interp.to_s(args[0]).text
    file = run_of(interp).file_at(path)
    if file is None:
        raise interp.error("IOError", f"Cannot open or read {path}!")
    run_file(interp, file, self)
    return True


@method(CONTEXT, "node")
def node(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return run_of(interp).node


@method(CONTEXT, "resource_collection")
def resource_collection(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return RCollection(interp.const_class(COLLECTION), self)


@method(CONTEXT, "parent_run_context")
def parent(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return self.parent


@method(CONTEXT, "root_run_context")
def root(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return self.root


@method(CONTEXT, "create_child")
def create_child(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return run_of(interp).new_context(self)


@method(CONTEXT, "cookbook_collection")
def cookbook_collection(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return cookbook_hash(run_of(interp))


def cookbook_hash(run: ChefRun) -> Value:
    """Return the cookbooks by name, a Mash so that symbols find them too."""
    from translator.evaluate.chef.mash import Mash

    cls = run.interp.const_class("Chef::CookbookVersion")
    found = Mash()
    for name, cookbook in run.cookbooks.items():
        RHash.set(found, RString(name), RCookbook(cls, cookbook))
    return found


@method(CONTEXT, "include_recipe", "load_recipe")
def context_include(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return include_recipe(interp, self, args, block)


@method(CONTEXT, "loaded_recipe?")
def is_loaded(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return "::".join(split_name(name_of(args[0]), "")) in run_of(interp).loaded_recipes


@method(CONTEXT, "loaded_recipes")
def loaded(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return [RString(name) for name in run_of(interp).loaded_recipes]


@method(CONTEXT, "definitions")
def definitions(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return RHash((Symbol.of(name), True) for name in run_of(interp).definitions)


@method(CONTEXT, "has_template_in_cookbook?", "has_cookbook_file_in_cookbook?")
def has_file(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    from translator.evaluate.chef.contents import find_file

    run = run_of(interp)
    cookbook = run.cookbooks.get(name_of(args[0]))
    return cookbook is not None and any(
        find_file(run, cookbook, segment, name_of(args[1])) is not None for segment in ("templates", "files")
    )


@method(CONTEXT, "events", "logger", "rest", "runner")
def nothing(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return None


@method(CONTEXT, "notifies_immediately", "notifies_delayed", "notifies_before", "add_delayed_action")
def notify(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return None


@method(CONTEXT, "reboot_requested?")
def reboot_requested(interp: Interpreter, self: RunContext, args: list[Value], block: RProc | None) -> Value:
    return False


# --- the collection


@method(COLLECTION, "find", "lookup", "resources", taint=True)
def find(interp: Interpreter, self: RCollection, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    if block is not None:
        return interp.call(list(self.collection.resources), "find", args, block)
    if len(args) == 1 and isinstance(args[0], ResourceObject):
        return lookup(run, self.context, run.to_s(args[0]))
    return find_many(run, self.context, args)


@method(COLLECTION, "each")
def each(interp: Interpreter, self: RCollection, args: list[Value], block: RProc | None) -> Value:
    for resource in list(self.collection.resources):
        if block is not None:
            interp.yield_block(block, [resource])
    return self


@method(COLLECTION, "all_resources", "to_a", "resource_list")
def all_resources(interp: Interpreter, self: RCollection, args: list[Value], block: RProc | None) -> Value:
    return list(self.collection.resources)


@method(COLLECTION, "[]")
def index(interp: Interpreter, self: RCollection, args: list[Value], block: RProc | None) -> Value:
    return interp.call(list(self.collection.resources), "[]", args)


@method(COLLECTION, "keys")
def keys(interp: Interpreter, self: RCollection, args: list[Value], block: RProc | None) -> Value:
    return [RString(key) for key in self.collection.by_key]


@method(COLLECTION, "empty?")
def empty(interp: Interpreter, self: RCollection, args: list[Value], block: RProc | None) -> Value:
    return not self.collection.resources


@method(COLLECTION, "insert", "<<", "push")
def insert(interp: Interpreter, self: RCollection, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    for item in args:
        if isinstance(item, ResourceObject):
            self.collection.insert(item, run.declared_key(item))
    return self


@method(COLLECTION, "delete")
def delete(interp: Interpreter, self: RCollection, args: list[Value], block: RProc | None) -> Value:
    return self.collection.delete(run_of(interp).text(args[0]))


# --- cookbooks


@method("Chef::CookbookVersion", "name")
def cookbook_name(interp: Interpreter, self: RCookbook, args: list[Value], block: RProc | None) -> Value:
    return Symbol.of(self.cookbook.name)


@method("Chef::CookbookVersion", "version")
def cookbook_version(interp: Interpreter, self: RCookbook, args: list[Value], block: RProc | None) -> Value:
    return RString(self.cookbook.version)


@method("Chef::CookbookVersion", "metadata")
def cookbook_metadata(interp: Interpreter, self: RCookbook, args: list[Value], block: RProc | None) -> Value:
    return self


@method("Chef::CookbookVersion", "recipe_filenames_by_name", "recipe_names")
def cookbook_recipes(interp: Interpreter, self: RCookbook, args: list[Value], block: RProc | None) -> Value:
    return RHash((RString(name), RString(file.path)) for name, file in self.cookbook.recipes.items())


@method("Chef::CookbookVersion", "root_dir", "root_paths")
def cookbook_root(interp: Interpreter, self: RCookbook, args: list[Value], block: RProc | None) -> Value:
    return RString(self.cookbook.path)


@method("Chef::CookbookVersion", "has_template_for_node?", "has_cookbook_file_for_node?")
def cookbook_has(interp: Interpreter, self: RCookbook, args: list[Value], block: RProc | None) -> Value:
    from translator.evaluate.chef.contents import find_file

    run = run_of(interp)
    name = name_of(args[1])
    return any(find_file(run, self.cookbook, segment, name) is not None for segment in ("templates", "files"))
