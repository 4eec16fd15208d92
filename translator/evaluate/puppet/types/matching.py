"""The language's `=~`, `==`, `<` and `in` on values: patterns and values in, booleans out.

`match` sets no match variables: the evaluator does where the pattern is a Regexp (`last_match`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.patterns import compiled
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.times import Timespan, Timestamp
from translator.evaluate.puppet.types.versions import SemVer, SemVerRange, parse_version
from translator.evaluate.puppet.values import DEFAULT, Regexp, Value


def equals(one: Value, two: Value) -> bool:
    """Tell whether `one == two`: strings in any case of letters, numbers by value, types when each holds the other."""
    if isinstance(one, str):
        return isinstance(two, str) and casefolded(one) == casefolded(two)
    if isinstance(one, (bool, type(None))) or isinstance(two, (bool, type(None))):
        return one is two
    if isinstance(one, tuple):
        alike = isinstance(two, tuple) and len(one) == len(two)
        return alike and all(equals(mine, theirs) for mine, theirs in zip(one, two, strict=True))
    if isinstance(one, dict):
        alike = isinstance(two, dict) and len(one) == len(two)
        return alike and all(equals(two.get(key), item) for key, item in one.items())
    return bool(one == two)


def casefolded(text: str) -> str:
    """Return the text as Ruby's casecmp compares it: ASCII letters in lower case."""
    return "".join(char.lower() if char.isascii() else char for char in text) if not text.isascii() else text.lower()


def compare(one: Value, two: Value) -> int:
    """Return -1, 0 or 1 as `one` is below, at or above `two`; PuppetError when they have no order."""
    if isinstance(one, str):
        if not isinstance(two, str):
            raise PuppetError("A String is not comparable to a non String")
        return _order(casefolded(one), casefolded(two))
    for kind, others, problem in _COMPARABLE:
        if isinstance(one, kind) and not isinstance(one, bool):
            if not isinstance(two, others) or isinstance(two, bool):
                raise PuppetError(problem)
            return _order(one, two)
    raise PuppetError("Only Strings, Numbers, Timespans, Timestamps, and Versions are comparable")


def _order(one: Any, two: Any) -> int:
    return -1 if one < two else 1 if one > two else 0


_Others = type | tuple[type, ...]
_COMPARABLE: Final[tuple[tuple[_Others, _Others, str], ...]] = (
    ((int, float), (int, float, Timespan, Timestamp), "A Numeric is not comparable to non Numeric"),
    (Timespan, (Timespan, int, float), "Timespans are only comparable to Timespans, Integers, and Floats"),
    (Timestamp, (Timestamp, int, float), "Timestamps are only comparable to Timestamps, Integers, and Floats"),
    (SemVer, SemVer, "Versions not comparable to non Versions"),
)


def match(pattern: Value, value: Value) -> bool:
    """Tell whether `value` matches `pattern`, as a case option does."""
    if isinstance(pattern, m.PType):
        return instance(pattern, value)
    if pattern is DEFAULT:
        return True
    found = _MATCH.get(type(pattern))
    return equals(value, pattern) if found is None else found(pattern, value)


def _regexp(pattern: Regexp, value: Value) -> bool:
    return isinstance(value, str) and compiled(pattern).search(value) is not None


def _tuple(pattern: tuple[Value, ...], value: Value) -> bool:
    if not isinstance(value, tuple) or len(value) != len(pattern):
        return False
    return all(match(wanted, item) for wanted, item in zip(pattern, value, strict=True))


def _dict(pattern: dict[Value, Value], value: Value) -> bool:
    return isinstance(value, dict) and all(match(wanted, value.get(key)) for key, wanted in pattern.items())


def _as_version(value: Value) -> SemVer | None:
    if not isinstance(value, str):
        return value if isinstance(value, SemVer) else None
    try:
        return parse_version(value)
    except PuppetError:
        return None


def _version(pattern: SemVer, value: Value) -> bool:
    return _as_version(value) == pattern


def _range(pattern: SemVerRange, value: Value) -> bool:
    version = _as_version(value)
    return version is not None and pattern.includes(version)


_MATCH: Final[dict[type, Callable[[Any, Value], bool]]] = {
    Regexp: _regexp,
    tuple: _tuple,
    dict: _dict,
    SemVer: _version,
    SemVerRange: _range,
}


def includes(container: Value, item: Value) -> bool:
    """Tell whether `item in container`."""
    if isinstance(container, dict):
        return includes(tuple(container), item)
    found = next((check for kind, check in _INCLUDES if isinstance(container, kind)), None)
    return found is not None and found(container, item)


def _in_string(container: str, item: Value) -> bool:
    if isinstance(item, str):
        return item.lower() in container.lower()
    return isinstance(item, Regexp) and compiled(item).search(container) is not None


def _in_tuple(container: tuple[Value, ...], item: Value) -> bool:
    if isinstance(item, (str, SemVer)):
        return any(match(item, element) for element in container)
    if isinstance(item, m.PType):
        return any(instance(item, element) for element in container)
    if isinstance(item, Regexp):
        return any(_regexp(item, element) for element in container)
    return any(equals(element, item) for element in container)


def _in_binary(container: Binary, item: Value) -> bool:
    if isinstance(item, int):
        return item in container.data
    data = item.data if isinstance(item, Binary) else item.encode() if isinstance(item, str) else None
    return data is not None and data in container.data


_INCLUDES: Final[tuple[tuple[type, Callable[[Any, Value], bool]], ...]] = (
    (str, _in_string),
    (tuple, _in_tuple),
    (Binary, _in_binary),
    (SemVerRange, _range),
)
