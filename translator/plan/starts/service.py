"""A service of the machine → its launch: the user's setting first, then what the input brings, then what is known."""

from __future__ import annotations

import shlex

from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.starts.row import launch_of_row
from translator.plan.starts.start_command import launch_of_start_command
from translator.plan.starts.sysv import launch_of_script
from translator.plan.starts.unit import find_unit, launch_of_unit
from translator.plan.starts.upstart import launch_of_upstart
from translator.plan.tables.services import service_row


def launch_of(machine: Machine, name: str, nodes: tuple[int, ...]) -> Launch:
    """Return how one service starts; `problem` says why it cannot be known."""
    found = find_unit(machine, name.removesuffix(".socket"))
    together = tuple(sorted({*nodes, *(found.nodes if found else ())}))
    row = service_row(name)
    given = machine.settings.commands.get(name)
    if given:
        command = tuple(shlex.split(given))
        return Launch(name=name, node=together[0], nodes=together, command=command, row=row, custom=True)
    starts = found is not None and bool(found.unit.values("Service", "ExecStart"))
    if found is not None and starts and found.custom:
        return launch_of_unit(machine, name, found, together)
    old = (
        launch_of_start_command(machine, name, together)
        or launch_of_script(machine, name, together)
        or launch_of_upstart(machine, name, together)
    )
    if old is not None and (row is None or not old.problem):
        return old
    if row is not None and not (starts and row.packaged):
        return launch_of_row(machine, name, row, found, together)
    if found is not None and starts:
        return launch_of_unit(machine, name, found, together)
    problem = f"how the service {name} runs in the foreground is not known"
    return Launch(name=name, node=together[0], nodes=together, problem=problem)
