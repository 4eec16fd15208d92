"""Checks a Graph against its Catalog; every test that builds a graph runs it."""

from __future__ import annotations

from collections.abc import Iterator

from translator.evaluate.catalog import Catalog
from translator.graph.nodes import Graph


def check_graph(graph: Graph, catalog: Catalog) -> tuple[str, ...]:
    """Return what is wrong with the graph, nothing when it holds."""
    return (*_indices(graph), *_edges(graph), *_complete(graph, catalog))


def _indices(graph: Graph) -> Iterator[str]:
    for place, node in enumerate(graph.nodes):
        if node.index != place:
            yield f"node {place} says it is node {node.index}"


def _edges(graph: Graph) -> Iterator[str]:
    for edge in graph.edges:
        if not 0 <= edge.before < edge.after < len(graph.nodes):
            yield f"edge {edge.before} → {edge.after} is out of range or against the order"


def _complete(graph: Graph, catalog: Catalog) -> Iterator[str]:
    present = {(node.origin.resource, node.origin.action, node.origin.span) for node in graph.nodes}
    for step in catalog.steps:
        if (step.resource.id, step.action, step.resource.span) not in present:
            yield f"{step.resource.id} action {step.action} at {step.resource.span} has no node"
    seen = {node.origin.resource for node in graph.nodes}
    for resource in catalog.resources:
        if resource.id not in seen:
            yield f"{resource.id} at {resource.span} has no node"
