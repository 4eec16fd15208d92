"""Manifests with a memory: a Source in, what `parser.parse` says of it out, from the tree store where it has it."""

from __future__ import annotations

from typing import Final

from translator.location import Source
from translator.parse.puppet import ast
from translator.parse.puppet.parser import Parsed, parse
from translator.parse.store import TreeStore

TREES: Final = TreeStore("puppet.lark", ast)


def parse_stored(source: Source, trees: TreeStore = TREES) -> Parsed:
    """Parse a manifest, or load its tree; only a file without errors is kept."""
    if (tree := trees.get(source)) is not None:
        return tree, ()
    program, diagnostics = parse(source)
    if not diagnostics:
        trees.put(source, program)
    return program, diagnostics
