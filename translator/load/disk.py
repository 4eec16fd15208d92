"""Folders of the disk, read but never left: a path in, `Folder`s and `InputFile`s out.

A symbolic link is followed only when it ends inside the root that the user named; one that leads out of it is passed
over, and the folder that it is in remembers it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from translator.load.project import Folder, InputFile

LARGEST_FILE = 256 * 1024 * 1024
SKIPPED_FOLDERS = {".git", ".hg", ".svn", ".bundle", ".kitchen", "node_modules", "__pycache__"}

_NO_NAMES = ("", ".", "..")


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
        folder = Folder(
            self.show(path),
            lambda: self._files(path, folder.refused),
            lambda relative: self._one(path, relative),
        )
        return folder

    def names(self, path: Path) -> list[Path]:
        """Return what is directly inside `path`, sorted; nothing when it is no folder of this root."""
        if not path.is_dir() or not self.holds(path):
            return []
        return sorted(path.iterdir())

    def _files(self, top: Path, refused: list[str]) -> Iterator[InputFile]:
        shown = self.show(top)
        for entry, relative in _entries(str(top), ""):
            if entry.is_symlink() and not self.holds(Path(entry.path)):
                refused.append(relative)
                continue
            file = self.file(Path(entry.path), relative) if entry.is_symlink() else _plain_file(entry, shown, relative)
            if file is not None:
                yield file

    def _one(self, top: Path, relative: str) -> InputFile | None:
        """Return the file that `_files` would yield at this path, found without going through the whole folder."""
        place = f"{top}/{relative}"
        if not os.path.isfile(place) or not _is_listed(str(top), relative):
            return None
        status = os.lstat(place)
        if stat.S_ISLNK(status.st_mode):
            return self.file(Path(place), relative)
        if status.st_size > LARGEST_FILE:
            return None
        shown = self.show(top)
        path = f"{shown}/{relative}" if shown else relative
        return InputFile(path, relative, Path(place).read_bytes, status.st_mode & 0o7777)


def _is_listed(top: str, relative: str) -> bool:
    """Tell whether a listing comes to a path: hidden and linked folders are not entered."""
    *folders, name = relative.split("/")
    if name in _NO_NAMES or any(part in _NO_NAMES or part in SKIPPED_FOLDERS for part in folders):
        return False
    if folders and folders[0].startswith("."):
        return False
    place = top
    for part in folders:
        place = f"{place}/{part}"
        if os.path.islink(place):
            return False
    return True


def _plain_file(entry: os.DirEntry[str], shown: str, relative: str) -> InputFile | None:
    """Return a file that is no link: it lies in the root because its folder does."""
    status = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
        return None
    path = f"{shown}/{relative}" if shown else relative
    return InputFile(path, relative, Path(entry.path).read_bytes, status.st_mode & 0o7777)


def _entries(folder: str, prefix: str) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Yield what `walk` yields, with the path relative to the top; a folder that cannot be read is empty."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            yield entry, prefix + entry.name
        elif entry.name not in SKIPPED_FOLDERS and (prefix or not entry.name.startswith(".")):
            yield from _entries(entry.path, f"{prefix}{entry.name}/")


def walk(top: Path) -> Iterator[str]:
    """Yield the path of every file below `top`; linked folders inside are not entered twice, `.git` never."""
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS and not _hidden(folder, top, name))
        for name in sorted(files):
            yield os.path.join(folder, name)


def _hidden(folder: str, top: Path, name: str) -> bool:
    return name.startswith(".") and Path(folder) == top
