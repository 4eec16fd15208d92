"""Folders of the disk, read but never left: a path in, `Folder`s and `InputFile`s out.

A symbolic link is followed only when it ends inside the root that the user named; one that leads out of it is passed
over, as if it were not there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from translator.load.project import Folder, InputFile

LARGEST_FILE = 256 * 1024 * 1024
SKIPPED_FOLDERS = {".git", ".hg", ".svn", ".bundle", ".kitchen", "node_modules", "__pycache__"}


class Root:
    """A folder that the user named; everything read through it lies inside it. `shown` is how messages name it."""

    def __init__(self, path: Path, shown: str = "") -> None:
        self.path = path.resolve()
        self.shown = shown

    def holds(self, path: Path) -> bool:
        """True when the path, all links followed, is inside this root."""
        return path.resolve().is_relative_to(self.path)

    def show(self, path: Path) -> str:
        relative = os.path.relpath(path, self.path)
        return "/".join(part for part in (self.shown, relative) if part and part != ".")

    def file(self, path: Path, relative: str = "") -> InputFile | None:
        """Return the file at `path`, or None when it is no regular file inside the root."""
        if not path.is_file() or not self.holds(path):
            return None
        size = path.stat()
        if size.st_size > LARGEST_FILE:
            return None
        return InputFile(self.show(path), relative or path.name, path.read_bytes, size.st_mode & 0o7777)

    def folder(self, path: Path) -> Folder:
        """Return the folder at `path` with every file below it, hidden top-level folders left out."""
        return Folder(self.show(path), lambda: self._files(path))

    def names(self, path: Path) -> list[Path]:
        """Return what is directly inside `path`, sorted; nothing when it is no folder of this root."""
        if not path.is_dir() or not self.holds(path):
            return []
        return sorted(path.iterdir())

    def _files(self, top: Path) -> Iterator[InputFile]:
        for name in walk(top):
            file = self.file(Path(name), os.path.relpath(name, top).replace(os.sep, "/"))
            if file is not None:
                yield file


def walk(top: Path) -> Iterator[str]:
    """Yield the path of every file below `top`; linked folders inside are not entered twice, `.git` never."""
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS and not _hidden(folder, top, name))
        for name in sorted(files):
            yield os.path.join(folder, name)


def _hidden(folder: str, top: Path, name: str) -> bool:
    return name.startswith(".") and Path(folder) == top
