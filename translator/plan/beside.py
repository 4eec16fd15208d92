"""Scheduled work that needs the service's own directories or loopback → jobs that run in the service's pod.

before:  CronJob("report", ("/bin/sh", "-c", "report /var/log/app/access.log")), a volume of logs at /var/log/app
after:   the job with beside=("/var/log/app",), image "app": a CronJob's own pod would find an empty directory there
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from translator.plan.model import CronJob, Image, Place, Placement, Volume
from translator.plan.shell import mentions

_LOOPBACK = re.compile(r"\b(?:localhost|127\.0\.0\.1)\b|\[::1\]")
_ANYWHERE = ("/tmp", "/run", "/var/tmp")


def settle_jobs(
    jobs: tuple[CronJob, ...], images: tuple[Image, ...], volumes: tuple[Volume, ...]
) -> tuple[CronJob, ...]:
    """Return the jobs with their image, and with what of the service each works on."""
    return tuple(_settled(job, images, volumes) for job in jobs)


def _settled(job: CronJob, images: tuple[Image, ...], volumes: tuple[Volume, ...]) -> CronJob:
    image = _image_of(job, images)
    text = "\n".join(_texts(job, image))
    needs = {folder for folder in _folders(image, volumes) if mentions(text, folder)}
    if image.process is not None and _LOOPBACK.search(text):
        needs.add("127.0.0.1")
    return replace(job, image=image.name, beside=tuple(sorted(needs)) if image.process else ())


def _image_of(job: CronJob, images: tuple[Image, ...]) -> Image:
    """Return the image that has what the job's command names, else the first."""
    command = " ".join(job.command)
    for image in images:
        if any(entry.kind == "file" and mentions(command, entry.path) for entry in image.rootfs):
            return image
    return images[0]


def _texts(job: CronJob, image: Image) -> Iterator[str]:
    """Yield the job's command and the scripts of the image that it starts."""
    command = " ".join(job.command)
    yield command
    for entry in image.rootfs:
        if entry.kind == "file" and isinstance(entry.content, str) and mentions(command, entry.path):
            yield entry.content
    for file in image.runtime_files:
        if mentions(command, file.path):
            yield file.text


def _folders(image: Image, volumes: tuple[Volume, ...]) -> set[str]:
    """Return the directories that only the running service's pod has with something in them."""
    shared = {volume.path for volume in volumes if not volume.images or image.name in volume.images}
    own = image.process.writable if image.process else ()
    return {path for path in (*shared, *own) if path not in _ANYWHERE}


def settled_placements(placements: tuple[Placement, ...], jobs: tuple[CronJob, ...]) -> tuple[Placement, ...]:
    """Return the placements, where a job that runs in the pod says so."""
    beside = {job.origin: job for job in jobs if job.beside}
    return tuple(_said(each, beside[each.origin]) if each.origin in beside else each for each in placements)


def _said(placement: Placement, job: CronJob) -> Placement:
    if placement.place is not Place.PLATFORM or not placement.detail.startswith("CronJob"):
        return placement
    reason = f"it works on {', '.join(job.beside)}, which only the service's own pod has: a container there keeps its schedule"
    return replace(placement, detail=f"container {job.name} of the pod", reason=reason)
