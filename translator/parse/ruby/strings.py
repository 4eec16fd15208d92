"""Quoted literals: from the opening quote to the node, interpolations parsed on the way.

A literal is first cut into pieces, raw text and interpolated nodes; what its kind of quote says about escapes is
applied to the raw pieces afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from translator.location import Span
from translator.parse.ruby import ast
from translator.parse.ruby.escapes import unescape, unescape_single, unescape_word
from translator.parse.ruby.problem import SyntaxProblem

if TYPE_CHECKING:
    from translator.parse.ruby.state import State

PAIRS: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}
_REGEX_META: Final = "$*+.?^|)]}>"
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_FLAGS: Final = re.compile(r"[a-z]*")
_INTERPOLATED_VARIABLE: Final = re.compile(r"#(?:@@?[^\W\d]\w*|\$[^\W\d]\w*)")
_BLANKS: Final = re.compile(r"(?:\\.|[^\s\\])+|\s+", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Raw:
    """A piece of text as it is written, from character `start` on."""

    text: str
    start: int


Piece: TypeAlias = Raw | ast.Node


@lru_cache(maxsize=64)
def _special(opener: str, closer: str, interpolates: bool) -> Callable[[str, int], re.Match[str] | None]:
    """Return the search for the next character of a literal that is more than itself."""
    characters = re.escape("".join(sorted({opener, closer, "\\"})))
    hook = r"|#(?=\{|@@?[^\W\d]|\$[^\W\d])" if interpolates else ""
    return re.compile(f"[{characters}]{hook}").search


def cut(lexer: State, start: int, opener: str, closer: str, interpolates: bool) -> tuple[list[Piece], int]:
    """Cut the literal whose text begins at `start` into pieces; return them and the offset after its closer."""
    text, at, depth, position = lexer.text, start, 0, start
    found: list[Piece] = []
    search = _special(opener, closer, interpolates)
    while match := search(text, position):
        position, character = match.end(), match[0]
        if character == "\\":
            position += 1
        elif character == "#":
            _keep(found, text, at, position - 1)
            at = position = interpolate(lexer, position - 1, found)
        elif character == opener != closer:
            depth += 1
        elif depth:
            depth -= 1
        else:
            _keep(found, text, at, position - 1)
            return found, position
    raise SyntaxProblem(f"this literal is never closed: expected {closer!r}", start - 1, start)


def cut_region(lexer: State, start: int, end: int) -> list[Piece]:
    """Cut the interpolating text between two offsets (a heredoc's body) into pieces."""
    pieces: list[Piece] = []
    at = position = start
    search = _special("\\", "\\", True)
    while (match := search(lexer.text, position)) and match.start() < end:
        position = match.end()
        if match[0] == "\\":
            position += 1
        else:
            _keep(pieces, lexer.text, at, match.start())
            at = position = interpolate(lexer, match.start(), pieces)
    _keep(pieces, lexer.text, at, end)
    return pieces


def interpolate(lexer: State, at: int, pieces: list[Piece]) -> int:
    """Add what `#{…}`, `#@x` or `#$x` at offset `at` stands for; return the offset after it."""
    if lexer.text[at + 1] == "{":
        node, end = lexer.interpolation(at + 2)
        pieces.append(node)
        return end
    match = _INTERPOLATED_VARIABLE.match(lexer.text, at)
    end = match.end() if match else at + 2
    pieces.append(lexer.variable(lexer.text[at + 1 : end], at + 1))
    return end


def _keep(pieces: list[Piece], text: str, start: int, end: int) -> None:
    if end > start:
        pieces.append(Raw(text[start:end].replace("\r\n", "\n"), start))


def cooked(lexer: State, pieces: list[Piece], cook: Callable[[str], str]) -> tuple[ast.Node, ...]:
    """Return the pieces as nodes, `cook` applied to the raw ones."""
    return tuple(
        ast.Str(Span(lexer.source, piece.start, piece.start + len(piece.text)), cook(piece.text))
        if isinstance(piece, Raw)
        else piece
        for piece in pieces
    )


def string_node(span: Span, parts: tuple[ast.Node, ...]) -> ast.Str | ast.DStr:
    """Return one Str when nothing is interpolated, else a DStr of merged parts."""
    if all(isinstance(part, ast.Str) for part in parts):
        return ast.Str(span, "".join(part.value for part in parts if isinstance(part, ast.Str)))
    return ast.DStr(span, parts)


def quoted(lexer: State, start: int, at: int, opener: str, interpolates: bool) -> tuple[ast.Str | ast.DStr, int]:
    """Read the string whose first quote ends before `at`; return its node and the offset after it."""
    closer = PAIRS.get(opener, opener)
    pieces, end = cut(lexer, at, opener, closer, interpolates)
    span = Span(lexer.source, start, end)
    if interpolates:
        return string_node(span, cooked(lexer, pieces, unescape)), end
    return string_node(span, cooked(lexer, pieces, lambda raw: unescape_single(raw, opener, closer))), end


def joined(span: Span, left: ast.Node, right: ast.Node) -> ast.Str | ast.DStr:
    """Return adjacent strings as one."""
    return string_node(span, (*_parts(left), *_parts(right)))


def _parts(node: ast.Node) -> tuple[ast.Node, ...]:
    return node.parts if isinstance(node, ast.DStr) else (node,)


def symbol_node(string: ast.Str | ast.DStr) -> ast.Sym | ast.DSym:
    """Return the symbol `:"…"` of a string."""
    if isinstance(string, ast.Str):
        return ast.Sym(string.span, string.value)
    return ast.DSym(string.span, string.parts)


def regex(lexer: State, start: int, at: int, opener: str) -> tuple[ast.Node, int]:
    """Read a regular expression; its parts keep their escapes, only a delimiter loses its backslash if it says nothing."""
    closer = PAIRS.get(opener, opener)
    pieces, end = cut(lexer, at, opener, closer, True)
    flags = _FLAGS.match(lexer.text, end)
    after = flags.end() if flags else end
    parts = cooked(lexer, pieces, lambda raw: raw if closer in _REGEX_META else _bare(raw, closer))
    return ast.Regex(Span(lexer.source, start, after), parts, lexer.text[end:after]), after


def _bare(raw: str, delimiter: str) -> str:
    return _ESCAPED.sub(lambda match: delimiter if match[1] == delimiter else match[0], raw)


def percent(lexer: State, start: int, kind: str, opener: str) -> tuple[ast.Node, int]:
    """Read a `%` literal: `kind` is its letter or empty, `opener` the delimiter after it."""
    at = start + 2 + len(kind)
    if kind in "wWiI" and kind:
        return _words(lexer, start, at, kind, opener)
    if kind == "r":
        return regex(lexer, start, at, opener)
    string, end = quoted(lexer, start, at, opener, kind not in ("q", "s"))
    if kind == "s":
        return symbol_node(string), end
    if kind == "x":
        return ast.XStr(string.span, _parts(string)), end
    return string, end


def _words(lexer: State, start: int, at: int, kind: str, opener: str) -> tuple[ast.Node, int]:
    closer = PAIRS.get(opener, opener)
    pieces, end = cut(lexer, at, opener, closer, kind in "WI")
    words = [word for word in _split(pieces) if word]
    cook = unescape if kind in "WI" else lambda raw: unescape_word(raw, opener, closer)
    elements = [_word(lexer, word, cook, kind in "iI") for word in words]
    return ast.Array(Span(lexer.source, start, end), tuple(elements)), end


def _split(pieces: list[Piece]) -> list[list[Piece]]:
    """Cut the pieces at blanks: one list of pieces a word."""
    words: list[list[Piece]] = [[]]
    for piece in pieces:
        if not isinstance(piece, Raw):
            words[-1].append(piece)
            continue
        for match in _BLANKS.finditer(piece.text):
            if match[0].isspace():
                words.append([])
            else:
                words[-1].append(Raw(match[0], piece.start + match.start()))
    return words


def _word(lexer: State, word: list[Piece], cook: Callable[[str], str], symbols: bool) -> ast.Node:
    parts = cooked(lexer, word, cook)
    span = Span(lexer.source, parts[0].span.start, parts[-1].span.end)
    string = string_node(span, parts)
    return symbol_node(string) if symbols else string
