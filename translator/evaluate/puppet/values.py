"""Puppet's values in Python, and how they become data of the catalog.

Puppet                    Python
undef                     None
default                   DEFAULT
Boolean Integer Float     bool int float        TracedInt, TracedFloat when they have an origin
String                    str                   TracedStr when a part of it has an origin
Array                     tuple
Hash                      dict (insertion order; never changed once made)
Regexp                    Regexp
Sensitive                 Sensitive
Deferred                  Deferred
a type, a reference       a PType of types/model.py: `File['/a']`, `Class['ntp']`, `Integer[1, 2]`
what cannot be known      Unknown, of evaluate/values.py

A traced value is its sample (the secret's text, the fact on the legacy machine) for everybody who does not ask for
more: comparisons, keys and functions work on it as on a plain one. Whoever makes a new string out of strings uses
`concat` or `derived`, so that the origins travel on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from translator.evaluate.values import Hole, Origin, Part, Runtime, Secret, Unknown

Value: TypeAlias = Any
"""Any Puppet value, in the representation above."""


class TracedStr(str):
    """A string with origins in it; the text itself is the sample."""

    __slots__ = ("parts",)
    parts: tuple[Part, ...]

    def __new__(cls, parts: Iterable[Part]) -> TracedStr:
        kept = tuple(parts)
        made = super().__new__(cls, "".join(part if isinstance(part, str) else part.sample for part in kept))
        made.parts = kept
        return made


class TracedInt(int):
    """An integer that is secret or known only at run time."""

    origin: Origin

    @classmethod
    def of(cls, sample: int, origin: Origin) -> TracedInt:
        made = cls(sample)
        made.origin = origin
        return made


class TracedFloat(float):
    """A float that is secret or known only at run time."""

    origin: Origin

    @classmethod
    def of(cls, sample: float, origin: Origin) -> TracedFloat:
        made = cls(sample)
        made.origin = origin
        return made


class Default:
    """The value `default`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "default"


DEFAULT: Final = Default()


@dataclass(frozen=True, slots=True)
class Regexp:
    """A regular expression in Ruby's syntax; `flags` are of "imx". Compile it with `patterns.compiled`."""

    source: str
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A value that must not be printed; equality compares what it holds."""

    value: Value

    def __repr__(self) -> str:
        return "Sensitive [value redacted]"


@dataclass(frozen=True, slots=True)
class Deferred:
    """A call that real Puppet makes on the agent when it applies the catalog."""

    name: str
    arguments: tuple[Value, ...] = ()


def parts_of(value: Value) -> tuple[Part, ...]:
    """Return the parts of a value as it stands in a string; for a plain one its text is the only part."""
    match value:
        case TracedStr():
            return value.parts
        case str():
            return (str(value),)
        case TracedInt() | TracedFloat():
            return (Hole(value.origin, format(value.real, "")),)
        case Unknown():
            return (Hole(value, ""),)
        case _:
            raise TypeError(f"{type(value).__name__} has no parts")


def concat(parts: Iterable[Part]) -> str:
    """Return one string of parts; a plain `str` when none is a hole."""
    kept: list[Part] = []
    for part in parts:
        if isinstance(part, Hole) or not kept or isinstance(kept[-1], Hole):
            if part != "":
                kept.append(part)
        else:
            kept[-1] += part
    if any(isinstance(part, Hole) for part in kept):
        return TracedStr(kept)
    return kept[0] if kept and isinstance(kept[0], str) else ""


def origins_within(value: Value) -> tuple[Origin, ...]:
    """Return every origin in a value and what it holds."""
    match value:
        case TracedStr():
            return tuple(part.origin for part in value.parts if isinstance(part, Hole))
        case TracedInt() | TracedFloat():
            return (value.origin,)
        case Unknown():
            return (value,)
        case tuple():
            return tuple(origin for item in value for origin in origins_within(item))
        case dict():
            return tuple(origin for pair in value.items() for item in pair for origin in origins_within(item))
        case Sensitive(value=inner):
            return (Secret("Sensitive"), *origins_within(inner))
        case _:
            return ()


def derived(result: Value, *inputs: Value) -> Value:
    """Return `result` with the strongest origin of `inputs` on it, when it was computed from them as a whole.

    before:  derived("abc", TracedStr([Hole(Secret("db"), "ABC")]))
    after:   TracedStr([Hole(Secret("db"), "abc")])

    A secret stays that secret; a runtime fact that came out changed is unknown, as a container cannot repeat the
    computation. Booleans, undef and results that have an origin of their own are returned as they are.
    """
    origin = _strongest([origin for item in inputs for origin in origins_within(item)])
    return result if origin is None else _marked(result, origin, inputs)


def _strongest(origins: list[Origin]) -> Origin | None:
    ranked = sorted(origins, key=lambda origin: (not isinstance(origin, Secret), not isinstance(origin, Unknown)))
    return ranked[0] if ranked else None


def _marked(result: Value, origin: Origin, inputs: tuple[Value, ...]) -> Value:
    if isinstance(result, tuple):
        return tuple(_marked(item, origin, inputs) for item in result)
    if isinstance(result, dict):
        return {key: _marked(item, origin, inputs) for key, item in result.items()}
    if isinstance(result, bool) or not isinstance(result, (str, int, float)) or origins_within(result):
        return result
    same = next((item for item in inputs if type(item) is not type(result) and item == result), None)
    if same is not None and origins_within(same):
        return same
    if isinstance(origin, Runtime):
        origin = Unknown(f"computed from the runtime fact {origin.fact}", None)
    if isinstance(result, str):
        return TracedStr([Hole(origin, result)]) if result else result
    return TracedInt.of(result, origin) if isinstance(result, int) else TracedFloat.of(result, origin)
