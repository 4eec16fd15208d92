"""Strings with holes in native methods: cutting, changing and putting together without losing an origin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.objects import (
    RString,
    Value,
)
from translator.evaluate.ruby.taint import origin_of
from translator.evaluate.values import Hole, Origin, Runtime, Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


# --- the four kinds of value


def changed(origin: Origin, span: Any) -> Origin:
    """Return the origin of what was computed from a value: a changed runtime text is not the fact any more."""
    if isinstance(origin, Runtime):
        return Unknown(f"computed from the runtime fact {origin.fact}", span)
    return origin


def derived(interp: Interpreter, source: RString, text: str) -> RString:
    """Return `text`, computed from `source`: as doubtful as that is."""
    return source.derived(text) if text else RString("")


def keep_holes(interp: Interpreter, source: RString, function: Callable[[str], str]) -> RString:
    """Apply a text function; the parts stay apart when doing it part by part gives the same text."""
    text = function(source.text)
    if source.holes is None:
        return RString(text)
    if text == source.text:
        return RString(text, source.holes)
    pieces = [function(part if isinstance(part, str) else part.sample) for part in source.holes]
    if "".join(pieces) != text:
        return derived(interp, source, text)
    parts = zip(source.holes, pieces, strict=True)
    return RString.from_parts(_with_text(interp, part, piece) for part, piece in parts)


def _with_text(interp: Interpreter, part: str | Hole, text: str) -> str | Hole:
    if isinstance(part, str):
        return text
    return part if part.sample == text else Hole(changed(part.origin, interp.span), text)


def with_holes_of(source: RString, text: str) -> RString:
    """Return a text made of `source` with the holes where their samples stand in it, in the same order."""
    if source.holes is None:
        return RString(text)
    parts: list[str | Hole] = []
    at = 0
    for hole in (part for part in source.holes if isinstance(part, Hole)):
        place = text.find(hole.sample, at)
        if place < 0:
            return source.derived(text)
        parts.extend((text[at:place], hole))
        at = place + len(hole.sample)
    return RString.from_parts([*parts, text[at:]])


def substring(source: RString, start: int, end: int) -> RString:
    """Return the characters `start` up to `end`; holes wholly inside stay, a cut hole becomes its own derived hole."""
    if source.holes is None:
        return RString(source.text[start:end])
    parts: list[str | Hole] = []
    at = 0
    for part in source.holes:
        text = part if isinstance(part, str) else part.sample
        low, high = max(start - at, 0), min(end - at, len(text))
        if low < high or (not text and start <= at <= end):
            parts.append(_cut(part, text, low, high))
        at += len(text)
    return RString.from_parts(parts)


def _cut(part: str | Hole, text: str, low: int, high: int) -> str | Hole:
    if isinstance(part, str):
        return text[low:high]
    if (low, high) == (0, len(text)):
        return part
    return Hole(changed(part.origin, None), text[low:high])


def missing(source: RString) -> Unknown | None:
    """Return why the text of a string is missing: a hole that is unknown and has no sample. What was not found in
    such a string may be there all the same, so the answer is unknown and not nil."""
    for part in source.holes or ():
        if isinstance(part, Hole) and not part.sample and isinstance(part.origin, Unknown):
            return part.origin
    return None


def tainted(value: Value, *sources: Value) -> Value:
    """Return a number or truth computed from `sources`: Tainted when one of them is not plain."""
    for source in sources:
        origin = origin_of(source)
        if origin is not None:
            return Tainted(value, origin if isinstance(value, bool) else changed(origin, None))
    return value
