"""What iterating over a value of a type yields: `Integer[1, 3]` gives Integer[1, 3], a String one-letter strings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from translator.evaluate.puppet.types import model as m

LETTER: Final = m.StringType(m.IntegerType(1, 1))
_PAIR: Final = m.TupleType((m.UNIT, m.UNIT), m.PAIR_SIZE)


def is_iterable(kind: m.PType) -> bool:
    """Tell whether whatever is of that type can be iterated over."""
    kind = m.unaliased(kind)
    if isinstance(kind, m.TypeType):
        return iterated(kind) is not None
    return isinstance(kind, _ITERABLE)


def iterated(kind: m.PType) -> m.PType | None:
    """Return the type of what iteration yields; None when it cannot be iterated over or yields anything."""
    kind = m.unaliased(kind)
    found = _YIELDS.get(type(kind))
    return None if found is None else found(kind)


def _hash(kind: m.HashType) -> m.PType:
    if kind in (m.HashType(), m.HashType(m.UNIT, m.UNIT, m.NO_SIZE)):
        return _PAIR
    return m.TupleType((kind.key, kind.value), m.PAIR_SIZE)


def _struct(kind: m.StructType) -> m.PType:
    if not kind.elements:
        return _PAIR
    keys = m.variant(item.key for item in kind.elements)
    return m.TupleType((keys, m.variant(item.value for item in kind.elements)), m.PAIR_SIZE)


def _type(kind: m.TypeType) -> m.PType | None:
    inner = kind.type
    ends = isinstance(inner, m.IntegerType) and inner.finite
    return inner if ends or isinstance(inner, m.EnumType) else None


_YIELDS: Final[dict[type[m.PType], Callable[[Any], m.PType | None]]] = {
    m.StringType: lambda kind: LETTER,
    m.EnumType: lambda kind: LETTER,
    m.IntegerType: lambda kind: m.INTEGER,
    m.ArrayType: lambda kind: None if kind.element == m.ANY else kind.element,
    m.TupleType: lambda kind: m.variant(kind.types),
    m.HashType: _hash,
    m.StructType: _struct,
    m.TypeType: _type,
    m.IterableType: lambda kind: kind.type,
    m.IteratorType: lambda kind: kind.type,
}
_ITERABLE: Final = (
    *(m.StringType, m.EnumType, m.IntegerType, m.SizedType, m.TupleType, m.StructType, m.IterableType, m.IteratorType),
)
