"""Files whose content the input holds: file, cookbook_file, template."""

from __future__ import annotations

from translator.graph.nodes import File, Node
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
