"""A built image's history → how large each of its Dockerfile's steps is, and each layer of the plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from translator.image.description import Described, ImageInfo

if TYPE_CHECKING:
    import docker

_INSTRUCTION = re.compile(r"^[A-Z]+\b")


def step_sizes(client: docker.DockerClient, described: Described, image: ImageInfo) -> dict[int, int]:
    """Return the bytes that each step of the final stage added, by the number that the builder gives it."""
    text = (described.folder / image.folder / "Dockerfile").read_text(encoding="utf-8")
    first = final_stage(text)
    made = list(reversed(client.images.get(image.tag).history()))
    below = len(client.images.get(image.base).history())
    return {first + at: int(entry["Size"]) for at, entry in enumerate(made[below:], 1)}


def final_stage(text: str) -> int:
    """Return the number of the last FROM among a Dockerfile's instructions, from 1."""
    number = last = 0
    going_on = False
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not going_on and _INSTRUCTION.match(line):
            number += 1
            last = number if line.startswith("FROM ") else last
        going_on = line.endswith("\\")
    return last


def layer_sizes(image: ImageInfo, sizes: dict[int, int]) -> list[dict[str, Any]]:
    """Return the report's layers, each with its megabytes."""
    return [{**row, "megabytes": round(sum(sizes.get(at, 0) for at in row["steps"]) / 1e6, 1)} for row in image.layers]
