"""Object types and their values: `Object[{name => 'Car', attributes => {…}}]` and what its `new` makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.values import Value

_READERS: Final = {("Error", "message"): "msg"}
"""Functions of objects that read an attribute of another name."""


class ObjectValue:
    """An instance of an Object type: its attributes by name, with their defaults filled in."""

    __slots__ = ("attributes", "type")

    def __init__(self, kind: m.ObjectType, attributes: dict[str, Value]) -> None:
        self.type = kind
        self.attributes = attributes

    def member(self, name: str) -> Callable[..., Value] | None:
        """Return what a method of this name runs, with the arguments and `block`; None when there is none."""
        known = _READERS.get((self.type.name, name), name)
        return (lambda block=None: self.attributes[known]) if known in self.attributes else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectValue) and (self.type, self.attributes) == (other.type, other.attributes)

    def __hash__(self) -> int:
        return hash(self.type)

    def __str__(self) -> str:
        from translator.evaluate.puppet.types.text import value_text

        return value_text(self)


def given_attributes(value: ObjectValue) -> dict[str, Value]:
    """Return the attributes that are not their defaults: what the object's text shows."""
    known = attributes_of(value.type)
    return {
        name: item
        for name, item in value.attributes.items()
        if not (name in known and known[name][1] and known[name][2] == item)
    }


def object_type(definition: Value) -> m.ObjectType:
    """Return the type that a hash of name, parent, attributes … defines."""
    if not isinstance(definition, dict):
        raise PuppetError("Object-Type[] argument must be a Hash")
    parent = definition.get("parent")
    return m.ObjectType(definition, str(definition.get("name", "")), parent if isinstance(parent, m.PType) else None)


def attributes_of(kind: m.ObjectType) -> dict[str, tuple[m.PType, bool, Value]]:
    """Return every attribute, the parent's first: its type, whether it may be left out, and its default."""
    parent = m.unaliased(kind.parent) if kind.parent is not None else None
    found = attributes_of(parent) if isinstance(parent, m.ObjectType) else {}
    for name, written in ((kind.definition or {}).get("attributes") or {}).items():
        found[str(name)] = _attribute(written)
    return found


def _attribute(written: Any) -> tuple[m.PType, bool, Value]:
    if not isinstance(written, dict):
        return written, False, None
    kind = written.get("type", m.ANY)
    optional = "value" in written or written.get("kind") == "given_or_derived"
    return kind, optional, written.get("value")


def definition_text(kind: m.ObjectType) -> str:
    """Return the type as `Object[{…}]`."""
    from translator.evaluate.puppet.types.text import to_text, value_text

    def shown(value: Any, depth: int) -> str:
        if isinstance(value, dict):
            keys = (value_text(key) if depth == 2 else str(key) for key in value)
            inner = (f"{key} => {shown(item, depth + 1)}" for key, item in zip(keys, value.values(), strict=True))
            return "{" + ", ".join(inner) + "}"
        return to_text(value) if isinstance(value, m.PType) else value_text(value)

    return f"Object[{shown(kind.definition or {}, 1)}]"
