"""The cache in the user's folder: small files by name, written whole or not at all, and missing when anything is odd."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """Return where caches live: $XDG_CACHE_HOME/cook2image, or ~/.cache/cook2image."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "cook2image"


def save(path: Path, content: bytes) -> None:
    """Write the file in one move, as others may be reading or writing it; a folder that refuses is left alone."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(name, path)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(name)
