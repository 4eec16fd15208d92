"""Resources that stand for what the repository does not define: their name, properties and place are kept.

before:  php_fpm_pool "web" do listen "/run/web.sock" end      (the cookbook php is not in the repository)
after:   a resource php_fpm_pool[web] with listen, which says what is lacking; it does nothing on the machine
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translator.evaluate.chef.objects import ResourceObject
from translator.evaluate.ruby.objects import RClass, RHash, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun
    from translator.location import Span

DEFAULT_ACTION = "default"
INCLUDE = "include_recipe"


def stand_in(
    run: ChefRun, owner: Value, kind: str, name: Value, block: RProc | None, lacking: str, span: Span | None
) -> ResourceObject:
    """Declare a resource of a type that nothing defines into the collection of `owner`."""
    from translator.evaluate.chef.dsl.declare import build_of, context_of, insert

    cls = stand_in_class(run, kind)
    context = context_of(run, owner)
    run.interp.span = span
    resource = build_of(
        run, owner, kind, cls, name if isinstance(name, (RString, Symbol)) else RString(""), block, context
    )
    resource.lacking = lacking
    insert(run, resource, context)
    return resource


def stand_in_class(run: ChefRun, kind: str) -> RClass:
    """Return the class of an undefined resource type, made when it is first met."""
    known = run.stand_ins.get(kind)
    if known is not None:
        return known
    path = "".join(part.capitalize() for part in re.split(r"\W|_", kind))
    cls = run.interp.make_class(f"Chef::Resource::{path}", run.interp.const_class("Chef::Resource"))
    info = run.info(cls)
    info.resource_name = kind
    info.default_action = [DEFAULT_ACTION]
    info.allowed_actions = ["nothing", DEFAULT_ACTION]
    run.core_classes.add(cls)
    run.stand_ins[kind] = cls
    return cls


def set_property(run: ChefRun, resource: ResourceObject, name: str, args: list[Value], block: RProc | None) -> Value:
    """Keep a property of a resource whose type is not defined; without a value, return what was kept."""
    if not args and block is None:
        return resource.ivars.get(name)
    given = [*args, *([block] if block is not None else [])]
    value = given[0] if len(given) == 1 else given
    if isinstance(value, RHash):
        value.keyword = False
    resource.kept = tuple(dict.fromkeys((*resource.kept, name)))
    resource.ivars[name] = value
    return value


def include_stand_in(run: ChefRun, owner: Value, recipe: str, lacking: str, span: Span | None) -> None:
    """Put a recipe that is not there into the collection, so that the report lists it in its place."""
    stand_in(run, owner, INCLUDE, RString(recipe), None, lacking, span)
