"""Directories, and remote_directory with the files that it brings."""

from __future__ import annotations

import posixpath

from translator.evaluate.catalog import SourceFile
from translator.graph.nodes import Directory, File, Node
from translator.graph.reader import RESOURCES, Reader


@RESOURCES.register("directory")
def directory(reader: Reader) -> Node:
    """One Directory."""
    return Directory(
        **reader.base(),
        path=normal(reader.named("path")),
        owner=reader.text("owner"),
        group=reader.text("group"),
        mode=reader.mode(),
        recursive=reader.flag("recursive"),
        present=reader.action != "delete",
    )


@RESOURCES.register("remote_directory")
def remote_directory(reader: Reader) -> Node | tuple[Node, ...]:
    """The directory, those inside it, and a File for every file of the tree."""
    top = directory(reader)
    if not isinstance(top, Directory) or not top.present:
        return top
    inner = sorted({posixpath.dirname(file.path) for file in reader.step.tree} - {""})
    folders = tuple(_folder(reader, top, posixpath.join(top.path, path)) for path in inner)
    return (top, *folders, *(_file(reader, top.path, file) for file in reader.step.tree))


def _folder(reader: Reader, top: Directory, path: str) -> Directory:
    return Directory(**reader.base(), path=path, owner=top.owner, group=top.group, mode=top.mode, recursive=True)


def _file(reader: Reader, top: str, file: SourceFile) -> File:
    return File(
        **reader.base(),
        path=posixpath.join(top, file.path),
        content=file.content,
        owner=reader.text("files_owner"),
        group=reader.text("files_group"),
        mode=reader.mode("files_mode"),
        only_if_missing=reader.action == "create_if_missing",
    )


def normal(path: str) -> str:
    """Return the path without a slash at its end or doubled slashes."""
    return posixpath.normpath(path).replace("//", "/") if path else path
