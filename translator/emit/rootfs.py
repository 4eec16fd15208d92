"""An image's files, links and repository lists → artifacts under its folder, with their modes."""

from __future__ import annotations

from collections.abc import Iterator

from translator.emit.artifacts import Artifact
from translator.emit.entrypoint import entrypoint_files
from translator.emit.steps import REPOSITORIES, ROOTFS, needs_entrypoint
from translator.plan.model import AddRepositories, Image, RootfsEntry


def rootfs(image: Image, folder: str) -> Iterator[Artifact]:
    """Yield everything that the Dockerfile copies; `folder` is "" or ends with a slash."""
    yield from (_artifact(entry, f"{folder}{ROOTFS}") for entry in image.rootfs if entry.kind != "directory")
    if needs_entrypoint(image):
        yield from entrypoint_files(image, f"{folder}{ROOTFS}")
    for layer in image.layers:
        for step in layer.steps:
            if isinstance(step, AddRepositories):
                yield from (Artifact(path=f"{folder}{REPOSITORIES}{path}", content=text) for path, text in step.files)


def dockerignore() -> str:
    """Return a .dockerignore that lets in only what a Dockerfile copies."""
    return f"*\n!{ROOTFS}/\n!{REPOSITORIES}/\n"


def _artifact(entry: RootfsEntry, root: str) -> Artifact:
    path = root + usr_merged(entry.path)
    if entry.kind == "link":
        return Artifact(path=path, content="", link_target=entry.target)
    return Artifact(path=path, content=entry.content, mode=int(entry.mode or "0644", 8) & 0o777)


def usr_merged(path: str) -> str:
    """Return the path with the links of today's distributions followed: /lib/x is /usr/lib/x, /var/run/x is /run/x."""
    for old, new in (("/bin/", "/usr/bin/"), ("/sbin/", "/usr/sbin/"), ("/lib/", "/usr/lib/"), ("/lib64/", "/usr/lib64/"),
                     ("/var/run/", "/run/"), ("/var/lock/", "/run/lock/")):  # fmt: skip
        if path.startswith(old):
            return new + path.removeprefix(old)
    return path
