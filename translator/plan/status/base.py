"""What a status module gets and gives: the machine in, the place where a service tells its state out.

Each service has a StatusPage, filed under the name of its exporter in tables/collectors.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from translator.plan.launch import Launch
from translator.plan.machine import Machine, sample_text
from translator.plan.metrics import Metrics, Target
from translator.plan.reading.configuration import Untranslated
from translator.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A file that makes the service tell its state. `note` says for the report what was missing."""

    path: str
    text: str
    note: str


Finder: TypeAlias = Callable[[Machine, str], str]
"""The machine and the address that was asked → the address at which the service tells its state, "" for none."""
Maker: TypeAlias = Callable[[Machine], "Added | str"]
"""The machine → the file that makes it tell, or why none can be added and what a person must do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """How one service is made to tell its state; `services` matches the names of its units.

    A service with a `port` of its own speaks to Prometheus itself at /metrics and needs no exporter: `port` returns it,
    0 when it does not. `arguments` are words more for its command line.
    """

    services: re.Pattern[str]
    find: Finder
    make: Maker
    port: Callable[[Machine], int] | None = None
    arguments: Callable[[Machine], tuple[str, ...]] = lambda machine: ()


PAGES: Registry[StatusPage] = Registry("status page")


def runs(machine: Machine, page: StatusPage) -> bool:
    """Return whether the machine runs the service: one that is asked elsewhere is not ours to change."""
    return any(state.active and page.services.fullmatch(name) for name, state in machine.services.items())


def located(metrics: Metrics, machine: Machine, path: str) -> Metrics:
    """Return the metrics with each target at the address where its service tells its state on this machine."""
    targets: list[Target] = []
    refused: list[Untranslated] = []
    for target in metrics.targets:
        page = PAGES.get(target.kind)
        if page is None or not runs(machine, page):
            targets.append(target)
            continue
        address = page.find(machine, target.address)
        targets.append(replace(target, address=address or target.address))
        reason = "" if address else page.make(machine)
        if isinstance(reason, str) and reason:
            refused.append(Untranslated(path=path, line=1, text=f"{target.kind}'s state", reason=reason))
    return replace(metrics, targets=tuple(targets), untranslated=(*metrics.untranslated, *refused))


def page_of(launch: Launch) -> StatusPage | None:
    """Return the page of a launch's service when that speaks to Prometheus itself."""
    pages = (PAGES[name] for name in PAGES)
    return next((page for page in pages if page.port is not None and page.services.fullmatch(launch.name)), None)


def free_port(machine: Machine, first: int) -> int:
    """Return the first port from `first` on that no managed file names."""
    texts = "\n".join(filter(None, (sample_text(node.content) for node in machine.files_below("/"))))
    return next(port for port in range(first, 65536) if not re.search(rf"(?<!\d){port}(?!\d)", texts))


HEAD = "# Added by cook2image: the exporter asks here.\n"
