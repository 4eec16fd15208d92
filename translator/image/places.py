"""A place of the input as the report writes it ("recipes/default.rb:12") → a Span, when the file can still be read."""

from __future__ import annotations

from pathlib import Path

from translator.location import Source, Span


def span_at(place: str) -> Span | None:
    """Return the line as a Span; None when there is no such file or line any more."""
    path, _, number = place.rpartition(":")
    if not number.isdigit():
        return None
    try:
        text = Path(path).read_text()
    except (OSError, UnicodeDecodeError):
        return None
    lines = text.splitlines(keepends=True)
    line = int(number)
    if not 0 < line <= len(lines):
        return None
    start = sum(len(before) for before in lines[: line - 1])
    shown = lines[line - 1].rstrip("\r\n")
    indent = len(shown) - len(shown.lstrip())
    return Span(Source(path, text), start + indent, start + len(shown))
