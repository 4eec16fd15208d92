"""Text in nested braces → pieces that can be parsed on their own, so that an error costs one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translator.plan.reading.configuration import Chunk

_TOKEN: Final = re.compile(
    r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|#[^\n]*|(?<=[\s~])/(?:\\.|[^/\\\n])+/(?=[\s)])|[{};]|\n', re.DOTALL
)


def pieces(text: str, *, semicolons: bool) -> Iterator[Chunk]:
    """Yield the statements of the top level: each up to the semicolon, or the closing brace, that ends it.

    A line that begins with @ is a statement of its own.
    """
    start, depth, at = 0, 0, 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        token = match[0]
        depth += (token == "{") - (token == "}")
        ends = depth <= 0 and (token == ";" if semicolons else token == "}")
        if not ends and token == "\n" and depth == 0:
            ends = text[start:at].lstrip().startswith("@") or not text[start:at].strip(" \t;\r\n")
        if ends:
            yield from _piece(text, start, at)
            start, depth = at, 0
    yield from _piece(text, start, len(text))


def _piece(text: str, start: int, end: int) -> Iterator[Chunk]:
    piece = text[start:end]
    if re.sub(r"#[^\n]*", "", piece).strip(" \t\r\n;"):
        blank = len(piece) - len(piece.lstrip())
        yield Chunk(line=text.count("\n", 0, start + blank) + 1, text=piece.strip())
