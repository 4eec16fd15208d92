"""What stops a parse: worded as Puppet words it, with its place in the text."""

from __future__ import annotations

from translator.diagnostics import Code, Diagnostic
from translator.location import Source, Span


class SyntaxProblem(Exception):
    """A message and the characters it is about; `refused` when Puppet knows the construct and we do not."""

    def __init__(self, message: str, start: int, end: int, *, refused: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(start, end)
        self.refused = refused

    def diagnostic(self, source: Source) -> Diagnostic:
        """Return what the user is told."""
        code = Code.UNSUPPORTED_SYNTAX if self.refused else Code.SYNTAX
        return Diagnostic(code=code, message=self.message, span=Span(source, self.start, self.end))


def puppet_text(diagnostic: Diagnostic) -> str:
    """Return a diagnostic as Puppet writes it: `Syntax error at '}' (file: x.pp, line: 3, column: 5)`."""
    span = diagnostic.span
    if span is None:
        return diagnostic.message
    if diagnostic.message.endswith("end of input"):
        return f"{diagnostic.message} (file: {span.path})"
    return f"{diagnostic.message} (file: {span.path}, line: {span.line}, column: {span.column})"
