"""Symbolic and hard links."""

from __future__ import annotations

from translator.graph.nodes import Link, Node
from translator.graph.reader import RESOURCES, Reader
from translator.graph.resources.directory import normal


@RESOURCES.register("link")
def link(reader: Reader) -> Node:
    """One Link."""
    return Link(
        **reader.base(),
        path=normal(reader.named("target_file")),
        target=reader.text("to"),
        hard=reader.text("link_type") == "hard",
        present=reader.action != "delete",
        owner=reader.text("owner"),
        group=reader.text("group"),
    )
