"""A Plan → every file of the output folder, in order of path."""

from __future__ import annotations

from collections.abc import Iterator

from translator.emit.artifacts import Artifact
from translator.emit.dockerfile import dockerfile
from translator.emit.folders import folder_of
from translator.emit.rootfs import dockerignore, rootfs
from translator.plan.model import Image, Plan


def emit(plan: Plan) -> tuple[Artifact, ...]:
    """Return the output folder's files; the same plan gives the same bytes.

    Where two artifacts have one path the last wins.
    """
    found = {artifact.path: artifact for artifact in _all(plan)}
    return tuple(found[path] for path in sorted(found))


def _all(plan: Plan) -> Iterator[Artifact]:
    for image in plan.images:
        yield from _image(plan, image)


def _image(plan: Plan, image: Image) -> Iterator[Artifact]:
    folder = folder_of(plan, image)
    text, _ = dockerfile(plan, image)
    yield Artifact(path=f"{folder}Dockerfile", content=text)
    yield Artifact(path=f"{folder}.dockerignore", content=dockerignore())
    yield from rootfs(image, folder)
