"""Puppet's values → the data of the catalog, origins kept: TracedStr → Text, TracedInt → Tainted, Sensitive → Secret."""

from __future__ import annotations

import re

from translator.evaluate.puppet.values import (
    Default,
    Deferred,
    Regexp,
    Sensitive,
    TracedFloat,
    TracedInt,
    TracedStr,
    Value,
)
from translator.evaluate.values import Data, Hole, Opaque, Origin, Part, Secret, Tainted, Text, Unknown

ASSUMED = re.compile(r"computed from the runtime fact (?:memory|cpu|processors|mountpoints|disks|partitions)\b")
"""Unknowns that are sizes computed from the machine's own: the legacy machine's number stands, and is reported."""


def assumed(origin: Origin) -> bool:
    """Return whether a value of that origin is taken as it was on the legacy machine."""
    return isinstance(origin, Unknown) and ASSUMED.match(origin.reason) is not None


def data_of(value: Value, secret: str = "") -> Data:
    """Return a value as data; `secret` names it when all of it is one."""
    match value:
        case Sensitive(value=inner):
            return data_of(inner, secret or "Sensitive")
        case None | Unknown():
            return value
        case Deferred(name=name):
            return Unknown(f"the machine calls {name} for it when the catalog is applied", None)
        case tuple():
            return tuple(data_of(item, secret) for item in value)
        case dict():
            return {data_of(key): data_of(item, secret) for key, item in value.items()}
        case _:
            return _scalar(value, secret)


def _scalar(value: Value, secret: str) -> Data:
    match value:
        case TracedStr():
            return _text(_secret_parts(value.parts, secret))
        case TracedInt() | TracedFloat() if assumed(value.origin) and not secret:
            return value.real
        case TracedInt() | TracedFloat():
            return Tainted(value.real, Secret(secret) if secret else value.origin)
        case str() if secret and value:
            return Text((Hole(Secret(secret), str(value)),))
        case bool() | int() | float() if secret:
            return Tainted(value, Secret(secret))
        case str() | bool() | int() | float():
            return value
        case Default():
            return "default"
        case Regexp(source=source):
            return f"/{source}/"
        case _:
            return str(value) if type(value).__module__.endswith(".types.model") else Opaque(type(value).__name__)


def _text(found: tuple[Part, ...]) -> str | Text:
    settled = tuple(part.sample if isinstance(part, Hole) and assumed(part.origin) else part for part in found)
    return Text(settled) if any(isinstance(part, Hole) for part in settled) else "".join(map(str, settled))


def _secret_parts(parts: tuple[Part, ...], secret: str) -> tuple[Part, ...]:
    if not secret:
        return parts
    return tuple(Hole(Secret(secret), part) if isinstance(part, str) else part for part in parts)


def text_of(value: Value, secret: str = "") -> str | Text | None:
    """Return a value as text with its holes, None for undef; numbers and booleans as Puppet writes them."""
    found = data_of(value, secret)
    match found:
        case None | Text():
            return found
        case str():
            return str(found)
        case bool():
            return "true" if found else "false"
        case int() | float():
            return str(found)
        case Tainted(sample=sample, origin=origin):
            return Text((Hole(origin, str(sample)),))
        case Unknown():
            return Text((Hole(found, ""),))
        case tuple():
            return joined(tuple(text_of(item, secret) or "" for item in value), " ")
        case _:
            return str(found)


def parts(value: str | Text) -> tuple[Part, ...]:
    """Return the parts of a text."""
    return value.parts if isinstance(value, Text) else (value,)


def joined(texts: tuple[str | Text, ...], separator: str = "") -> str | Text:
    """Join texts as str.join does, holes kept."""
    found: list[Part] = []
    for place, each in enumerate(texts):
        for part in (*((separator,) if place else ()), *parts(each)):
            if isinstance(part, str) and found and isinstance(found[-1], str):
                found[-1] += part
            elif part != "":
                found.append(part)
    if any(isinstance(part, Hole) for part in found):
        return Text(tuple(found))
    return str(found[0]) if found else ""


def traced(value: str | Text) -> str:
    """Return a text as Puppet's own string, for those who go on computing with it."""
    return TracedStr(value.parts) if isinstance(value, Text) else value


OPEN, CLOSE = "\ue000", "\ue001"
"""Characters of no file that stand around a hole's number while a text is edited as a plain string."""


class Marked:
    """Texts as plain strings for editing, their holes as marks; `text` gives the holes back."""

    def __init__(self) -> None:
        self.holes: list[Hole] = []

    def plain(self, value: str | Text) -> str:
        """Return the text with a mark for every hole."""
        return "".join(part if isinstance(part, str) else self._mark(part) for part in parts(value))

    def text(self, marked: str) -> str | Text:
        """Return an edited text with its holes."""
        pieces = marked.split(OPEN)
        found: list[Part] = [pieces[0]]
        for piece in pieces[1:]:
            number, _, rest = piece.partition(CLOSE)
            found.extend((self.holes[int(number)], rest))
        kept = tuple(part for part in found if part != "")
        return Text(kept) if any(isinstance(part, Hole) for part in kept) else "".join(map(str, kept))

    def _mark(self, hole: Hole) -> str:
        self.holes.append(hole)
        return f"{OPEN}{len(self.holes) - 1}{CLOSE}"
