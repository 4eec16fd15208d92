"""Version-control checkouts: git, subversion."""

from __future__ import annotations

from translator.graph.nodes import Checkout, Node
from translator.graph.reader import RESOURCES, Reader


@RESOURCES.register("git", "subversion", "scm")
def checkout(reader: Reader) -> Node:
    """One Checkout."""
    if reader.action in ("diff", "log"):
        return reader.silent(f"action :{reader.action} leaves nothing behind")
    return Checkout(
        **reader.base(),
        kind="subversion" if reader.type == "subversion" else "git",
        url=reader.string("repository"),
        destination=reader.named("destination"),
        revision=reader.text("checkout_branch") or reader.text("revision", "HEAD"),
        depth=reader.number("depth"),
        submodules=reader.flag("enable_submodules"),
        user=reader.text("user"),
        group=reader.text("group"),
    )
