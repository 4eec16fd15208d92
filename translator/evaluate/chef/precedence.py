"""Merging of attribute levels, as Chef 18 does it: values in, a new value out, nothing changed.

before:  {"a" => [1, 2], "b" => {"x" => 1}}  and, of a higher level,  {"a" => [2, 3], "b" => {"y" => 2}}
after:   within default, and within override   {"a" => [1, 2, 3], "b" => {"x" => 1, "y" => 2}}
         between default, normal and override  {"a" => [2, 3],    "b" => {"x" => 1, "y" => 2}}

Chef::Node::Attribute#deep_merge! unites arrays, #hash_only_merge! replaces them; a nil of a higher level wins in both.
"""

from __future__ import annotations

from collections.abc import Iterable

from translator.evaluate.ruby.objects import RHash, Value, hash_key

DEFAULT_LEVELS = ("default", "env_default", "role_default", "force_default")
OVERRIDE_LEVELS = ("override", "role_override", "env_override", "force_override")
LEVELS = (*DEFAULT_LEVELS, "normal", *OVERRIDE_LEVELS, "automatic")


class _Missing:
    """The type of MISSING."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()
"""What a level has that does not have the key at all (nil is a value)."""


def deep_merge(low: Value, high: Value) -> Value:
    """Return `high` over `low`; hashes are merged, arrays united."""
    return _merge(low, high, True)


def hash_only_merge(low: Value, high: Value) -> Value:
    """Return `high` over `low`; hashes are merged, arrays replaced."""
    return _merge(low, high, False)


def merge_levels(values: Iterable[Value], *, unite_arrays: bool) -> Value:
    """Merge the values of several levels, lowest first; MISSING ones are passed over, MISSING when all are."""
    merged: Value = MISSING
    for value in values:
        if value is not MISSING:
            merged = value if merged is MISSING else _merge(merged, value, unite_arrays)
    return merged


def unite(low: Iterable[Value], high: Iterable[Value]) -> list[Value]:
    """Return Ruby's `low | high`: every element once, in the order in which it first occurs."""
    found: dict[object, Value] = {}
    for items in (low, high):
        for item in items:
            found.setdefault(hash_key(item), item)
    return list(found.values())


def _merge(low: Value, high: Value, unite_arrays: bool) -> Value:
    if isinstance(low, RHash) and isinstance(high, RHash):
        return _merge_hashes(low, high, unite_arrays)
    if unite_arrays and isinstance(low, list) and isinstance(high, list):
        return unite(low, high)
    return high


def _merge_hashes(low: RHash, high: RHash, unite_arrays: bool) -> RHash:
    merged = RHash()
    merged.table = dict(low.table)
    for key_id, (key, value) in high.table.items():
        old = merged.table.get(key_id)
        merged.table[key_id] = (key, value) if old is None else (old[0], _merge(old[1], value, unite_arrays))
    return merged
