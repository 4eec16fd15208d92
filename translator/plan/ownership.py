"""Owners, modes and removals that COPY does not give by itself → the fewest shell commands.

before:  /etc/app root:app 0750, /etc/app/a root:app 0640, /etc/app/b root:app 0640
after:   chown root:app /etc/app /etc/app/a /etc/app/b && chmod 0750 /etc/app && chmod 0640 /etc/app/a /etc/app/b
"""

from __future__ import annotations

from collections.abc import Iterable

from translator.graph.nodes import Directory, File, Link, Node, Package
from translator.plan.machine import Machine, below
from translator.plan.model import RootfsEntry
from translator.plan.shell import mentions, quote
from translator.plan.tables.services import package_trees


def ownership_commands(
    machine: Machine, nodes: Iterable[Node], rootfs: tuple[RootfsEntry, ...]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the commands that follow the copy of rootfs/, and the nodes that only these carry."""
    commands: list[str] = []
    kept = tuple(nodes)
    trees = package_trees(node.name for node in kept if isinstance(node, Package))
    removed, folders, touched = _others(kept, rootfs)
    commands += _one("rm -rf", [node.path for node in removed if isinstance(node, Directory)])
    commands += _one("rm -f", [node.path for node in removed if not isinstance(node, Directory)])
    commands += _one(
        "mkdir -p", [node.path for node in folders if not any(below(entry.path, node.path) for entry in rootfs)]
    )
    commands += _one("touch", [*(node.path for node in touched), *_assumed(rootfs)])
    owners: dict[str, list[str]] = {}
    modes: dict[str, list[str]] = {}
    plain: list[File | Directory] = [*folders, *touched]
    for node in plain:
        mode = _whole_mode(node.path, node.mode, trees) if isinstance(node, Directory) else node.mode
        _note(owners, modes, node.path, node.owner, node.group, mode)
    for entry in rootfs:
        if entry.kind == "directory":
            _note(owners, modes, entry.path, entry.owner, entry.group, _whole_mode(entry.path, entry.mode, trees))
        elif entry.kind == "file":
            owner, group = ("", "") if (entry.owner, entry.group) == ("root", "root") else (entry.owner, entry.group)
            _note(owners, modes, entry.path, owner, group, "" if entry.mode == "0644" else entry.mode)
    commands += [f"chown {owner} {_words(paths)}" for owner, paths in sorted(owners.items())]
    commands += [f"chmod {mode} {_words(paths)}" for mode, paths in sorted(modes.items())]
    return tuple(commands), tuple(node.index for node in (*removed, *folders, *touched))


def _others(
    nodes: Iterable[Node], rootfs: tuple[RootfsEntry, ...]
) -> tuple[list[File | Directory | Link], list[Directory], list[File]]:
    """Return what is removed, the directories without an entry of their own, and the files that are only touched."""
    entries = {entry.path for entry in rootfs}
    removed: list[File | Directory | Link] = []
    folders: list[Directory] = []
    touched: list[File] = []
    for node in nodes:
        if isinstance(node, File | Directory | Link) and not node.present:
            removed.append(node)
        elif isinstance(node, Directory) and node.path not in entries:
            folders.append(node)
        elif isinstance(node, File) and node.content is None:
            touched.append(node)
    return removed, folders, touched


def _whole_mode(path: str, mode: str, trees: tuple[str, ...]) -> str:
    """Return a directory's mode; with five digits, which also clear a set-group bit, where a package may have made it."""
    packaged = any(below(path, tree) for tree in trees)
    return mode.zfill(5) if mode and packaged else mode


ASSUMED = ("/etc/default/locale",)
"""Files that every installed machine has and a slim base image lacks."""


def _assumed(rootfs: tuple[RootfsEntry, ...]) -> list[str]:
    """Return the files of ASSUMED that a managed text names and the input does not manage."""
    paths = {entry.path for entry in rootfs}
    texts = [entry.content for entry in rootfs if isinstance(entry.content, str)]
    return [path for path in ASSUMED if path not in paths and any(mentions(text, path) for text in texts)]


def _note(
    owners: dict[str, list[str]], modes: dict[str, list[str]], path: str, owner: str, group: str, mode: str
) -> None:
    if owner or group:
        owners.setdefault(f"{owner}:{group}" if group else owner, []).append(path)
    if mode:
        modes.setdefault(mode, []).append(path)


def _one(command: str, paths: list[str]) -> list[str]:
    return [f"{command} {_words(sorted(set(paths)))}"] if paths else []


def _words(paths: Iterable[str]) -> str:
    return " ".join(quote(path) for path in sorted(set(paths)))
