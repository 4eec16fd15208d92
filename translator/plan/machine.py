"""The machine as the converge leaves it: a Graph's nodes folded into final paths, services, packages and units.

before:  Directory("/run/app"), File("/etc/a", "1"), File("/etc/a", "2"), File("/etc/b", present=False)
after:   paths {"/run/app": Directory, "/etc/a": File "2", "/etc/b": File absent}, superseded {1: 2}
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from translator.evaluate.catalog import Platform
from translator.evaluate.values import Hole, Text
from translator.graph.nodes import (
    Command,
    Directory,
    Extract,
    Fetch,
    File,
    Graph,
    Group,
    Link,
    Node,
    Package,
    Service,
    String,
    Unit,
    User,
)
from translator.load.known_units import KnownUnits, Table, shipped_units
from translator.load.project import Settings
from translator.plan.shell import program, simple_commands
from translator.plan.tables.bases import merged_usr

PathNode: TypeAlias = "File | Directory | Link | Fetch"

OPEN, CLOSE = "\ue000", "\ue001"
MARKER = re.compile(f"{OPEN}(\\d+){CLOSE}")
MERGED = ("/bin", "/sbin", "/lib", "/lib64")


@dataclass(slots=True)
class ServiceState:
    """What all nodes together say about one service."""

    name: str
    nodes: list[int] = field(default_factory=list)
    enabled: bool | None = None
    running: bool | None = None
    masked: bool = False
    start: str = ""

    @property
    def active(self) -> bool:
        """Whether the machine runs the service after the converge."""
        return not self.masked and (self.running is True or (self.enabled is True and self.running is not False))


@dataclass(slots=True)
class Machine:
    """The folded machine. Keys of `paths` are canonical; values keep the index of the node that decides."""

    graph: Graph
    settings: Settings
    known: KnownUnits = field(default_factory=lambda: KnownUnits({}, {}))
    paths: dict[str, PathNode] = field(default_factory=dict)
    superseded: dict[int, int] = field(default_factory=dict)
    services: dict[str, ServiceState] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    packages: dict[tuple[str, str], Package] = field(default_factory=dict)
    extracted: list[Extract] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)
    canonical_paths: dict[str, str] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.graph.nodes

    @property
    def platform(self) -> Platform:
        return self.graph.platform

    def final(self, node: Node) -> Node:
        """Return the node as folded: with what earlier nodes on the same thing said."""
        match node:
            case File() | Directory() | Link() | Fetch():
                return self.paths.get(self.canonical(node.path), node)
            case User():
                return self.users.get(node.name, node)
            case Group():
                return self.groups.get(node.name, node)
            case Package():
                return self.packages.get((node.manager, node.name), node)
            case _:
                return node

    def winner(self, index: int) -> int:
        """Return the node that decides about the thing of node `index`."""
        while index in self.superseded:
            index = self.superseded[index]
        return index

    def canonical(self, path: str) -> str:
        """Return the path as it stands in the image: /var/run is /run, and /bin is /usr/bin where that is merged."""
        known = self.canonical_paths.get(path)
        if known is None:
            known = self.canonical_paths[path] = self._canonical(path)
        return known

    def _canonical(self, path: str) -> str:
        clean = posixpath.normpath(path) if path else path
        for old, new in (("/var/run", "/run"), ("/var/lock", "/run/lock")):
            if clean == old or clean.startswith(f"{old}/"):
                clean = new + clean[len(old) :]
        if merged_usr(self.platform) and any(clean.startswith(f"{top}/") for top in MERGED):
            clean = f"/usr{clean}"
        return clean.replace("//", "/")

    def leads_to_itself(self, link: Link) -> bool:
        """Return whether a link is one that the base image has already: /var/run to /run."""
        target = posixpath.join(posixpath.dirname(link.path), link.target)
        return link.present and self.canonical(target) == self.canonical(link.path)

    def mark(self, content: String) -> str:
        """Return a text with a marker (two private characters around a number) in the place of every hole."""
        if not isinstance(content, Text):
            return content
        return "".join(part if isinstance(part, str) else self._marker(part) for part in content.parts)

    def _marker(self, hole: Hole) -> str:
        self.holes.append(hole)
        return f"{OPEN}{len(self.holes) - 1}{CLOSE}"

    def file_text(self, path: str) -> str | None:
        """Return a managed file's text on the legacy machine, None when it is not managed or no text."""
        node = self.paths.get(self.canonical(path))
        if node is None and (source := self.copies.get(self.canonical(path))):
            node = self.paths.get(source)
        return sample_text(node.content) if isinstance(node, File) and node.present else None

    def files_below(self, *folders: str) -> Iterator[File]:
        """Yield the managed text files that are at or below one of the folders."""
        for path in sorted(self.paths):
            node = self.paths[path]
            if (
                isinstance(node, File)
                and node.present
                and any(below(path, self.canonical(folder)) for folder in folders)
            ):
                yield node


def below(path: str, folder: str) -> bool:
    """Return whether `path` is `folder` or inside it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def sample_text(content: String | bytes | None) -> str | None:
    """Return a content's text on the legacy machine; None for bytes that are no text."""
    match content:
        case bytes():
            try:
                return content.decode()
            except UnicodeDecodeError:
                return None
        case Text():
            return content.sample
        case _:
            return content


def fold(graph: Graph, settings: Settings, learnt: Table | None = None) -> Machine:
    """Return the machine that the graph leaves; `learnt` are units of packages beside the shipped ones."""
    known = KnownUnits(shipped_units(graph.platform), learnt or {})
    machine = Machine(graph=graph, settings=settings, known=known)
    for node in graph.nodes:
        match node:
            case File() | Directory() | Link() | Fetch():
                _fold_path(machine, node)
            case Service():
                _fold_service(machine, node)
            case Unit():
                _fold_unit(machine, node)
            case Package():
                _fold_package(machine, node)
            case User() | Group():
                _fold_account(machine, node)
            case Extract():
                machine.extracted.append(node)
            case Command():
                _fold_copies(machine, node)
            case _:
                continue
    return machine


def _fold_copies(machine: Machine, node: Command) -> None:
    """Keep which file a `cp` or `mv` of one file makes of which: its text is then known too."""
    for command in simple_commands(node.code) if isinstance(node.code, str) else ():
        words = [word for word in command[1:] if not word.startswith("-")]
        if program(command) in ("cp", "mv") and len(words) == 2:
            source, target = (posixpath.join(node.cwd or "/", word) for word in words)
            target = posixpath.join(target, posixpath.basename(source)) if target.endswith("/") else target
            machine.copies[machine.canonical(target)] = machine.canonical(source)


def _fold_path(machine: Machine, node: PathNode) -> None:
    if isinstance(node, Link) and machine.leads_to_itself(node):
        return
    path = machine.canonical(node.path)
    node = replace(node, owner=_account(node.owner), group=_account(node.group))
    before = machine.paths.get(path)
    machine.paths[path] = replace(_over(before, node), path=path) if before else replace(node, path=path)
    if before is not None:
        winner = machine.paths[path].index
        machine.superseded[before.index if winner == node.index else node.index] = winner
    if isinstance(node, Directory) and not node.present and node.recursive:
        _remove_below(machine, path, node.index)


def _account(name: str) -> str:
    return "root" if name == "0" else name


def _over(before: PathNode, node: PathNode) -> PathNode:
    """Return what two nodes on one path leave: the later, owner and mode inherited where it names none."""
    if isinstance(node, Link) or isinstance(before, Link) or not _there(node) or not _there(before):
        return before if isinstance(node, File | Fetch) and node.only_if_missing and _there(before) else node
    if isinstance(node, File | Fetch) and node.only_if_missing:
        return before
    if isinstance(node, File) and node.content is None and isinstance(before, File | Fetch):
        return _owned_as(before, node, before)
    return _owned_as(node, node, before) if type(node) is type(before) else node


def _owned_as(kept: File | Directory | Fetch, first: PathNode, second: PathNode) -> PathNode:
    """Return `kept` with the owner, group and mode of `first`, those of `second` where it names none."""
    if isinstance(first, Link) or isinstance(second, Link):
        return kept
    owner, group, mode = first.owner or second.owner, first.group or second.group, first.mode or second.mode
    return replace(kept, owner=owner, group=group, mode=mode)


def _there(node: PathNode) -> bool:
    return isinstance(node, Fetch) or node.present


def _remove_below(machine: Machine, path: str, index: int) -> None:
    for other in [other for other in machine.paths if other != path and below(other, path)]:
        machine.superseded[machine.paths.pop(other).index] = index


def _fold_service(machine: Machine, node: Service) -> None:
    state = machine.services.setdefault(node.name, ServiceState(node.name))
    state.nodes.append(node.index)
    state.enabled = state.enabled if node.enabled is None else node.enabled
    state.running = state.running if node.running is None else node.running
    state.masked = state.masked if node.masked is None else node.masked
    state.start = node.start or state.start


def _fold_unit(machine: Machine, node: Unit) -> None:
    before = machine.units.get(node.name)
    if before is not None:
        machine.superseded[before.index] = node.index
    machine.units[node.name] = node


def _fold_package(machine: Machine, node: Package) -> None:
    key = (node.manager, node.name)
    before = machine.packages.get(key)
    if before is not None:
        machine.superseded[before.index] = node.index
        kept = node.version or (before.version if before.installed and node.installed else "")
        options = node.options or before.options
        machine.packages[key] = replace(node, version=kept, options=options, guards=before.guards and node.guards)
    else:
        machine.packages[key] = node


def _fold_account(machine: Machine, node: User | Group) -> None:
    node = _with_known_id(machine, node)
    if isinstance(node, User):
        known = machine.users.get(node.name)
        if known is not None:
            machine.superseded[known.index] = node.index
        machine.users[node.name] = _user_over(known, node) if known and node.present and known.present else node
    else:
        group = machine.groups.get(node.name)
        if group is not None:
            machine.superseded[group.index] = node.index
        machine.groups[node.name] = _group_over(group, node) if group and node.present and group.present else node


def _with_known_id(machine: Machine, node: User | Group) -> User | Group:
    """Return the account with the id that it has on the machine whose facts were given (ohai's etc), if it names none."""
    attributes = machine.graph.identity.attributes
    etc = attributes.get("etc") if isinstance(attributes, dict) else None
    table = etc.get("passwd" if isinstance(node, User) else "group") if isinstance(etc, dict) else None
    row = table.get(node.name) if isinstance(table, dict) else None
    number = str(row.get("uid" if isinstance(node, User) else "gid", "")) if isinstance(row, dict) else ""
    if not number.isdigit():
        return node
    return replace(node, uid=node.uid or number) if isinstance(node, User) else replace(node, gid=node.gid or number)


def _user_over(before: User, node: User) -> User:
    """Return the later user with the earlier's settings where it has none (lock after create)."""
    return replace(
        node,
        uid=node.uid or before.uid,
        group=node.group or before.group,
        comment=node.comment or before.comment,
        home=node.home or before.home,
        shell=node.shell or before.shell,
        system=node.system or before.system,
        manage_home=node.manage_home or before.manage_home,
        guards=node.guards or before.guards,
    )


def _group_over(before: Group, node: Group) -> Group:
    members = (
        (*before.members, *(name for name in node.members if name not in before.members))
        if node.append
        else node.members
    )
    return replace(
        node,
        gid=node.gid or before.gid,
        system=node.system or before.system,
        members=members,
        append=node.append and before.append,
        guards=node.guards or before.guards,
    )
