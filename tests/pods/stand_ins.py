"""Tags that a compose.yaml names → images under these tags: the engine's own where it has them, else stand-ins.

A stand-in is a stage of images/Dockerfile. Its tag is taken away at the end, its layers stay for the next run.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import docker
from docker.models.images import Image

from translator.image.engine import has_image
from translator.plan.tables.collectors import IMAGES

CONTEXT = Path(__file__).parent / "images"
KEPT = "cook2image-stand-in"
TOOLS = f"{KEPT}:tools"
"""Rsyslog and Prometheus, for what is no part of a pod: the sink and the one who scrapes."""


@contextmanager
def stand_ins(client: docker.DockerClient, work: Path, *names: str) -> Iterator[None]:
    """Have an image under the tag of each collector of tables/collectors.py that is named."""
    context = work / "stand-ins"
    shutil.copytree(CONTEXT, context)
    shutil.copy(_jmx_query(), context / "JMXQuery.jar")
    _built(client, context, "tools")
    made = []
    try:
        for name in names:
            if not has_image(client, IMAGES[name]):
                _built(client, context, name).tag(IMAGES[name])
                made.append(IMAGES[name])
        yield
    finally:
        for tag in made:
            client.images.remove(tag, noprune=True)


def _built(client: docker.DockerClient, context: Path, stage: str) -> Image:
    image, _ = client.images.build(path=str(context), target=stage, tag=f"{KEPT}:{stage}", rm=True, forcerm=True)
    return image


def _jmx_query() -> Path:
    found = find_spec("jmxquery")
    assert found is not None, "JMXQuery is missing"
    assert found.origin is not None
    return next(Path(found.origin).parent.glob("JMXQuery*.jar"))
