"""Cookbook code that reads its own cookbook: `IO.read(File.join(File.dirname(__FILE__), 'README.md'))`.

In: another Machine and the cookbooks. Out: a Machine that answers below the cookbooks' folders from their files, and
hands everything else on. The path of a file is the one that messages show, from the root: /cookbooks/web/README.md.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from translator.evaluate.ruby.machine import CommandResult, Machine
from translator.evaluate.ruby.methods.support.fnmatch import EXTGLOB, PATHNAME, fnmatch
from translator.evaluate.ruby.objects import RString
from translator.evaluate.values import Unknown
from translator.load.project import Cookbook, InputFile

_LIKE_DIR = PATHNAME | EXTGLOB


class WithCookbooks:
    """A machine with the cookbooks' folders on it, which cannot be written."""

    def __init__(self, inner: Machine, cookbooks: Iterable[Cookbook]) -> None:
        self.inner = inner
        self._folders = {posixpath.join("/", book.path): book for book in cookbooks}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def exists(self, path: str) -> bool | None:
        return self._file(path) is not None or self._below(path) or self.inner.exists(path)

    def is_dir(self, path: str) -> bool | None:
        return self._below(path) or self.inner.is_dir(path)

    def is_link(self, path: str) -> bool | None:
        return False if self._file(path) is not None else self.inner.is_link(path)

    def read(self, path: str) -> RString | Unknown | None:
        file = self._file(path)
        return RString(file.text) if file is not None else self.inner.read(path)

    def glob(self, pattern: str) -> list[str] | None:
        fixed = pattern.partition("*")[0].rpartition("/")[0]
        book = self._book(fixed)
        if book is None:
            return self.inner.glob(pattern)
        names = (posixpath.join("/", book.path, name) for name in book.folder.files)
        wanted = pattern.replace("/**/", "/*")
        deep = "**" in pattern
        return sorted(name for name in names if fnmatchcase(name, wanted) and (deep or _as_deep(name, pattern)))

    def shell_out(self, command: str) -> CommandResult | Unknown:
        return self.inner.shell_out(command)

    def _book(self, path: str) -> Cookbook | None:
        path = posixpath.normpath("/" + path.lstrip("/"))  # join would keep the two slashes of //x
        while path != "/":
            if path in self._folders:
                return self._folders[path]
            path = posixpath.dirname(path)
        return None

    def _file(self, path: str) -> InputFile | None:
        book = self._book(path)
        return book.folder.files.get(self._relative(book, path)) if book is not None else None

    def _below(self, path: str) -> bool:
        book = self._book(path)
        if book is None:
            return False
        relative = self._relative(book, path)
        if relative == ".":
            return "/" in book.path  # a cookbook "data" at the top must not pass for the machine's /data
        return any(name.startswith(relative + "/") for name in book.folder.files)

    def _relative(self, book: Cookbook, path: str) -> str:
        return posixpath.relpath(posixpath.normpath("/" + path.lstrip("/")), posixpath.join("/", book.path))


class FromFolder:
    """A machine on which relative paths begin at the folder of the file that is read: a Policyfile lists folders so.

    Only the cookbooks that were found are there.
    """

    def __init__(self, inner: Machine, folder: str, cookbooks: Iterable[Cookbook]) -> None:
        self.inner = inner
        self._folder = posixpath.join("/", folder)
        self._files = sorted(posixpath.join("/", book.path, name) for book in cookbooks for name in book.folder.files)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def exists(self, path: str) -> bool | None:
        return self._inside(path) in self._files or self.is_dir(path) or self.inner.exists(path)

    def is_dir(self, path: str) -> bool | None:
        prefix = self._inside(path).rstrip("/") + "/"
        return any(name.startswith(prefix) for name in self._files) or self.inner.is_dir(path)

    def glob(self, pattern: str) -> list[str] | None:
        wanted = self._inside(pattern)
        found = {part for name in self._files for part in _with_folders(name) if fnmatch(wanted, part, _LIKE_DIR)}
        shown = "" if self._folder == "/" or pattern.startswith(self._folder + "/") else self._folder
        return sorted(name.removeprefix(shown) for name in found) or self.inner.glob(pattern)

    def _inside(self, path: str) -> str:
        here = path == self._folder or path.startswith(self._folder.rstrip("/") + "/")
        return posixpath.normpath(path if here else posixpath.join(self._folder, path.lstrip("/")))


def _with_folders(path: str) -> list[str]:
    """Return a path and every folder above it."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(2, len(parts) + 1)]


def _as_deep(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/")
