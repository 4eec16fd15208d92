"""`new` of Object types: attributes by position, or as one hash of them."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, CoreFunction, Signature
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.objects import ObjectValue, attributes_of
from translator.evaluate.puppet.types.text import to_text
from translator.evaluate.puppet.values import Deferred, Value


def object_constructor(kind: m.ObjectType) -> CoreFunction:
    """Return the `new` of an Object type."""
    made = CoreFunction(f"new_{kind.name}", origins=True)
    made.signatures = [_by_hash(kind), _by_position(kind)]
    return made


def _by_hash(kind: m.ObjectType) -> Signature:
    def make(call: Call, given: dict[str, Value]) -> Value:
        return _value(kind, {str(name): value for name, value in given.items()})

    return Signature(parameters=(to_text(_initializer(kind)),), names=("hash",), body=make)


def _by_position(kind: m.ObjectType) -> Signature:
    attributes = attributes_of(kind)
    names = sorted(attributes, key=lambda name: attributes[name][1])
    texts = [("?" if attributes[name][1] else "") + to_text(attributes[name][0]) for name in names]

    def make(call: Call, *arguments: Value) -> Value:
        return _value(kind, dict(zip(names, arguments, strict=False)))

    return Signature(parameters=tuple(texts), names=tuple(names), body=make)


def _initializer(kind: m.ObjectType) -> m.StructType:
    elements = []
    for name, (value, optional, _) in attributes_of(kind).items():
        key: m.PType = m.StringType(None, name)
        elements.append(m.StructElement(m.OptionalType(key) if optional else key, value))
    return m.StructType(tuple(elements))


def _value(kind: m.ObjectType, given: dict[str, Value]) -> Value:
    full = {name: given.get(name, default) for name, (_, _, default) in attributes_of(kind).items()}
    if kind.name == "Deferred":
        return Deferred(str(full["name"]), full["arguments"] or ())
    return ObjectValue(kind, full)
