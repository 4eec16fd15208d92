"""`new` of Object types: attributes by position, or as one hash of them."""

from __future__ import annotations

from typing import Any

from translator.evaluate.puppet.calls import Call, CoreFunction, Signature
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.mismatch import assert_instance
from translator.evaluate.puppet.types.objects import ObjectValue, attributes_of
from translator.evaluate.puppet.values import Deferred, Value


def object_constructor(kind: m.ObjectType) -> CoreFunction:
    """Return the `new` of an Object type."""
    made = CoreFunction(f"new_{kind.name}", origins=True)
    made.signatures = [Signature(parameters=("*Any",), names=("args",), body=_maker(kind))]
    return made


def _maker(kind: m.ObjectType) -> Any:
    def make(call: Call, *arguments: Value) -> Value:
        given = _given(kind, arguments)
        assert_instance(f"{kind.name} initializer", _initializer(kind), given, call.span)
        return _value(kind, given)

    return make


def _given(kind: m.ObjectType, arguments: tuple[Value, ...]) -> dict[str, Value]:
    if len(arguments) == 1 and isinstance(arguments[0], dict) and instance(_initializer(kind), arguments[0]):
        return {str(name): value for name, value in arguments[0].items()}
    attributes = attributes_of(kind)
    required = [name for name, (_, optional, _) in attributes.items() if not optional]
    optional = [name for name in attributes if name not in required]
    return dict(zip([*required, *optional], arguments, strict=False))


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
