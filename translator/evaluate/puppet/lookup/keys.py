"""Keys: "profile::db.hosts.0" in, its root and segments out, and what they find in a value.

before:  "db.'a.b'.0"
after:   LookupKey(root="db", segments=("a.b", 0))
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from translator.evaluate.puppet.lookup.errors import LookupFailure
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

Segment: TypeAlias = str | int
_SPECIAL: Final = re.compile(r"['\".]")
_SPLIT: Final = re.compile(r"""(\s*"[^"]+"\s*|\s*'[^']+'\s*|[^'".]+)""")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")


class NotFound(Exception):
    """No value for a key: the next place is asked."""


class KeySyntax(Exception):
    """A key that cannot be split."""


@dataclass(frozen=True, slots=True)
class LookupKey:
    """A key as written, its root ("ntp::servers"), and the segments behind it."""

    text: str
    root: str
    segments: tuple[Segment, ...] = ()

    @property
    def module(self) -> str | None:
        """The module that the root belongs to, None for a key without one."""
        head, colons, _ = self.root.partition("::")
        return head if colons else None

    def dig(self, value: Value) -> Value:
        """Return what the segments find in the root's value; NotFound when they lead nowhere."""
        return dig(self.text, self.segments, value)

    def undig(self, value: Value) -> Value:
        """Return a structure in which the segments find `value`."""
        for segment in reversed(self.segments):
            value = (None,) * segment + (value,) if isinstance(segment, int) else {segment: value}
        return value


LOOKUP_OPTIONS: Final = LookupKey("lookup_options", "lookup_options")


def parse_key(text: str) -> LookupKey:
    """Return a key in its parts; LookupFailure, as Puppet words it, when it has a stray quote or dot."""
    try:
        segments = split_key(text)
    except KeySyntax:
        raise LookupFailure(f"Syntax error in key: '{text}'") from None
    return LookupKey(text, str(segments[0]), tuple(segments[1:]))


def split_key(text: str) -> list[Segment]:
    """Return the segments of a dotted key; KeySyntax when it is none."""
    if _SPECIAL.search(text) is None:
        return [text]
    pieces = _SPLIT.split(text)
    while pieces and pieces[-1] == "":
        pieces.pop()
    if not pieces or pieces[0] != "":
        raise KeySyntax
    rest = pieces[1:]
    kept = [piece for piece in rest if piece != "."]
    if not rest or len(kept) * 2 != len(rest) + 1:
        raise KeySyntax
    return [_segment(piece.strip()) for piece in kept]


def _segment(piece: str) -> Segment:
    if piece.startswith(('"', "'")):
        return piece[1:-1]
    return int(piece) if _INTEGER.fullmatch(piece) else piece


def dig(key: str, segments: Sequence[Segment], value: Value) -> Value:
    """Follow segments into a value; NotFound when one is missing, LookupFailure when a value has nothing inside."""
    for segment in segments:
        if isinstance(value, Unknown):
            return value
        value = _inside(key, segment, value)
    return value


def _inside(key: str, segment: Segment, value: Value) -> Value:
    if value is None:
        raise NotFound
    if isinstance(segment, int) and isinstance(value, tuple):
        if not 0 <= segment < len(value):
            raise NotFound
        return value[segment]
    if not isinstance(value, dict):
        expected = f"when a hash-like object was expected to access value using '{segment}' from key '{key}'"
        raise LookupFailure(f"Data Provider type mismatch: Got {ruby_class(value)} {expected}")
    if segment not in value:
        raise NotFound
    return value[segment]


def ruby_class(value: Value) -> str:
    """Return the name that Ruby has for a value's class, as it stands in Puppet's messages."""
    names = {bool: "TrueClass" if value is True else "FalseClass", int: "Integer", float: "Float", str: "String"}
    names |= {tuple: "Array", dict: "Hash", type(None): "NilClass"}
    for kind, name in names.items():
        if isinstance(value, kind):
            return name
    return type(value).__name__
