"""Puppet's validation of a parsed file: a Program in, what is wrong with it out (Code.PUPPET_ERROR or a warning)."""

from __future__ import annotations

from collections.abc import Iterator

from translator.diagnostics import Diagnostic
from translator.parse.puppet import ast


def validated(program: ast.Program) -> Iterator[Diagnostic]:
    """Return what Puppet's checker says of a file, in the order of its tree."""
    yield from ()
