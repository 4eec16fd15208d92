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
    LayerKind.FOLDERS: "another folder, or another owner or mode of one",
    LayerKind.CONFIGURATION: "any change in rootfs/, or of an owner or mode",
    LayerKind.FINISH: "any change in rootfs/, or another command",
    LayerKind.APPLICATION: "another version of the application, as --build-arg too",
}


def layer_rows(plan: Plan, image: Image, steps: tuple[Place, ...]) -> list[dict[str, Any]]:
    """Return a row for each layer, in order; what comes before a layer builds it anew too.

    Layers of the plan that one RUN makes are one row.
    """
    origins = Origins(plan)
    groups: list[list[Layer]] = []
    for layer in image.layers:
        shared = groups and any(_in(groups[-1], place) and _in([layer], place) for place in steps)
        groups[-1:] = [[*groups[-1], layer]] if shared else [*groups[-1:], [layer]]
    return [_row(layers, origins, steps) for layers in groups]


def _nodes(layers: list[Layer]) -> set[int]:
    return {node for layer in layers for step in layer.steps for node in step.nodes}


def _in(layers: list[Layer], place: Place) -> bool:
    return not _nodes(layers).isdisjoint(place.nodes)


def _row(layers: list[Layer], origins: Origins, steps: tuple[Place, ...]) -> dict[str, Any]:
    return {
        "layer": ", ".join(dict.fromkeys(layer.kind.value for layer in layers)),
        "why_here": "; ".join(dict.fromkeys(layer.reason for layer in layers)),
        "built_anew_by": "; ".join(dict.fromkeys(_CHANGES[layer.kind] for layer in layers)),
        "steps": [place.step for place in steps if _in(layers, place)],
        "resources": [name for name, _ in origins.of(sorted(_nodes(layers)))],
    }
