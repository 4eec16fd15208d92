"""Files whose content the input holds: file, cookbook_file, template; Puppet's File, which is folders and links too."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable

from translator.evaluate.catalog import SourceFile
from translator.graph.checksums import checksum
from translator.graph.nodes import Command, Directory, Fetch, File, Link, Node
from translator.graph.reader import RESOURCES, Reader


@RESOURCES.register("file", "cookbook_file", "template")
def file(reader: Reader) -> Node:
    """One File; content None when the resource sets only owner and mode."""
    return File(
        **reader.base(),
        path=reader.named("path"),
        content=reader.step.content,
        owner=reader.text("owner"),
        group=reader.text("group"),
        mode=reader.mode(),
        present=reader.action != "delete",
        only_if_missing=reader.action == "create_if_missing",
        sensitive=reader.step.resource.sensitive,
    )


@RESOURCES.register("File")
def puppet_file(reader: Reader) -> Node | tuple[Node, ...]:
    """What the path becomes, by the action: file, directory, link, tree, fetch, copy, attributes or absent."""
    return _BECOMES[reader.action](reader)


def _written(reader: Reader) -> Node:
    return File(
        **reader.base(),
        path=reader.named("path"),
        content=reader.step.content,
        owner=reader.text("owner"),
        group=reader.text("group"),
        mode=reader.mode(),
        only_if_missing=reader.flag("only_if_missing"),
        sensitive=reader.step.resource.sensitive,
    )


def _removed(reader: Reader) -> Node:
    path = reader.named("path")
    if reader.flag("force"):
        return Directory(**reader.base(), path=path, recursive=True, present=False)
    return File(**reader.base(), path=path, content=None, present=False)


def _linked(reader: Reader) -> Node:
    return Link(**reader.base(), path=reader.named("path"), target=reader.text("target"))


UNITS = "/etc/systemd/"
"""Where a container has nothing to clear away: no init system reads it."""


def _folder(reader: Reader) -> Node | tuple[Node, ...]:
    top = Directory(
        **reader.base(),
        path=reader.named("path"),
        owner=reader.text("owner"),
        group=reader.text("group"),
        mode=reader.mode(),
        recursive=True,
    )
    return (top, _purge(reader)) if reader.flag("purged") and not top.path.startswith(UNITS) else top


def _purge(reader: Reader) -> Command:
    """The command that clears a folder of what the input does not manage; folders only when it says so by `force`."""
    kept = sorted({above for path in reader.names("kept") for above in _within(path, reader.named("path"))})
    limit = reader.text("recurselimit")
    words = ["find", reader.named("path"), "-mindepth", "1", *(["-maxdepth", limit] if limit else [])]
    words += [] if reader.flag("force") else ["!", "-type", "d"]
    words += [word for path in kept for word in ("!", "-path", path)]
    return Command(**reader.base(), code=f"{shlex.join(words)} -delete".replace("'!'", "!"))


def _within(path: str, top: str) -> list[str]:
    """Return the path and the folders between it and `top`."""
    found = []
    while path not in (top, "/", ""):
        found.append(path)
        path = posixpath.dirname(path)
    return found


def _tree(reader: Reader) -> tuple[Node, ...]:
    """The folder, those inside it, and its files, all with the resource's owner and mode."""
    top = _folder(reader)
    first, *rest = top if isinstance(top, tuple) else (top,)
    path = reader.named("path")
    inner = sorted({folder for file in reader.step.tree for folder in _within(posixpath.dirname(file.path), "")})
    folders = [_inner_folder(reader, posixpath.join(path, folder)) for folder in inner]
    return (first, *folders, *(_inner_file(reader, path, file) for file in reader.step.tree), *rest)


def _inner_folder(reader: Reader, path: str) -> Directory:
    owner, group = reader.text("owner"), reader.text("group")
    return Directory(**reader.base(), path=path, owner=owner, group=group, mode=reader.mode(), recursive=True)


def _inner_file(reader: Reader, top: str, file: SourceFile) -> File:
    return File(
        **reader.base(),
        path=posixpath.join(top, file.path),
        content=file.content,
        owner=reader.text("owner"),
        group=reader.text("group"),
        mode=reader.mode("file_mode"),
        only_if_missing=reader.flag("only_if_missing"),
    )


PACKAGE_SOURCES = ("/etc/apt/", "/usr/share/keyrings/", "/etc/yum.repos.d/", "/etc/pki/rpm-gpg/")


def _fetched(reader: Reader) -> Node:
    """A Fetch; what configures the package manager is brought by a command, as packages need it first."""
    path, url = reader.named("path"), reader.string("url")
    if path.startswith(PACKAGE_SOURCES) and isinstance(url, str):
        code = f"curl -fsSL --create-dirs -o {shlex.quote(path)} {shlex.quote(url)}"
        return Command(**reader.base(), code=code)
    return Fetch(
        **reader.base(),
        url=url,
        path=path,
        checksum=checksum(reader.text("checksum_value")),
        owner=reader.text("owner"),
        group=reader.text("group"),
        mode=reader.mode(),
        only_if_missing=reader.flag("only_if_missing"),
    )


def _copied(reader: Reader) -> tuple[Node, ...]:
    """A copy on the machine itself, then owner and mode."""
    path, source = reader.named("path"), reader.text("from")
    flags = "-rT " if reader.flag("folder") else ""
    command = Command(**reader.base(), code=f"cp {flags}{shlex.quote(source)} {shlex.quote(path)}")
    return (command, *_owned(reader, path))


def _put_together(reader: Reader) -> tuple[Node, ...]:
    """A file of known texts and of files that the machine has itself, put together where these are."""
    path, pieces = reader.named("path"), reader.raw("pieces")
    words = (
        [tuple(map(str, piece)) for piece in pieces if isinstance(piece, tuple)] if isinstance(pieces, tuple) else []
    )
    parts = [f"printf %s {shlex.quote(text)}" if kind == "text" else f"cat {shlex.quote(text)}" for kind, text in words]
    new = shlex.quote(f"{path}.new")
    code = f"{{ {'; '.join(parts)}; }} >{new} && cat {new} >{shlex.quote(path)} && rm {new}"
    return (Command(**reader.base(), code=code), *_owned(reader, path))


def _owned(reader: Reader, path: str) -> tuple[Command, ...]:
    owner = ":".join(filter(None, (reader.text("owner"), reader.text("group"))))
    lines = [f"chown {owner} {shlex.quote(path)}"] if owner else []
    lines += [f"chmod {reader.mode()} {shlex.quote(path)}"] if reader.mode() else []
    return tuple(Command(**reader.base(), code=line) for line in lines)


_BECOMES: dict[str, Callable[[Reader], Node | tuple[Node, ...]]] = {
    "file": _written,
    "attributes": _written,
    "directory": _folder,
    "link": _linked,
    "tree": _tree,
    "fetch": _fetched,
    "copy": _copied,
    "pieces": _put_together,
    "absent": _removed,
}
