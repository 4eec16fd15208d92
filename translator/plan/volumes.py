"""Directories that outlive a container or that containers share: log folders of sidecars, data of databases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.model import Image, Sidecar, Volume
from translator.plan.state import state_of


def volumes_of(
    machine: Machine, images: tuple[Image, ...], programs: tuple[Launch, ...], sidecars: tuple[Sidecar, ...]
) -> tuple[Volume, ...]:
    """Return the volumes: one a shared folder (logs, sockets, files), one a data directory of a stateful service."""
    found: dict[str, Volume] = {}
    for sidecar in sidecars:
        for path in sidecar.shares:
            if path.startswith(SYSTEM):
                continue
            writers = tuple(image.name for image in images if image.process and _writes(image, path))
            users = writers or (images[0].name,)
            kind = "logs" if sidecar.kind == "logs" else "socket"
            found[path] = Volume(name=_name(path), path=path, kind=kind, images=(*users, sidecar.name))
    for folder, names in _sockets(machine, images, programs).items():
        found[folder] = Volume(name=_name(folder), path=folder, kind="socket", images=names)
    for folder, names in _written_by_several(images).items():
        found.setdefault(folder, Volume(name=_name(folder), path=folder, kind="shared", images=names))
    for image, launch in zip(images, programs, strict=False):
        for path in state_of(machine, launch):
            found.setdefault(path, Volume(name=_name(path), path=path, kind="state", images=(image.name,), size="10Gi"))
    return tuple(found[path] for path in sorted(found))


def _writes(image: Image, path: str) -> bool:
    """Return whether the image's process writes below a path: a managed folder of its own, or one of its unit or row."""
    assert image.process is not None
    known = {
        *image.process.writable,
        *(entry.path for entry in image.rootfs if entry.kind == "directory" and entry.owner == image.process.user),
    }
    return path in known or any(each.path == path for each in image.expected)


def _written_by_several(images: tuple[Image, ...]) -> dict[str, tuple[str, ...]]:
    """Return the directories that several images write to, as on the machine, each with those images."""
    writers: dict[str, list[str]] = {}
    for image in images:
        for path in image.process.writable if image.process else ():
            writers.setdefault(path, []).append(image.name)
    own = ("/run", "/tmp", "/var/tmp")
    return {path: tuple(names) for path, names in sorted(writers.items()) if len(names) > 1 and path not in own}


SYSTEM = ("/dev", "/proc", "/sys")
"""Where the kernel's own files stand: no volume may hide them, /dev/log's folder included."""
SOCKET = re.compile(r"unix:(?://)?(/[\w./-]+/)[\w.-]+")


def _sockets(machine: Machine, images: tuple[Image, ...], programs: tuple[Launch, ...]) -> dict[str, tuple[str, ...]]:
    """Return the directories of sockets that one image names and another makes, each with the images that share it."""
    if len(images) < 2:
        return {}
    texts = {image.name: "\n".join(_texts(image)) for image in images}
    made = {
        image.name: {machine.canonical(path) for path in (launch.row.runtime if launch.row else ())}
        for image, launch in zip(images, programs, strict=False)
    }
    folders = {machine.canonical(folder) for text in texts.values() for folder in SOCKET.findall(text)}
    found = {}
    for folder in sorted(folder for folder in folders - {"/run", "/tmp"} if not folder.startswith(SYSTEM)):
        names = tuple(
            name for name, text in texts.items() if folder in made.get(name, ()) or _names(machine, text, folder)
        )
        if len(names) > 1:
            found[folder] = names
    return found


def _names(machine: Machine, text: str, folder: str) -> bool:
    return any(machine.canonical(each) == folder for each in SOCKET.findall(text)) or f"{folder}/" in text


def _texts(image: Image) -> Iterator[str]:
    yield from (entry.content for entry in image.rootfs if isinstance(entry.content, str))
    yield from (file.text for file in image.runtime_files)
    if image.process is not None:
        yield " ".join(image.process.command)


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-").replace(".", "-").replace("_", "-").lower()
