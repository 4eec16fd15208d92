"""A resource object as data of the catalog, as it stands at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.catalog import Notification, Resource, ResourceId
from translator.evaluate.chef.bridge import name_of, to_data
from translator.evaluate.chef.guards import guard_data
from translator.evaluate.chef.objects import ResourceObject
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.objects import RHash, RObject, RubyError, Value
from translator.evaluate.ruby.taint import is_true
from translator.evaluate.values import Data

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun

_EXTRA = ("helper_modules", "inline_helper_modules", "inline_helper_blocks")


def snapshot(run: ChefRun, resource: ResourceObject) -> Resource:
    """Return the resource as it stands: the properties that were set, guards and notifications."""
    kind = resource.declared_type or run.type_of(resource)
    name = run.text(run.name_of(resource))
    class_name = run.type_of(resource)
    assert resource.span is not None
    return Resource(
        id=ResourceId(type=kind, name=name),
        actions=tuple(run.actions_of(resource) or ()),
        properties=set_properties(run, resource),
        span=resource.span,
        declared_in=_declared_in(resource),
        resource_name=class_name if class_name != kind else "",
        custom=run.is_custom(resource.cls),
        guards=tuple(guard_data(run, guard) for guard in (*resource.not_if, *resource.only_if)),
        notifies=notifications(run, resource),
        created_by=tuple(identity(run, item) for item in resource.created_by),
        sensitive=resource.ivars.get("sensitive") is True,
        ignore_failure=is_true(resource.ivars.get("ignore_failure")),
        lacking=resource.lacking,
    )


def identity(run: ChefRun, resource: ResourceObject) -> ResourceId:
    """Return how a resource was declared: its type as written, and its name."""
    return ResourceId(type=resource.declared_type or run.type_of(resource), name=run.text(run.name_of(resource)))


def set_properties(run: ChefRun, resource: ResourceObject) -> dict[str, Data]:
    """Return the properties that have a value of their own."""
    known = run.properties_of(resource.cls)
    found: dict[str, Data] = {}
    for key, value in resource.ivars.items():
        shown = (key in known or key in resource.kept) and key != "name" and not (key == "sensitive" and value is False)
        if shown or (key in _EXTRA and _filled(value)):
            found[key] = to_data(value)
    return found


def _filled(value: Value) -> bool:
    return bool(len(value)) if isinstance(value, (list, RHash)) else value is not None


def _declared_in(resource: RObject) -> str:
    cookbook, recipe = resource.ivars.get("cookbook_name"), resource.ivars.get("recipe_name")
    return f"{name_of(cookbook)}::{name_of(recipe)}" if cookbook is not None and recipe is not None else ""


def notifications(run: ChefRun, resource: ResourceObject) -> tuple[Notification, ...]:
    """Return what the resource notifies, subscriptions of others included."""
    context = run.context_of(resource)
    key = run.declared_key(resource)
    found = []
    for timing in ("before", "immediately", "delayed"):
        for notice in context.notices(timing).get(key, ()):
            target = _target(run, notice.target)
            found.append(Notification(timing=timing, action=notice.action, target=target, span=notice.span))
    return tuple(found)


def _target(run: ChefRun, target: Value) -> ResourceId:
    if isinstance(target, ResourceObject):
        return identity(run, target)
    if isinstance(target, RHash):
        kind, name = next(iter(target.items()))
        return ResourceId(type=name_of(kind), name=run.text(name))
    kind_text, _, rest = run.text(target).partition("[")
    return ResourceId(type=kind_text, name=rest.removesuffix("]"))


def effective_properties(run: ChefRun, resource: ResourceObject) -> dict[str, Data]:
    """Return every property with its default filled in, lazy ones worked out; nothing is stored on the resource."""
    found: dict[str, Data] = {}
    for name, prop in run.properties_of(resource.cls).items():
        if name == "name":
            continue
        try:
            value = prop.get(run, resource, store=False)
        except (RubyError, BudgetExceeded):
            continue
        if value is not None:
            found[name] = to_data(value)
    return found
