"""update-alternatives."""

from __future__ import annotations

from translator.graph.nodes import Command, Node
from translator.graph.reader import RESOURCES, Reader


@RESOURCES.register("alternatives")
def alternatives(reader: Reader) -> Node:
    """The command line that the resource runs."""
    name, path = reader.named("link_name"), reader.text("path")
    program = "update-alternatives" if reader.platform.family == "debian" else "alternatives"
    lines = {
        "install": f"{program} --install {reader.text('link', f'/usr/bin/{name}')} {name} {path} {reader.text('priority', '100')}",
        "set": f"{program} --set {name} {path}",
        "auto": f"{program} --auto {name}",
        "remove": f"{program} --remove {name} {path}",
    }
    return Command(**reader.base(), code=lines.get(reader.action, "true"))
