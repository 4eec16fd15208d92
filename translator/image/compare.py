"""Two images → where they differ: their configuration, and every file of their layers with its metadata.

An own comparison of `docker save`: nothing of the images is run.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import docker


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of a layer: everything that the archive says of it, and its content's SHA-256."""

    kind: str
    mode: int
    owner: tuple[int, int]
    time: float
    target: str
    attributes: tuple[tuple[str, str], ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Saved:
    """An image: its configuration, and the entries of each layer by path."""

    config: dict[str, Any]
    layers: tuple[dict[str, Entry], ...]


def differences(client: docker.DockerClient, first: str, second: str) -> list[str]:
    """Return a line for each difference between two images, none when they are the same."""
    return list(_differences(read_saved(client, first), read_saved(client, second)))


def read_saved(client: docker.DockerClient, image: str) -> Saved:
    """Return what `docker save` gives of an image."""
    with tempfile.TemporaryFile() as file:
        for chunk in client.images.get(image).save(chunk_size=1 << 20):
            file.write(chunk)
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            manifest = json.load(archive.extractfile("manifest.json"))[0]  # type: ignore[arg-type]
            config = json.load(archive.extractfile(manifest["Config"]))  # type: ignore[arg-type]
            return Saved(config, tuple(_entries(archive, name) for name in manifest["Layers"]))


def _entries(archive: tarfile.TarFile, name: str) -> dict[str, Entry]:
    with tarfile.open(fileobj=archive.extractfile(name)) as layer:
        return {entry.name: _entry(layer, entry) for entry in layer}


def _entry(layer: tarfile.TarFile, entry: tarfile.TarInfo) -> Entry:
    content = layer.extractfile(entry) if entry.isreg() else None
    return Entry(
        kind=entry.type.decode(),
        mode=entry.mode,
        owner=(entry.uid, entry.gid),
        time=entry.mtime,
        target=entry.linkname,
        attributes=tuple(sorted(entry.pax_headers.items())),
        sha256=hashlib.file_digest(content, "sha256").hexdigest() if content else "",  # type: ignore[arg-type]
    )


def _differences(first: Saved, second: Saved) -> Iterator[str]:
    for key in sorted(first.config.keys() | second.config.keys()):
        if key != "rootfs" and first.config.get(key) != second.config.get(key):
            yield f"configuration: {key} differs"
    if len(first.layers) != len(second.layers):
        yield f"{len(first.layers)} layers against {len(second.layers)}"
    for at, (one, other) in enumerate(zip(first.layers, second.layers, strict=False)):
        for path in sorted(one.keys() | other.keys()):
            yield from _file(f"layer {at}: /{path}", one.get(path), other.get(path))


def _file(where: str, one: Entry | None, other: Entry | None) -> Iterator[str]:
    if one is None or other is None:
        yield f"{where} is only in the {'second' if one is None else 'first'}"
    elif one != other:
        names = [name for name in Entry.__slots__ if getattr(one, name) != getattr(other, name)]
        yield f"{where} differs in {', '.join(names)}"
