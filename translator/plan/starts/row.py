"""A row of the table of services → the launch of a distribution's service, with what its package's unit adds."""

from __future__ import annotations

import re
from dataclasses import replace

from translator.graph.nodes import Package
from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.starts.base import number
from translator.plan.starts.unit import FoundUnit, directories_of, memory_of, writable_of
from translator.plan.systemd import environment_of, parse_exec, seconds
from translator.plan.tables.services import ServiceRow, fill


def launch_of_row(
    machine: Machine, name: str, row: ServiceRow, found: FoundUnit | None, nodes: tuple[int, ...]
) -> Launch:
    """Return how the table runs a service; `found` is its package's unit with the input's drop-ins."""
    bare = name.partition("@")[0]
    version = _version(machine, name, row)
    launch = Launch(
        name=name,
        node=nodes[0],
        nodes=nodes,
        command=tuple(fill(word, bare, version) for word in row.command),
        user=_user(machine, row),
        environment={key: fill(value, bare, version) for key, value in row.environment},
        prepare=row.prepare,
        stop_signal=row.stop_signal,
        row=row,
    )
    return _with_unit(machine, launch, found) if found is not None else launch


def _with_unit(machine: Machine, launch: Launch, found: FoundUnit) -> Launch:
    """Add what a unit says besides its command: directories, limits, and the user where the table names none."""
    unit = found.unit
    seen = [word for _, key, word in unit.settings if key == "Type"]
    stop = seconds(unit.value("Service", "TimeoutStopSec"))
    root = any(parse_exec(line).privileged for line in unit.values("Service", "ExecStart")[-1:])
    user = "" if root else unit.value("Service", "User")
    return replace(
        launch,
        user=user or launch.user,
        group=unit.value("Service", "Group") if user else launch.group,
        environment={**launch.environment, **(environment_of(unit) if found.nodes else {})},
        open_files=number(unit.value("Service", "LimitNOFILE").partition(":")[0]),
        stop_timeout=stop if seen else launch.stop_timeout,
        memory=memory_of(unit),
        cpu=unit.value("Service", "CPUQuota"),
        directories=directories_of(machine, unit, found.known),
        writable=writable_of(unit),
    )


def _user(machine: Machine, row: ServiceRow) -> str:
    """Return the row's user; the Red Hat family calls some of them otherwise."""
    other = {"memcache": "memcached"} if machine.platform.family != "debian" else {}
    return other.get(row.user, row.user)


DEFAULT_VERSIONS = {
    ("debian", "11", "postgresql"): "13",
    ("debian", "12", "postgresql"): "15",
    ("debian", "13", "postgresql"): "17",
    ("ubuntu", "20", "postgresql"): "12",
    ("ubuntu", "22", "postgresql"): "14",
    ("ubuntu", "24", "postgresql"): "16",
    ("debian", "11", "php"): "7.4",
    ("debian", "12", "php"): "8.2",
    ("debian", "13", "php"): "8.4",
    ("ubuntu", "20", "php"): "7.4",
    ("ubuntu", "22", "php"): "8.1",
    ("ubuntu", "24", "php"): "8.3",
}


def _version(machine: Machine, name: str, row: ServiceRow) -> str:
    """Return the version that the service's or a package's name carries, else the distribution's own."""
    if not any("{version}" in word for word in row.command):
        return ""
    numbers = re.findall(r"\d+(?:\.\d+)?", name)
    program = "postgresql" if "postgres" in row.command[0] else "php"
    packages = [
        re.match(rf"{program}-?(\d+(?:\.\d+)?)", node.name) for node in machine.nodes if isinstance(node, Package)
    ]
    numbers += [match[1] for match in packages if match]
    if machine.platform.family != "debian" and program == "php":
        return ""
    platform = machine.platform
    return numbers[0] if numbers else DEFAULT_VERSIONS.get((platform.name, platform.version.split(".")[0], program), "")
