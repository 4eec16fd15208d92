"""systemd units of the machine → launches: the input's own, with their drop-ins, and those that packages bring.

before:  "[Service]\\nUser=app\\nExecStart=-/opt/app -p ${PORT}\\nEnvironment=PORT=80\\nStateDirectory=app"
after:   Launch(command=("/opt/app", "-p", "80"), user="app", directories=(("/var/lib/app", "0755"),), …)
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from translator.evaluate.values import Text
from translator.graph.nodes import Fetch, File, Link
from translator.load.known_units import KnownUnit
from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.shell import quote
from translator.plan.starts.base import marked, number, odd_words, row_of, staying
from translator.plan.systemd import (
    ExecLine,
    UnitFile,
    environment_file,
    environment_of,
    expand,
    parse_exec,
    parse_unit,
    seconds,
    shell_words,
    specifiers_of,
    split_words,
    unresolved,
)
from translator.plan.tables.services import ServiceRow, fill

FOLDERS = ("/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")
HOPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUnit:
    """A unit with its drop-ins merged, and the nodes that hold them. `custom`: the input itself says what it runs."""

    unit: UnitFile
    nodes: tuple[int, ...]
    custom: bool
    known: KnownUnit | None = None


def unit_of(machine: Machine, name: str) -> tuple[UnitFile | None, tuple[int, ...]]:
    """Return the unit of a service as the input gives it, drop-ins merged, and the nodes that hold it."""
    found = find_unit(machine, name, packaged=False)
    return (found.unit, found.nodes) if found else (None, ())


def find_unit(machine: Machine, name: str, packaged: bool = True) -> FoundUnit | None:
    """Return a service's unit: the input's, else (`packaged`) its package's; the input's drop-ins are in it."""
    full = name if re.search(r"\.(service|timer|socket|path|target)$", name) else f"{name}.service"
    main = next((found for each in _names(full) if (found := _text(machine, each)) is not None), None)
    known = machine.known.get(full) if main is None and packaged else None
    drop_ins = list(_drop_ins(machine, full))
    if main is None and known is None and not drop_ins:
        return None
    settings = known.settings if known is not None else ()
    unit = parse_unit(full, main[0]) if main is not None else UnitFile(full, settings, specifiers_of(full))
    custom = main is not None
    for file in drop_ins:
        more = parse_unit(full, marked(machine, file))
        custom = custom or bool(more.values("Service", "ExecStart"))
        unit = unit.merged(more)
    nodes = (*((main[1],) if main is not None else ()), *(file.index for file in drop_ins))
    return FoundUnit(unit=unit, nodes=nodes, custom=custom, known=known)


def _names(full: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((full, re.sub(r"@[^.]*\.", "@.", full))))


def _text(machine: Machine, name: str, hops: int = HOPS) -> tuple[str, int] | None:
    """Return a unit's text and node; a link to another unit is an alias."""
    node = machine.units.get(name)
    if node is not None and node.present:
        return machine.mark(node.content), node.index
    for folder in FOLDERS:
        file = machine.paths.get(machine.canonical(f"{folder}/{name}"))
        if isinstance(file, File) and file.present:
            return marked(machine, file), file.index
        if isinstance(file, Link) and file.present and hops and file.target != "/dev/null":
            return _text(machine, posixpath.basename(file.target), hops - 1)
    return None


def _drop_ins(machine: Machine, full: str) -> Iterator[File]:
    """Yield the input's drop-ins in systemd's order: by file name, the first folder's where two have one name."""
    stem, _, kind = full.rpartition(".")
    prefixes = [stem[: match.end()] for match in re.finditer("-", stem)]
    owners = (f"{kind}.d", *(f"{prefix}.{kind}.d" for prefix in prefixes), *(f"{n}.d" for n in reversed(_names(full))))
    found: dict[str, File] = {}
    for owner in owners:
        for folder in reversed(FOLDERS):
            for file in machine.files_below(f"{folder}/{owner}"):
                if file.path.endswith(".conf"):
                    found[posixpath.basename(file.path)] = file
    return iter(found[name] for name in sorted(found))


def launch_of_unit(machine: Machine, name: str, found: FoundUnit, nodes: tuple[int, ...]) -> Launch:
    """Return how a unit's service runs in the foreground."""
    unit = found.unit
    environment, sourced, settled = _environment(machine, unit)
    line = parse_exec(unit.values("Service", "ExecStart")[-1])
    command, row, problem = _command(unit, name, environment, bool(sourced), settled)
    user = "" if line.privileged else unit.value("Service", "User") or _dynamic_user(unit, name)
    if not user and not found.custom and row is not None:
        user = row.user
    return Launch(
        name=name,
        node=nodes[0],
        nodes=nodes,
        command=command,
        user=user,
        group="" if line.privileged else unit.value("Service", "Group"),
        workdir=unit.value("Service", "WorkingDirectory").lstrip("-~"),
        environment={name: value for name, value in environment.items() if not _HOST.search(value)},
        sourced=sourced,
        prepare=(*_host_variables(environment), *_prepare(unit, environment, as_root=not user)),
        setup=() if not user else _setup(unit, environment),
        stop_signal=_signal(unit) or (row.stop_signal if row else "SIGTERM"),
        stop_timeout=seconds(unit.value("Service", "TimeoutStopSec") or unit.value("Service", "TimeoutSec")),
        open_files=number(unit.value("Service", "LimitNOFILE").partition(":")[0]),
        memory=memory_of(unit),
        cpu=unit.value("Service", "CPUQuota"),
        directories=directories_of(machine, unit, found.known),
        writable=writable_of(unit),
        row=row,
        custom=found.custom,
        problem=problem,
        notes=odd_words(line.words, f"ExecStart of {unit.name}"),
    )


_HOST = re.compile(r"%[Hlq]")
"""Specifiers for the machine's name, which only the running container knows."""


def _host_variables(environment: dict[str, str]) -> tuple[str, ...]:
    """Return the shell lines that set variables with the machine's name in them."""
    lines: list[str] = []
    for name, value in environment.items():
        if _HOST.search(value):
            escaped = re.sub(r'([\\"`$])', r"\\\1", value)
            lines.append(f'export {name}="{_HOST.sub("$(cat /etc/hostname)", escaped)}"')
    return tuple(lines)


def _signal(unit: UnitFile) -> str:
    signal = unit.value("Service", "KillSignal")
    return f"SIG{signal}" if signal and not signal.startswith("SIG") and not signal.isdigit() else signal


def _dynamic_user(unit: UnitFile, name: str) -> str:
    """Return the user that systemd would make up: DynamicUser= names it like the unit."""
    dynamic = unit.value("Service", "DynamicUser").lower() in ("yes", "true", "on", "1")
    return re.sub(r"[^a-z0-9_-]", "-", name.lower())[:31] if dynamic else ""


def _command(
    unit: UnitFile, name: str, environment: dict[str, str], sourced: bool, settled: frozenset[str]
) -> tuple[tuple[str, ...], ServiceRow | None, str]:
    """Return the unit's command so that it stays in the foreground, its program's row, and why it cannot."""
    line = parse_exec(unit.values("Service", "ExecStart")[-1])
    command = expand(line, unit, environment)
    row = row_of(command)
    kind = unit.value("Service", "Type")
    if kind == "oneshot":
        return command, row, f"the unit {unit.name} runs once at start and ends"
    if sourced and unresolved(line, environment) and (kind != "forking" or (row is not None and row.foreground)):
        words = shell_words(line, unit, {key: environment[key] for key in settled})
        return ("/bin/sh", "-c", "exec " + " ".join(staying(words, row))), row, ""
    if kind == "forking":
        stays = _foreground(command, row, name)
        why = f"the unit {unit.name} goes to the background (Type=forking), and no flag to stay is known"
        return stays, row, "" if stays else why
    if row is not None and row.foreground and not set(row.foreground) & set(command):
        return staying(command, row), row, ""
    return command, row, ""


def _foreground(command: tuple[str, ...], row: ServiceRow | None, name: str) -> tuple[str, ...]:
    """Return the command of a unit that goes to the background, changed so that it stays."""
    if row is None or not command:
        return ()
    return staying(command, row) if row.foreground else tuple(fill(word, name, "") for word in row.command)


def _environment(machine: Machine, unit: UnitFile) -> tuple[dict[str, str], tuple[str, ...], frozenset[str]]:
    """Return the unit's variables, those of its environment files that must be read when the container starts, and the
    names of the variables that no such file can change.
    """
    environment = environment_of(unit)
    sourced: list[str] = []
    settled: set[str] = set()
    for value in unit.values("Service", "EnvironmentFile"):
        path = machine.canonical(unit.resolve(value).lstrip("-"))
        node = machine.paths.get(path)
        if node is not None and not isinstance(node, Fetch) and not node.present:
            continue
        if isinstance(node, File) and node.present and isinstance(node.content, str) and not node.sensitive:
            environment.update(environment_file(node.content))
        else:
            known = environment_file(_lines_without_holes(node)) if isinstance(node, File) else {}
            environment.update(known)
            settled |= known.keys()
            sourced.append(f"?{path}" if value.startswith("-") else path)
    return environment, tuple(sourced), frozenset(settled) if len(sourced) == 1 else frozenset()


def _lines_without_holes(node: File) -> str:
    """Return the lines of a text in which nothing is known only at run time; nothing of a secret one."""
    if not isinstance(node.content, Text) or node.content.secret or node.sensitive or not node.present:
        return ""
    marked = "".join(part if isinstance(part, str) else _MARK for part in node.content.parts)
    return "\n".join(line for line in marked.splitlines() if _MARK not in line)


_MARK = "\0"


def memory_of(unit: UnitFile) -> str:
    """Return the unit's memory limit in systemd's words, "" without one."""
    found = (unit.value("Service", key) for key in ("MemoryMax", "MemoryLimit", "MemoryHigh"))
    return next((value for value in found if value and value != "infinity"), "")


def _prepare(unit: UnitFile, environment: dict[str, str], as_root: bool) -> tuple[str, ...]:
    lines: list[str] = []
    umask = unit.value("Service", "UMask")
    if umask:
        lines.append(f"umask {umask}")
    for value in unit.values("Service", "ExecStartPre"):
        line = parse_exec(value)
        if as_root or not line.privileged:
            lines.append(_shell_line(unit, line, environment))
    return tuple(lines)


def _shell_line(unit: UnitFile, line: ExecLine, environment: dict[str, str]) -> str:
    text = " ".join(quote(word) for word in expand(line, unit, environment))
    return f"{text} || true" if line.may_fail else text


_OWNERS = ("mkdir", "install", "chown", "chmod", "chgrp")


def _setup(unit: UnitFile, environment: dict[str, str]) -> tuple[str, ...]:
    """Return the lines that root runs before the service's own user does.

    Those that only make directories and give them away are left out: the service's volumes are its user's already.
    """
    lines = [parse_exec(value) for value in unit.values("Service", "ExecStartPre")]
    needed = [line for line in lines if line.privileged and line.words[:1] and not _only_owners(line.words)]
    return tuple(_shell_line(unit, line, environment) for line in needed)


def _only_owners(words: tuple[str, ...]) -> bool:
    folders = all(word.startswith(("/var/", "/run/", "/srv/")) for word in words[1:] if word.startswith("/"))
    return words[0].rpartition("/")[2] in _OWNERS and folders


DIRECTORY_SETTINGS = {
    "RuntimeDirectory": "/run",
    "StateDirectory": "/var/lib",
    "LogsDirectory": "/var/log",
    "CacheDirectory": "/var/cache",
}


def directories_of(machine: Machine, unit: UnitFile, known: KnownUnit | None = None) -> tuple[tuple[str, str], ...]:
    """Return the directories that systemd would make for the service, each with its mode, tmpfiles.d's included."""
    found: dict[str, str] = {}
    for key, top in DIRECTORY_SETTINGS.items():
        mode = unit.value("Service", f"{key}Mode") or "0755"
        for value in unit.values("Service", key):
            names = (word.partition(":")[0] for word in split_words(unit.resolve(value)))
            found.update({f"{top}/{each}": mode.rjust(4, "0") for each in names})
    for path, mode, _, _ in known.directories if known is not None else ():
        found.setdefault(machine.canonical(path), mode.rjust(4, "0"))
    return tuple(found.items())


def writable_of(unit: UnitFile) -> tuple[str, ...]:
    """Return what ReadWritePaths opens and ExecStartPre makes below /var, /run and /srv; a volume elsewhere would hide the image's files."""
    words = [
        word.lstrip("-+")
        for key in ("ReadWritePaths", "ReadWriteDirectories")
        for value in unit.values("Service", key)
        for word in split_words(unit.resolve(value))
    ]
    words += [word for line in unit.values("Service", "ExecStartPre") for word in _made(parse_exec(line).words)]
    return tuple(dict.fromkeys(word.rstrip("/") for word in words if word.startswith(("/var/", "/run/", "/srv/"))))


def _made(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the directories that a mkdir or install -d makes."""
    program = words[0].rpartition("/")[2] if words else ""
    makes = program == "mkdir" or (program == "install" and "-d" in words)
    return tuple(word for word in words[1:] if word.startswith("/")) if makes else ()
