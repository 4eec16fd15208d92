"""Edges between nodes and the order they demand, the converge order kept where they leave it open."""

from __future__ import annotations

import heapq
import posixpath
from collections.abc import Iterator
from dataclasses import replace

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.catalog import Catalog, ResourceId, Step
from translator.graph.nodes import (
    Checkout,
    Command,
    Directory,
    Edge,
    EdgeKind,
    Extract,
    Fetch,
    File,
    Group,
    Link,
    Node,
    User,
)


def connect(nodes: tuple[Node, ...], steps: tuple[Step | None, ...], catalog: Catalog) -> tuple[Edge, ...]:
    """Return the edges: notifications, what a node needs of earlier ones, and the catalog's own order."""
    edges = {*_notifications(nodes, steps), *_requirements(nodes), *_declared(nodes, catalog)}
    return tuple(sorted(edges, key=lambda edge: (edge.before, edge.after, edge.kind.value)))


def settle(
    nodes: tuple[Node, ...], edges: tuple[Edge, ...]
) -> tuple[tuple[Node, ...], tuple[Edge, ...], tuple[Diagnostic, ...]]:
    """Return nodes and edges renumbered in topological order; a cycle is cut at its first node and reported."""
    order, cut = topological(len(nodes), edges)
    place = {old: new for new, old in enumerate(order)}
    ordered = tuple(replace(nodes[old], index=new) for new, old in enumerate(order))
    renumbered = [replace(edge, before=place[edge.before], after=place[edge.after]) for edge in edges]
    kept = tuple(edge for edge in renumbered if edge.before < edge.after)
    return ordered, kept, tuple(_cycle(nodes[index]) for index in cut)


def topological(count: int, edges: tuple[Edge, ...]) -> tuple[list[int], list[int]]:
    """Return the order of nodes 0…count-1 that respects `edges`, lowest index first, and where cycles were cut."""
    waiting = [0] * count
    after: list[list[int]] = [[] for _ in range(count)]
    for before, later in {(edge.before, edge.after) for edge in edges}:
        waiting[later] += 1
        after[before].append(later)
    ready = [index for index in range(count) if not waiting[index]]
    left = set(range(count)) - set(ready)
    order: list[int] = []
    cut: list[int] = []
    while ready or left:
        if not ready:
            cut.append(min(left))
            left.discard(cut[-1])
            ready.append(cut[-1])
        index = heapq.heappop(ready)
        order.append(index)
        for later in after[index]:
            waiting[later] -= 1
            if not waiting[later] and later in left:
                left.discard(later)
                heapq.heappush(ready, later)
    return order, cut


def _cycle(node: Node) -> Diagnostic:
    message = f"{node.origin.resource} must run before itself"
    return Diagnostic(code=Code.ORDER_CYCLE, message=message, span=node.origin.span)


def _notifications(nodes: tuple[Node, ...], steps: tuple[Step | None, ...]) -> Iterator[Edge]:
    last: dict[ResourceId, int] = {}
    for node, step in zip(nodes, steps, strict=True):
        if step is not None and step.notified_by in last:
            yield Edge(before=last[step.notified_by], after=node.index, kind=EdgeKind.NOTIFY)
        last[node.origin.resource] = node.index


def _requirements(nodes: tuple[Node, ...]) -> Iterator[Edge]:
    """Yield an edge from the last earlier node that makes a path, user or group to each node that needs it."""
    made: dict[tuple[str, str], int] = {}
    for node in nodes:
        for need in _needs(node):
            if need in made:
                yield Edge(before=made[need], after=node.index, kind=EdgeKind.REQUIRE)
        for thing in _makes(node):
            made[thing] = node.index


def _makes(node: Node) -> Iterator[tuple[str, str]]:
    match node:
        case File(path=path) | Directory(path=path) | Link(path=path) | Fetch(path=path):
            yield "path", path
        case Extract(destination=path) | Checkout(destination=path):
            yield "path", path
        case User(name=name):
            yield "user", name
        case Group(name=name):
            yield "group", name
        case _:
            return


def _needs(node: Node) -> Iterator[tuple[str, str]]:
    match node:
        case File() | Directory() | Link() | Fetch():
            yield "path", node.path
            yield from _owned(node.path, node.owner, node.group)
        case Extract():
            yield "path", node.archive
            yield from _owned(node.destination, node.owner, node.group)
        case Checkout():
            yield from _owned(node.destination, node.user, node.group)
        case Command():
            yield from (("path", node.cwd), ("user", node.user), ("group", node.group))
        case User():
            yield "group", node.group
        case Group():
            yield from (("user", member) for member in node.members)
        case _:
            return


def _owned(path: str, owner: str, group: str) -> Iterator[tuple[str, str]]:
    yield from (("user", owner), ("group", group))
    parent = posixpath.dirname(path)
    while parent != path:
        path, parent = parent, posixpath.dirname(parent)
        yield "path", path


def _declared(nodes: tuple[Node, ...], catalog: Catalog) -> Iterator[Edge]:
    """Yield the edges of a catalog that brings its own (a tool whose resources have no order by themselves)."""
    if not catalog.edges:
        return
    by_resource: dict[ResourceId, list[int]] = {}
    for node in nodes:
        by_resource.setdefault(node.origin.resource, []).append(node.index)
    for before, after in catalog.edges:
        for first in by_resource.get(before, ())[-1:]:
            for second in by_resource.get(after, ())[:1]:
                if first != second:
                    yield Edge(before=first, after=second, kind=EdgeKind.REQUIRE)
