"""Strings: quotes in, a LiteralString, a ConcatenatedString or the pieces around its expressions out.

"a ${b} c"          →  INTERPOLATED, its node finished here
"a ${b + 1} c"      →  STRING_START [a ], the expression's tokens, STRING_END [ c]
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NoReturn

from translator.location import Span
from translator.parse.puppet import ast, patterns
from translator.parse.puppet.state import State, Template

_NO_VARIABLE: Final = r"\$(?!\{|(?:::)?\w)"
_DOLLAR: Final = rf"\$\{{|\$({patterns.VARIABLE})"
_QUOTED: Final = re.compile(rf"[^\"\\$]*(?:(?:\\.|{_NO_VARIABLE})[^\"\\$]*)*(?:(\")|{_DOLLAR})", re.DOTALL | re.ASCII)
# A heredoc's text, where a backslash may escape a dollar and where it may not: group 1 is its end.
ESCAPED_DOLLARS: Final = re.compile(
    rf"[^\\$]*(?:(?:\\.|\\\Z|{_NO_VARIABLE})[^\\$]*)*(?:(\Z)|{_DOLLAR})", re.DOTALL | re.ASCII
)
PLAIN_DOLLARS: Final = re.compile(rf"[^$]*(?:{_NO_VARIABLE}[^$]*)*(?:(\Z)|{_DOLLAR})", re.DOTALL | re.ASCII)

_SINGLE: Final = re.compile(r"'[^'\\]*(?:\\.[^'\\]*)*'", re.DOTALL)
_SINGLE_ESCAPE: Final = re.compile(r"\\([\\'])")
_ESCAPE: Final = re.compile(r"\\(?:u(?:([\da-fA-F]{4})|\{([\da-fA-F]{1,6})\})|(\r?\n|[^\r\n]))", re.DOTALL)
_VALUES: Final = {"r": "\r", "n": "\n", "t": "\t", "s": " ", "u": "\\u", "\n": "", "\r\n": ""}
QUOTED_ESCAPES: Final = frozenset(("\\", "$", "'", '"', "r", "n", "t", "s", "u", "\r\n", "\n"))

# `${x}` whole, and the beginning of `${x[…` or `${x.…`: the word is a variable though no dollar stands before it.
_WORD: Final = rf"{patterns.WORD}|{patterns.NUMBER}"
_SIMPLE: Final = re.compile(rf"\s*({_WORD})\s*\}}", re.ASCII)
_HEAD: Final = re.compile(rf"\s*((?>{_WORD}))(?=\[|\s*\.)", re.ASCII)


def unescape(raw: str, escapes: Iterable[str]) -> str:
    """Replace the escapes that are allowed; leave the others as they are."""
    if "\\" not in raw:
        return raw
    allowed = frozenset(escapes)
    return _ESCAPE.sub(lambda found: _unescaped(found, allowed), raw)


def _unescaped(found: re.Match[str], allowed: frozenset[str]) -> str:
    point = found[1] or found[2]
    if point:
        return _character(int(point, 16), found[0]) if "u" in allowed else found[0]
    escape = found[3]
    return _VALUES.get(escape, escape) if escape in allowed else found[0]


def _character(point: int, otherwise: str) -> str:
    return chr(point) if point < 0xD800 or 0xDFFF < point <= 0x10FFFF else otherwise


def _quoted_literal(raw: str, start: int) -> str:
    return unescape(raw, QUOTED_ESCAPES)


class Strings(State):
    """Reads quoted strings, and the texts with expressions in them."""

    __slots__ = ()

    def single_quoted(self) -> None:
        found = _SINGLE.match(self.text, self.pos)
        if found is None:
            at = self.pos + 1
            self.fail(f"Unclosed quote after \"'\" followed by '{self.followed_by(at)}'", at)
        value = _SINGLE_ESCAPE.sub(r"\1", found[0][1:-1])
        self.literal("STRING", ast.LiteralString(self.span(self.pos, found.end()), value), found.end())

    def double_quoted(self) -> None:
        template = Template(self.pos, len(self.text), _QUOTED, _quoted_literal)
        self.read_string(template, self.pos + 1)

    def resume_string(self) -> None:
        """Go on in the string whose expression has ended."""
        template = self.open_strings.pop()
        template.piece = "STRING_MID"
        self.read_string(template, self.pos)

    def read_string(self, template: Template, at: int) -> None:
        """Read text and simple variables until the end or an expression."""
        begin = self.pos
        while True:
            found = template.cut.match(self.text, at, template.end)
            if found is None:
                self.unclosed_quote(at)
            if found[1] is not None:
                self._add_text(template, at, found.start(1))
                return self._finish_string(template, begin, found.end())
            if found[2] is not None:
                self._add_text(template, at, found.start(2) - 1)
                at = found.end()
                self._add_variable(template, found.start(2) - 1, at, found[2])
                continue
            self._add_text(template, at, found.end() - 2)
            at = found.end()
            simple = _SIMPLE.match(self.text, at, template.end)
            if simple is None:
                return self._open_expression(template, begin, at)
            self._add_variable(template, *simple.span(1), simple[1])
            at = simple.end()

    def _add_text(self, template: Template, start: int, end: int) -> None:
        """Add the text's segment unless it is empty."""
        value = template.literal(self.text[start:end], start)
        if value:
            template.segments.append(ast.LiteralString(self.span(start, end), value))

    def _add_variable(self, template: Template, start: int, end: int, name: str) -> None:
        span = self.span(start, end)
        template.segments.append(ast.TextExpression(span, ast.Variable(span, name)))

    def _open_expression(self, template: Template, begin: int, at: int) -> None:
        """Hand out what was read; the expression's tokens follow, until its brace brings the lexer back."""
        self.string_opens(template)
        self.add(template.piece, Segments(begin, at, template.segments))
        template.segments = []
        template.braces = self.braces
        self.braces += 1
        self.open_strings.append(template)
        self.pos = at
        if head := _HEAD.match(self.text, at):
            self.literal("VARIABLE", ast.Variable(self.span(*head.span(1)), head[1]), head.end())

    def _finish_string(self, template: Template, begin: int, end: int) -> None:
        segments = template.segments
        self.pos = end
        if template.piece == "STRING_MID":
            self.add("STRING_END", Segments(begin, end, segments))
        else:
            self.finished_string(template, _string(self.span(template.start, end), segments))
        self.string_done(template)

    def finished_string(self, template: Template, node: ast.LiteralString | ast.ConcatenatedString) -> None:
        """Add the token of a string without expressions."""
        self.add("STRING" if isinstance(node, ast.LiteralString) else "INTERPOLATED", node)

    def string_opens(self, template: Template) -> None:
        """Called before a string's piece is handed out."""

    def string_done(self, template: Template) -> None:
        """Called behind a string's end."""

    def unclosed_quote(self, at: int, last: str = '"') -> NoReturn:
        """Complain of a string without an end; `last` is what was read before."""
        self.fail(f"Unclosed quote after '{last}' followed by '{self.followed_by(at)}'", at)


def _string(span: Span, segments: list[ast.Node]) -> ast.LiteralString | ast.ConcatenatedString:
    if not segments:
        return ast.LiteralString(span, "")
    if len(segments) == 1 and isinstance(segments[0], ast.LiteralString):
        return ast.LiteralString(span, segments[0].value)
    return ast.ConcatenatedString(span, tuple(segments))


class Segments:
    """A piece of a string between expressions: its segments, and its place."""

    __slots__ = ("end", "nodes", "start")

    def __init__(self, start: int, end: int, nodes: list[ast.Node]) -> None:
        self.start = start
        self.end = end
        self.nodes = nodes

    def text(self) -> str:
        """Return the text it begins with, as an error message shows it."""
        first = self.nodes[0] if self.nodes else None
        return first.value if isinstance(first, ast.LiteralString) else ""

    def span(self, state: State) -> Span:
        return state.span(self.start, self.end)
