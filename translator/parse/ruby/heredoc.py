"""Heredocs: from `<<~ID` to its node; the body is read at once and skipped when its line ends.

`<<~` takes away the indentation that all lines share:
    <<~A          →  "  x\ny\n"
          x
        y
      A (in the source, indented at will)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from translator.location import Span
from translator.parse.ruby import ast
from translator.parse.ruby.escapes import unescape
from translator.parse.ruby.problem import SyntaxProblem
from translator.parse.ruby.strings import Piece, Raw, cooked, cut_region, string_node

if TYPE_CHECKING:
    from translator.parse.ruby.state import State


_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@lru_cache(maxsize=256)
def _terminator(identifier: str, indented: bool) -> re.Pattern[str]:
    blanks = r"[ \t]*" if indented else ""
    return re.compile(rf"^{blanks}{re.escape(identifier)}\r?$", re.MULTILINE)


def heredoc(lexer: State, start: int, end: int, indent: str, quote: str, identifier: str) -> ast.Node:
    """Read the heredoc whose `<<ID` stands between two offsets; the lexer's next line starts behind it."""
    body = _body_start(lexer, end)
    close = _terminator(identifier, bool(indent)).search(lexer.text, body) if body >= 0 else None
    if close is None:
        raise SyntaxProblem(f"this heredoc is never closed: expected a line {identifier}", start, end)
    pieces = _pieces(lexer, body, close.start(), quote != "'")
    line_end = lexer.text.find("\n", close.end())
    lexer.resume = len(lexer.text) if line_end < 0 else line_end + 1
    if indent == "~":
        pieces = dedent(pieces)
    parts = cooked(lexer, pieces, (lambda raw: raw) if quote == "'" else unescape)
    span = Span(lexer.source, start, end)
    return ast.XStr(span, parts) if quote == "`" else string_node(span, parts)


def _body_start(lexer: State, end: int) -> int:
    """Return where the body starts: behind this line, or behind another heredoc of the same line."""
    if lexer.resume is not None:
        return lexer.resume
    newline = lexer.text.find("\n", end)
    return newline + 1 if newline >= 0 else -1


def _pieces(lexer: State, start: int, end: int, interpolates: bool) -> list[Piece]:
    if interpolates:
        resume, lexer.resume = lexer.resume, None
        pieces = cut_region(lexer, start, end)
        lexer.resume = resume
        return pieces
    return [Raw(lexer.text[start:end].replace("\r\n", "\n"), start)] if end > start else []


def dedent(pieces: list[Piece]) -> list[Piece]:
    """Take the indentation that all lines share away from the raw pieces."""
    width = _shared_width(pieces)
    result: list[Piece] = []
    fresh = True
    for piece in pieces:
        if isinstance(piece, Raw):
            lines = _LINES.findall(piece.text)
            cut_lines = [_without(line, width) if fresh or number else line for number, line in enumerate(lines)]
            result.append(Raw("".join(cut_lines), piece.start))
            fresh = piece.text.endswith("\n")
        else:
            result.append(piece)
            fresh = False
    return result


def _shared_width(pieces: list[Piece]) -> int:
    widths: list[int] = []
    fresh = True
    for number, piece in enumerate(pieces):
        if not isinstance(piece, Raw):
            if fresh:
                widths.append(0)
            fresh = False
            continue
        lines = piece.text.split("\n")
        last = len(lines) - 1
        for index, line in enumerate(lines):
            stripped = line.lstrip(" \t")
            continued = index == last and number + 1 < len(pieces)
            if (fresh or index) and (stripped or continued):
                widths.append(_columns(line[: len(line) - len(stripped)]))
        fresh = piece.text.endswith("\n")
        if last and not lines[-1] and number + 1 < len(pieces):
            fresh = False
    return min(widths, default=0)


def _columns(blanks: str) -> int:
    columns = 0
    for character in blanks:
        columns = (columns // 8 + 1) * 8 if character == "\t" else columns + 1
    return columns


def _without(line: str, width: int) -> str:
    columns = taken = 0
    for character in line:
        if columns >= width or character not in " \t":
            break
        after = (columns // 8 + 1) * 8 if character == "\t" else columns + 1
        if after > width:
            break
        columns, taken = after, taken + 1
    return line[taken:]
