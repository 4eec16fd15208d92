"""`==`, `<`, `in` and what `case` compares with: two values in, a boolean out. Strings differ in case only: equal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from translator.evaluate.puppet.patterns import compiled
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.model import PType
from translator.evaluate.puppet.types.times import Timespan, Timestamp
from translator.evaluate.puppet.types.versions import SemVer, SemVerRange, as_version
from translator.evaluate.puppet.values import DEFAULT, Regexp, TracedStr, Value, derived


class NotComparable(Exception):
    """Two values of which neither is less."""


def folded(text: str) -> str:
    """Return a text as Ruby's casecmp compares it: A to Z as a to z."""
    return text.lower() if text.isascii() else "".join(c.lower() if c.isascii() else c for c in text)


def equals(left: Value, right: Value) -> bool:
    """Whether two values are equal."""
    if isinstance(left, str):
        return isinstance(right, str) and (str.__eq__(left, right) or folded(left) == folded(right))
    if isinstance(left, bool) or isinstance(right, bool) or left is None or right is None:
        return left is right
    if isinstance(left, (int, float)):
        return isinstance(right, (int, float)) and left == right
    if isinstance(left, tuple):
        return isinstance(right, tuple) and len(left) == len(right) and all(map(equals, left, right))
    if isinstance(left, dict):
        return isinstance(right, dict) and len(left) == len(right) and _same_entries(left, right)
    return bool(left == right)


def _same_entries(left: dict[Value, Value], right: dict[Value, Value]) -> bool:
    return all(equals(right.get(key), value) for key, value in left.items())


def compare(left: Value, right: Value) -> int:
    """Return -1, 0 or 1; NotComparable when the values have no order."""
    if isinstance(left, str):
        if not isinstance(right, str):
            raise NotComparable("A String is not comparable to a non String")
        return _order(folded(left), folded(right))
    if _is_number(left):
        return _compare_number(left, right)
    return _compare_other(left, right)


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _order(left: Any, right: Any) -> int:
    return int(left > right) - int(left < right)


def _compare_number(left: Value, right: Value) -> int:
    if _is_number(right):
        return _order(left, right)
    if isinstance(right, (Timespan, Timestamp)):
        return -_compare_other(right, left)
    raise NotComparable("A Numeric is not comparable to non Numeric")


_ORDERED: Final[dict[type, str]] = {
    Timespan: "Timespans are only comparable to Timespans, Integers, and Floats",
    Timestamp: "Timestamps are only comparable to Timestamps, Integers, and Floats",
    SemVer: "Versions not comparable to non Versions",
}


def _compare_other(left: Value, right: Value) -> int:
    if left is DEFAULT and right is DEFAULT:
        return 0
    message = _ORDERED.get(type(left))
    if message is None:
        raise NotComparable("Only Strings, Numbers, Timespans, Timestamps, and Versions are comparable")
    try:
        return _order(left, right)
    except TypeError:
        raise NotComparable(message) from None


def matches(value: Value, pattern: Value, scope: Scope | None) -> bool:
    """Whether a value fits a case option or selector: an expression, a type, or something equal."""
    if isinstance(pattern, str):
        return isinstance(value, str) and (str.__eq__(value, pattern) or folded(value) == folded(pattern))
    if isinstance(pattern, Regexp):
        return isinstance(value, str) and matches_regexp(pattern, value, scope)
    if isinstance(pattern, PType):
        return instance(pattern, value)
    found = _STRUCTURED.get(type(pattern))
    return found(value, pattern, scope) if found is not None else _matches_other(value, pattern)


def _matches_other(value: Value, pattern: Value) -> bool:
    if pattern is DEFAULT:
        return True
    if isinstance(pattern, SemVerRange):
        return pattern.includes(value)
    if isinstance(pattern, SemVer):
        return as_version(value) == pattern
    return equals(value, pattern)


def _matches_array(value: Value, pattern: tuple[Value, ...], scope: Scope | None) -> bool:
    if not isinstance(value, tuple) or len(value) != len(pattern):
        return False
    return all(matches(item, wanted, scope) for item, wanted in zip(value, pattern, strict=True))


def _matches_hash(value: Value, pattern: dict[Value, Value], scope: Scope | None) -> bool:
    return isinstance(value, dict) and all(matches(value.get(key), item, scope) for key, item in pattern.items())


_STRUCTURED: Final[dict[type, Callable[[Value, Any, Scope | None], bool]]] = {
    tuple: _matches_array,
    dict: _matches_hash,
}


def matches_regexp(pattern: Regexp, text: str, scope: Scope | None) -> bool:
    """Whether the expression is found in the text; then $0, $1 … are what it has found."""
    found = compiled(pattern).search(text)
    if found is not None and scope is not None:
        groups = (found.group(0), *found.groups())
        scope.match(tuple(derived(group, text) for group in groups) if type(text) is TracedStr else groups)
    return found is not None


def includes(container: Value, item: Value, scope: Scope) -> bool:
    """Whether `item in container`."""
    if isinstance(container, str):
        return _text_includes(container, item, scope)
    if isinstance(container, dict):
        return includes(tuple(container), item, scope)
    if isinstance(container, tuple):
        return _array_includes(container, item, scope)
    if isinstance(container, SemVerRange):
        return container.includes(item)
    return isinstance(container, Binary) and _binary_includes(container.data, item)


def _binary_includes(data: bytes, item: Value) -> bool:
    if isinstance(item, str):
        return item.encode() in data
    if isinstance(item, int):
        return 0 <= item < 256 and item in data
    return isinstance(item, Binary) and item.data in data


def _text_includes(container: str, item: Value, scope: Scope) -> bool:
    if isinstance(item, str):
        return item.lower() in container.lower()
    return isinstance(item, Regexp) and matches_regexp(item, container, scope)


def _array_includes(container: tuple[Value, ...], item: Value, scope: Scope) -> bool:
    if isinstance(item, Regexp):
        return any(isinstance(element, str) and matches_regexp(item, element, scope) for element in container)
    if isinstance(item, PType):
        return any(instance(item, element) for element in container)
    if isinstance(item, str):
        return any(matches(item, element, scope) for element in container)
    return any(equals(element, item) for element in container)
