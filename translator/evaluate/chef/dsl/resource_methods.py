"""The methods that every resource has: action, notifies, subscribes, guards, what it is called and what is set.

before:  service("x") { subscribes :restart, "template[y]"; only_if { … }; action [:enable, :start] }
after:   the ResourceObject's action, Guards, and Notices in its run context
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.collection import is_valid_spec
from translator.evaluate.chef.dsl.resource_class import names_in
from translator.evaluate.chef.objects import Guard, Notice, ResourceObject, RunContext, UnresolvedSubscribes
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.ruby.native import method
from translator.evaluate.ruby.objects import RClass, RHash, RProc, RString, Symbol, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

RESOURCE = "Chef::Resource"
HIDDEN = frozenset(
    [
        "run_context",
        "action",
        "allowed_actions",
        "not_if",
        "only_if",
        "source_line",
        "cookbook_name",
        "recipe_name",
        "params",
        "provider",
        "updated",
        "updated_by_last_action",
        "resource_name",
        "declared_type",
        "enclosing_provider",
        "guard_interpreter",
        "default_guard_interpreter",
        "noop",
        "before",
        "elapsed_time",
        "is_guard_interpreter",
        "logger",
        "deprecated",
        "skip_docs",
        "executed_by_runner",
        "name",
    ]
)


@method(RESOURCE, "initialize", taint=True)
def initialize(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    """`new(name, run_context = nil)`."""
    from translator.evaluate.chef.core_init import prepare

    run = run_of(interp)
    prepare(run, self, args[0])
    if args[0] is not None:
        interp.call(self, "name", [args[0]])
    self.ivars["run_context"] = args[1] if len(args) > 1 else None
    self.ivars["params"] = RHash()
    self.ivars["allowed_actions"] = [Symbol.of(name) for name in run.allowed_actions(self.cls)]
    self.ivars["action"] = [Symbol.of(name) for name in run.default_action(self.cls)]
    return None


# --- actions


@method(RESOURCE, "action", "action=")
def action(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    if not args or args[0] is None or args[0] is False:
        return self.ivars.get("action")
    names = names_in(args)
    if self.cls in run_of(interp).stand_ins.values():
        self.ivars["action"] = [Symbol.of(name) for name in names]
        return self.ivars["action"]
    allowed = {name_of(item) for item in self.ivars.get("allowed_actions") or ()}
    if "" in names or any(isinstance(found, Unknown) for found in interp.origins_in(args)):
        return self.ivars.get("action")
    for name in names:
        if name not in allowed:
            known = ", ".join(f":{name_of(item)}" for item in self.ivars.get("allowed_actions") or ())
            text = f"Option action must be equal to one of: {known}!  You passed :{name}."
            raise interp.error("Chef::Exceptions::ValidationFailed", text)
    self.ivars["action"] = [Symbol.of(name) for name in names]
    return self.ivars["action"]


@method(RESOURCE, "allowed_actions", "allowed_actions=")
def allowed_actions(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    if args:
        self.ivars["allowed_actions"] = [Symbol.of(name) for name in names_in(args)]
    return self.ivars.get("allowed_actions")


@method(RESOURCE, "delayed_action")
def delayed_action(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    from translator.evaluate.chef.notifications import queue_delayed

    run = run_of(interp)
    for name in names_in(args):
        queue_delayed(run, run.context_of(self), Notice("delayed", name, self, self, interp.span))
    return None


@method(RESOURCE, "run_action")
def run_action(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    from translator.evaluate.chef.converge import read_identity, run_resource_action

    run = run_of(interp)
    run_resource_action(run, self, name_of(args[0]))
    if not run.converging:
        read_identity(run, self)
    return None


# --- notifications


@method(RESOURCE, "notifies")
def notifies(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    if len(args) < 2:
        raise interp.error("ArgumentError", f"wrong number of arguments (given {len(args)}, expected 2..3)")
    run = run_of(interp)
    timing = timing_of(interp, self, args)
    for target in args[1] if isinstance(args[1], list) else [args[1]]:
        check_spec(run, target)
        add_notice(run, run.context_of(self), Notice(timing, name_of(args[0]), target, self, interp.span))
    return True


@method(RESOURCE, "subscribes")
def subscribes(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    timing = timing_of(interp, self, args)
    for source in args[1] if isinstance(args[1], list) else [args[1]]:
        check_spec(run, source)
        notifier = source
        if isinstance(source, RString):
            notifier = UnresolvedSubscribes(interp.const_class("Chef::Resource::UnresolvedSubscribes"), source.text)
        elif isinstance(source, RHash):
            found = find_by_hash(run, run.context_of(self), source)
            notifier = found[0]
        add_notice(run, run.context_of(self), Notice(timing, name_of(args[0]), self, notifier, interp.span))
    return True


def timing_of(interp: Interpreter, resource: ResourceObject, args: list[Value]) -> str:
    """Return "before", "immediately" or "delayed"."""
    text = name_of(args[2]) if len(args) > 2 and args[2] is not None else "delayed"
    known = {"delayed": "delayed", "immediate": "immediately", "immediately": "immediately", "before": "before"}
    if text in known:
        return known[text]
    raise interp.error(
        "ArgumentError",
        f"invalid timing: {text} for notifies({name_of(args[0])}, {interp.inspect([args[1]])}, {text}) resource "
        f"{run_of(interp).to_s(resource)} Valid timings are: :delayed, :immediate, :immediately, :before",
    )


def check_spec(run: ChefRun, spec: Value) -> None:
    """Refuse what cannot name a resource, with Chef's words."""
    if isinstance(spec, (ResourceObject, RHash)) or (isinstance(spec, RString) and is_valid_spec(spec.text)):
        return
    if isinstance(spec, RString):
        text = (
            f"The string `{spec.text}' is not valid for resource collection lookup. "
            "Correct syntax is `resource_type[resource_name]'"
        )
    else:
        text = (
            f"The object `{run.interp.inspect(spec)}' is not valid for resource collection lookup. "
            "Use a String like `resource_type[resource_name]' or a Chef::Resource object"
        )
    raise run.interp.error("Chef::Exceptions::InvalidResourceSpecification", text)


def add_notice(run: ChefRun, context: RunContext, notice: Notice) -> None:
    """File a notification under the one that sends it; in unified mode it may be due already."""
    from translator.evaluate.chef.notifications import queue_delayed

    key = (
        notice.notifier.key if isinstance(notice.notifier, UnresolvedSubscribes) else run.declared_key(notice.notifier)
    )
    if notice.timing == "delayed" and context.unified and key in context.updated:
        queue_delayed(run, context, notice)
    context.notices(notice.timing).setdefault(key, []).append(notice)


def find_by_hash(run: ChefRun, context: RunContext, spec: RHash) -> list[ResourceObject]:
    """Return the resources of `{package: ["a", "b"]}`."""
    from translator.evaluate.chef.notifications import lookup

    found: list[ResourceObject] = []
    for kind, names in spec.items():
        for name in names if isinstance(names, list) else [names]:
            found.append(lookup(run, context, f"{name_of(kind)}[{run.text(name)}]"))
    return found


# --- guards


def _add_guard(kind: str) -> None:
    @method(RESOURCE, kind, taint=True)
    def guard(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
        guards = self.only_if if kind == "only_if" else self.not_if
        command = args[0] if args else None
        if isinstance(command, RHash):
            command, args = None, [None, *args]
        if command is not None or block is not None:
            options = args[1] if len(args) > 1 and isinstance(args[1], RHash) else RHash()
            assert interp.span is not None
            span = block.block.span if block is not None and block.block is not None else interp.span
            cls = interp.const_class("Chef::Resource::Conditional")
            guards.append(Guard(cls, kind, command, options, block if command is None else None, span))
        return list(guards)


_add_guard("only_if")
_add_guard("not_if")


@method(RESOURCE, "guard_interpreter")
def guard_interpreter(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    if args and args[0] is not None:
        self.ivars["guard_interpreter"] = args[0]
    return self.ivars.get("guard_interpreter", Symbol.of("default"))


@method(RESOURCE, "should_skip?")
def should_skip(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    """Ask the guards, as code that looks at other resources does."""
    from translator.evaluate.chef.guards import skipped_by

    return name_of(args[0]) == "nothing" or skipped_by(run_of(interp), self) is not None


# --- names and state


@method(RESOURCE, "to_s")
def to_s(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return RString(run_of(interp).to_s(self))


@method(RESOURCE, "inspect", "to_text")
def inspect(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return RString(f"<{run_of(interp).to_s(self)}>")


@method(RESOURCE, "declared_key")
def declared_key(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return RString(run_of(interp).declared_key(self))


@method(RESOURCE, "resource_name")
def resource_name(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    found = run_of(interp).type_of(self)
    return Symbol.of(found) if found else None


@method(RESOURCE, "declared_type")
def declared_type(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return None if self.declared_type is None else Symbol.of(self.declared_type)


@method(RESOURCE, "source_line", "defined_at")
def source_line(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return RString(str(self.span))


@method(RESOURCE, "enclosing_provider")
def enclosing_provider(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return self.enclosing


@method(RESOURCE, "updated?", "updated")
def updated(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return self.updated


@method(RESOURCE, "updated_by_last_action?")
def is_updated_last(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return self.updated_last


@method(RESOURCE, "updated_by_last_action", "updated_by_last_action=", "updated=")
def set_updated_last(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    value = interp.truthy(args[0])
    self.updated = self.updated or value
    self.updated_last = value
    return value


@method(RESOURCE, "after_created", "load_after_resource", "events", "logger")
def nothing(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return None


def _variable(name: str) -> None:
    @method(RESOURCE, name, taint=True)
    def read(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
        return self.ivars.get(name)

    @method(RESOURCE, name + "=", taint=True)
    def write(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
        self.ivars[name] = args[0]
        return args[0]


for _name in ("params", "run_context", "cookbook_name", "recipe_name"):
    _variable(_name)


@method(RESOURCE, "node")
def node(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    return run_of(interp).node


@method(RESOURCE, "provider", "provider=")
def provider(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    """A class, or the name of one: `provider :systemd`, `provider Chef::Provider::Service::Upstart`."""
    if args and args[0] is not None:
        given = args[0]
        if not isinstance(given, RClass):
            run = run_of(interp)
            found = run.provider_handlers.resolve(name_of(given))
            given = found if found is not None else RString(name_of(given))
        self.ivars["provider"] = given
    return self.ivars.get("provider")


@method(RESOURCE, "cookbook_version")
def cookbook_version(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    collection = interp.call(run_of(interp).context_of(self), "cookbook_collection")
    return interp.call(collection, "[]", [self.ivars.get("cookbook_name")])


@method(RESOURCE, "to_h", "to_hash", "state_for_resource_reporter", "state")
def to_h(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    desired = [prop for prop in run.properties_of(self.cls).values() if prop.desired]
    return RHash((Symbol.of(prop.name), prop.get(run, self)) for prop in desired)


@method(RESOURCE, "identity")
def identity(interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None) -> Value:
    run = run_of(interp)
    props = run.properties_of(self.cls)
    chosen = next((p for p in props.values() if p.identity), None) or next(
        (p for p in props.values() if p.is_name), None
    )
    return interp.call(self, (chosen or props["name"]).name)


@method(RESOURCE, "current_value_does_not_exist!")
def current_value_does_not_exist(
    interp: Interpreter, self: ResourceObject, args: list[Value], block: RProc | None
) -> Value:
    raise interp.error("Chef::Exceptions::CurrentValueDoesNotExist", "Chef::Exceptions::CurrentValueDoesNotExist")
