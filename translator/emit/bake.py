"""A plan → docker-bake.json: all images of the machine at once, on any BuildKit builder (`docker buildx bake`)."""

from __future__ import annotations

import json
from typing import Any

from translator.emit.artifacts import Artifact
from translator.emit.dockerfile import arguments_of
from translator.emit.folders import folder_of, label_name, tag_of
from translator.plan.model import Image, Plan


def bake(plan: Plan) -> Artifact:
    """Return the file; REGISTRY and SOURCE_DATE_EPOCH are taken from the builder's environment."""
    targets = {label_name(image.name): _target(plan, image) for image in plan.images}
    data = {
        "variable": {"REGISTRY": {"default": ""}, "SOURCE_DATE_EPOCH": {"default": ""}},
        "group": {"default": {"targets": list(targets)}},
        "target": targets,
    }
    return Artifact(path="docker-bake.json", content=json.dumps(data, indent=1) + "\n")


def _target(plan: Plan, image: Image) -> dict[str, Any]:
    folder = folder_of(plan, image).rstrip("/")
    arguments = {**arguments_of(plan, image), "SOURCE_DATE_EPOCH": "${SOURCE_DATE_EPOCH}"}
    return {
        "context": f"./{folder}" if folder else ".",
        "dockerfile": "Dockerfile",
        "tags": ['${REGISTRY == "" ? "" : "${REGISTRY}/"}' + tag_of(plan, image)],
        "args": arguments,
    }
