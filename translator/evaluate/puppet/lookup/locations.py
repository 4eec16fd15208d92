"""Where an entry's data lies: the entry, the folder of its hiera.yaml and the look-up under way in, files out.

before:  paths ["nodes/%{trusted.certname}.yaml", "common.yaml"], datadir "data"
after:   [Location("data/nodes/web1.yaml", None), Location("data/common.yaml", InputFile(…))]
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from translator.evaluate.puppet.lookup.config import Entry
from translator.evaluate.puppet.lookup.interpolate import interpolate, variable
from translator.evaluate.puppet.lookup.invocation import Invocation
from translator.load.project import InputFile
from translator.load.puppet_project import Place


@dataclass(frozen=True, slots=True)
class Location:
    """A place for data: its path as shown, and the file that is there, or None. URIs and folders have no file."""

    path: str
    file: InputFile | None = None
    uri: bool = False
    folder: bool = False

    @property
    def exists(self) -> bool:
        return self.uri or self.folder or self.file is not None

    def __str__(self) -> str:
        return self.path


def locations_of(entry: Entry, place: Place, invocation: Invocation) -> tuple[Location, ...] | None:
    """Return where an entry's data lies, in order; None for an entry that is read without a location."""
    if not entry.place:
        return None
    return tuple(_FINDERS[entry.place](entry, place, invocation))


def _paths(entry: Entry, place: Place, invocation: Invocation) -> Iterator[Location]:
    folder = _datadir(entry, place, invocation)
    for path in entry.locations:
        yield _located(place, folder, _with_extension(_word(path, invocation), entry.extension))


def _globs(entry: Entry, place: Place, invocation: Invocation) -> Iterator[Location]:
    folder = _datadir(entry, place, invocation)
    for declared in entry.locations:
        inside = place.inside(posixpath.join(folder, _word(declared, invocation)))
        if inside is not None:
            fits = re.compile(_glob_pattern(inside))
            for name, file in place.root.files.items():
                if fits.fullmatch(name):
                    yield Location(file.path, file)


def _uris(entry: Entry, place: Place, invocation: Invocation) -> Iterator[Location]:
    for declared in entry.locations:
        yield Location(_word(declared, invocation), uri=True)


def _mapped(entry: Entry, place: Place, invocation: Invocation) -> Iterator[Location]:
    folder = _datadir(entry, place, invocation)
    found, name, template = entry.locations
    values = variable(found, invocation, "mapped_path[0]")
    if values is None or values in ("", (), {}):
        return
    for value in values if isinstance(values, tuple) else (values,):
        with invocation.scope.with_locals({name: value}), invocation.state.forgetting(name):
            yield _located(place, folder, _word(template, invocation))


def _word(text: str, invocation: Invocation) -> str:
    return str(interpolate(text, invocation, False))


def _with_extension(path: str, extension: str) -> str:
    return path if path.endswith(extension) else path + extension


def _datadir(entry: Entry, place: Place, invocation: Invocation) -> str:
    """Return the folder of an entry's data relative to the hiera.yaml, an absolute one as far as it is known."""
    folder = _word(entry.datadir, invocation)
    if not folder.startswith("/"):
        return folder
    return _known(folder, place) or folder


def _known(folder: str, place: Place) -> str | None:
    """Return where a folder of the Puppet server lies here: its last parts, as many as are found in the root.

    before:  /etc/puppetlabs/code/environments/production/hieradata        after:  hieradata
    """
    parts = [part for part in folder.split("/") if part]
    for at in range(len(parts)):
        tail = "/".join(parts[at:])
        if any(name.startswith(f"{tail}/") for name in place.root.files):
            return posixpath.relpath(tail, place.path or ".")
    return None


def _located(place: Place, folder: str, path: str) -> Location:
    relative = posixpath.join(folder, path)
    inside = place.inside(relative)
    file = place.root.find(inside) if inside is not None else None
    if file is not None:
        return Location(file.path, file)
    shown = "/".join(part for part in (place.root.path, inside or relative) if part)
    is_folder = inside is not None and "." not in posixpath.basename(inside) and place.holds_folder(inside)
    return Location(shown, folder=is_folder)


@lru_cache(maxsize=256)
def _glob_pattern(glob: str) -> str:
    """Return a shell glob, with ** and {a,b}, as a regular expression over paths."""
    made, at, depth = "", 0, 0
    while at < len(glob):
        rest = glob[at:]
        if rest.startswith("**/"):
            made, at = made + r"(?:[^/.][^/]*/)*", at + 3
            continue
        if found := re.match(r"\[[!^]?[^\]]+\]", rest):
            made, at = made + found[0].replace("[!", "[^"), at + len(found[0])
            continue
        depth += {"{": 1, "}": -1}.get(rest[0], 0)
        start = made == "" or made.endswith("/")
        made += _glob_letter(rest[0], depth, start)
        at += 1
    return made


def _glob_letter(letter: str, depth: int, start: bool) -> str:
    """Return one letter of a glob; wildcards find no hidden files."""
    if letter == "," and depth:
        return "|"
    hidden = r"(?!\.)" if start else ""
    words: dict[str, str] = {"*": f"{hidden}[^/]*", "?": f"{hidden}[^/]", "{": "(?:", "}": ")"}
    return words.get(letter, re.escape(letter))


_FINDERS: Final[dict[str, Callable[[Entry, Place, Invocation], Iterator[Location]]]] = {
    "path": _paths,
    "paths": _paths,
    "glob": _globs,
    "globs": _globs,
    "uri": _uris,
    "uris": _uris,
    "mapped_paths": _mapped,
}
