"""Notifications: names are looked up when the converge begins, delayed ones are queued once.

before:  Notice("delayed", "restart", "service[nginx]", template)
after:   the Notice's target is the resource, or Chef's "… cannot be found in the resource collection"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.diagnostics import Code
from translator.evaluate.chef.collection import NotFound
from translator.evaluate.chef.objects import Notice, ResourceObject, RunContext, UnresolvedSubscribes
from translator.evaluate.ruby.objects import RHash, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun


def lookup(run: ChefRun, context: RunContext, spec: str) -> ResourceObject:
    """Return the one resource that `type[name]` names, here or in a parent context; a Ruby ResourceNotFound else."""
    return find(run, context, spec)[0]


def find(run: ChefRun, context: RunContext, spec: str) -> list[ResourceObject]:
    """Return the resources a string names, in the nearest context that has them."""
    here: RunContext | None = context
    missing: NotFound | None = None
    while here is not None:
        try:
            return here.collection.find(spec)
        except NotFound as error:
            missing = missing or error
            here = here.parent
        except ValueError as error:
            raise run.interp.error("ArgumentError", str(error)) from None
    raise run.interp.error("Chef::Exceptions::ResourceNotFound", str(missing))


def resolve_all(run: ChefRun, context: RunContext, resource: ResourceObject, complete: bool) -> None:
    """Look up the targets of what a resource notifies; with `complete` a missing one is reported even in unified mode."""
    key = run.declared_key(resource)
    for table in (context.before, context.immediate, context.delayed):
        for notice in table.get(key, ()):
            if not resolve(run, context, notice, resource) and (not context.unified or complete):
                _report(run, notice, resource)


def resolve(run: ChefRun, context: RunContext, notice: Notice, resource: ResourceObject) -> bool:
    """Make the ends of a notice resources; False when the target is nowhere."""
    if isinstance(notice.notifier, UnresolvedSubscribes):
        notice.notifier = resource
    if isinstance(notice.target, ResourceObject):
        return True
    found = _found(context, _specs(run, notice.target))
    if found is None:
        return False
    notice.target = found
    return True


def _specs(run: ChefRun, target: Value) -> str:
    if isinstance(target, RHash):
        kind, name = next(iter(target.items()))
        return f"{run.name(kind)}[{run.text(name)}]"
    assert isinstance(target, RString)
    return target.text


def _found(context: RunContext | None, spec: str) -> ResourceObject | None:
    while context is not None:
        try:
            return context.collection.find(spec)[0]
        except (NotFound, ValueError):
            context = context.parent
    return None


def _report(run: ChefRun, notice: Notice, resource: ResourceObject) -> None:
    target = _specs(run, notice.target)
    run.diagnose(
        Code.UNKNOWN_TARGET,
        f"resource {run.to_s(resource)} is configured to notify resource {target} with action {notice.action}, but "
        f"{target} cannot be found in the resource collection",
        notice.span or resource.span,
    )


def queue_delayed(run: ChefRun, context: RunContext, notice: Notice) -> None:
    """Put a delayed notification at the end of the run, unless the same action of the same resource waits already."""
    if not any(_same(run, other, notice) for other in context.delayed_actions):
        context.delayed_actions.append(notice)


def _same(run: ChefRun, one: Notice, other: Notice) -> bool:
    def key(target: Value) -> str:
        return run.to_s(target) if isinstance(target, ResourceObject) else _specs(run, target)

    return one.action == other.action and key(one.target) == key(other.target)
