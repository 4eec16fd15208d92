"""A built image → the same image with no trace of when it was built, when SOURCE_DATE_EPOCH says so.

The classic builder cannot do this itself: the image is saved, in its own layers every time after the epoch becomes
the epoch, and it is loaded again under its tag. The layers of the base image stay as they are, and shared.
Source: reproducible-builds.org/specs/source-date-epoch; BuildKit's rewrite-timestamp does the same.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import os
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import docker

VARIABLE = "SOURCE_DATE_EPOCH"
KEPT = "-as-built"
_TIMES = ("atime", "ctime", "mtime")


def epoch_of(environment: dict[str, str] | None = None) -> int | None:
    """Return the epoch that the environment gives, None without; ValueError when it is no number."""
    text = (os.environ if environment is None else environment).get(VARIABLE, "")
    return int(text) if text else None


def stamp(client: docker.DockerClient, tag: str, base: str, epoch: int) -> str:
    """Put the image under `tag` in the place of one whose times are the epoch's; returns its identifier.

    What was built stays under the tag's name with "-as-built" behind it: it is the next build's cache.
    """
    image = client.images.get(tag)
    below = len(client.images.get(base).attrs["RootFS"]["Layers"])
    repository, _, name = tag.rpartition(":")
    with tempfile.TemporaryDirectory() as work:
        saved, made = Path(work) / "saved.tar", Path(work) / "made.tar"
        with saved.open("wb") as file:
            for chunk in image.save(chunk_size=1 << 20, named=tag):
                file.write(chunk)
        identifier = rewrite(saved, made, below, epoch, tag)
        image.tag(repository, f"{name}{KEPT}")
        with made.open("rb") as file:
            client.images.load(file)
    return identifier


def rewrite(saved: Path, made: Path, below: int, epoch: int, tag: str) -> str:
    """Write the image of the archive `saved` to `made` with its own layers stamped; returns its identifier."""
    with tarfile.open(saved) as source, tarfile.open(made, "w") as target:
        manifest = json.load(_member(source, "manifest.json"))[0]
        config = json.load(_member(source, manifest["Config"]))
        layers = []
        for at, name in enumerate(manifest["Layers"]):
            with tempfile.TemporaryFile() as content:
                digest = _layer(_member(source, name), content, epoch if at >= below else None)
                layers.append(f"{digest}.tar")
                config["rootfs"]["diff_ids"][at] = f"sha256:{digest}"
                _add(target, layers[-1], content)
        text = json.dumps(_stamped(config, below, epoch), sort_keys=True).encode()
        identifier = hashlib.sha256(text).hexdigest()
        _add(target, f"{identifier}.json", io.BytesIO(text))
        listing = [{"Config": f"{identifier}.json", "RepoTags": [tag], "Layers": layers}]
        _add(target, "manifest.json", io.BytesIO(json.dumps(listing).encode()))
    return f"sha256:{identifier}"


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise ValueError(f"the saved image has no {name}")
    return found


def _layer(source: IO[bytes], target: IO[bytes], epoch: int | None) -> str:
    """Copy a layer, its times brought down to the epoch; returns its SHA-256. Without an epoch it stays as it is."""
    if epoch is None:
        while chunk := source.read(1 << 20):
            target.write(chunk)
    else:
        with (
            tarfile.open(fileobj=source) as old,
            tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as new,
        ):
            for entry in old:
                new.addfile(_at(entry, epoch), old.extractfile(entry) if entry.isreg() else None)
    target.seek(0)
    return hashlib.file_digest(target, "sha256").hexdigest()  # type: ignore[arg-type]


def _at(entry: tarfile.TarInfo, epoch: int) -> tarfile.TarInfo:
    made = copy.copy(entry)
    made.mtime = min(int(entry.mtime), epoch)
    made.pax_headers = {name: value for name, value in entry.pax_headers.items() if name.lower() not in _TIMES}
    return made


def _stamped(config: dict[str, Any], below: int, epoch: int) -> dict[str, Any]:
    """Return the image's configuration without the times and names of the build."""
    moment = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    kept = {name: value for name, value in config.items() if name not in ("container", "container_config")}
    inner = {name: value for name, value in config.get("config", {}).items() if name not in ("Image", "Hostname")}
    history: list[dict[str, Any]] = []
    layers = 0
    for entry in config.get("history", []):
        own = layers >= below
        layers += not entry.get("empty_layer", False)
        history.append({**entry, "created": moment} if own else entry)
    return {**kept, "config": inner, "created": moment, "history": history}


def _add(target: tarfile.TarFile, name: str, content: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = content.seek(0, io.SEEK_END)
    content.seek(0)
    target.addfile(entry, content)
