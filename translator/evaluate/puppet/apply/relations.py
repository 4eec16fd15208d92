"""A compiled catalog → its relationship graph, as Puppet builds it before it applies anything.

Written relations first, then automatic ones where none is written between the two, then every container is replaced by
two whits, one before and one after all that is inside.

before:  Class[A] contains File[/a]; Exec[x] subscribes to Class[A]
after:   admissible A → File[/a] → completed A ~> Exec[x]
"""

from __future__ import annotations

from dataclasses import dataclass

from translator.evaluate.catalog import ResourceId
from translator.evaluate.puppet.apply.autorequire import automatic
from translator.evaluate.puppet.apply.index import Index
from translator.evaluate.puppet.apply.model import RELATIONS, Compiled, Declared
from translator.evaluate.puppet.errors import PuppetError


@dataclass(eq=False, slots=True)
class Vertex:
    """A resource, or a whit that stands for the begin or end of a container (`resource` is then the container)."""

    ref: str
    priority: tuple[int, ...]
    resource: Declared
    whit: str = ""

    def __str__(self) -> str:
        return self.ref

    @property
    def full(self) -> str:
        """The name that Puppet sorts by, in which a whit says that it is one."""
        return f"Whit[{self.whit}_{self.ref}]" if self.whit else self.ref


@dataclass(eq=False, slots=True)
class Link:
    """One edge; a change of `source` refreshes `target` when `refresh` is set."""

    source: Vertex
    target: Vertex
    refresh: bool


class Relationships:
    """Vertices and edges, each in the order in which they were added."""

    def __init__(self) -> None:
        self.out: dict[Vertex, dict[Vertex, list[Link]]] = {}
        self.into: dict[Vertex, dict[Vertex, list[Link]]] = {}

    def add_vertex(self, vertex: Vertex) -> None:
        self.out.setdefault(vertex, {})
        self.into.setdefault(vertex, {})

    def add(self, source: Vertex, target: Vertex, refresh: bool = False) -> None:
        self.add_vertex(source)
        self.add_vertex(target)
        link = Link(source, target, refresh)
        self.out[source].setdefault(target, []).append(link)
        self.into[target].setdefault(source, []).append(link)

    def linked(self, source: Vertex, target: Vertex) -> bool:
        return target in self.out.get(source, {})

    def links_from(self, vertex: Vertex) -> list[Link]:
        return [link for links in self.out[vertex].values() for link in links]

    def links_to(self, vertex: Vertex) -> list[Link]:
        return [link for links in self.into[vertex].values() for link in links]

    def cut(self, link: Link) -> None:
        """Take one edge away."""
        for table, one, other in ((self.out, link.source, link.target), (self.into, link.target, link.source)):
            table[one][other].remove(link)
            if not table[one][other]:
                del table[one][other]

    def remove(self, vertex: Vertex) -> None:
        """Take a vertex away that has no edges any more."""
        del self.out[vertex], self.into[vertex]


def relationships(compiled: Compiled, gates: dict[ResourceId, ResourceId] | None = None) -> Relationships:
    """Return the graph of a catalog; PuppetError when a relation names what the catalog does not hold.

    `gates` are resources that make another while they are applied (Concat_file → File): what waits for the first waits
    for the second too.
    """
    index = Index(compiled.resources)
    graph = Relationships()
    vertices = {
        resource.id: Vertex(str(resource.id), (place,), resource) for place, resource in enumerate(compiled.resources)
    }
    for vertex in vertices.values():
        graph.add_vertex(vertex)
    _written(graph, vertices, index)
    for maker, made in (gates or {}).items():
        graph.add(vertices[maker], vertices[made])
    _automatic(graph, vertices, index)
    _replace_containers(graph, vertices, compiled)
    for maker, made in (gates or {}).items():
        _redirect(graph, vertices[maker], vertices[made])
    return graph


def _written(graph: Relationships, vertices: dict[ResourceId, Vertex], index: Index) -> None:
    for vertex in vertices.values():
        for kind in RELATIONS:
            for relation in vertex.resource.relations:
                if relation.kind == kind:
                    _relate(graph, vertex, kind, vertices[_target(vertex.resource, kind, relation.target, index).id])


def _target(resource: Declared, kind: str, wanted: ResourceId, index: Index) -> Declared:
    found = index.get(wanted)
    if found is None:
        what = "dependency" if kind in ("require", "subscribe") else "dependent"
        raise PuppetError(f"Could not find {what} {wanted} for {resource.id}", resource.span)
    return found


def _relate(graph: Relationships, vertex: Vertex, kind: str, other: Vertex) -> None:
    source, target = (other, vertex) if kind in ("require", "subscribe") else (vertex, other)
    graph.add(source, target, kind in ("subscribe", "notify"))


def _automatic(graph: Relationships, vertices: dict[ResourceId, Vertex], index: Index) -> None:
    """Add what resource types relate by themselves, unless an edge stands between the two already."""
    for vertex in vertices.values():
        if vertex.resource.container:
            continue
        related = tuple(automatic(vertex.resource, index))
        for kind in ("require", "subscribe", "before", "notify"):
            for found in (index.find(type_, name) for each, type_, name in related if each == kind):
                if found is not None:
                    _add_automatic(graph, vertex, kind, vertices[found.id])


def _add_automatic(graph: Relationships, vertex: Vertex, kind: str, other: Vertex) -> None:
    source, target = (other, vertex) if kind in ("require", "subscribe") else (vertex, other)
    if not graph.linked(source, target) and not graph.linked(target, source):
        graph.add(source, target, kind in ("subscribe", "notify"))


def _replace_containers(graph: Relationships, vertices: dict[ResourceId, Vertex], compiled: Compiled) -> None:
    containers = [vertex for vertex in vertices.values() if vertex.resource.container]
    first = {each: Vertex(each.ref, each.priority, each.resource, "admissible") for each in containers}
    last = {each: Vertex(each.ref, each.priority, each.resource, "completed") for each in containers}
    for each in containers:
        graph.add_vertex(first[each])
        graph.add_vertex(last[each])
    contents: dict[Vertex, list[Vertex]] = {}
    for holder, held in compiled.containment:
        if holder in vertices and held in vertices:
            contents.setdefault(vertices[holder], []).append(vertices[held])
    for each in containers:
        inside = contents.get(each, [])
        if not inside:
            graph.add(first[each], last[each])
        for inner in inside:
            graph.add(first[each], first.get(inner, inner), True)
            graph.add(last.get(inner, inner), last[each], True)
        for link in graph.links_to(each):
            graph.add(last.get(link.source, link.source), first[each], link.refresh)
            graph.cut(link)
        for link in graph.links_from(each):
            graph.add(last[each], first.get(link.target, link.target), link.refresh)
            graph.cut(link)
    for each in containers:
        graph.remove(each)


def _redirect(graph: Relationships, maker: Vertex, made: Vertex) -> None:
    """Let all that waits for `maker` wait for what it makes."""
    end = Vertex(maker.ref, (*maker.priority, 1), maker.resource, "completed")
    made.priority = (*maker.priority, 0)
    for link in graph.links_from(maker):
        if link.target is not made:
            graph.add(end, link.target, link.refresh)
            graph.cut(link)
    graph.add(made, end, True)
    if not graph.linked(end, maker):
        graph.add(maker, end, True)
