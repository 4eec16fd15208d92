"""Values as they stand in a string: `"${x}"`.

before:  {"a": (1, None)}      after:  "{a => [1, ]}"
"""

from __future__ import annotations

from collections.abc import Iterable

from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.patterns import delimited
from translator.evaluate.puppet.values import Regexp, Value, concat, parts_of
from translator.evaluate.values import Part, Unknown


def interpolated(value: Value) -> Value:
    """Return a value's text, with the origins that are in it; an Unknown stays one."""
    if isinstance(value, (str, Unknown)):
        return value
    return concat(_parts(value)) if isinstance(value, (tuple, dict)) else _scalar(value)


def _scalar(value: Value) -> Value:
    return delimited(value) if isinstance(value, Regexp) else to_s(value)


def _parts(value: Value) -> Iterable[Part]:
    match value:
        case tuple():
            yield "["
            yield from _joined(_parts(item) for item in value)
            yield "]"
        case dict():
            yield "{"
            yield from _joined((*_parts(key), " => ", *_parts(item)) for key, item in value.items())
            yield "}"
        case _:
            yield from parts_of(interpolated(value))


def _joined(groups: Iterable[Iterable[Part]]) -> Iterable[Part]:
    for index, group in enumerate(groups):
        if index:
            yield ", "
        yield from group
