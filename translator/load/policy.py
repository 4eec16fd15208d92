"""The cookbooks that a Policyfile brings along: a `Document` in, the folders it names inside the repository out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from translator.load.project import Document, Json

_PATH = re.compile(r"""^\s*cookbook\b[^#\n]*\bpath(?::|\s*=>)\s*["']([^"']+)["']""", re.MULTILINE)
_SOURCE = re.compile(r"""^\s*default_source[\s(]+:chef_repo\s*,\s*["']([^"']+)["']""", re.MULTILINE)


def policy_cookbooks(policy: Document | None, path: Path | None) -> list[Path]:
    """Return the folders that the policy at `path` names and that exist; a lock's own paths win over default sources."""
    if policy is None or path is None:
        return []
    folder = path if path.is_dir() else path.parent
    places: list[Path] = []
    for name in _named(policy):
        place = (folder / name).resolve()
        places += [place / "cookbooks", place] if (place / "cookbooks").is_dir() else [place]
    return [place for place in places if place.is_dir()]


def _named(policy: Document) -> Iterator[str]:
    if policy.data is not None:
        yield from _locked(policy.data.get("cookbook_locks"))
        return
    yield from _PATH.findall(policy.file.text)
    yield from _SOURCE.findall(policy.file.text)


def _locked(locks: Json) -> Iterator[str]:
    for lock in locks.values() if isinstance(locks, dict) else ():
        source = lock.get("source") if isinstance(lock, dict) else None
        if isinstance(source, str):
            yield source
