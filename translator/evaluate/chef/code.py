"""Ruby files of the project: an `InputFile` in, its tree evaluated with a given self; errors become Diagnostics."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from translator.diagnostics import Code, Diagnostic, Severity
from translator.evaluate.ruby.objects import Value
from translator.load.project import InputFile
from translator.location import Source
from translator.parse.ruby.ast import Program
from translator.parse.ruby.parser import parse

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


Parsed = tuple[Program, tuple[Diagnostic, ...]]
_TREES: dict[tuple[str, str], Parsed] = {}
_MOST_CHARACTERS = 8_000_000
_kept = 0


def forget_trees() -> None:
    """Drop the trees kept of earlier conversions in this process."""
    global _kept
    _TREES.clear()
    _kept = 0


def known_tree(source: Source) -> Parsed | None:
    """Return the tree of a file that was parsed in this process, None when it is not kept."""
    return _TREES.get((source.path, source.text))


def parsed(file: InputFile, parser: Callable[[Source], Parsed] = parse) -> Parsed:
    """Return a file's tree and what is wrong with it, parsed once a process: trees are never changed."""
    global _kept
    source = file.source
    key = (source.path, source.text)
    found = _TREES.get(key)
    if found is None:
        found = _older(source, parser(source), parser)
        _kept += len(source.text)
        if _kept > _MOST_CHARACTERS:
            forget_trees()
        _TREES[key] = found
    return found


_WHEN = re.compile(r"^(\s*when\b[^\n#]*?[^:\s]):(?=[ \t])", re.MULTILINE)


def _older(source: Source, found: Parsed, parser: Callable[[Source], Parsed]) -> Parsed:
    """Return the tree of a file that only Ruby 1.8 reads, `when 1: x`; any other file's stays what it is."""
    errors = [item for item in found[1] if item.severity is Severity.ERROR]
    text = _WHEN.sub(r"\1;", source.text) if errors else source.text
    if text == source.text:
        return found
    again = parser(Source(source.path, text))
    if any(item.severity is Severity.ERROR for item in again[1]):
        return found
    note = Diagnostic(code=Code.OLD_SYNTAX, message="`when value: code` is syntax of Ruby 1.8", span=errors[0].span)
    return again[0], (*again[1], note)


def tree_of(interp: Interpreter, file: InputFile) -> Program | None:
    """Return the tree of a file; None, and its diagnostics filed, when it has a syntax error."""
    program, diagnostics = parsed(file)
    interp.diagnostics.extend(item for item in diagnostics if item not in interp.diagnostics)
    return None if any(item.severity is Severity.ERROR for item in diagnostics) else program


def run_file(interp: Interpreter, file: InputFile, self_value: Value) -> bool:
    """Evaluate a file with `self_value` as self; False when it has a syntax error. Ruby errors go up."""
    program = tree_of(interp, file)
    if program is None:
        return False
    interp.evaluate_program(program, self_value=self_value)
    return True


def run_guarded(interp: Interpreter, file: InputFile, self_value: Value) -> bool:
    """Evaluate a file as run_file does; an error ends it and becomes a Diagnostic."""
    return interp.guard(lambda: run_file(interp, file, self_value)) is True
