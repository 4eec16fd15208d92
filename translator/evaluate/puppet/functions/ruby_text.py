"""Values as Ruby's own to_s and inspect write them: what join, sprintf and error messages of core functions show."""

from __future__ import annotations

from collections.abc import Iterable

from translator.evaluate.puppet.values import (
    DEFAULT,
    Regexp,
    Sensitive,
    TracedFloat,
    TracedInt,
    TracedStr,
    Value,
    concat,
)
from translator.evaluate.ruby.methods.support.quoting import float_text, inspect_string
from translator.evaluate.values import Hole, Part, Unknown


def to_s(value: Value) -> str:
    """Return Object#to_s, with the origins of what is in the value: `[1, undef]` is "[1, nil]", undef is ""."""
    return concat(_parts(value, quoted=False))


def inspect(value: Value) -> str:
    """Return Object#inspect, with the origins of what is in the value."""
    return concat(_parts(value, quoted=True))


def _parts(value: Value, *, quoted: bool) -> Iterable[Part]:
    match value:
        case None:
            return ("nil",) if quoted else ()
        case bool():
            return ("true" if value else "false",)
        case TracedInt() | TracedFloat():
            return (Hole(value.origin, _number(value)),)
        case int() | float():
            return (_number(value),)
        case Unknown():
            return (Hole(value, ""),)
        case str():
            return _string(value) if quoted else _plain(value)
        case tuple():
            return _between("[", (_parts(item, quoted=True) for item in value), "]")
        case dict():
            return _between("{", (_pair(key, item) for key, item in value.items()), "}")
        case _:
            return (_other(value, quoted),)


def _number(value: float) -> str:
    return float_text(value) if isinstance(value, float) else int.__repr__(value)


def _plain(value: str) -> tuple[Part, ...]:
    return value.parts if isinstance(value, TracedStr) else (value,)


def _string(value: str) -> tuple[Part, ...]:
    if not isinstance(value, TracedStr):
        return (inspect_string(value),)
    inner = (
        inspect_string(part)[1:-1] if isinstance(part, str) else Hole(part.origin, inspect_string(part.sample)[1:-1])
        for part in value.parts
    )
    return ('"', *inner, '"')


def _pair(key: Value, value: Value) -> Iterable[Part]:
    return (*_parts(key, quoted=True), "=>", *_parts(value, quoted=True))


def _between(opening: str, pieces: Iterable[Iterable[Part]], closing: str) -> Iterable[Part]:
    yield opening
    for number, piece in enumerate(pieces):
        if number:
            yield ", "
        yield from piece
    yield closing


def _other(value: Value, quoted: bool) -> str:
    if value is DEFAULT:
        return ":default" if quoted else "default"
    if isinstance(value, Regexp):
        return f"/{value.source}/{''.join(sorted(value.flags, key='mix'.index))}" if quoted else _regexp_text(value)
    if isinstance(value, Sensitive):
        return "#<Sensitive [value redacted]>" if quoted else "Sensitive [value redacted]"
    return str(value)


def _regexp_text(value: Regexp) -> str:
    off = "".join(flag for flag in "mix" if flag not in value.flags)
    on = "".join(flag for flag in "mix" if flag in value.flags)
    return f"(?{on}{'-' + off if off else ''}:{value.source})"
