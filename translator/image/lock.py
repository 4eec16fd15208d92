"""Built images → what `build --lock` and `--pin` keep: the versions of their packages, the digests of their bases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translator.diagnostics import Code, Diagnostic
from translator.image.contents import packages_in
from translator.image.description import Described, ImageInfo
from translator.image.session import Session
from translator.plan.lock import NAME, Lock, lock_text, parse_lock

if TYPE_CHECKING:
    import docker


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """What a build writes to the lock: its packages' versions, its bases' digests."""

    versions: bool = False
    digests: bool = False


def write_lock(client: docker.DockerClient, described: Described, keep: Keep) -> tuple[Diagnostic, ...]:
    """Write or renew the folder's lock file; what was locked before and is not asked for now stays."""
    path = described.folder / NAME
    before = parse_lock(path.read_text(encoding="utf-8")) if path.is_file() else Lock()
    problems: list[Diagnostic] = []
    bases = dict(before.base_images)
    if keep.digests:
        bases = dict(_digests(client, described, problems))
    packages = before.packages
    if keep.versions:
        with Session(client, connected=False) as session:
            packages = {image.name: _versions(session, image) for image in described.images}
    path.write_text(lock_text(Lock(base_images=bases, packages=packages)), encoding="utf-8")
    return tuple(problems)


def _versions(session: Session, image: ImageInfo) -> dict[str, str]:
    found = packages_in(session, image, image.installs)
    return {name: version for name, version in found.items() if version}


def _digests(
    client: docker.DockerClient, described: Described, problems: list[Diagnostic]
) -> Iterator[tuple[str, str]]:
    for base in sorted({image.base.partition("@")[0] for image in described.images}):
        known = client.images.get(base).attrs.get("RepoDigests") or []
        digest = next((each.partition("@")[2] for each in known), "")
        if digest:
            yield base, digest
            continue
        message = f"{base} has no digest here: it did not come from a registry"
        problems.append(Diagnostic(code=Code.NO_DIGEST, message=message, span=None))
