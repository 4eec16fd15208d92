"""Which nodes serve the machine rather than its application, by the table of roles: Machine → Role of a node.

A node has a role by its package, service, path or command. A package source has one when every package declared in
the same file or class has it: then it served nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.values import Text
from translator.graph.nodes import (
    Certificate,
    Command,
    Directory,
    Extract,
    Fetch,
    File,
    Link,
    Node,
    Package,
    PackagePreference,
    Repository,
    Service,
    Unit,
)
from translator.plan.machine import Machine, below
from translator.plan.model import Place
from translator.plan.shell import mentions, program, simple_commands
from translator.plan.sources import is_source_command, is_source_file
from translator.plan.tables.roles import ROLES, Role

NEUTRAL = {"echo", "cat", "tee", "printf", "test", "[", "true", "grep", "egrep", "sed", "awk", "rm", "cp", "mv"}
NEUTRAL |= {"chmod", "chown", "mkdir", "touch", "ln", "install", "cd", "sleep"}
UNIT_FOLDERS = ("/etc/systemd/system/", "/usr/lib/systemd/system/", "/lib/systemd/system/")


APPLICATION = Role(name="application", reason="cook2image.yaml says so", place=Place.IMAGE)
"""What cookbooks install for itself, however much it looks like support; only cook2image.yaml gives this role."""


def roles_of(machine: Machine) -> dict[int, Role]:
    """Return the role of every node that has one, by node index."""
    table = (*_given(machine), *_table(machine))
    found: dict[int, Role] = {}
    for node in machine.nodes:
        role = next((role for role in table if _has(role, node, machine)), APPLICATION)
        if role.name != APPLICATION.name:
            found[node.index] = role
    found = _without_applications(machine, found)
    found.update(_repositories(machine, found))
    return found


def _given(machine: Machine) -> Iterator[Role]:
    """Yield the roles that cook2image.yaml gives to packages, services and paths; they come before the table's."""
    by_name = {role.name: role for role in (*ROLES, APPLICATION)}
    for subject, name in machine.settings.roles.items():
        if name in by_name:
            names, paths = ((), (subject,)) if subject.startswith("/") else ((subject,), ())
            yield replace(by_name[name], packages=names, services=names, paths=paths, commands=(), beside=False)


def unknown_roles(machine: Machine) -> Iterator[Diagnostic]:
    """Yield an error for each role of cook2image.yaml that is none."""
    known = sorted({role.name for role in (*ROLES, APPLICATION)})
    for subject, name in machine.settings.roles.items():
        if name not in known:
            message = (
                f"{machine.settings.path}: roles: {subject}: there is no role {name!r}; there are {', '.join(known)}"
            )
            yield Diagnostic(code=Code.BAD_PROJECT, message=message, span=None)


def _without_applications(machine: Machine, found: dict[int, Role]) -> dict[int, Role]:
    """Return the roles without those that only serve beside an application, when there is none."""
    others = any(isinstance(node, Service | Unit) and node.index not in found for node in machine.nodes)
    return found if others else {index: role for index, role in found.items() if not role.beside}


def _table(machine: Machine) -> tuple[Role, ...]:
    """Return the roles without the one that the machine is named after: there it is the application."""
    names = {machine.graph.identity.name} - {""}
    return tuple(
        role for role in ROLES if not any(_matches(name, (role.name, *role.services, *role.packages)) for name in names)
    )


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _has(role: Role, node: Node, machine: Machine) -> bool:
    match node:
        case Package():
            return _matches(node.name, role.packages)
        case Service():
            return _matches(node.name, role.services)
        case Unit():
            return _matches(node.name.removesuffix(".service"), role.services)
        case File() | Directory() | Link() | Fetch():
            return _path(role, machine.canonical(node.path), machine)
        case Extract():
            return _path(role, machine.canonical(node.destination), machine)
        case Certificate():
            return _path(role, machine.canonical(node.path or node.key_path), machine)
        case PackagePreference():
            return _matches(node.name, role.packages)
        case Command():
            return _command(role, node)
        case _:
            return False


def _path(role: Role, path: str, machine: Machine) -> bool:
    unit = _unit_name(path)
    if unit:
        return _matches(unit, role.services)
    return any(_covers(machine.canonical(pattern), path) for pattern in role.paths)


def _unit_name(path: str) -> str:
    """Return the service that a unit file or its drop-in is for, "" for other files."""
    for folder in UNIT_FOLDERS:
        if path.startswith(folder):
            name = path.removeprefix(folder).partition("/")[0]
            return name.removesuffix(".d").removesuffix(".service")
    return ""


def _covers(pattern: str, path: str) -> bool:
    if "*" not in pattern:
        return below(path, pattern)
    return fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}/*")


def _command(role: Role, node: Command) -> bool:
    """Return whether a command does nothing but what the role does."""
    code = node.code.sample if isinstance(node.code, Text) else node.code
    commands = simple_commands(code)
    own = [command for command in commands if program(command) in role.commands]
    others = [command for command in commands if program(command) not in role.commands]
    if not all(program(command) in NEUTRAL for command in others):
        return False
    return bool(own) or any(mentions(code, path) for path in role.paths if "*" not in path)


def _repositories(machine: Machine, found: dict[int, Role]) -> Iterator[tuple[int, Role]]:
    together: dict[str, list[Role | None]] = {}
    for node in machine.nodes:
        if isinstance(node, Package):
            together.setdefault(node.origin.group, []).append(found.get(node.index))
    for node in machine.nodes:
        if isinstance(node, Repository) or (
            node.index not in found and (is_source_file(node) or is_source_command(node))
        ):
            roles = together.get(node.origin.group, [])
            if roles and roles[0] is not None and all(roles):
                yield node.index, roles[0]
