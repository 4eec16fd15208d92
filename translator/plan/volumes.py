"""Directories that outlive a container or that containers share: log folders of sidecars, data of databases."""

from __future__ import annotations

from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.model import Image, Sidecar, Volume
from translator.plan.tables.services import fill

STATEFUL = {
    "postgresql", "mysql", "mysqld", "mariadb", "redis", "redis-server", "mongod", "mongodb", "rabbitmq-server", "prometheus",
    "grafana-server", "jenkins", "slapd",
}  # fmt: skip


def volumes_of(
    machine: Machine, images: tuple[Image, ...], programs: tuple[Launch, ...], sidecars: tuple[Sidecar, ...]
) -> tuple[Volume, ...]:
    """Return the volumes: one a shared log folder, one a data directory of a stateful service."""
    found: dict[str, Volume] = {}
    for sidecar in sidecars:
        for path in sidecar.shares:
            writers = tuple(image.name for image in images if image.process and _writes(image, path))
            users = writers or (images[0].name,)
            found[path] = Volume(name=_name(path), path=path, kind="logs", images=(*users, sidecar.name))
    for image, launch in zip(images, programs, strict=False):
        for path in _state(machine, launch):
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


def _state(machine: Machine, launch: Launch) -> tuple[str, ...]:
    row = launch.row
    data = row.data if row is not None and set(row.names) & STATEFUL else ()
    named = [fill(path, launch.name, "") for path in data if path.startswith("/var/lib/")]
    named += [path for path, _ in launch.directories if path.startswith("/var/lib/")]
    return tuple(dict.fromkeys(machine.canonical(path) for path in named))


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-").replace(".", "-").replace("_", "-").lower()
