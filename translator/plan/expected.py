"""What a built image must have, from the nodes that made it: for structure tests and smoke."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from translator.graph.nodes import Directory, Fetch, File, Link, Node, Package
from translator.plan.machine import Machine
from translator.plan.model import Expected, RootfsEntry


def expected_of(machine: Machine, nodes: Iterable[Node], rootfs: tuple[RootfsEntry, ...]) -> tuple[Expected, ...]:
    """Return the files, directories, links and absences of one image, sorted by path."""
    found = [_entry(machine, entry) for entry in rootfs]
    found += [each for node in nodes for each in _other(node)]
    return tuple(sorted(found, key=lambda each: each.path))


def _entry(machine: Machine, entry: RootfsEntry) -> Expected:
    origin = machine.nodes[entry.node].origin
    if entry.kind == "link":
        return Expected(kind="link", path=entry.path, target=entry.target, origin=origin)
    digest = ""
    if entry.kind == "file":
        content = entry.content.encode() if isinstance(entry.content, str) else entry.content
        digest = hashlib.sha256(content).hexdigest()
    return Expected(
        kind=entry.kind,
        path=entry.path,
        owner=entry.owner,
        group=entry.group,
        mode=entry.mode,
        sha256=digest,
        origin=origin,
    )


def _other(node: Node) -> list[Expected]:
    match node:
        case File() | Directory() | Link() if not node.present:
            return [Expected(kind="absent", path=node.path, origin=node.origin)]
        case Fetch():
            return [
                Expected(
                    kind="file",
                    path=node.path,
                    owner=node.owner or "root",
                    group=node.group or "root",
                    mode=node.mode or "0644",
                    sha256=node.checksum if len(node.checksum) == 64 else "",
                    origin=node.origin,
                )
            ]
        case Directory() if not (node.owner and node.group and node.mode):
            return [
                Expected(
                    kind="directory",
                    path=node.path,
                    owner=node.owner,
                    group=node.group,
                    mode=node.mode,
                    origin=node.origin,
                )
            ]
        case _:
            return []


def packages_of(nodes: Iterable[Node]) -> tuple[tuple[str, str], ...]:
    """Return the distribution's packages with their versions ("" for any)."""
    system = ("apt", "yum", "dnf", "zypper", "apk")
    return tuple(
        sorted(
            {
                (node.name, node.version)
                for node in nodes
                if isinstance(node, Package) and node.installed and node.manager in system
            }
        )
    )
