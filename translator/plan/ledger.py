"""The book of placements: every node of the graph gets exactly one Placement, whoever decides first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from translator.graph.nodes import Node
from translator.plan.machine import Machine
from translator.plan.model import Place, Placement


@dataclass(slots=True)
class Ledger:
    """Placements so far, by node index."""

    machine: Machine
    placed: dict[int, Placement] = field(default_factory=dict)

    def put(self, index: int, place: Place, detail: str, reason: str = "", advice: str = "", image: str = "") -> None:
        """Place one node; a node that is placed already stays where it is."""
        origin = self.machine.nodes[index].origin
        placement = Placement(
            node=index, origin=origin, place=place, detail=detail, reason=reason, advice=advice, image=image
        )
        self.placed.setdefault(index, placement)

    def put_all(self, indices: Iterable[int], place: Place, detail: str, reason: str = "", advice: str = "") -> None:
        for index in indices:
            self.put(index, place, detail, reason, advice)

    def remaining(self) -> Iterator[Node]:
        """Yield the nodes that decide about their thing and are not placed yet."""
        for node in self.machine.nodes:
            if node.index not in self.placed and node.index not in self.machine.superseded:
                yield node

    def open(self, index: int) -> bool:
        return index not in self.placed

    def close(self) -> tuple[Placement, ...]:
        """Return all placements in node order: what a later node decided stands with it, the rest is for a person."""
        for index in self.machine.superseded:
            winner = self.machine.winner(index)
            found = self.placed.get(winner)
            if found is not None:
                reason = self._later(index, winner)
                self.put(index, found.place, found.detail, found.reason or reason, found.advice, found.image)
        for node in self.machine.nodes:
            if node.index not in self.placed:
                reason = f"nothing in the image needs {node.origin.resource}"
                self.put(node.index, Place.MANUAL, "", reason, "check whether the application needs it")
        return tuple(self.placed[node.index] for node in self.machine.nodes)

    def _later(self, index: int, winner: int) -> str:
        """Return which other line decides about the thing of a node, "" when it is the same line."""
        place = str(self.machine.nodes[winner].origin.span)
        return (
            ""
            if place == str(self.machine.nodes[index].origin.span)
            else f"declared again by {place}, which has the last word"
        )
