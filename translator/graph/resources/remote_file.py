"""Files brought from a URL or a local path: remote_file."""

from __future__ import annotations

from translator.evaluate.values import Text
from translator.graph.nodes import Command, Fetch, File, Node, String
from translator.graph.reader import RESOURCES, Reader, string


@RESOURCES.register("remote_file")
def remote_file(reader: Reader) -> Node:
    """A Fetch of the first source; a copy on the machine itself is a Command."""
    path = reader.named("path")
    if reader.action == "delete":
        return File(**reader.base(), path=path, content=None, present=False)
    url = _first_source(reader)
    local = _local_path(url)
    if local:
        return Command(**reader.base(), code=f"cp {local} {path}", creates=path)
    return Fetch(
        **reader.base(),
        url=url,
        path=path,
        checksum=reader.text("checksum").lower(),
        owner=reader.text("owner"),
        group=reader.text("group"),
        mode=reader.mode(),
        headers=reader.strings("headers"),
        only_if_missing=reader.action == "create_if_missing",
    )


def _first_source(reader: Reader) -> String:
    value = reader.raw("source")
    return string("source", value[0] if isinstance(value, tuple) and value else value)


def _local_path(url: String) -> str:
    """Return the path of a file:// address, "" for others."""
    text = url.parts[0] if isinstance(url, Text) else url
    if not isinstance(text, str) or not text.startswith(("file://", "/")):
        return ""
    return text.removeprefix("file://") if isinstance(url, str) else ""
