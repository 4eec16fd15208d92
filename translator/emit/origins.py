"""Node indices → the resources of the input they come from, for comments, build errors and the report."""

from __future__ import annotations

from collections.abc import Iterable

from translator.graph.nodes import Origin
from translator.plan.model import Plan, Step

SHOWN = 3


class Origins:
    """Looks up a node's resource by the placements of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._by_node = {placement.node: placement.origin for placement in plan.placements}

    def of(self, nodes: Iterable[int]) -> list[tuple[str, str]]:
        """Return (resource, "file:line") of each node, without repetition."""
        found = [self._by_node[node] for node in nodes if node in self._by_node]
        return list(dict.fromkeys(described(origin) for origin in found))

    def comment(self, step: Step) -> str:
        """Return the line above a step's first instruction: its phrase and the resources behind it."""
        named = [f"{name} ({place})" for name, place in self.of(step.nodes)]
        more = [f"and {len(named) - SHOWN} more"] if len(named) > SHOWN else []
        listed = ", ".join(named[:SHOWN] + more)
        return ": ".join(part for part in (step.comment, listed) if part)


def described(origin: Origin) -> tuple[str, str]:
    """Return a resource as type[name] on one line, and where it stands."""
    return " ".join(str(origin.resource).split()), str(origin.span)
