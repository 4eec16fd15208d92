"""Shell patterns as File.fnmatch and Dir.glob read them."""

from __future__ import annotations

import re
from functools import lru_cache

NOESCAPE, PATHNAME, DOTMATCH, CASEFOLD, EXTGLOB = 1, 2, 4, 8, 16


def braces(pattern: str) -> list[str]:
    """Return the patterns that `{a,b}` in a pattern stand for."""
    start = pattern.find("{")
    if start < 0:
        return [pattern]
    depth, pieces, at = 0, [], start + 1
    for place in range(start, len(pattern)):
        char = pattern[place]
        depth += {"{": 1, "}": -1}.get(char, 0)
        if (char == "," and depth == 1) or (char == "}" and depth == 0):
            pieces.append(pattern[at:place])
            at = place + 1
        if depth == 0:
            return [made for piece in pieces for made in braces(pattern[:start] + piece + pattern[place + 1 :])]
    return [pattern]


def fnmatch(pattern: str, path: str, flags: int = 0) -> bool:
    """Tell whether a path matches a pattern."""
    patterns = braces(pattern) if flags & EXTGLOB else [pattern]
    return any(_compiled(one, flags).fullmatch(path) is not None for one in patterns)


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    out: list[str] = []
    at, start = 0, True
    any_char = "[^/]" if flags & PATHNAME else "."
    hidden = "" if flags & DOTMATCH else r"(?!\.)"
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith("**/", at) and flags & PATHNAME and start:
            out.append(f"(?:{hidden}[^/]+/)*")
            at += 3
            continue
        if char in "*?" and start:
            out.append(hidden)
        piece, at = _piece(pattern, at, any_char, flags)
        out.append(piece)
        start = char == "/" and bool(flags & PATHNAME)
    return re.compile("".join(out), re.DOTALL | (re.IGNORECASE if flags & CASEFOLD else 0))


def _piece(pattern: str, at: int, any_char: str, flags: int) -> tuple[str, int]:
    """Return the regular expression of what stands at a place, and the place after it."""
    char = pattern[at]
    if char == "*":
        while at < len(pattern) and pattern[at] == "*":
            at += 1
        return any_char + "*", at
    if char == "?":
        return any_char, at + 1
    if char == "[":
        end = pattern.find("]", at + 2)
        if end > 0:
            inside = pattern[at + 1 : end].replace("\\", "\\\\")
            return "[" + ("^" + inside[1:] if inside[0] in "!^" else inside) + "]", end + 1
    if char == "\\" and not flags & NOESCAPE and at + 1 < len(pattern):
        return re.escape(pattern[at + 1]), at + 2
    return re.escape(char), at + 1
