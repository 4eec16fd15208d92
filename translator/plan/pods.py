"""Which services of a machine share a pod, and which become pods of their own: images, volumes, sidecars → Pods.

before:  images web and worker; worker's files name neither web's socket nor its port nor a directory of both
after:   Pod("web", images=("web",)), Pod("worker", images=("worker",))

Services of the distribution stay with the main one: programs reach a database or cache on localhost by default, which
no file says. `pods:` in cook2image.yaml overrules: service → the name of its pod.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from translator.load.project import Settings
from translator.plan.launch import Launch
from translator.plan.model import Image, Pod, Sidecar, Volume

_LOOPBACK = re.compile(r"\b(?:localhost|127\.0\.0\.1)\b|\[::1\]|(?<![\w.]):\d")


def pods_of(
    settings: Settings,
    programs: tuple[Launch, ...],
    images: tuple[Image, ...],
    volumes: tuple[Volume, ...],
    sidecars: tuple[Sidecar, ...],
) -> tuple[Pod, ...]:
    """Return the pods, the main image's first; one holds everything where nothing says otherwise."""
    if not programs:
        return (Pod(name="", images=tuple(image.name for image in images), sidecars=_names(sidecars)),)
    groups = _groups(settings, programs, images, volumes, sidecars)
    homes = {sidecar.name: _home(sidecar, groups, images, volumes) for sidecar in sidecars}
    return tuple(
        _pod(settings, name, group, images, tuple(each for each in _names(sidecars) if homes[each] == name))
        for name, group in groups.items()
    )


def _names(sidecars: tuple[Sidecar, ...]) -> tuple[str, ...]:
    return tuple(sidecar.name for sidecar in sidecars)


def _home(
    sidecar: Sidecar, groups: dict[str, tuple[str, ...]], images: tuple[Image, ...], volumes: tuple[Volume, ...]
) -> str:
    """Return the pod that a sidecar stands in: where the first image is that it serves, else the main one."""
    served = _served(sidecar, images, volumes)
    return next((name for name, group in groups.items() if served and served[0] in group), "")


def _groups(
    settings: Settings,
    programs: tuple[Launch, ...],
    images: tuple[Image, ...],
    volumes: tuple[Volume, ...],
    sidecars: tuple[Sidecar, ...],
) -> dict[str, tuple[str, ...]]:
    """Return the images' names by their pod's name, the main pod's being ""."""
    names: dict[str, str] = {}
    main = images[0].name
    for image, launch in zip(images, programs, strict=True):
        chosen = _chosen(settings, image)
        names[image.name] = chosen or (image.name if launch.row is None else main)
    bound = {image.name for image in images if not _chosen(settings, image)}
    for first, second in _together(images, volumes, sidecars):
        if {first, second} <= bound:
            names = _joined(names, first, second)
    found: dict[str, tuple[str, ...]] = {"": ()}
    for image in images:
        key = "" if names[image.name] == names[main] else names[image.name]
        found[key] = (*found.get(key, ()), image.name)
    return found


def _chosen(settings: Settings, image: Image) -> str:
    service = image.process.service if image.process else image.name
    return settings.pods.get(service) or settings.pods.get(image.name, "")


def _joined(names: dict[str, str], first: str, second: str) -> dict[str, str]:
    kept, gone = names[first], names[second]
    return {image: kept if name == gone else name for image, name in names.items()}


def _together(
    images: tuple[Image, ...], volumes: tuple[Volume, ...], sidecars: tuple[Sidecar, ...]
) -> Iterator[tuple[str, str]]:
    """Yield pairs of images that must share a pod, the one that stands first in the machine first."""
    for first, second in itertools.combinations(images, 2):
        if _linked(first, second, volumes):
            yield first.name, second.name
    for sidecar in sidecars:
        yield from itertools.pairwise(_served(sidecar, images, volumes))


def _linked(first: Image, second: Image, volumes: tuple[Volume, ...]) -> bool:
    shared = any(volume.images and {first.name, second.name} <= set(volume.images) for volume in volumes)
    written = _writable(first) & _writable(second)
    return shared or bool(written) or _names_port(first, second) or _names_port(second, first)


def _writable(image: Image) -> set[str]:
    own = image.process.writable if image.process else ()
    return {path for path in own if path not in ("/run", "/tmp")}


def _names_port(first: Image, second: Image) -> bool:
    """Return whether a text of the first image names a port of the second on the loopback."""
    ports = {*second.process.ports, *second.process.local_ports} if second.process else set()
    return bool(ports) and any(_on_loopback(text, ports) for text in _texts(first))


def _on_loopback(text: str, ports: set[int]) -> bool:
    """Return whether a text names one of the ports, and the loopback on the same line or the lines around it."""
    if not ports or _LOOPBACK.search(text) is None:
        return False
    named = re.compile(rf"(?<![\d.])(?:{'|'.join(map(str, sorted(ports)))})(?![\d.])")
    lines = text.split("\n")
    return any(
        _LOOPBACK.search("\n".join(lines[max(0, at - 2) : at + 3])) is not None
        for at, line in enumerate(lines)
        if named.search(line)
    )


def _texts(image: Image) -> Iterator[str]:
    yield from (entry.content for entry in image.rootfs if isinstance(entry.content, str))
    yield from (file.text for file in image.runtime_files)
    if image.process is not None:
        yield " ".join(image.process.command)
        yield "\n".join(f"{name}={value}" for name, value in image.process.environment.items())


def _served(sidecar: Sidecar, images: tuple[Image, ...], volumes: tuple[Volume, ...]) -> list[str]:
    """Return the images that a sidecar serves: whose files it reads, whose ports it asks, or that send to its own."""
    writers = {name for volume in volumes if sidecar.name in volume.images for name in volume.images}
    texts = [" ".join(sidecar.command), *sidecar.environment.values(), *(text for _, text in sidecar.files)]
    own = {*sidecar.ports, *sidecar.udp_ports}
    return [
        image.name
        for image in images
        if image.name in writers or _asked(texts, image) or any(_on_loopback(text, own) for text in _texts(image))
    ]


def _asked(texts: list[str], image: Image) -> bool:
    ports = {*image.process.ports, *image.process.local_ports} if image.process else set()
    return any(_on_loopback(text, ports) for text in texts)


def _pod(
    settings: Settings, name: str, group: tuple[str, ...], images: tuple[Image, ...], sidecars: tuple[str, ...]
) -> Pod:
    members = [image for image in images if image.name in group]
    services = [image.process.service for image in members if image.process]
    asked = (settings.replicas[each] for each in (*services, *group) if each in settings.replicas)
    apart = any(_chosen(settings, image) for image in members)
    reason = "cook2image.yaml says so" if apart else "no file of the machine ties it to the others"
    return Pod(
        name=name, images=group, sidecars=sidecars, replicas=int(next(asked, "1")), reason=reason if name else ""
    )
