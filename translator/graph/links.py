"""Paths that lead through a managed link → where they really are, so that the link and what is behind it do not collide.

before:  Link("/opt/app" → "/opt/app-1.2"), File("/opt/app/conf/app.conf")
after:   Link("/opt/app" → "/opt/app-1.2"), File("/opt/app-1.2/conf/app.conf")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from translator.graph.nodes import Checkout, Directory, Extract, Fetch, File, Link, Node

HOPS = 5


def through_links(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return the nodes with their paths resolved; links whose target is relative are left alone."""
    kept = tuple(nodes)
    links = {
        node.path: node.target.rstrip("/")
        for node in kept
        if isinstance(node, Link) and node.present and not node.hard and node.target.startswith("/")
    }
    return tuple(_moved(node, links) for node in kept) if links else kept


def _moved(node: Node, links: Mapping[str, str]) -> Node:
    match node:
        case File() | Directory() | Fetch() | Link():
            path = resolved(node.path, links)
            return replace(node, path=path) if path != node.path else node
        case Extract() | Checkout():
            path = resolved(node.destination, links)
            return replace(node, destination=path) if path != node.destination else node
        case _:
            return node


def resolved(path: str, links: Mapping[str, str]) -> str:
    """Return a path with every link above its last part followed."""
    for _ in range(HOPS):
        above = next((link for link in links if path.startswith(f"{link}/")), "")
        if not above or links[above] == above or links[above].startswith(f"{above}/"):
            break
        path = links[above] + path[len(above) :]
    return path
