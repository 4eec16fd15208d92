"""A compiled Puppet catalog → the steps of a first `puppet apply` on an empty machine, in the order that Puppet takes.

before:  File[/etc/a] notifies Exec[x] (refreshonly), both in Class[A]
after:   steps Class[A], File[/etc/a] (file), Exec[x] (run, notified by File[/etc/a])
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.catalog import Catalog, Notification, Outcome, Resource, ResourceId, Step, Tool
from translator.evaluate.puppet.apply import kinds
from translator.evaluate.puppet.apply.data import assumed, data_of
from translator.evaluate.puppet.apply.generate import generated
from translator.evaluate.puppet.apply.index import Index
from translator.evaluate.puppet.apply.model import Compiled, Declared
from translator.evaluate.puppet.apply.order import application_order, cycle_message, cycles_of
from translator.evaluate.puppet.apply.relations import Relationships, Vertex, relationships
from translator.evaluate.puppet.apply.turn import KINDS, REFRESHABLE, Disk, Made, Turn, plainly
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.values import origins_within
from translator.evaluate.values import Unknown
from translator.registry import import_folder

import_folder(kinds)

SCAFFOLD = {
    ResourceId(type="Stage", name="main"),
    ResourceId(type="Class", name="main"),
    ResourceId(type="Class", name="Settings"),
}
"""What every catalog holds and no manifest declares."""


def converge(compiled: Compiled) -> Catalog:
    """Return the machine after a first run; see the module's example."""
    whole, gates = generated(compiled)
    said: list[Diagnostic] = []
    order, graph = _order(whole, gates, said)
    run = _Run(whole, {made: maker for maker, made in gates.items()}, graph)
    for vertex in order:
        run.visit(vertex)
    resources = tuple(run.resources[resource.id] for resource in compiled.resources if resource.id not in SCAFFOLD)
    return Catalog(
        tool=Tool.PUPPET,
        platform=compiled.platform,
        identity=compiled.identity,
        resources=resources,
        steps=tuple(run.steps),
        diagnostics=(*compiled.diagnostics, *said, *run.said),
        edges=_edges(graph),
    )


def _order(
    compiled: Compiled, gates: dict[ResourceId, ResourceId], said: list[Diagnostic]
) -> tuple[list[Vertex], Relationships]:
    """Return the vertices in order; those of cycles and behind them follow in the catalog's order, with a diagnostic."""
    try:
        graph = relationships(compiled, gates)
    except PuppetError as error:
        said.append(Diagnostic(code=error.code, message=error.message, span=error.span))
        known = {resource.id for resource in compiled.resources}
        kept = tuple(_with_known(resource, known) for resource in compiled.resources)
        graph = relationships(replace(compiled, resources=kept), gates)
    order = application_order(graph)
    if len(order) < len(graph.out):
        first = next(iter(cycles_of(graph)))[0]
        said.append(Diagnostic(code=Code.ORDER_CYCLE, message=cycle_message(graph), span=first.resource.span))
        placed = set(order)
        order += sorted((vertex for vertex in graph.out if vertex not in placed), key=lambda each: each.priority)
    return order, graph


def _with_known(resource: Declared, known: set[ResourceId]) -> Declared:
    """Return the resource without relations to what the catalog does not hold."""
    index = {(each.type.lower(), each.name) for each in known}
    kept = tuple(each for each in resource.relations if (each.target.type.lower(), each.target.name) in index)
    return replace(resource, relations=kept)


def _edges(graph: Relationships) -> tuple[tuple[ResourceId, ResourceId], ...]:
    """Return the edges between resources; whits stand for their containers in the steps' own order."""
    return tuple(
        (source.resource.id, target.resource.id)
        for source, links in graph.out.items()
        for target in links
        if not source.whit and not target.whit
    )


@dataclass(slots=True)
class _Run:
    """The simulated run: resources get their turn one by one, changes notify others."""

    compiled: Compiled
    makers: dict[ResourceId, ResourceId]
    graph: Relationships
    steps: list[Step] = field(default_factory=list)
    said: list[Diagnostic] = field(default_factory=list)
    disk: Disk = field(default_factory=Disk)
    queued: dict[Vertex, list[ResourceId]] = field(default_factory=dict)
    index: Index = field(init=False)
    holders: dict[ResourceId, ResourceId] = field(init=False)
    resources: dict[ResourceId, Resource] = field(init=False)
    places: dict[ResourceId, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.index = Index(self.compiled.resources)
        self.holders = {inner: outer for outer, inner in self.compiled.containment}
        self.resources = {resource.id: self._resource(resource) for resource in self.compiled.resources}

    def visit(self, vertex: Vertex) -> None:
        """Give a vertex its turn, then tell those that its change or its refresh notifies."""
        sources = self.queued.pop(vertex, [])
        if vertex.whit:
            if vertex.whit == "admissible" and vertex.resource.id not in SCAFFOLD:
                self._container(vertex.resource)
            self._notify(vertex, sources)
            return
        kind = vertex.resource.id.type.lower()
        refreshable = kind in REFRESHABLE
        changed = self._apply(vertex.resource, tuple(sources) if refreshable else ())
        if changed or (sources and refreshable and kind != "exec"):
            self._notify(vertex, [vertex.resource.id])

    def _notify(self, vertex: Vertex, sources: list[ResourceId]) -> None:
        if not sources:
            return
        for link in self.graph.links_from(vertex):
            if link.refresh:
                known = self.queued.setdefault(link.target, [])
                known += [source for source in sources if source not in known]

    def _say_assumed(self, declared: Declared) -> None:
        """Report the parameters that hold a size of the legacy machine."""
        for name, value in declared.parameters.items():
            reasons = [
                origin.reason for origin in origins_within(value) if isinstance(origin, Unknown) and assumed(origin)
            ]
            if reasons:
                why = ", ".join(dict.fromkeys(reasons))
                message = f"{declared.id} takes its {name} as on the machine of the facts: it is {why}"
                hint = "check that it suits the container's limits, or give the value as a parameter"
                self.said.append(
                    Diagnostic(code=Code.BRANCH_ON_RUNTIME, message=message, span=declared.span, hint=hint)
                )

    def _container(self, container: Declared) -> None:
        self._add(container, Made(action="include" if container.id.type == "Class" else "declare"))

    def _apply(self, declared: Declared, sources: tuple[ResourceId, ...]) -> bool:
        self._say_assumed(declared)
        maker = self.makers.get(declared.id)
        turn = Turn(
            resource=declared,
            compiled=self.compiled,
            index=self.index,
            disk=self.disk,
            refreshed_by=sources,
            maker=self.index.get(maker) if maker else None,
        )
        made = self._made(turn)
        notified = sources[0] if sources and (made.by_refresh or declared.id.type != "Exec") else None
        self._add(declared, made, notified)
        if made.refresh is not None and sources:
            self._add(declared, replace(made, properties=made.refresh), sources[0])
        return made.changed and made.outcome is not Outcome.FAILED

    def _made(self, turn: Turn) -> Made:
        try:
            made = (KINDS.get(turn.resource.id.type.lower()) or plainly)(turn)
        except PuppetError as error:
            span = error.span or turn.resource.span
            self.said.append(Diagnostic(code=error.code, message=error.message, span=span))
            return Made(action="present", outcome=Outcome.FAILED, reason=error.message, changed=False)
        except ValueError as error:
            self.said.append(Diagnostic(code=Code.PUPPET_ERROR, message=str(error), span=turn.resource.span))
            return Made(action="present", outcome=Outcome.FAILED, reason=str(error), changed=False)
        if made.outcome is Outcome.FAILED:
            self.said.append(Diagnostic(code=Code.MISSING_FILE, message=made.reason, span=turn.resource.span))
        return made

    def _add(self, declared: Declared, made: Made, notified_by: ResourceId | None = None) -> None:
        outer = self.holders.get(declared.id)
        resource = replace(self.resources[declared.id], guards=made.guards)
        self.resources[declared.id] = resource
        self.places.setdefault(declared.id, len(self.steps))
        failed = made.outcome is Outcome.FAILED
        self.steps.append(
            Step(
                level=len(resource.created_by),
                action=made.action,
                resource=resource,
                outcome=made.outcome,
                effective=made.properties,
                content=made.content,
                tree=made.tree,
                notified_by=notified_by,
                parent=self.places.get(outer) if outer else None,
                error=made.reason if failed else "",
                reason="" if failed else made.reason,
            )
        )

    # --- resources

    def _resource(self, declared: Declared) -> Resource:
        ensure = declared.parameters.get("ensure")
        outer = self._outer(declared.id)
        return Resource(
            id=declared.id,
            actions=(str(ensure),) if ensure is not None else (),
            properties={
                name: data_of(value) for name, value in declared.parameters.items() if self._open(declared, name)
            },
            span=declared.span,
            declared_in=next((each.name for each in reversed(outer) if each.type == "Class"), ""),
            custom=declared.container,
            notifies=self._notifies(declared),
            created_by=outer,
            sensitive=_sensitive(declared),
        )

    def _open(self, declared: Declared, name: str) -> bool:
        return name not in declared.sensitive

    def _outer(self, identity: ResourceId) -> tuple[ResourceId, ...]:
        """Return the classes and defines around a resource, outermost first."""
        found: list[ResourceId] = []
        while identity in self.holders and self.holders[identity] not in found:
            identity = self.holders[identity]
            found.append(identity)
        return tuple(each for each in reversed(found) if each not in SCAFFOLD)

    def _notifies(self, declared: Declared) -> tuple[Notification, ...]:
        found = (self.index.get(relation.target) for relation in declared.relations if relation.kind == "notify")
        return tuple(
            Notification(timing="delayed", action="refresh", target=target.id, span=declared.span)
            for target in found
            if target is not None
        )


def _sensitive(declared: Declared) -> bool:
    """Return whether the whole content is a secret that has no name of its own."""
    return "content" in declared.sensitive and type(declared.parameters.get("content")) is str
