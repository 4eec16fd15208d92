"""An image's layers → rows that say why each stands where it does, which steps make it, and what builds it anew."""

from __future__ import annotations

from typing import Any

from translator.emit.instructions import Place
from translator.emit.origins import Origins
from translator.plan.model import Image, Layer, LayerKind, Plan

_CHANGES = {
    LayerKind.IDENTITIES: "another user, group or id",
    LayerKind.REPOSITORIES: "another package source, preference or key",
    LayerKind.PACKAGES: "another package or version in the recipe; a newer one of the archive needs --no-cache",
    LayerKind.COMMANDS: "another command",
    LayerKind.ARTIFACTS: "another address or checksum of a download",
    LayerKind.CONFIGURATION: "any change in rootfs/, or of an owner or mode",
    LayerKind.FINISH: "any change in rootfs/, or another command",
    LayerKind.APPLICATION: "another version of the application, as --build-arg too",
}


def layer_rows(plan: Plan, image: Image, steps: tuple[Place, ...]) -> list[dict[str, Any]]:
    """Return a row for each layer, in order; what comes before a layer builds it anew too."""
    origins = Origins(plan)
    return [_row(layer, origins, steps) for layer in image.layers]


def _row(layer: Layer, origins: Origins, steps: tuple[Place, ...]) -> dict[str, Any]:
    nodes = {node for step in layer.steps for node in step.nodes}
    return {
        "layer": layer.kind.value,
        "why_here": layer.reason,
        "built_anew_by": _CHANGES[layer.kind],
        "steps": [place.step for place in steps if place.nodes and set(place.nodes) <= nodes],
        "resources": [name for name, _ in origins.of(sorted(nodes))],
    }
