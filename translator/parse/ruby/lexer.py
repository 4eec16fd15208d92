"""The stateful lexer: a text in, one token after the other out, each of the kind its context makes it.

`advance()` returns the kind of the next token and leaves its value in `value`: a tuple (text, start, end), or the
finished node of a literal. The lexer keeps a stack of what is open (brackets, `do`, `def` …) with the local
variables of each, so it alone decides local or method, `{` block or hash, and which call a `do` belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from translator.location import Source
from translator.parse.ruby import ast, patterns
from translator.parse.ruby.begin import BEGIN_HANDLERS, MID_HANDLERS
from translator.parse.ruby.end import END_HANDLERS
from translator.parse.ruby.state import Mode, State

# Kinds after which an operator is expected; after the others it is an operand.
ENDS: Final = [
    "LITERAL",
    "LVAR",
    "IDENT",
    "CONST",
    "TOP_CONST",
    "SCOPE_CONST",
    "METHOD",
    "SUPER",
    "YIELD",
    "RPAREN",
    "RPAREN_ARG",
    "RBRACK",
    "RBRACE",
    "RCURLY",
    "END",
    "ERB_CLOSE",
    "IN_PATTERN",
]
# Kinds after which an operand may follow, or the end of the line.
MIDS: Final = ("JUMP", "RESCUE", "DEF")

BEGINNING: Final[Mode] = (patterns.BEGIN.match, BEGIN_HANDLERS)
MODES: Final[dict[str, Mode]] = {
    **dict.fromkeys(ENDS, (patterns.END.match, END_HANDLERS)),
    **dict.fromkeys(MIDS, (patterns.BEGIN.match, MID_HANDLERS)),
}


class Lexer(State):
    """The tokens of a text, one at a time."""

    __slots__ = ()

    def __init__(self, source: Source, text: str, parse: Callable[[State], ast.Body]) -> None:
        super().__init__(source, text, parse, BEGINNING)

    def advance(self) -> str:
        """Return the kind of the next token; "$END" for ever at the end."""
        while True:
            found = self.match(self.text, self.pos)
            kind = self.handlers[found.lastgroup](self, found)
            if kind is not None:
                self.last = kind
                self.match, self.handlers = MODES.get(kind, BEGINNING)
                return kind
