"""Catalog → Graph: every step becomes nodes, every resource that never ran a Silent one, in converge order.

before:  Step(create, template[/etc/app.conf]), Step(run, execute[reload])
after:   File(index=0, path="/etc/app.conf"), Command(index=1, code="reload"), Edge(0, 1, NOTIFY)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from translator.evaluate.catalog import Catalog, Outcome, Resource, ResourceId, Step, Tool
from translator.graph import resources
from translator.graph.effects import RUBY_ADVICE, RUBY_BLOCKS, RUBY_REASON, effects_due, lost
from translator.graph.links import through_links
from translator.graph.nodes import Graph, Manual, Node, Origin, Silent
from translator.graph.order import connect, settle
from translator.graph.reader import MEANINGFUL, RESOURCES, Reader, Unsettled
from translator.registry import import_folder

import_folder(resources)

INSIDE = {
    Tool.CHEF: "it became the resources that its action declares",
    Tool.PUPPET: "it became the resources that it declares",
}
EMPTY = {
    Tool.CHEF: "its action declared nothing on this platform",
    Tool.PUPPET: "it declares nothing on this platform",
}
"""What is said of resources that are built from others, and of those that hold none."""


def build_graph(catalog: Catalog) -> Graph:
    """Return the machine that the catalog describes as nodes and edges; see the module's example."""
    parents = {step.parent for step in catalog.steps}
    inside = _inside_meaningful(catalog)
    nodes: list[Node] = []
    sources: list[Step | None] = []
    due = effects_due(catalog, inside)
    for index, step in enumerate(catalog.steps):
        own = _nodes_of(step, catalog, index in parents, inside.get(index))
        for node, source in (*due.get(index, ()), *((node, step) for node in own)):
            nodes.append(replace(node, index=len(nodes)))
            sources.append(source)
    for node, source in due.get(len(catalog.steps), ()):
        nodes.append(replace(node, index=len(nodes)))
        sources.append(source)
    for node in _never_ran(catalog):
        nodes.append(replace(node, index=len(nodes)))
        sources.append(None)
    resolved = through_links(nodes)
    edges = connect(resolved, tuple(sources), catalog)
    ordered, edges, said = settle(resolved, edges)
    return Graph(
        tool=catalog.tool,
        platform=catalog.platform,
        identity=catalog.identity,
        nodes=ordered,
        edges=edges,
        diagnostics=(*catalog.diagnostics, *said),
    )


def _inside_meaningful(catalog: Catalog) -> dict[int, ResourceId]:
    """Return the steps that a resource of a type in MEANINGFUL declared, directly or not, each with that resource."""
    found: dict[int, ResourceId] = {}
    for index, step in enumerate(catalog.steps):
        if step.parent is None:
            continue
        parent = catalog.steps[step.parent].resource
        if step.parent in found:
            found[index] = found[step.parent]
        elif parent.id.type in MEANINGFUL:
            found[index] = parent.id
    return found


def _nodes_of(step: Step, catalog: Catalog, has_children: bool, within: ResourceId | None) -> tuple[Node, ...]:
    reader = Reader(step, catalog)
    if within is not None:
        return (reader.silent(f"it is how {within} was done on the legacy machine"),)
    try:
        found = _outcome_node(reader) or _of_ruby(reader) or _wrapper(reader, has_children) or _converted(reader)
    except Unsettled as unsettled:
        found = _unsettled(reader, unsettled)
    return found if isinstance(found, tuple) else (found,)


def _of_ruby(reader: Reader) -> Node | None:
    """Return the node of a step whose own Ruby code did something that cannot be carried over."""
    reason = lost(reader.step)
    of_block = reader.step.resource.id.type in RUBY_BLOCKS
    if not reason or (not of_block and reader.step.resource.id.type in RESOURCES):
        return None
    span = reader.step.resource.span if of_block else next(found.span for found in reader.step.effects if found.reason)
    return reader.manual(f"{RUBY_REASON}: {reason}", RUBY_ADVICE, span.text if span is not None else "")


def _outcome_node(reader: Reader) -> Node | None:
    """Return the node of a step that did not run, None for one that did."""
    match reader.step.outcome:
        case Outcome.SKIPPED:
            return reader.silent(f"its guard {_guard_text(reader.step)} kept it from running on a first converge")
        case Outcome.NOTHING:
            return reader.silent(reader.step.reason or "action :nothing, and nothing notified it")
        case Outcome.FAILED:
            reason = reader.step.error or "its evaluation failed"
            return reader.manual(reason, "see the diagnostic, then add what it does by hand")
        case Outcome.RAN:
            return reader.silent("action :nothing") if reader.action == "nothing" else None


def _guard_text(step: Step) -> str:
    for guard in step.resource.guards:
        if guard.verdict is (guard.kind == "not_if"):
            return f"({guard.kind}, {guard.span})"
    return "(only_if or not_if)"


def _wrapper(reader: Reader, has_children: bool) -> Node | None:
    if reader.step.resource.id.type in MEANINGFUL:
        return None
    if has_children:
        return reader.silent(INSIDE[reader.catalog.tool])
    if reader.step.resource.custom and reader.step.resource.id.type not in RESOURCES:
        return reader.silent(EMPTY[reader.catalog.tool])
    return None


def _converted(reader: Reader) -> Node | tuple[Node, ...]:
    builder = RESOURCES.get(reader.type) or RESOURCES.get(reader.step.resource.id.type)
    if builder is not None:
        return builder(reader)
    lacking = reader.step.resource.lacking
    if lacking:
        return reader.manual(lacking, "add the cookbook with --cookbook-path, or write what it does by hand")
    advice = "add what this resource does to the Dockerfile or to the platform by hand"
    return reader.manual(f"the resource type {reader.type} is not known to the program", advice)


def _unsettled(reader: Reader, unsettled: Unsettled) -> Node:
    advice = "decide its value for the image and give it as an attribute"
    return Manual(index=0, origin=reader.origin, reason=unsettled.reason(), advice=advice)


def _never_ran(catalog: Catalog) -> Iterator[Silent]:
    """Yield a node for every top-level resource without a step, so that no resource is lost."""
    ran = {(step.resource.id, step.resource.span) for step in catalog.steps}
    for resource in catalog.resources:
        if (resource.id, resource.span) not in ran:
            yield _idle(resource)


def _idle(resource: Resource) -> Silent:
    origin = Origin(
        resource=resource.id,
        action=resource.actions[0] if resource.actions else "nothing",
        span=resource.span,
        created_by=resource.created_by,
    )
    return Silent(index=0, origin=origin, reason="it never ran: action :nothing, and nothing notified it")
