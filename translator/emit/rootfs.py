"""An image's files, links and repository lists → artifacts under its folder, with their modes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath

from translator.emit.artifacts import Artifact
from translator.emit.entrypoint import entrypoint_files
from translator.emit.steps import REPOSITORIES, ROOTFS, needs_entrypoint, repository_folder
from translator.plan.model import AddRepositories, Image, RootfsEntry


def rootfs(image: Image, folder: str) -> Iterator[Artifact]:
    """Yield everything that the Dockerfile copies; `folder` is "" or ends with a slash."""
    links = {usr_merged(entry.path): entry.target for entry in image.rootfs if entry.kind == "link"}
    root = f"{folder}{ROOTFS}"
    yield from (_artifact(entry, root, links) for entry in image.rootfs if entry.kind != "directory")
    if needs_entrypoint(image):
        for artifact in entrypoint_files(image, root):
            yield replace(artifact, path=root + through_links(artifact.path.removeprefix(root), links))
    for layer in image.layers:
        for step in layer.steps:
            if isinstance(step, AddRepositories):
                place = f"{folder}{repository_folder(image, step)}"
                yield from (Artifact(path=f"{place}{path}", content=text) for path, text in step.files)


def dockerignore() -> str:
    """Return a .dockerignore that lets in only what a Dockerfile copies."""
    return f"*\n!{ROOTFS}/\n!{REPOSITORIES}*/\n"


def through_links(path: str, links: Mapping[str, str]) -> str:
    """Return where a path leads when a folder above it is one of the tree's own links: COPY cannot go through them.

    before:  /opt/app/conf/x, with /opt/app a link to app-1.2
    after:   /opt/app-1.2/conf/x
    """
    for _ in range(len(links) + 1):
        parent = next((str(p) for p in PurePosixPath(path).parents if str(p) in links), None)
        if parent is None:
            return path
        path = normpath(join(dirname(parent), links[parent], PurePosixPath(path).relative_to(parent)))
    return path


def _artifact(entry: RootfsEntry, root: str, links: Mapping[str, str]) -> Artifact:
    path = root + through_links(usr_merged(entry.path), links)
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
