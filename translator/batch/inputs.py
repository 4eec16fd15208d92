"""The content hash of a unit's input, so that what did not change is not converted again.

It covers the program, the options, what the repository gives to every unit (roles, environments, data bags, nodes,
policies, settings, each cookbook's metadata), and all files of the cookbooks that the unit read the last time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import grammars
import translator
from translator.batch.outcome import Options, Unit
from translator.emit.version import own_version
from translator.load.disk import SKIPPED_FOLDERS, walk
from translator.load.project import Folder
from translator.load.puppet_project import PuppetProject

if TYPE_CHECKING:
    from translator.tools import AnyProject

_SHARED_FOLDERS = {"roles", "environments", "data_bags", "nodes", "policyfiles", "policies"}
_SHARED_NAMES = {"metadata.rb", "metadata.json", "cook2image.yaml", "cook2image.yml", "Puppetfile", "environment.conf"}
_SHARED_NAMES |= {"hiera.yaml"}
_SHARED_AT_TOP = {"manifests", "data", "hieradata"}
_TOO_LARGE = 64 * 1024 * 1024


class Inputs:
    """Hashes of files and folders, each worked out once a batch."""

    def __init__(self, options: Options) -> None:
        self._base = _hash_of_parts([program_hash(), *_option_parts(options)])
        self._shared: dict[Path, str] = {}
        self._folders: dict[Path, str] = {}

    def signature(self, unit: Unit, books: Iterable[str]) -> str:
        """Return the hash over everything that the conversion of `unit` depends on."""
        parts = [self._base, unit.key, str(unit.path.relative_to(unit.repository)), self._repository(unit.repository)]
        parts += [f"{book}={self._folder(unit.repository / book)}" for book in sorted(books)]
        return _hash_of_parts(parts)

    def _repository(self, repository: Path) -> str:
        if repository not in self._shared:
            files = (name for name in walk(repository) if _is_shared(Path(name).relative_to(repository)))
            self._shared[repository] = _hash_of_files(repository, files)
        return self._shared[repository]

    def _folder(self, folder: Path) -> str:
        if folder not in self._folders:
            self._folders[folder] = _hash_of_files(folder, walk(folder)) if folder.is_dir() else "absent"
        return self._folders[folder]


def books_read(project: AnyProject, repository: Path) -> tuple[str, ...]:
    """Return the folders, relative to the repository, of the cookbooks or modules of which the conversion read a file."""
    own = f"{repository.name}/" if repository.name in project.roots else ""
    found = set()
    for folder in _folders_of(project):
        listed = folder.__dict__.get("files")
        if listed and any("content" in file.__dict__ for file in listed.values()):
            found.add(folder.path.removeprefix(own) if folder.path != repository.name else ".")
    return tuple(sorted(found))


def _folders_of(project: AnyProject) -> Iterator[Folder]:
    if isinstance(project, PuppetProject):
        yield from (module.folder for module in project.modules.values())
        return
    yield from (book.folder for versions in project.cookbooks.values() for book in versions)


@cache
def program_hash() -> str:
    """Return a hash of this program: its version, and size and time of its own files."""
    folders = [Path(folder) for package in (translator, grammars) for folder in package.__path__]
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in _OWN_FILES)
    return _hash_of_parts(
        [own_version(), *(f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in files)]
    )


_OWN_FILES = {".py", ".json", ".yaml", ".lark"}


def _option_parts(options: Options) -> Iterator[str]:
    yield f"facts={options.facts}"
    yield f"environment={options.environment}"
    for path in (Path(options.facts), options.attributes, options.settings):
        if path is not None and path.is_file():
            yield _hash_of_files(path.parent, [str(path)])
    for folder in (*options.cookbook_paths, *options.modulepath):
        yield f"{folder}={_hash_of_files(folder, walk(folder))}"


def _is_shared(relative: Path) -> bool:
    if relative.name in _SHARED_NAMES or relative.name.startswith("Policyfile"):
        return True
    if len(relative.parts) > 1 and relative.parts[0] in _SHARED_AT_TOP:
        return True
    return not _SHARED_FOLDERS.isdisjoint(relative.parts[:-1]) and SKIPPED_FOLDERS.isdisjoint(relative.parts)


def _hash_of_files(top: Path, names: Iterable[str]) -> str:
    total = hashlib.sha256()
    for name in sorted(names):
        total.update(f"{Path(name).relative_to(top)}\0".encode(errors="surrogateescape"))
        total.update(_hash_of_file(Path(name)))
    return total.hexdigest()


def _hash_of_file(path: Path) -> bytes:
    """Return the hash of a file's bytes and mode; a very large one counts by its size and time."""
    try:
        status = path.stat()
        if status.st_size > _TOO_LARGE:
            return f"{status.st_size}:{status.st_mtime_ns}\0".encode()
        return hashlib.sha256(path.read_bytes()).digest() + f"{status.st_mode:o}\0".encode()
    except OSError:
        return b"unreadable\0"


def _hash_of_parts(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()
