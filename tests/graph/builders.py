"""Catalogs written by hand: `machine(step("package", "nginx"), …)`; every step gets a line of its own."""

from __future__ import annotations

from typing import Any

from translator.evaluate.catalog import (
    Catalog,
    Guard,
    Identity,
    Outcome,
    Platform,
    Resource,
    ResourceId,
    SourceFile,
    Step,
    Tool,
)
from translator.evaluate.values import Data, Text
from translator.graph.build import build_graph
from translator.graph.check import check_graph
from translator.graph.nodes import Graph
from translator.location import Source, Span

DEBIAN_12 = Platform(name="debian", family="debian", version="12", codename="bookworm")
ROCKY_9 = Platform(name="rocky", family="rhel", version="9.3")


def span(line: int, path: str = "app/recipes/default.rb") -> Span:
    return Span(Source(path, "\n" * 1000), line - 1, line)


def shell_guard(kind: str, command: str, verdict: bool | None = None) -> Guard:
    return Guard(kind=kind, command=command, verdict=verdict, span=span(1))


def step(
    kind: str,
    name: str,
    action: str = "",
    *,
    content: str | bytes | Text | None = None,
    outcome: Outcome = Outcome.RAN,
    guards: tuple[Guard, ...] = (),
    tree: tuple[SourceFile, ...] = (),
    sensitive: bool = False,
    custom: bool = False,
    resource_name: str = "",
    parent: int | None = None,
    notified_by: ResourceId | None = None,
    line: int = 0,
    file: str = "app/recipes/default.rb",
    **properties: Data,
) -> Step:
    """One step that ran; the action defaults to the type's usual one."""
    usual = {
        "package": "install",
        "service": "start",
        "execute": "run",
        "bash": "run",
        "git": "sync",
        "ruby_block": "run",
    }
    chosen = action or usual.get(kind, "create")
    resource = Resource(
        id=ResourceId(type=kind, name=name),
        actions=(chosen,),
        properties=dict(properties),
        span=span(line or 1 + sum(map(ord, kind + name)) % 900, file),
        guards=guards,
        sensitive=sensitive,
        custom=custom,
        resource_name=resource_name,
    )
    return Step(
        level=0,
        action=chosen,
        resource=resource,
        outcome=outcome,
        effective=dict(properties),
        content=content,
        tree=tree,
        parent=parent,
        notified_by=notified_by,
    )


def machine(
    *steps: Step,
    platform: Platform = DEBIAN_12,
    name: str = "app",
    attributes: Any = None,
    resources: tuple[Resource, ...] = (),
) -> Catalog:
    return Catalog(
        tool=Tool.CHEF,
        platform=platform,
        identity=Identity(name=name, attributes=attributes),
        resources=resources,
        steps=steps,
    )


def graph_of(*steps: Step, **options: Any) -> Graph:
    """Build the graph and run the checker on it."""
    catalog = machine(*steps, **options)
    graph = build_graph(catalog)
    assert check_graph(graph, catalog) == ()
    return graph
