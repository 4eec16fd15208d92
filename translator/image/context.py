"""What an image is built from → one fingerprint, which the image carries as a label, so that tests meet the right one."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from translator.emit.steps import REPOSITORIES, ROOTFS
from translator.image.description import Described, ImageInfo

if TYPE_CHECKING:
    import docker

LABEL = "io.github.cook2image.context"


def fingerprint(described: Described, image: ImageInfo) -> str:
    """Return a SHA-256 over the Dockerfile and all that it copies: paths, kinds, executable bits and contents."""
    folder = described.folder / image.folder
    roots = [folder / "Dockerfile", folder / ROOTFS, *sorted(folder.glob(f"{REPOSITORIES}*"))]
    files = sorted(path for root in roots for path in [root, *root.rglob("*")] if path.is_symlink() or path.is_file())
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(folder)}\0".encode())
        total.update(_content(path))
    return total.hexdigest()


def is_built(client: docker.DockerClient, described: Described, image: ImageInfo) -> bool:
    """Whether the image under the folder's tag was built from what the folder holds now; nothing is pulled."""
    import docker.errors

    try:
        labels = client.images.get(image.tag).labels
    except docker.errors.ImageNotFound:
        return False
    return bool(labels.get(LABEL) == fingerprint(described, image))


def _content(path: Path) -> bytes:
    if path.is_symlink():
        return b"link " + os.readlink(path).encode()
    executable = b"x " if path.stat().st_mode & 0o100 else b"- "
    return executable + hashlib.sha256(path.read_bytes()).digest()
