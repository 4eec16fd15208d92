"""How each long-running program of the machine is started: units, runit, supervisor, the table of services.

before:  Service("app"), Unit("app.service", "[Service]\\nUser=app\\nExecStart=/opt/app -p 80")
after:   Launch(name="app", command=("/opt/app", "-p", "80"), user="app", custom=True, …)
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field, replace

from translator.evaluate.values import Text
from translator.graph.nodes import Fetch, File, Package
from translator.plan.machine import Machine, sample_text
from translator.plan.shell import quote
from translator.plan.systemd import (
    UnitFile,
    environment_file,
    environment_of,
    expand,
    parse_exec,
    parse_unit,
    seconds,
    shell_words,
    split_words,
    unresolved,
)
from translator.plan.tables.services import ServiceRow, fill, row_of_program, service_row

FOLDERS = ("/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")
SHELLS = {"sh", "bash", "dash"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """One program. `node` is the node that declares it; `problem` says why there is no command, when there is none.

    `sourced` are environment files that must be read at start, with a "?" before those that may be missing.
    """

    name: str
    node: int
    nodes: tuple[int, ...] = ()
    command: tuple[str, ...] = ()
    user: str = ""
    group: str = ""
    workdir: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    sourced: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    stop_signal: str = ""
    stop_timeout: int = 0
    open_files: int = 0
    memory: str = ""
    directories: tuple[tuple[str, str], ...] = ()
    row: ServiceRow | None = None
    custom: bool = False
    problem: str = ""


def unit_of(machine: Machine, name: str) -> tuple[UnitFile | None, tuple[int, ...]]:
    """Return the unit file of a service with its drop-ins, and the nodes that hold them."""
    full = name if re.search(r"\.(service|timer|socket|path|target)$", name) else f"{name}.service"
    template = re.sub(r"@[^.]*\.", "@.", full)
    nodes: list[int] = []
    unit: UnitFile | None = None
    for candidate in dict.fromkeys((full, template)):
        found = _unit_text(machine, candidate)
        if found is not None:
            unit, nodes = parse_unit(full, found[0]), [found[1]]
            break
    for file in machine.files_below(*(f"{folder}/{each}.d" for folder in FOLDERS for each in (full, template))):
        drop_in = parse_unit(full, marked(machine, file))
        unit = unit.merged(drop_in) if unit else drop_in
        nodes.append(file.index)
    return unit, tuple(nodes)


def _unit_text(machine: Machine, name: str) -> tuple[str, int] | None:
    node = machine.units.get(name)
    if node is not None and node.present:
        return machine.mark(node.content), node.index
    for folder in FOLDERS:
        file = machine.paths.get(machine.canonical(f"{folder}/{name}"))
        if isinstance(file, File) and file.present:
            return marked(machine, file), file.index
    return None


def marked(machine: Machine, file: File) -> str:
    """Return a file's text with markers in the place of its holes, "" when it is no text."""
    return machine.mark(file.content) if isinstance(file.content, str | Text) else sample_text(file.content) or ""


def launch_of(machine: Machine, name: str, nodes: tuple[int, ...]) -> Launch:
    """Return how one service starts: the user's setting, its unit in the input, or the table."""
    unit, holders = unit_of(machine, name.removesuffix(".socket"))
    together = tuple(sorted({*nodes, *holders}))
    given = machine.settings.commands.get(name)
    if given:
        return Launch(
            name=name,
            node=together[0],
            nodes=together,
            command=tuple(shlex.split(given)),
            row=service_row(name),
            custom=True,
        )
    if unit is not None and unit.values("Service", "ExecStart"):
        return _from_unit(machine, name, unit, together)
    row = service_row(name)
    if row is None:
        problem = f"how the service {name} runs in the foreground is not known"
        return Launch(name=name, node=together[0], nodes=together, problem=problem)
    launch = _from_row(machine, name, row, together)
    return _with_drop_in(launch, unit) if unit is not None else launch


def _from_unit(machine: Machine, name: str, unit: UnitFile, nodes: tuple[int, ...]) -> Launch:
    environment, sourced = _environment(machine, unit)
    command, row, problem = _unit_command(unit, name, environment, bool(sourced))
    return Launch(
        name=name,
        node=nodes[0],
        nodes=nodes,
        command=command,
        user=unit.value("Service", "User"),
        group=unit.value("Service", "Group"),
        workdir=unit.value("Service", "WorkingDirectory").lstrip("-~"),
        environment=environment,
        sourced=sourced,
        prepare=_prepare(unit, environment),
        stop_signal=unit.value("Service", "KillSignal") or (row.stop_signal if row else "SIGTERM"),
        stop_timeout=seconds(unit.value("Service", "TimeoutStopSec") or unit.value("Service", "TimeoutSec")),
        open_files=_number(unit.value("Service", "LimitNOFILE").partition(":")[0]),
        memory=unit.value("Service", "MemoryMax") or unit.value("Service", "MemoryLimit"),
        directories=_directories(unit),
        row=row,
        custom=True,
        problem=problem,
    )


def _unit_command(
    unit: UnitFile, name: str, environment: dict[str, str], sourced: bool
) -> tuple[tuple[str, ...], ServiceRow | None, str]:
    """Return the unit's command so that it stays in the foreground, its program's row, and why it cannot."""
    line = parse_exec(unit.values("Service", "ExecStart")[-1])
    command = expand(line, unit, environment)
    row = row_of_program(command[0].rpartition("/")[2]) if command else None
    kind = unit.value("Service", "Type")
    if kind == "oneshot":
        return command, row, f"the unit {unit.name} runs once at start and ends"
    if kind == "forking":
        staying = _foreground(command, row, name)
        why = f"the unit {unit.name} goes to the background (Type=forking), and no flag to stay is known"
        return staying, row, "" if staying else why
    if row is not None and row.foreground and not set(row.foreground) & set(command):
        return (*command, *row.foreground), row, ""
    if sourced and unresolved(line, environment):
        return ("/bin/sh", "-c", "exec " + " ".join(shell_words(line, unit))), row, ""
    return command, row, ""


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _foreground(command: tuple[str, ...], row: ServiceRow | None, name: str) -> tuple[str, ...]:
    """Return the command of a unit that goes to the background, changed so that it stays."""
    if row is None or not command:
        return ()
    if row.foreground:
        return (*command, *(word for word in row.foreground if word not in command))
    return tuple(fill(word, name, "") for word in row.command)


def _environment(machine: Machine, unit: UnitFile) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the unit's variables, and those of its environment files that must be read when the container starts."""
    environment = environment_of(unit)
    sourced: list[str] = []
    for value in unit.values("Service", "EnvironmentFile"):
        path = machine.canonical(unit.resolve(value).lstrip("-"))
        node = machine.paths.get(path)
        if node is not None and not isinstance(node, Fetch) and not node.present:
            continue
        if isinstance(node, File) and node.present and isinstance(node.content, str) and not node.sensitive:
            environment.update(environment_file(node.content))
        else:
            sourced.append(f"?{path}" if value.startswith("-") else path)
    return environment, tuple(sourced)


def _prepare(unit: UnitFile, environment: dict[str, str]) -> tuple[str, ...]:
    lines: list[str] = []
    umask = unit.value("Service", "UMask")
    if umask:
        lines.append(f"umask {umask}")
    for value in unit.values("Service", "ExecStartPre"):
        line = parse_exec(value)
        words = expand(line, unit, environment)
        text = " ".join(quote(word) for word in words)
        lines.append(f"{text} || true" if line.may_fail else text)
    return tuple(lines)


DIRECTORY_SETTINGS = {
    "RuntimeDirectory": "/run",
    "StateDirectory": "/var/lib",
    "LogsDirectory": "/var/log",
    "CacheDirectory": "/var/cache",
}


def _directories(unit: UnitFile) -> tuple[tuple[str, str], ...]:
    """Return the directories that systemd would make for the service, each with its mode."""
    found: list[tuple[str, str]] = []
    for key, top in DIRECTORY_SETTINGS.items():
        mode = unit.value("Service", f"{key}Mode") or "0755"
        for value in unit.values("Service", key):
            found.extend((f"{top}/{name}", mode.rjust(4, "0")) for name in split_words(unit.resolve(value)))
    return tuple(found)


def _from_row(machine: Machine, name: str, row: ServiceRow, nodes: tuple[int, ...]) -> Launch:
    bare = name.partition("@")[0]
    version = _version(machine, name, row)
    environment = {key: fill(value, bare, version) for key, value in row.environment}
    return Launch(
        name=name,
        node=nodes[0],
        nodes=nodes,
        command=tuple(fill(word, bare, version) for word in row.command),
        user=_user(machine, row),
        environment=environment,
        prepare=row.prepare,
        stop_signal=row.stop_signal,
        row=row,
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


def _with_drop_in(launch: Launch, unit: UnitFile) -> Launch:
    return replace(
        launch,
        user=unit.value("Service", "User") or launch.user,
        group=unit.value("Service", "Group") or launch.group,
        environment={**launch.environment, **environment_of(unit)},
        open_files=_number(unit.value("Service", "LimitNOFILE")) or launch.open_files,
    )
