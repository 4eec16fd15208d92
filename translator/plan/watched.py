"""A machine and its metrics agents → the machine with a file more for each service that told its state nowhere.

The file is a node like those that the recipe made, from the line of the agent's file that asked for it: so it goes
into the image, the tests and the report as they do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from translator.evaluate.catalog import ResourceId
from translator.graph.nodes import File, Graph, Origin
from translator.plan import status
from translator.plan.machine import Machine
from translator.plan.metrics import Target
from translator.plan.sidecars.base import METRICS, Given
from translator.plan.status.base import PAGES, Added, runs
from translator.plan.tables.roles import Role
from translator.registry import import_folder

import_folder(status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The graph with what was added, and a note for each node of it; without notes it is the graph that was given."""

    graph: Graph
    notes: dict[int, str] = field(default_factory=dict)


def watched(machine: Machine, roles: dict[int, Role]) -> Watched:
    """Return the graph of the machine in which each service that an agent asks can be asked by its exporter."""
    nodes = list(machine.nodes)
    notes: dict[int, str] = {}
    for asking, added in _missing(machine, roles):
        notes[len(nodes)] = added.note
        origin = _origin(machine.nodes[asking].origin, added.path)
        nodes.append(File(index=len(nodes), origin=origin, path=added.path, content=added.text, mode="0644"))
    return Watched(graph=replace(machine.graph, nodes=tuple(nodes)), notes=notes)


def _missing(machine: Machine, roles: dict[int, Role]) -> Iterator[tuple[int, Added]]:
    """Yield, once a service, the node of the file that asks for it and the file that is missing."""
    seen: set[str] = set()
    for asking, target in _asked(machine, roles):
        page = PAGES.get(target.kind)
        if page is None or target.kind in seen or not runs(machine, page) or page.find(machine, target.address):
            continue
        seen.add(target.kind)
        made = page.make(machine)
        if isinstance(made, Added):
            yield asking, made


def _asked(machine: Machine, roles: dict[int, Role]) -> Iterator[tuple[int, Target]]:
    """Yield what the metrics agents ask, each with the node of the file that says so."""
    for name in sorted({role.collector for role in roles.values()} & set(METRICS)):
        nodes = frozenset(index for index, role in roles.items() if role.collector == name)
        given = Given(machine=machine, nodes=nodes)
        for file in given.configurations() if given.runs() else ():
            yield from ((file.node, target) for target in METRICS[name]((file,)).targets)


def _origin(asking: Origin, path: str) -> Origin:
    return replace(asking, resource=ResourceId(type="file", name=path), action="create", created_by=())
