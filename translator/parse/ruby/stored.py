"""Ruby files and ERB templates with a memory: a Source in, its tree out, from the tree store where it has it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from translator.cache import cache_folder
from translator.diagnostics import Diagnostic
from translator.location import Source
from translator.parse.ruby import ast
from translator.parse.store import TreeStore

_PARTS: Final = {"ruby": (), "templates": (Path(__file__).parent.parent / "erb.py",)}
Parsed = tuple[ast.Program, tuple[Diagnostic, ...]]


@cache
def trees_of(what: str) -> TreeStore:
    """Return the store of Ruby files or of templates: the same text means two trees."""
    return TreeStore("chef.lark", ast, cache_folder() / what, _PARTS[what])


def parse_stored(source: Source) -> Parsed:
    """Parse a Ruby file, or load its tree; only a file without errors is kept."""
    trees = trees_of("ruby")
    if (tree := trees.get(source)) is not None:
        return tree, ()
    from translator.parse.ruby.parser import parse

    program, diagnostics = parse(source)
    if not diagnostics:
        trees.put(source, program)
    return program, diagnostics


def parse_template_stored(source: Source) -> Parsed:
    """Parse an ERB template with Puppet's trim mode, or load its tree."""
    trees = trees_of("templates")
    if (tree := trees.get(source)) is not None:
        return tree, ()
    from translator.parse.erb import parse_erb

    program, diagnostics = parse_erb(source, style="erb-dash")
    if not diagnostics:
        trees.put(source, program)
    return program, diagnostics
