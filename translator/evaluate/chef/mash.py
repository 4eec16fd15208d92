"""Chef's hashes and arrays of node data, as Python subclasses of the Ruby ones.

Mash             string and symbol keys are one
VividMash        a level of node attributes: reading a missing key makes it, writing drops the merged view
AttrArray        an array inside a VividMash
ImmutableMash    the merged view; written only while it is built
ImmutableArray   an array inside an ImmutableMash

`ruby_class` is the Ruby class of each; the methods that Ruby code calls are filed in mash_methods.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Protocol, SupportsIndex

from translator.evaluate.ruby.objects import RHash, RString, Symbol, Value


class Root(Protocol):
    """Whoever holds the merged view of some attributes, to be told when one of them changes."""

    def reset(self, key: str | None) -> None:
        """Forget the merged value of a top-level key, or of all."""


def plain_key(key: Value) -> Value:
    """Return the key under which a Mash keeps `key`: the name of a symbol, anything else as it is."""
    return RString(key.name, None, True) if type(key) is Symbol else key


def key_text(key: Value) -> str:
    """Return a top-level key as text."""
    if isinstance(key, RString):
        return key.text
    return key.name if type(key) is Symbol else str(key)


class Mash(RHash):
    """A hash that takes `:key` for "key"; hashes put into it become Mashes."""

    __slots__ = ()
    ruby_class: ClassVar[str] = "Mash"

    def get(self, key: Value, default: Value = None) -> Value:
        return super().get(plain_key(key), default)

    def set(self, key: Value, value: Value) -> None:
        super().set(plain_key(key), self.convert(value))

    def delete(self, key: Value) -> Value:
        return super().delete(plain_key(key))

    def __contains__(self, key: Value) -> bool:
        return super().__contains__(plain_key(key))

    def convert(self, value: Value) -> Value:
        """Return a value as it is kept: plain hashes as Mashes, arrays copied."""
        if type(value) is RHash:
            return Mash(value.items())
        if isinstance(value, list):
            return [self.convert(item) for item in value]
        return value


class VividMash(Mash):
    """A level of node attributes, or a hash below one. `top` is the top-level key it hangs under, None for a level."""

    __slots__ = ("root", "top")
    ruby_class: ClassVar[str] = "Chef::Node::VividMash"

    def __init__(self, root: Root, top: str | None, pairs: Iterable[tuple[Value, Value]] = ()) -> None:
        self.root = root
        self.top = top
        super().__init__(pairs)

    def set(self, key: Value, value: Value) -> None:
        top = self.top if self.top is not None else key_text(key)
        RHash.set(self, plain_key(key), vivid(_tree(value, self), self.root, top))
        self.root.reset(top)

    def delete(self, key: Value) -> Value:
        self.changed(key)
        return super().delete(key)

    def convert(self, value: Value) -> Value:
        return vivid(_tree(value, self), self.root, self.top)

    def changed(self, key: Value = None) -> None:
        """Drop the merged view of what this belongs to."""
        self.root.reset(self.top if self.top is not None or key is None else key_text(key))

    def vivify(self, key: Value) -> Value:
        """Return the value of `key`; a missing one becomes an empty hash."""
        found = self.table.get(key.text if type(key) is RString else key.name if type(key) is Symbol else key)
        if found is not None:
            return found[1]
        if key in self:
            return self.get(key)
        self.set(key, RHash())
        return self.get(key)


class AttrArray(list[Value]):
    """An array inside a level of node attributes; every change drops the merged view."""

    __slots__ = ("root", "top")
    ruby_class: ClassVar[str] = "Chef::Node::AttrArray"

    def __init__(self, root: Root, top: str | None, items: Iterable[Value] = ()) -> None:
        self.root = root
        self.top = top
        super().__init__(vivid(item, root, top) for item in items)

    def convert(self, value: Value) -> Value:
        return vivid(_tree(value, self), self.root, self.top)

    def changed(self) -> None:
        self.root.reset(self.top)

    def append(self, value: Value) -> None:
        self.changed()
        super().append(self.convert(value))

    def extend(self, values: Iterable[Value]) -> None:
        self.changed()
        super().extend([self.convert(value) for value in values])

    def insert(self, index: SupportsIndex, value: Value) -> None:
        self.changed()
        super().insert(index, self.convert(value))

    def pop(self, index: SupportsIndex = -1) -> Value:
        self.changed()
        return super().pop(index)

    def clear(self) -> None:
        self.changed()
        super().clear()

    def reverse(self) -> None:
        self.changed()
        super().reverse()

    def __setitem__(self, index: Any, value: Any) -> None:
        self.changed()
        kept = [self.convert(item) for item in value] if isinstance(index, slice) else self.convert(value)
        super().__setitem__(index, kept)

    def __delitem__(self, index: Any) -> None:
        self.changed()
        super().__delitem__(index)

    def __iadd__(self, values: Iterable[Value]) -> AttrArray:  # type: ignore[misc]
        self.extend(values)
        return self


class ImmutableMash(Mash):
    """A hash of the merged view. `lacking` names the cookbook that is not there and would set more of it."""

    __slots__ = ("lacking",)
    ruby_class: ClassVar[str] = "Chef::Node::ImmutableMash"

    def __init__(self, pairs: Iterable[tuple[Value, Value]] = ()) -> None:
        self.lacking = ""
        super().__init__(pairs)


class ImmutableArray(list[Value]):
    """An array of the merged view."""

    __slots__ = ()
    ruby_class: ClassVar[str] = "Chef::Node::ImmutableArray"


def _tree(value: Value, holder: Value) -> Value:
    """Return a value to put into `holder`; node data is a tree: what would hold itself is copied."""
    return plain(value) if isinstance(value, (RHash, list)) and _holds(value, holder) else value


def _holds(value: Value, wanted: Value) -> bool:
    """Tell whether a hash or array is, or has somewhere below it, the wanted one."""
    waiting, seen = [value], set[int]()
    while waiting:
        here = waiting.pop()
        if here is wanted:
            return True
        if id(here) not in seen and isinstance(here, (RHash, list)):
            seen.add(id(here))
            waiting.extend(item for _, item in here.items()) if isinstance(here, RHash) else waiting.extend(here)
    return False


def vivid(value: Value, root: Root, top: str | None) -> Value:
    """Return a value as a level keeps it: hashes and arrays as classes that tell `root` of changes."""
    if isinstance(value, (VividMash, AttrArray)):
        return value
    if isinstance(value, RHash):
        return _vivid_hash(value, root, top)
    if isinstance(value, list):
        return AttrArray(root, top, value)
    return value


def _vivid_hash(value: RHash, root: Root, top: str | None) -> VividMash:
    made = VividMash(root, top)
    for key, item in value.items():
        RHash.set(made, plain_key(key), vivid(item, root, top))
    return made


def plain(value: Value) -> Value:
    """Return a value with every Mash below it as a plain Hash and every array as a plain Array; strings are copied."""
    if isinstance(value, RHash):
        return RHash((key, plain(item)) for key, item in value.items())
    if isinstance(value, list):
        return [plain(item) for item in value]
    if type(value) is RString:
        return RString(value.text, value.holes)
    return value
