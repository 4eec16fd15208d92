"""The lexer's state: where it is in the text, what is open, which local variables exist.

The functions that make tokens (begin.py, end.py, keywords.py) take this state and change it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from translator.location import Source, Span
from translator.parse.ruby import ast, patterns, strings
from translator.parse.ruby.problem import SyntaxProblem

Found: TypeAlias = "re.Match[str]"
Token: TypeAlias = tuple[str, int, int]
Handler: TypeAlias = Callable[["State", Found], "str | None"]
Mode: TypeAlias = tuple[Callable[[str, int], Any], dict[str, Handler]]

MAX_DEPTH: Final = 250

# Kinds after which `name:` is a label.
LABEL_OK: Final = frozenset(
    [
        "CMD",
        "METHOD_CMD",
        "SUPER_CMD",
        "YIELD_CMD",
        "FCALL",
        "METHOD_P",
        "SUPER_P",
        "YIELD_P",
        "LPAREN",
        "LPAREN_ARG",
        "LBRACK",
        "INDEX",
        "LBRACE",
        "COMMA",
        "PIPE",
        "LABEL",
        "JUMP",
        "DEF",
        "DEF_P",
        "LAMBDA",
        "LAMBDA_P",
    ]
)


def shown(closer: str) -> str:
    """Return what a level's closer is called in a message."""
    return repr("%>" if closer == patterns.ERB_CLOSE else closer)


class Level:
    """Something open: what closes it, the token its closer makes, and what holds inside or is restored after."""

    __slots__ = ("closer", "command", "condition", "kind", "opener", "pipe", "scope")

    def __init__(self, closer: str, kind: str, scope: set[str], opener: Token) -> None:
        self.closer = closer
        self.kind = kind
        self.scope = scope  # the locals around it
        self.opener = opener
        self.command = False  # inside a command's arguments: `do` is the command's
        self.condition = False  # inside the head of a loop: `do` ends it
        self.pipe = False  # inside |block parameters|


class State:
    """Where the lexer is in `text`, which has the offsets of `source` (a template's text has its other parts blanked out)."""

    def __init__(self, source: Source, text: str, parse: Callable[[Any], ast.Body], beginning: Mode) -> None:
        self.source = source
        self.text = text
        self.parse = parse  # parses an interpolation up to its closing brace
        self.value: Any = ("", 0, 0)
        self.last = "NL"
        self.resume: int | None = None  # where the next line starts, behind the bodies of heredocs
        self.data: str | None = None
        self.scope: set[str] = set()
        self.lambda_scope: set[str] | None = None  # the locals around a `->` whose body has not begun
        self.erb_texts: dict[int, ast.Node] = {}
        self.level = Level("", "$END", self.scope, ("", 0, 0))
        self.levels: list[Level] = []
        self.beginning = beginning
        self.match, self.handlers = beginning
        self.pos = self.line_start(1 if text.startswith("\ufeff") else 0)

    # --- what is open

    def token(self, found: Found) -> Token:
        """Take the whole match, without the blanks before it, as the token's value and go behind it."""
        start = found.start(found.lastgroup or 0)
        self.pos = end = found.end()
        token = self.value = (self.text[start:end], start, end)
        return token

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def push(self, closer: str, kind: str, opener: Token) -> Level:
        """Open a level; what is local outside is so inside unless the caller says otherwise."""
        if len(self.levels) >= MAX_DEPTH:
            raise SyntaxProblem("this is nested too deep", opener[1], opener[2], refused=True)
        self.levels.append(self.level)
        self.level = Level(closer, kind, self.scope, opener)
        return self.level

    def pop(self) -> Level:
        """Close the level that is open and return it."""
        closed = self.level
        self.scope = closed.scope
        self.level = self.levels.pop()
        return closed

    def close(self, closer: str, token: Token) -> str:
        """Close the level that `closer` ends; return the kind of token it makes."""
        while self.level.closer == "endless":
            self.pop()
        if self.level.closer != closer:
            raise SyntaxProblem(self._mismatch(closer), token[1], token[2])
        return self.pop().kind

    def _mismatch(self, closer: str) -> str:
        if not self.level.closer:
            return f"unexpected {shown(closer)}: nothing is open here"
        return f"unexpected {shown(closer)}: expected {self.missing()}"

    def missing(self) -> str:
        """Say what would close the level that is open."""
        text, start, _ = self.level.opener
        return f"{shown(self.level.closer)} for {text!r} of line {self.source.position(start)[0]}"

    def separated(self) -> None:
        """A statement ends here: commands, loop heads and endless definitions are over."""
        while self.level.closer == "endless":
            self.pop()
        self.level.command = self.level.condition = False

    # --- lines

    def line_start(self, pos: int) -> int:
        """Return where the next token may stand: behind empty lines, comments and =begin … =end."""
        text = self.text
        while True:
            found = patterns.EMPTY_LINES.match(text, pos)
            pos = found.end() if found else pos
            if text.startswith("=begin", pos) and (doc := patterns.EMBEDDED_DOC.match(text, pos)):
                pos = doc.end()
            elif text.startswith("__END__", pos) and text[pos - 1 : pos] in ("", "\n") and self._ends_here(pos):
                return pos
            else:
                return pos

    def _ends_here(self, pos: int) -> bool:
        if found := patterns.DATA.match(self.text, pos):
            self.data = self.text[found.end() :]
            self.text = self.text[:pos]
        return True

    def next_line(self, found: Found) -> str:
        """Go to the next line that says something; return the separator's text."""
        at = found.start("nl")
        character = self.text[at]
        if character == ";":
            self.pos = at + 1
            return ";"
        newline = self.text.find("\n", at)
        if newline < 0:
            self.pos = len(self.text)
            return "\n"
        start, self.resume = (newline + 1, None) if self.resume is None else (self.resume, None)
        self.pos = self.line_start(start)
        return "\n"

    # --- nodes of the lexer's own

    def literal(self, node: ast.Node, end: int) -> str:
        """Hand out a finished node."""
        self.value = node
        self.pos = end
        return "LITERAL"

    def variable(self, text: str, start: int) -> ast.Node:
        """Return the node of `@x`, `@@x` or `$x`."""
        span = Span(self.source, start, start + len(text))
        if text.startswith("@@"):
            return ast.ClassVar(span, text[2:])
        if text[0] == "@":
            return ast.InstanceVar(span, text[1:])
        return ast.GlobalVar(span, text[1:])

    def string(self, node: ast.Str | ast.DStr, end: int) -> str:
        """Hand out a string, joined with those after it, or the label that it turns out to be."""
        text = self.text
        if text[end : end + 1] == ":" and self.last in LABEL_OK and text[end + 1 : end + 2] != ":":
            self.value = strings.symbol_node(node)
            self.pos = end + 1
            return "LABEL"
        self.pos = end
        while (found := patterns.ADJACENT.match(text, self.pos)) is not None:
            start = found.end()
            other, self.pos = strings.quoted(self, start, start + 1, text[start], text[start] == '"')
            node = strings.joined(Span(self.source, node.span.start, self.pos), node, other)
        self.value = node
        return "LITERAL"

    def interpolation(self, start: int) -> tuple[ast.Body, int]:
        """Parse the code of `#{…}` that begins at `start`; return its body and the offset after the brace."""
        saved = (self.pos, self.last, self.match, self.handlers, self.value, self.resume, self.lambda_scope)
        depth = len(self.levels)
        self.resume = None
        self.pos, self.last, self.lambda_scope = self.line_start(start), "NL", None
        self.match, self.handlers = self.beginning
        self.push("}", "$END", ("#{", start - 2, start))
        body = self.parse(self)
        end = self.pos
        if len(self.levels) != depth:
            raise SyntaxProblem("this interpolation is never closed: expected '}'", start - 2, start)
        inner = self.resume
        self.pos, self.last, self.match, self.handlers, self.value, self.resume, self.lambda_scope = saved
        self.resume = self.resume if inner is None else inner
        return body, end
