"""update-alternatives."""

from __future__ import annotations

from translator.graph.nodes import Command, Node
from translator.graph.reader import RESOURCES, Reader


@RESOURCES.register("alternatives")
def alternatives(reader: Reader) -> Node:
    """The command line that the resource runs."""
    name, path = reader.named("link_name"), reader.text("path")
    program = _program(reader)
    lines = {
        "install": f"{program} --install {reader.text('link', f'/usr/bin/{name}')} {name} {path} {reader.text('priority', '100')}",
        "set": f"{program} --set {name} {path}",
        "auto": f"{program} --auto {name}",
        "remove": f"{program} --remove {name} {path}",
    }
    return Command(**reader.base(), code=lines.get(reader.action, "true"))


@RESOURCES.register("Alternatives")
def puppet_alternatives(reader: Reader) -> Node:
    """One alternative chosen, by hand or by the program itself."""
    name = reader.named("name")
    choice = f"--auto {name}" if reader.text("mode") == "auto" else f"--set {name} {reader.text('path')}"
    return Command(**reader.base(), code=f"{_program(reader)} {choice}")


@RESOURCES.register("Alternative_entry")
def alternative_entry(reader: Reader) -> Node:
    """One alternative made known."""
    name, path = reader.text("altname"), reader.named("name")
    if reader.text("ensure") == "absent":
        return Command(**reader.base(), code=f"{_program(reader)} --remove {name} {path}")
    words = f"--install {reader.text('altlink')} {name} {path} {reader.text('priority', '100')}"
    return Command(**reader.base(), code=f"{_program(reader)} {words}")


def _program(reader: Reader) -> str:
    return "update-alternatives" if reader.platform.family == "debian" else "alternatives"
