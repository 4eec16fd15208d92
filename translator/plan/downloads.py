"""The downloads of one image as steps: those that come early, and the application that comes last."""

from __future__ import annotations

from collections.abc import Iterator

from translator.graph.nodes import Extract, Fetch
from translator.plan.artifacts import fetch_step, unpacked
from translator.plan.machine import below
from translator.plan.material import Material, runtime_paths
from translator.plan.model import FetchArtifact, RootfsEntry


def downloads(material: Material, rootfs: tuple[RootfsEntry, ...], late: bool) -> Iterator[FetchArtifact]:
    """Yield the downloads, an archive that is only unpacked together with its unpacking.

    The application comes late, unless managed files lie in what it unpacks: those must come after it.
    """
    fetches = {node.path: node for node in material.nodes if isinstance(node, Fetch)}
    archives = {node.archive for node in material.nodes if isinstance(node, Extract)} & fetches.keys()
    managed = {entry.path for entry in rootfs if entry.kind != "directory"} | runtime_paths(material)
    for node in material.nodes:
        if isinstance(node, Fetch) and node.path not in archives:
            step = fetch_step(node, material.application)
        elif isinstance(node, Extract) and (node.url or node.archive in archives):
            step = unpacked(node, fetches.get(node.archive), material.application)
        else:
            continue
        shadowed = bool(step.extract_to) and any(below(path, step.extract_to) for path in managed)
        if late is (step.application and not shadowed):
            yield step


def paths_of(material: Material, steps: tuple[FetchArtifact, ...]) -> set[str]:
    """Return where the steps leave their files, build arguments put in."""
    found: set[str] = set()
    for step in steps:
        path = step.extract_to or step.path
        for name, value in step.arguments:
            path = path.replace(f"${{{name}}}", value)
        found.add(path)
    return found
