"""A relationship graph → the order in which Puppet applies it, or the cycles that keep it from doing so.

Of all resources that wait for nothing, the one that stands first in the catalog is next.
"""

from __future__ import annotations

import heapq
from collections import deque

from translator.evaluate.puppet.apply.relations import Relationships, Vertex


def application_order(graph: Relationships) -> list[Vertex]:
    """Return the vertices in order, whits included; what is on a cycle or behind one is left out."""
    waiting = {vertex: len(graph.into[vertex]) for vertex in graph.into}
    number = {vertex: place for place, vertex in enumerate(graph.into)}
    ready = [(vertex.priority, number[vertex], vertex) for vertex, count in waiting.items() if not count]
    heapq.heapify(ready)
    order: list[Vertex] = []
    while ready:
        vertex = heapq.heappop(ready)[2]
        order.append(vertex)
        for later in graph.out[vertex]:
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(ready, (later.priority, number[later], later))
    return order


def cycle_message(graph: Relationships) -> str:
    """Return what Puppet says about the cycles of a graph, "" when there is none."""
    cycles = cycles_of(graph)
    if not cycles:
        return ""
    head = f"Found {len(cycles)} dependency cycle{'s' if len(cycles) > 1 else ''}:\n"
    paths = "".join("(" + " => ".join(map(str, _path(graph, cycle))) + ")\\n" for cycle in cycles)
    advice = "Try the '--graph' option and opening the resulting '.dot' file in OmniGraffle or GraphViz"
    return f"{head}{paths}{advice}"


def cycles_of(graph: Relationships) -> list[list[Vertex]]:
    """Return the vertices of each cycle, sorted by reference."""
    found = (sorted(each, key=lambda one: one.full) for each in _components(graph))
    return sorted(found, key=lambda each: [one.full for one in each])


def _path(graph: Relationships, cycle: list[Vertex]) -> list[Vertex]:
    """Return the shortest way round a cycle, the first vertex at both ends."""
    members = set(cycle)
    queue: deque[tuple[Vertex, tuple[Vertex, ...]]] = deque([(cycle[0], ())])
    while queue:
        vertex, before = queue.popleft()
        if vertex in before:
            return [*before, vertex]
        queue.extend((later, (*before, vertex)) for later in graph.out[vertex] if later in members)
    return cycle


class _Search:
    """Tarjan's search for strongly connected components, without recursion."""

    def __init__(self, graph: Relationships) -> None:
        self.graph = graph
        self.index: dict[Vertex, int] = {}
        self.low: dict[Vertex, int] = {}
        self.stack: list[Vertex] = []
        self.held: set[Vertex] = set()
        self.found: list[list[Vertex]] = []

    def visit(self, root: Vertex) -> None:
        work = [(root, iter(self._open(root)))]
        while work:
            vertex, children = work[-1]
            child = next(children, None)
            if child is None:
                work.pop()
                self._close(vertex, work[-1][0] if work else None)
            elif child not in self.index:
                work.append((child, iter(self._open(child))))
            elif child in self.held:
                self.low[vertex] = min(self.low[vertex], self.index[child])

    def _open(self, vertex: Vertex) -> list[Vertex]:
        self.index[vertex] = self.low[vertex] = len(self.index)
        self.stack.append(vertex)
        self.held.add(vertex)
        return list(self.graph.out[vertex])

    def _close(self, vertex: Vertex, parent: Vertex | None) -> None:
        if parent is not None:
            self.low[parent] = min(self.low[parent], self.low[vertex])
        if self.low[vertex] != self.index[vertex]:
            return
        at = self.stack.index(vertex)
        component, self.stack = self.stack[at:], self.stack[:at]
        self.held.difference_update(component)
        if len(component) > 1 or self.graph.linked(vertex, vertex):
            self.found.append(component)


def _components(graph: Relationships) -> list[list[Vertex]]:
    search = _Search(graph)
    for vertex in graph.out:
        if vertex not in search.index:
            search.visit(vertex)
    return search.found
