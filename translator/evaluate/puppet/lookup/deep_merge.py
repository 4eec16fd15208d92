"""Merging into the depth: two values and options in, one value out, as the deep_merge library has it.

before:  deep_merge({"a": ("x",)}, {"a": ("y",), "b": 1}, Options())
after:   {"a": ("y", "x"), "b": 1}

`upper` is merged into `under`; nothing that comes in is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.values import Value


@dataclass(frozen=True, slots=True)
class Options:
    """How to merge; names as in `lookup_options`."""

    knockout_prefix: str | None = None
    sort_merged_arrays: bool = False
    merge_hash_arrays: bool = False
    unpack_arrays: str | None = None
    overwrite_arrays: bool = False
    extend_existing_arrays: bool = False

    @property
    def knockout(self) -> re.Pattern[str] | None:
        """What stands before a text that removes an element; the library takes it as a pattern."""
        try:
            return re.compile(f"^{self.knockout_prefix}", re.MULTILINE) if self.knockout_prefix else None
        except re.error:
            return re.compile(f"^{re.escape(self.knockout_prefix or '')}", re.MULTILINE)


def deep_merge(upper: Value, under: Value, options: Options) -> Value:
    """Return `under` with `upper` merged over it."""
    if options.knockout_prefix == "":
        raise PuppetError("knockout_prefix cannot be an empty string in deep_merge!")
    if upper is None:
        return under
    if under is None or under is False:
        return upper
    if isinstance(upper, dict):
        return _hashes(upper, under, options)
    if isinstance(upper, tuple):
        return _arrays(upper, under, options)
    if isinstance(under, tuple) and options.extend_existing_arrays:
        return (*under, upper)
    return _overwritten(upper, options)


def _hashes(upper: dict[Value, Value], under: Value, options: Options) -> Value:
    if not isinstance(under, dict):
        if isinstance(under, tuple) and options.extend_existing_arrays:
            return (*under, upper)
        return _overwritten(upper, options) if upper else under
    made = dict(under)
    for key, value in upper.items():
        old = made.get(key)
        made[key] = deep_merge(value, value if old is None or old is False else old, options)
    return made


def _arrays(upper: tuple[Value, ...], under: Value, options: Options) -> Value:
    if options.overwrite_arrays:
        return upper
    upper = _unpacked(upper, options)
    under = _unpacked(under, options) if isinstance(under, tuple) else under
    if options.knockout_prefix and options.knockout_prefix in upper:
        under = _emptied(under)
        upper = tuple(item for item in upper if item != options.knockout_prefix)
    if not isinstance(under, tuple):
        return _overwritten(upper, options)
    if options.knockout is not None:
        upper, under = _knocked_out(upper, under, options.knockout)
    made = _joined(upper, under, options)
    return _sorted(made) if options.sort_merged_arrays else made


def _sorted(items: tuple[Value, ...]) -> tuple[Value, ...]:
    try:
        return tuple(sorted(items))
    except TypeError:
        raise PuppetError("comparison of values of different types failed, when sorting merged arrays") from None


def _unpacked(items: tuple[Value, ...], options: Options) -> tuple[Value, ...]:
    if not options.unpack_arrays:
        return items
    return tuple(options.unpack_arrays.join(str(item) for item in items).split(options.unpack_arrays))


def _emptied(value: Value) -> Value:
    """Return a value as Ruby's `clear` leaves it; undef for one that cannot be cleared."""
    if isinstance(value, tuple):
        return ()
    return {} if isinstance(value, dict) else "" if isinstance(value, str) else None


def _knocked_out(
    upper: tuple[Value, ...], under: tuple[Value, ...], knockout: re.Pattern[str]
) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    gone = [item for item in upper if isinstance(item, str) and knockout.search(item)]
    removed = [*gone, *(knockout.sub("", item) for item in gone)]
    return tuple(item for item in upper if item not in gone), tuple(item for item in under if item not in removed)


def _joined(upper: tuple[Value, ...], under: tuple[Value, ...], options: Options) -> tuple[Value, ...]:
    hashes = all(isinstance(item, dict) for item in (*upper, *under))
    if not (options.merge_hash_arrays and hashes):
        return unique((*under, *upper))
    pairs = [deep_merge(upper[at] if at < len(upper) else {}, item, options) for at, item in enumerate(under)]
    return (*pairs, *upper[len(under) :])


def unique(items: Iterable[Value]) -> tuple[Value, ...]:
    """Return the items without repetition; 1 and 1.0 are different, as in Ruby."""
    found: list[Value] = []
    for item in items:
        if not any(same(item, other) for other in found):
            found.append(item)
    return tuple(found)


def same(left: Value, right: Value) -> bool:
    """Return whether two values are one to Ruby's `eql?`."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return isinstance(left, float) == isinstance(right, float) and left == right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def _overwritten(upper: Value, options: Options) -> Value:
    """Return what overwrites a value that cannot be merged; what is knocked out leaves an empty text."""
    if options.knockout is None:
        return upper
    if isinstance(upper, str):
        return "" if options.knockout.search(upper) else upper
    if isinstance(upper, tuple):
        return tuple(item for item in upper if not (isinstance(item, str) and options.knockout.search(item)))
    return upper
