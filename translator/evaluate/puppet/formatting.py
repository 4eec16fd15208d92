"""Values as text: what "${…}" makes of them.

    interpolated((1, "a", None))      [1, a, ]
    interpolated({"a": "b"})          {a => b}

What has an origin keeps it. `String(value, format)` is in types/strings/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from translator.evaluate.puppet.patterns import delimited
from translator.evaluate.puppet.values import (
    Default,
    Deferred,
    Regexp,
    TracedFloat,
    TracedInt,
    TracedStr,
    Value,
    concat,
)
from translator.evaluate.ruby.methods.support.quoting import float_text
from translator.evaluate.values import Hole, Part, Unknown


def interpolated(value: Value) -> str:
    """Return the text of a value in a string, with the origins of what is in it."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    return concat(_parts(value))


to_text = interpolated


def _parts(value: Value) -> Iterable[Part]:
    write = _WRITERS.get(type(value))
    return (str(value),) if write is None else write(value)


def _tuple(value: tuple[Value, ...]) -> Iterator[Part]:
    yield "["
    for index, item in enumerate(value):
        if index:
            yield ", "
        yield from _parts(item)
    yield "]"


def _dict(value: dict[Value, Value]) -> Iterator[Part]:
    yield "{"
    for index, (key, item) in enumerate(value.items()):
        if index:
            yield ", "
        yield from _parts(key)
        yield " => "
        yield from _parts(item)
    yield "}"


def _deferred(value: Deferred) -> Iterable[Part]:
    from translator.evaluate.puppet.types.text import value_text

    return (value_text(value),)


_WRITERS: Final[dict[type, Callable[[Any], Iterable[Part]]]] = {
    str: lambda value: (value,),
    TracedStr: lambda value: value.parts,
    type(None): lambda value: (),
    bool: lambda value: ("true" if value else "false",),
    float: lambda value: (float_text(value),),
    TracedInt: lambda value: (Hole(value.origin, str(int(value))),),
    TracedFloat: lambda value: (Hole(value.origin, float_text(value)),),
    Unknown: lambda value: (Hole(value, ""),),
    Default: lambda value: ("default",),
    Regexp: lambda value: (delimited(value),),
    Deferred: _deferred,
    tuple: _tuple,
    dict: _dict,
}
