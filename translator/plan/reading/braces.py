"""Text in nested braces → pieces that can be parsed on their own, so that an error costs one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translator.plan.reading.configuration import Chunk

_TOKEN: Final = re.compile(
    r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|#[^\n]*|(?<=[\s~])/(?:\\.|[^/\\\n])+/(?=[\s)])|[{};]|\n', re.DOTALL
)

_COMMENT: Final = re.compile(r"#[^\n]*")


def pieces(text: str, *, semicolons: bool) -> Iterator[Chunk]:
    """Yield the statements of the top level: each up to the semicolon, or the closing brace, that ends it.

    A line that begins with @ is a statement of its own.
    """
    start, depth, at, line = 0, 0, 0, 1
    while match := _TOKEN.search(text, at):
        at = match.end()
        token = match[0]
        depth += (token == "{") - (token == "}")
        ends = depth <= 0 and (token == ";" if semicolons else token == "}")
        if not ends and token == "\n" and depth == 0:
            said = _COMMENT.sub("", text[start:at]).strip(" \t;\r\n")
            ends = said.startswith("@") or not said
        if ends:
            yield from _piece(text[start:at], line)
            line += text.count("\n", start, at)
            start, depth = at, 0
    yield from _piece(text[start:], line)


def _piece(piece: str, line: int) -> Iterator[Chunk]:
    if _COMMENT.sub("", piece).strip(" \t\r\n;"):
        blank = len(piece) - len(piece.lstrip())
        yield Chunk(line=line + piece.count("\n", 0, blank), text=piece.strip())
