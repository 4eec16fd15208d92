"""Walking node data by a path of keys: a container and keys in, the value there (or MISSING) out."""

from __future__ import annotations

from collections.abc import Sequence

from translator.evaluate.chef.mash import AttrArray, VividMash
from translator.evaluate.chef.precedence import MISSING
from translator.evaluate.ruby.objects import RHash, Value

__all__ = ["MISSING", "child", "is_container", "read_path", "unlink_path", "write_path"]


def is_container(value: Value, key: Value) -> bool:
    """Tell whether `value[key]` makes sense: any key of a hash, a number of an array."""
    return isinstance(value, RHash) or (isinstance(value, list) and type(key) is int)


def child(value: Value, key: Value) -> Value:
    """Return `value[key]`, MISSING when it is not there."""
    if isinstance(value, RHash):
        return value.get(key, MISSING)
    if isinstance(value, list) and type(key) is int and -len(value) <= key < len(value):
        return value[key]
    return MISSING


def read_path(value: Value, path: Sequence[Value]) -> Value:
    """Return the value at the path, MISSING when the path leaves the data."""
    for key in path:
        value = child(value, key)
        if value is MISSING:
            return MISSING
    return value


def write_path(level: VividMash, path: Sequence[Value], value: Value, *, replace: bool = True) -> bool:
    """Write `value` at the path and make hashes on the way; what is no container is replaced, or else False."""
    here: Value = level
    for at, key in enumerate(path[:-1]):
        below = child(here, key)
        if below is MISSING or (not is_container(below, path[at + 1]) and replace):
            _put(here, key, RHash())
            below = child(here, key)
        if not is_container(below, path[at + 1]):
            return False
        here = below
    _put(here, path[-1], value)
    return True


def unlink_path(level: RHash, path: Sequence[Value]) -> Value:
    """Take the value at the path out and return it; MISSING when it is not there."""
    holder = read_path(level, path[:-1])
    if isinstance(holder, RHash):
        return holder.delete(path[-1]) if path[-1] in holder else MISSING
    if isinstance(holder, AttrArray) and path[-1] in holder:
        holder.remove(path[-1])
        holder.changed()
        return path[-1]
    return MISSING


def _put(holder: Value, key: Value, value: Value) -> None:
    if isinstance(holder, RHash):
        holder.set(key, value)
    elif isinstance(holder, list):
        holder.extend([None] * (key + 1 - len(holder)))
        holder[key] = value
