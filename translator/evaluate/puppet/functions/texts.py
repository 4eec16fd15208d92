"""Strings with origins: cutting, changing and searching them without losing a part's origin."""

from __future__ import annotations

from collections.abc import Callable

from translator.evaluate.puppet.values import TracedStr, concat, derived
from translator.evaluate.values import Hole, Part, Runtime, Unknown


def changed(value: str, change: Callable[[str], str]) -> str:
    """Apply a text function; parts stay apart when doing it part by part gives the same text.

    before:  "DB=" + Secret("Xy"), downcased      after:  "db=" + Secret("xy")
    """
    text = change(str(value))
    if not isinstance(value, TracedStr):
        return text
    if text == value:
        return value
    pieces = [change(_text(part)) for part in value.parts]
    if "".join(pieces) != text:
        return str(derived(text, value)) if not text else derived(text, value)
    return concat(_with_text(part, piece) for part, piece in zip(value.parts, pieces, strict=True))


def cut(value: str, start: int, end: int) -> str:
    """Return the characters `start` up to `end`; a part that is cut in two is a secret still, a fact no more."""
    if not isinstance(value, TracedStr):
        return value[start:end]
    kept: list[Part] = []
    at = 0
    for part in value.parts:
        text = _text(part)
        low, high = max(start - at, 0), min(end - at, len(text))
        if low < high:
            kept.append(_with_text(part, text[low:high]))
        at += len(text)
    return concat(kept)


def characters(value: str) -> tuple[str, ...]:
    """Return a string's characters, each with its origin."""
    if not isinstance(value, TracedStr):
        return tuple(value)
    return tuple(cut(value, at, at + 1) for at in range(len(value)))


def _text(part: Part) -> str:
    return part if isinstance(part, str) else part.sample


def _with_text(part: Part, text: str) -> Part:
    if isinstance(part, str) or part.sample == text:
        return text if isinstance(part, str) else part
    if isinstance(part.origin, Runtime):
        return Hole(Unknown(f"computed from the runtime fact {part.origin.fact}", None), text)
    return Hole(part.origin, text)
