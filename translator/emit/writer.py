"""Artifacts → a folder on disk: written beside it and moved into place when complete, never over a user's changes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from translator.diagnostics import Code, Diagnostic
from translator.emit.artifacts import Artifact
from translator.emit.version import own_version
from translator.plan import lock

MANIFEST = ".cook2image.json"
LOCK = lock.NAME
"""What `build --lock` writes into the folder; the next conversion reads and keeps it."""


class OutputChanged(Exception):
    """The target folder holds something that this program did not write; `diagnostic` names it."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def write(artifacts: Iterable[Artifact], target: Path, force: bool = False) -> None:
    """Write `artifacts` to the folder `target`, replacing what an earlier run wrote there.

    Raises OutputChanged when the folder has files that were changed or added since, unless `force`.
    """
    files = sorted(artifacts, key=lambda artifact: artifact.path)
    changed = [] if force else changed_files(target)
    if changed:
        raise OutputChanged(_diagnostic(target, changed))
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        work.chmod(0o755)
        for artifact in files:
            _write_one(work, artifact)
        (work / MANIFEST).write_text(_manifest(files))
        _swap(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def changed_files(target: Path) -> list[str]:
    """Return what in `target` differs from the manifest there: changed, added or missing files, by relative path."""
    if not target.exists():
        return []
    if not target.is_dir():
        return ["."]
    present = {str(path.relative_to(target)): _hash_of(path) for path in _files(target)}
    known = _known(target)
    paths = (present.keys() | known.keys()) - {MANIFEST, LOCK}
    return sorted(path for path in paths if present.get(path) != known.get(path))


def renew(target: Path, path: str, text: str) -> None:
    """Write one file of a folder anew and into its manifest, unless a user has changed it: then it is only written."""
    known = _known(target)
    untouched = known.get(path) == _hash_of(target / path)
    (target / path).write_text(text, encoding="utf-8")
    if untouched:
        data = json.loads((target / MANIFEST).read_text())
        data["files"][path] = _hash_of(target / path)
        (target / MANIFEST).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n")


def _known(target: Path) -> dict[str, str]:
    try:
        files = json.loads((target / MANIFEST).read_text())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {str(path): str(sum_) for path, sum_ in files.items()} if isinstance(files, dict) else {}


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def _hash_of(path: Path) -> str:
    content = b"link:" + os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
    return hashlib.sha256(content).hexdigest()


def _bytes(artifact: Artifact) -> bytes:
    if artifact.link_target:
        return b"link:" + artifact.link_target.encode()
    return artifact.content.encode() if isinstance(artifact.content, str) else artifact.content


def _manifest(files: Iterable[Artifact]) -> str:
    sums = {artifact.path: hashlib.sha256(_bytes(artifact)).hexdigest() for artifact in files}
    return json.dumps({"cook2image": own_version(), "files": sums}, indent=1, sort_keys=True) + "\n"


def _write_one(folder: Path, artifact: Artifact) -> None:
    path = folder / artifact.path
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{artifact.path} leads out of the output folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    if artifact.link_target:
        path.symlink_to(artifact.link_target)
        return
    path.write_bytes(_bytes(artifact))
    path.chmod(artifact.mode)


def _swap(work: Path, target: Path) -> None:
    """Move `work` to `target`; what was there stays until the new folder has its place."""
    old = work.with_name(work.name + ".old")
    if target.exists():
        target.rename(old)
    try:
        work.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _diagnostic(target: Path, changed: list[str]) -> Diagnostic:
    shown = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
    return Diagnostic(
        code=Code.OUTPUT_CHANGED, message=f"{target} was changed since it was written: {shown}", span=None
    )
