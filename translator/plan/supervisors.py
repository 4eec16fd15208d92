"""Every program that the machine keeps running: services, run scripts, supervisor's programs → launches."""

from __future__ import annotations

from collections.abc import Iterator

from translator.plan.adaptations import adapted
from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.privileges import lowered
from translator.plan.starts.run_script import run_scripts
from translator.plan.starts.service import launch_of
from translator.plan.starts.supervisor import supervisor_programs


def launches(machine: Machine, support: set[int]) -> tuple[Launch, ...]:
    """Return how every application service starts, in the order in which the input declares them."""
    scripts = tuple(run_scripts(machine))
    named = {launch.name for launch in scripts}
    services = (launch for launch in _services(machine, support) if launch.name not in named or not launch.problem)
    found = [*services, *scripts, *supervisor_programs(machine)]
    found = [lowered(machine, adapted(machine, launch)) for launch in found]
    return tuple(sorted(found, key=lambda launch: launch.node))


def _services(machine: Machine, support: set[int]) -> Iterator[Launch]:
    for name, state in machine.services.items():
        if not state.active or name.endswith((".timer", ".target", ".path", ".mount")) or set(state.nodes) & support:
            continue
        yield launch_of(machine, name, tuple(state.nodes))
