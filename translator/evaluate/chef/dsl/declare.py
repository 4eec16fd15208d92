"""Declaring resources: `package "x" do … end`, declare_resource, find_resource, edit_resource, with_run_context …

before:  package "nginx" do action :install end        (self is a recipe or a provider)
after:   a ResourceObject in the collection of self's run context
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.collection import NotFound
from translator.evaluate.chef.dsl.resource_class import no_such_resource
from translator.evaluate.chef.dsl.resource_methods import find_by_hash
from translator.evaluate.chef.notifications import find, lookup
from translator.evaluate.chef.objects import ResourceObject, RunContext
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.ruby.native import TAINT_AWARE, method, take_keywords
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RubyError, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

DECLARE = "Chef::DSL::DeclareResource"


class ResourceMethod:
    """The method of a resource type's name in the recipe DSL."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __hash__(self) -> int:
        return hash(ResourceMethod)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ResourceMethod)

    def __call__(self, interp: Interpreter, self_value: Value, args: list[Value], block: RProc | None) -> Value:
        if len(args) > 1:
            raise interp.error("ArgumentError", f"wrong number of arguments (given {len(args)}, expected 0..1)")
        return declare(run_of(interp), self_value, self.name, args[0] if args else None, block)


TAINT_AWARE.add(ResourceMethod(""))


def add_resource_dsl(run: ChefRun, name: str) -> None:
    """Make a resource type's name a method of the recipe DSL."""
    module = run.interp.const_class("Chef::DSL::Resources")
    if name not in module.methods:
        module.methods[name] = ResourceMethod(name)
        run.interp.table.methods_changed()


def context_of(run: ChefRun, value: Value) -> RunContext:
    """Return the run context that self declares into."""
    found = value.ivars.get("run_context") if isinstance(value, RObject) else None
    return found if isinstance(found, RunContext) else run.root


def declare(
    run: ChefRun,
    owner: Value,
    kind: str,
    name: Value,
    block: RProc | None,
    context: RunContext | None = None,
    enclosing: Value = None,
) -> ResourceObject:
    """Build a resource and put it into the collection; in unified mode its actions run at once."""
    context = context or context_of(run, owner)
    resource = build(run, owner, kind, name, block, context, enclosing)
    insert(run, resource, context)
    return resource


def insert(run: ChefRun, resource: ResourceObject, context: RunContext) -> None:
    """Put a resource into the collection; in unified mode its actions run at once."""
    from translator.evaluate.chef.converge import run_all_actions

    context.collection.insert(resource, run.declared_key(resource))
    if context.unified:
        run_all_actions(run, context, resource)


def build(
    run: ChefRun, owner: Value, kind: str, name: Value, block: RProc | None, context: RunContext, enclosing: Value
) -> ResourceObject:
    """Make a resource of a type by name."""
    cls = run.resource_class(kind)
    if cls is None:
        raise no_such_resource(run.interp, kind)
    return build_of(run, owner, kind, cls, name, block, context, enclosing)


def build_of(
    run: ChefRun,
    owner: Value,
    kind: str,
    cls: RClass,
    name: Value,
    block: RProc | None,
    context: RunContext,
    enclosing: Value = None,
) -> ResourceObject:
    """Make a resource of a class, run its block, and run it now when it is compile_time."""
    interp = run.interp
    span = interp.span
    resource = interp.call(cls, "new", [name, context])
    interp.span = span
    assert isinstance(resource, ResourceObject)
    is_provider = isinstance(owner, RObject) and interp.is_a(owner, "Chef::Provider")
    resource.span = span
    resource.declared_type = kind
    resource.enclosing = enclosing if enclosing is not None else (owner if is_provider else None)
    resource.created_by = tuple(run.stack)
    resource.ivars["params"] = owner.ivars.get("params") if isinstance(owner, RObject) else None
    for key in ("cookbook_name", "recipe_name"):
        resource.ivars[key] = _said_by(interp, owner, key)
    if block is not None:
        args = [owner.ivars["new_resource"]] if is_provider and "new_resource" in owner.ivars else []
        run.exec_in(resource, block, args)
    interp.span = span
    interp.call(resource, "after_created")
    _run_at_compile_time(run, resource)
    return resource


def _said_by(interp: Interpreter, owner: Value, key: str) -> Value:
    if isinstance(owner, RObject) and key in owner.ivars:
        return owner.ivars[key]
    return interp.call(owner, key) if interp.responds_to(owner, key) else None


def _run_at_compile_time(run: ChefRun, resource: ResourceObject) -> None:
    from translator.evaluate.chef.converge import run_resource_action

    if not run.interp.truthy(run.interp.call(resource, "compile_time")):
        return
    for name in run.actions_of(resource) or ():
        run_resource_action(run, resource, name)
    resource.ivars["action"] = [Symbol.of("nothing")]


# --- the methods


class _Options:
    """The keyword arguments of declare_resource and its like."""

    def __init__(self, run: ChefRun, owner: Value, args: list[Value]) -> None:
        given = {name_of(key): value for key, value in take_keywords(args).items()}
        context = given.get("run_context")
        self.context = context if isinstance(context, RunContext) else context_of(run, owner)
        self.enclosing = given.get("enclosing_provider")


@method(DECLARE, "declare_resource", taint=True)
def declare_resource(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    options = _Options(run, self, args)
    name = args[1] if len(args) > 1 else None
    return declare(run, self, name_of(args[0]), name, block, options.context, options.enclosing)


@method(DECLARE, "build_resource", taint=True)
def build_resource(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    options = _Options(run, self, args)
    return build(run, self, name_of(args[0]), args[1], block, options.context, options.enclosing)


def _key(run: ChefRun, args: list[Value]) -> str:
    return f"{name_of(args[0])}[{run.text(args[1])}]"


@method(DECLARE, "find_resource!", taint=True)
def find_resource_or_fail(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    options = _Options(run, self, args)
    return lookup(run, options.context, _key(run, args))


@method(DECLARE, "find_resource", taint=True)
def find_resource(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    options = _Options(run, self, args)
    found = _find_or_none(run, options.context, _key(run, args))
    if found is not None or block is None:
        return found
    return declare(run, self, name_of(args[0]), args[1], block, options.context)


@method(DECLARE, "edit_resource!", taint=True)
def edit_resource_or_fail(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    options = _Options(run, self, args)
    return _edit(run, self, lookup(run, options.context, _key(run, args)), block)


@method(DECLARE, "edit_resource", taint=True)
def edit_resource(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    options = _Options(run, self, args)
    found = _find_or_none(run, options.context, _key(run, args))
    if found is None:
        return declare(run, self, name_of(args[0]), args[1], block, options.context)
    return _edit(run, self, found, block)


def _edit(run: ChefRun, owner: Value, resource: ResourceObject, block: RProc | None) -> Value:
    if block is not None:
        is_provider = isinstance(owner, RObject) and "new_resource" in owner.ivars
        run.exec_in(resource, block, [owner.ivars["new_resource"]] if is_provider else [])
    return resource


def _find_or_none(run: ChefRun, context: RunContext, key: str) -> ResourceObject | None:
    try:
        return lookup(run, context, key)
    except RubyError as error:
        if run.interp.is_a(error.value, "Chef::Exceptions::ResourceNotFound"):
            return None
        raise


def _delete(run: ChefRun, context: RunContext, key: str) -> ResourceObject | None:
    try:
        found = context.collection.delete(key)
    except NotFound:
        return None
    for table in (context.before, context.immediate, context.delayed):
        table.pop(key, None)
    return found


@method(DECLARE, "delete_resource", taint=True)
def delete_resource(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    options = _Options(run, self, args)
    return _delete(run, options.context, _key(run, args))


@method(DECLARE, "delete_resource!", taint=True)
def delete_resource_or_fail(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    options = _Options(run, self, args)
    key = _key(run, args)
    found = _delete(run, options.context, key)
    if found is None:
        raise interp.error("Chef::Exceptions::ResourceNotFound", str(NotFound(key)))
    return found


@method(DECLARE, "resources", taint=True)
def resources(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """`resources(service: "x")` and `resources("service[x]")`."""
    run = run_of(interp)
    return find_many(run, context_of(run, self), args)


def find_many(run: ChefRun, context: RunContext, args: list[Value]) -> Any:
    """Return what `resource_collection.find` answers: one resource, or an array of several."""
    found: list[Any] = []
    for arg in args:
        found += find_by_hash(run, context, arg) if isinstance(arg, RHash) else find(run, context, run.text(arg))
    return found[0] if len(found) == 1 else found


@method(DECLARE, "with_run_context")
def with_run_context(interp: Interpreter, self: RObject, args: list[Value], block: RProc | None) -> Value:
    """Declare what the block declares into the root or parent context."""
    if block is None:
        raise interp.error("ArgumentError", "with_run_context is useless without a block")
    run = run_of(interp)
    old = self.ivars.get("run_context")
    self.ivars["run_context"] = _named_context(run, self, args[0])
    try:
        return interp.yield_block(block, [])
    finally:
        self.ivars["run_context"] = old


def _named_context(run: ChefRun, owner: Value, name: Value) -> RunContext:
    here = context_of(run, owner)
    if isinstance(name, RunContext):
        return name
    if isinstance(name, Symbol) and name.name == "root":
        return here.root
    if isinstance(name, Symbol) and name.name == "parent" and here.parent is not None:
        return here.parent
    raise run.interp.error(
        "ArgumentError", "bad argument to run_context helper, must be :root, :parent, or a Chef::RunContext"
    )
