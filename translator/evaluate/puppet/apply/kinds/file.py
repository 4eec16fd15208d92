"""file: what is written, linked, copied or removed.

The action is what the path becomes: file, directory, link, tree (a folder with the files of a module's), fetch (from a
URL), copy (of a path on the machine), pieces (of the input and of the machine's own files), attributes (owner and mode
of what is there), absent.
"""

from __future__ import annotations

import fnmatch
import posixpath

from translator.evaluate.catalog import Outcome, SourceFile
from translator.evaluate.puppet.apply.index import items, munged, name_of
from translator.evaluate.puppet.apply.kinds.concat import assembled, pieces
from translator.evaluate.puppet.apply.modes import octal
from translator.evaluate.puppet.apply.turn import KINDS, Content, Made, Turn
from translator.evaluate.values import Data

MISSING = "Could not retrieve information from environment production source(s) {}"


@KINDS.register("file")
def file(turn: Turn) -> Made:
    """Apply one file resource."""
    ensure = turn.word("ensure")
    if ensure in ("absent", "false"):
        return _absent(turn)
    if ensure == "link" or turn.raw("target") is not None or ensure.startswith("/"):
        return _link(turn, ensure)
    parts = pieces(turn)
    if parts:
        return _put_together(turn, parts)
    content = assembled(turn) if turn.maker is not None else turn.text("content")
    if content is not None:
        return _written(turn, content)
    sources = tuple(str(source) for source in items(turn.raw("source")))
    if sources:
        return _copied(turn, sources, ensure)
    if ensure == "directory":
        return _folder(turn)
    turn.disk.contents.setdefault(turn.name, None)
    return Made(action="file" if ensure else "attributes", properties=_properties(turn), changed=bool(ensure))


def _properties(turn: Turn, folder: bool = False) -> dict[str, Data]:
    """Return the parameters with the path as it is on the machine and the mode in digits."""
    found = turn.data()
    found["path"] = turn.name
    if isinstance(found.get("mode"), str):
        found["mode"] = octal(turn.word("mode"), folder)
    found["only_if_missing"] = turn.word("replace", "true").lower() in ("false", "no")
    return found


def _absent(turn: Turn) -> Made:
    there = turn.disk.contents.pop(turn.name, False) is not False
    return Made(action="absent", properties=_properties(turn), changed=there)


def _link(turn: Turn, ensure: str) -> Made:
    target = turn.word("target") or (ensure if ensure.startswith("/") else "")
    turn.disk.contents[turn.name] = None
    return Made(action="link", properties={**_properties(turn), "target": target})


def _written(turn: Turn, content: Content) -> Made:
    turn.disk.contents[turn.name] = content
    return Made(action="file", properties=_properties(turn), content=content)


def _put_together(turn: Turn, parts: tuple[tuple[str, str], ...]) -> Made:
    """A concat of which the machine has parts: nothing to write when its own file is all there is."""
    turn.disk.contents.setdefault(turn.name, None)
    if parts == (("path", turn.name),):
        return Made(action="attributes", properties=_properties(turn), changed=False)
    return Made(action="pieces", properties={**_properties(turn), "pieces": parts})


def _folder(turn: Turn) -> Made:
    turn.disk.contents[turn.name] = None
    return Made(action="directory", properties={**_properties(turn, folder=True), **_purge(turn)})


def _purge(turn: Turn, tree: tuple[SourceFile, ...] = ()) -> dict[str, Data]:
    """Return what of a purged folder stays: everything below it that the catalog manages, and the files of `tree`."""
    if not (turn.flag("purge") and turn.word("recurse", "false") not in ("false", "no")):
        return {}
    below = f"{turn.name}/"
    copied = {posixpath.join(turn.name, each.path) for each in tree}
    kept = (
        copied
        | {name_of(other) for other in turn.index.of_type("file")}
        | {
            munged("file", str(other.parameters.get("path") or other.id.name))
            for other in turn.index.of_type("concat_file")
        }
    )
    return {"purged": True, "kept": tuple(sorted(path for path in kept if path.startswith(below)))}


def _copied(turn: Turn, sources: tuple[str, ...], ensure: str) -> Made:
    """Copy the first source that there is; all of them together with `sourceselect => all`."""
    for source in sources:
        made = _from(turn, source, ensure)
        if made is not None:
            turn.disk.contents[turn.name] = made.content
            return made
    reason = MISSING.format(", ".join(sources))
    return Made(action="file", properties=_properties(turn), outcome=Outcome.FAILED, reason=reason)


def _from(turn: Turn, source: str, ensure: str) -> Made | None:
    if source.startswith(("http://", "https://")):
        return Made(action="fetch", properties={**_properties(turn), "url": source})
    if source.startswith("puppet:"):
        return _of_module(turn, source, ensure)
    path = source.removeprefix("file://").removeprefix("file:")
    folder = ensure == "directory" or turn.word("recurse", "false") not in ("false", "no")
    return Made(action="copy", properties={**_properties(turn, folder), "from": path, "folder": folder})


def _of_module(turn: Turn, source: str, ensure: str) -> Made | None:
    """Copy a module's file or folder; files of a folder get the mode as it is, folders with `x` added."""
    url = _module_url(source)
    found = turn.compiled.files.file(url)
    if found is not None:
        content = _text(found.content)
        return Made(action="file", properties=_properties(turn), content=content)
    tree = turn.compiled.files.tree(url)
    if tree is None:
        return None
    if turn.word("recurse", "false") in ("false", "no"):
        return Made(action="directory", properties=_properties(turn, folder=True))
    kept = tuple(each for each in tree if _wanted(turn, each))
    for each in kept:
        turn.disk.contents[posixpath.join(turn.name, each.path)] = _text(each.content)
    properties = {**_properties(turn, folder=True), "file_mode": octal(turn.word("mode"), False), **_purge(turn, kept)}
    return Made(action="tree", properties=properties, tree=kept)


def _module_url(source: str) -> str:
    """Return `puppet://server/modules/x` without its server."""
    rest = source.removeprefix("puppet:")
    return f"puppet:///{rest[2:].partition('/')[2]}" if rest.startswith("//") else f"puppet:///{rest.lstrip('/')}"


def _wanted(turn: Turn, each: SourceFile) -> bool:
    """Return whether a file of a tree is within recurselimit and not ignored."""
    limit = turn.word("recurselimit")
    if limit.isdigit() and each.path.count("/") >= int(limit):
        return False
    patterns = tuple(str(pattern) for pattern in items(turn.raw("ignore")))
    return not any(fnmatch.fnmatchcase(part, pattern) for part in each.path.split("/") for pattern in patterns)


def _text(content: bytes) -> str | bytes:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content
