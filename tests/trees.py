"""A folder on disk → its files by relative path, to compare two outputs; a link counts by where it leads."""

import os
from pathlib import Path

MANIFEST = ".cook2image.json"
ROOT = Path(__file__).parent.parent


def tree_of(folder: Path) -> dict[str, bytes]:
    """Return the files and links below `folder`, the manifest of its own making left out."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return {str(path.relative_to(folder)): _content(path) for path in paths if path.name != MANIFEST}


def _content(path: Path) -> bytes:
    return b"-> " + os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
