"""The machine's collectors → sidecars: each module of plan/sidecars reads one collector's configuration.

In: the nodes of every role that names a collector. Out: log and metric sidecars, the files that the log sidecar
reads, probes by port, and variables that agents ask of the application.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from translator.plan.ledger import Ledger
from translator.plan.machine import Machine
from translator.plan.model import HealthCheck, Sidecar
from translator.plan.tables.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What the collectors become."""

    sidecars: tuple[Sidecar, ...] = ()
    tailed: tuple[str, ...] = ()
    probes: dict[int, HealthCheck] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    runtime_environment: dict[str, str] = field(default_factory=dict)


def collect(machine: Machine, roles: dict[int, Role], ledger: Ledger) -> Collected:
    """Return the sidecars of the machine."""
    return Collected()
