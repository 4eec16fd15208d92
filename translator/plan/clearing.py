"""A command that clears a folder of what nobody manages → the same before the files are copied, and shorter.

before:  find /etc/app.d -mindepth 1 ! -type d ! -path /etc/app.d/a.conf ! -path /etc/app.d/b.conf -delete
after:   find /etc/app.d -mindepth 1 ! -type d -delete, with a.conf and b.conf copied later
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace

from translator.graph.nodes import Command, Directory, File, Link, Node
from translator.plan.material import Material
from translator.plan.model import RunShell

_CLEARS = re.compile(r"find (/\S+) -mindepth 1(?: -maxdepth \d+)?( ! -type d)?((?: ! -path \S+)*) -delete")


@dataclass(frozen=True, slots=True)
class Clearing:
    """A folder that is cleared, and the step that does it before the copy."""

    folder: str
    step: RunShell


def clearing(material: Material, node: Node, step: RunShell | None, copied: set[str]) -> Clearing | None:
    """Return how a command clears a folder before the paths `copied` come; None when it does anything else."""
    if not isinstance(node, Command) or step is None or node.guards or len(step.commands) != 1 or node.cwd or node.user:
        return None
    found = _CLEARS.fullmatch(step.commands[0])
    if found is None:
        return None
    spared = _brought(material, copied, folders=bool(found[2]))
    words = shlex.split(found[3])
    kept = [path for path in words[2::3] if path not in spared]
    exceptions = "".join(f" ! -path {shlex.quote(path)}" for path in kept)
    line = step.commands[0][: found.start(3)] + exceptions + " -delete"
    return Clearing(found[1], replace(step, comment="cleared of what nobody manages", commands=(line,)))


def _brought(material: Material, copied: set[str], folders: bool) -> set[str]:
    """Return what needs no exception: it is copied later, is to go anyway, or is a folder where those stay."""
    gone = {node.path for node in material.nodes if isinstance(node, File | Link) and not node.present}
    made = {node.path for node in material.nodes if isinstance(node, Directory)} if folders else set()
    above = {path[:at] for path in copied for at in range(1, len(path)) if path[at] == "/"} if folders else set()
    return copied | gone | made | above
