"""Dotted paths: `a.0."b.c"` in, its segments out."""

from __future__ import annotations

import re
from typing import Final

PIECE: Final = re.compile(r"""(\s*"[^"]+"\s*|\s*'[^']+'\s*|[^'".]+)""")
SPECIAL: Final = re.compile(r"""['".]""")
NUMBER: Final = re.compile(r"[+-]?[0-9]+\Z", re.ASCII)


def segments(path: str) -> list[str | int] | None:
    """Return the segments of a path; numbers become integers. None when it is no path."""
    if not SPECIAL.search(path):
        return [path]
    pieces = PIECE.split(path)
    while pieces and pieces[-1] == "":
        pieces.pop()
    if len(pieces) < 2 or pieces[0] != "":
        return None
    kept = [piece for piece in pieces[1:] if piece != "."]
    return [_segment(piece.strip()) for piece in kept] if len(kept) * 2 == len(pieces) else None


def _segment(text: str) -> str | int:
    if text.startswith(('"', "'")):
        return text[1:-1]
    return int(text) if NUMBER.match(text) else text
