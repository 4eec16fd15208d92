"""Launch → Process: ports, health check, links for logs, and variables that are secret or known only at start.

The main process is the one that is named like the machine, else the first with a unit of its own, else the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from translator.evaluate.values import Hole, Runtime, Secret, Unknown
from translator.graph.nodes import Origin
from translator.plan.holes import Rendered, SecretKeys, variable
from translator.plan.launch import Launch
from translator.plan.logfiles import named_logs
from translator.plan.machine import MARKER, Machine
from translator.plan.model import HealthCheck, Process, Setup
from translator.plan.nginx import health_path
from translator.plan.ports import Listening, listening
from translator.plan.shell import quote
from translator.plan.starts.base import program_of
from translator.plan.tables.services import fill


@dataclass(slots=True)
class Variables:
    """A process's environment, sorted by where each value comes from."""

    plain: dict[str, str] = field(default_factory=dict)
    runtime: dict[str, str] = field(default_factory=dict)
    secret: dict[str, str] = field(default_factory=dict)
    prepare: list[str] = field(default_factory=list)
    problem: str = ""


def main_first(machine: Machine, launches: tuple[Launch, ...]) -> tuple[Launch, ...]:
    """Return the launches with the machine's main one first; see the module's docstring."""
    names = {machine.graph.identity.name}
    ranked = sorted(
        launches, key=lambda launch: (launch.name not in names, not _own(launch), not launch.custom, launch.node)
    )
    return (ranked[0], *(launch for launch in launches if launch is not ranked[0])) if ranked else ()


def _own(launch: Launch) -> bool:
    """Return whether a program is the input's own rather than a distribution's with another unit."""
    return launch.custom and launch.row is None


def make_process(
    machine: Machine,
    launch: Launch,
    logs: tuple[str, ...],
    probes: dict[int, HealthCheck],
    keys: SecretKeys,
    empty: tuple[str, ...],
) -> Process:
    """Return how the program runs in its image.

    `logs` are its log files that a sidecar reads, `probes` the legacy monitoring's checks by port, `empty` managed
    directories that belong to its user and that the image puts nothing in.
    """
    variables = _variables(machine, launch.environment, keys)
    command = _command(machine, launch.command, variables, keys)
    ports = listening(machine, launch)
    sourced = tuple(_source(path) for path in launch.sourced)
    return Process(
        service=launch.name,
        command=command,
        user="" if launch.user == "root" else launch.user,
        group="" if launch.group == "root" else launch.group,
        workdir=machine.canonical(launch.workdir),
        environment=dict(sorted(variables.plain.items())),
        runtime_environment=dict(sorted(variables.runtime.items())),
        secret_environment=dict(sorted(variables.secret.items())),
        ports=ports.numbers(local=False),
        local_ports=ports.numbers(local=True),
        udp_ports=ports.udp,
        stop_signal=launch.stop_signal,
        stop_timeout=launch.stop_timeout,
        health=_health(machine, launch, ports, probes),
        prepare=(*sourced, *variables.prepare, *launch.prepare),
        logs=logs,
        stdout_links=_links(machine, launch, logs),
        writable=_writable(machine, launch, logs, empty),
        open_files=launch.open_files,
        memory=launch.memory,
        cpu=launch.cpu,
        setup=tuple(Setup(line=line) for line in launch.setup),
        notes=(*launch.notes, *_low_ports(launch, ports)),
        origin=origin_of(machine, launch),
    )


def _low_ports(launch: Launch, ports: Listening) -> tuple[str, ...]:
    """Return how a process that is not root opens ports below 1024, when it does."""
    low = [str(port.number) for port in ports.tcp if port.number < 1024]
    low += [f"{port}/udp" for port in ports.udp if port < 1024]
    if not low or launch.user in ("", "root"):
        return ()
    setting = "the pod sets net.ipv4.ip_unprivileged_port_start to 0, a safe sysctl that the restricted profile allows"
    return (f"{launch.user} opens {', '.join(low)} itself: {setting}, and Docker's own default is the same",)


def _source(path: str) -> str:
    """Return the shell line that reads an environment file; one that may be missing has a "?" before it."""
    line = f"set -a; . {quote(path.removeprefix('?'))}; set +a"
    return f"if [ -e {quote(path[1:])} ]; then {line}; fi" if path.startswith("?") else line


def origin_of(machine: Machine, launch: Launch) -> Origin:
    return machine.nodes[launch.node].origin


def _variables(machine: Machine, environment: dict[str, str], keys: SecretKeys) -> Variables:
    found = Variables()
    for name, value in environment.items():
        alone = MARKER.fullmatch(value)
        origin = machine.holes[int(alone[1])].origin if alone else None
        if isinstance(origin, Secret):
            found.secret[name] = keys.key(origin.name)
        elif MARKER.search(value):
            found.prepare.append(f'export {name}="{_expanded(machine, value, found, keys)}"')
        else:
            found.plain[name] = value
    return found


def _expanded(machine: Machine, text: str, found: Variables, keys: SecretKeys) -> str:
    """Return a text for double quotes in sh, each marker as the variable that carries its value."""
    escaped = re.sub(r'([\\"`$])', r"\\\1", text)
    return MARKER.sub(lambda match: _reference(machine.holes[int(match[1])], found, keys), escaped)


def _reference(hole: Hole, found: Variables, keys: SecretKeys) -> str:
    match hole.origin:
        case Secret(name=name):
            key = keys.key(name)
            found.secret[key.upper()] = key
            return f"${{{key.upper()}}}"
        case Runtime():
            rendered = Rendered()
            text = variable(hole.origin, rendered)
            found.runtime.update(rendered.variables)
            found.problem = found.problem or rendered.unknown
            for name, expression in rendered.expressions.items():
                text = text.replace(f"${{{name}}}", expression)
            return text
        case Unknown(reason=reason):
            found.problem = found.problem or reason
            return ""


def _command(machine: Machine, words: tuple[str, ...], found: Variables, keys: SecretKeys) -> tuple[str, ...]:
    """Return the command in exec form; one with holes goes through a shell that puts their variables in."""
    if not any(MARKER.search(word) for word in words):
        return words
    quoted = [f'"{_expanded(machine, word, found, keys)}"' if MARKER.search(word) else quote(word) for word in words]
    return ("/bin/sh", "-c", "exec " + " ".join(quoted))


def _health(machine: Machine, launch: Launch, ports: Listening, probes: dict[int, HealthCheck]) -> HealthCheck | None:
    """Return the legacy monitoring's own check of one of the ports, else HTTP, else a connection, else the process."""
    found = sorted(ports.tcp, key=lambda port: port.local)
    for port in found:
        if port.number in probes:
            return probes[port.number]
    if not found:
        return HealthCheck(kind="process", argv=(program_of(launch.command),)) if launch.command else None
    plain = [port for port in found if not port.tls]
    if launch.row is not None and launch.row.http:
        first = (plain or found)[0].number
        path = health_path(machine, first) if launch.row.scan == "nginx" else "/"
        if path:
            return HealthCheck(kind="http", port=first, path=path, scheme="http" if plain else "https")
    return HealthCheck(kind="tcp", port=found[0].number)


def _links(machine: Machine, launch: Launch, tailed: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the log files that become links to the standard streams; not those that a sidecar reads."""
    row = launch.row
    links = {fill(path, launch.name, ""): target for path, target in row.links} if row is not None else {}
    if row is not None and row.scan in ("nginx", "apache"):
        links |= dict(named_logs(machine, row.config))
    return tuple((path, target) for path, target in links.items() if path not in tailed)


def _writable(machine: Machine, launch: Launch, logs: tuple[str, ...], empty: tuple[str, ...]) -> tuple[str, ...]:
    """Return the directories that the program writes to, as far as unit, table and owners say.

    A row's directories with the service's name in them are the distribution's own; a unit of the input has others.
    """
    row = launch.row
    trees = (*row.data, *row.runtime) if row is not None else ()
    named = [fill(path, launch.name, "") for path in trees if not (launch.custom and "{" in path)]
    named += [*(path for path, _ in launch.directories), *launch.writable]
    named += [path.rpartition("/")[0] for path in logs]
    return tuple(sorted({machine.canonical(path) for path in (*named, *empty)}))
