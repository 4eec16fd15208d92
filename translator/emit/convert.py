"""A Plan → every file of the output folder, in order of path."""

from __future__ import annotations

from collections.abc import Iterator

from translator.emit.artifacts import Artifact
from translator.emit.bake import bake
from translator.emit.compose import compose
from translator.emit.dockerfile import dockerfile
from translator.emit.folders import folder_of
from translator.emit.goss import goss
from translator.emit.instructions import Place
from translator.emit.kubernetes import manifests
from translator.emit.late_links import with_late_links
from translator.emit.report import report_data, report_json
from translator.emit.report_text import report_text
from translator.emit.rootfs import dockerignore, rootfs
from translator.emit.structure_test import structure_test
from translator.plan.model import Image, Plan


def emit(plan: Plan) -> tuple[Artifact, ...]:
    """Return the output folder's files; the same plan gives the same bytes.

    Where two artifacts have one path the last wins.
    """
    found = {artifact.path: artifact for artifact in _all(with_late_links(plan))}
    return tuple(found[path] for path in sorted(found))


def _all(plan: Plan) -> Iterator[Artifact]:
    places: dict[str, tuple[Place, ...]] = {}
    for image in plan.images:
        text, places[image.name] = dockerfile(plan, image)
        yield Artifact(path=f"{folder_of(plan, image)}Dockerfile", content=text)
        yield from _image(plan, image)
    yield from compose(plan)
    yield bake(plan)
    yield from manifests(plan)
    data = report_data(plan, places)
    yield Artifact(path="report.json", content=report_json(data))
    yield Artifact(path="report.md", content=report_text(data))


def _image(plan: Plan, image: Image) -> Iterator[Artifact]:
    folder = folder_of(plan, image)
    yield Artifact(path=f"{folder}.dockerignore", content=dockerignore())
    yield from rootfs(image, folder)
    yield Artifact(path=f"{folder}tests/structure.yaml", content=structure_test(plan, image))
    yield Artifact(path=f"{folder}tests/goss.yaml", content=goss(plan, image))
