"""What one image is made of, handed to every function that plans its layers."""

from __future__ import annotations

from dataclasses import dataclass

from translator.graph.nodes import Link, Node
from translator.plan.artifacts import Deployed
from translator.plan.machine import Machine, below
from translator.plan.texts import Settled


@dataclass(frozen=True, slots=True)
class Material:
    """All that one image is made of: its nodes in order (already folded), and what was settled about them."""

    machine: Machine
    nodes: tuple[Node, ...]
    settled: Settled
    application: Deployed | None


def of_application(material: Material, link: Link) -> bool:
    """Return whether a link leads to the application's artifact, so that it changes with the version."""
    application = material.application
    return application is not None and (
        below(application.path, link.target) or application.parameterised(link.target) != link.target
    )


def rendered_paths(material: Material) -> set[str]:
    """Return where the image has a link to a file that is rendered when the container starts."""
    files = (material.settled.runtime.get(node.index) for node in material.nodes)
    return {file.path for file in files if file is not None and (file.kind == "template" or file.variables)}


def runtime_paths(material: Material) -> set[str]:
    return {
        material.settled.runtime[node.index].path for node in material.nodes if node.index in material.settled.runtime
    }
