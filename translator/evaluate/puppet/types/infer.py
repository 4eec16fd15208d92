"""The type of a value, what it is in general, and what two types have in common.

infer((1, "a"))       Array[ScalarData, 2, 2]      infer_set((1, "a"))      Tuple[Integer[1, 1], String]
generalize(…)         Array[ScalarData]            common_type(a, b)        the narrowest that holds both
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.assignable import assignable
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.types.objects import ObjectValue
from translator.evaluate.puppet.types.times import Timespan, Timestamp
from translator.evaluate.puppet.types.uris import Uri
from translator.evaluate.puppet.types.versions import SemVer, SemVerRange
from translator.evaluate.puppet.values import (
    Default,
    Deferred,
    Regexp,
    Sensitive,
    TracedFloat,
    TracedInt,
    TracedStr,
    Value,
)
from translator.evaluate.values import Unknown


class Iterator:
    """What `reverse_each`, `step` and `tree_each` return without a block: an Iterator[T] over `items`."""

    __slots__ = ("element_type", "items", "shown")

    def __init__(self, items: Iterable[Value], element_type: m.PType = m.ANY, shown: str = "Iterator") -> None:
        self.items = items
        self.element_type = element_type
        self.shown = shown


def is_closure(value: Value) -> bool:
    """Tell whether a value can be called: a lambda or whatever else says its Callable type."""
    return hasattr(value, "callable_type")


def infer(value: Value) -> m.PType:
    """Return the narrowest type of a value; the elements of a collection have one type in common."""
    found = _INFER.get(type(value))
    if found is not None:
        return found(value)
    return _of_others(value)


def _of_others(value: Value) -> m.PType:
    if isinstance(value, m.PType):
        return m.TypeType(value)
    if is_closure(value):
        kind = value.callable_type
        return kind if isinstance(kind, m.PType) else m.CallableType()
    for kind, found in _INFER.items():
        if isinstance(value, kind):
            return found(value)
    return m.RuntimeType("ruby", type(value).__name__)


def _array(value: tuple[Value, ...]) -> m.PType:
    return m.ArrayType(reduced(infer(item) for item in value), _size_of(value)) if value else EMPTY_ARRAY


def _hash(value: dict[Value, Value]) -> m.PType:
    if not value:
        return EMPTY_HASH
    keys, values = reduced(infer(key) for key in value), reduced(infer(item) for item in value.values())
    return m.HashType(keys, values, _size_of(value))


def _size_of(value: Any) -> m.IntegerType:
    return m.IntegerType(len(value), len(value))


def _deferred(value: Deferred) -> m.PType:
    from translator.evaluate.puppet.types.parse import core_type

    return core_type("deferred") or m.ANY


EMPTY_ARRAY: Final = m.ArrayType(m.UNIT, m.NO_SIZE)
EMPTY_HASH: Final = m.HashType(m.UNIT, m.UNIT, m.NO_SIZE)
_INFER: Final[dict[type, Callable[[Any], m.PType]]] = {
    str: lambda value: m.StringType(None, str(value)),
    TracedStr: lambda value: m.StringType(None, value),
    bool: lambda value: m.BooleanType(value),
    int: lambda value: m.IntegerType(value, value),
    TracedInt: lambda value: m.IntegerType(value, value),
    float: lambda value: m.FloatType(value, value),
    TracedFloat: lambda value: m.FloatType(value, value),
    tuple: _array,
    dict: _hash,
    type(None): lambda value: m.UNDEF,
    Default: lambda value: m.DefaultType(),
    Regexp: lambda value: m.RegexpType(value),
    Sensitive: lambda value: m.SensitiveType(generalize(infer(value.value))),
    Deferred: _deferred,
    Unknown: lambda value: m.UNIT,
    Binary: lambda value: m.BinaryType(),
    Timespan: lambda value: m.TimespanType(value, value),
    Timestamp: lambda value: m.TimestampType(value, value),
    SemVer: lambda value: m.SemVerType(),
    SemVerRange: lambda value: m.SemVerRangeType(),
    Uri: lambda value: m.UriType(value.as_pattern()),
    ObjectValue: lambda value: value.type,
    Iterator: lambda value: m.IteratorType(value.element_type),
}


def infer_set(value: Value) -> m.PType:
    """Return the most detailed type of a value: a Tuple of a list, a Struct of a hash with strings as keys."""
    if isinstance(value, tuple):
        return m.TupleType(tuple(infer_set(item) for item in value)) if value else EMPTY_ARRAY
    if isinstance(value, SemVer):
        return m.SemVerType((SemVerRange.exactly(value),))
    if not isinstance(value, dict):
        return infer(value)
    if not value:
        return EMPTY_HASH
    if all(isinstance(key, str) and key for key in value):
        made = (m.StructElement(m.StringType(None, str(key)), infer_set(item)) for key, item in value.items())
        return m.StructType(tuple(made))
    keys = m.variant(infer_set(key) for key in value)
    return m.HashType(keys, m.variant(infer_set(item) for item in value.values()), _size_of(value))


# --- general types


def generalize(kind: m.PType) -> m.PType:
    """Return the type without what is particular to values: sizes, bounds, literal strings."""
    general = _GENERAL.get(type(kind))
    return kind if general is None else general(kind)


def _default(kind: Any) -> m.PType:
    made: m.PType = type(kind)()
    return made


def _general_enum(kind: m.EnumType) -> m.PType:
    if not kind.values:
        return m.STRING
    sizes = [len(item) for item in kind.values]
    return m.StringType(m.IntegerType(min(sizes), max(sizes)))


def _general_hash(kind: m.HashType) -> m.PType:
    return kind if kind == EMPTY_HASH else m.HashType(generalize(kind.key), generalize(kind.value))


def _general_inner(kind: m.OfType) -> m.PType:
    return kind if kind.type is None else type(kind)(generalize(kind.type))


def _general_tuple(kind: m.TupleType) -> m.PType:
    return m.TupleType(tuple(generalize(item) for item in kind.types), kind.size)


def _general_struct(kind: m.StructType) -> m.PType:
    return m.StructType(tuple(m.StructElement(item.key, generalize(item.value)) for item in kind.elements))


def _general_callable(kind: m.CallableType) -> m.PType:
    parameters = kind.parameters and generalize(kind.parameters)
    assert parameters is None or isinstance(parameters, m.TupleType)
    return m.CallableType(parameters, kind.block and generalize(kind.block), kind.returns and generalize(kind.returns))


_GENERAL: Final[dict[type[m.PType], Callable[[Any], m.PType]]] = {
    **dict.fromkeys((m.IntegerType, m.FloatType, m.StringType, m.BooleanType, m.CollectionType), _default),
    **dict.fromkeys((m.TimespanType, m.TimestampType, m.UriType), _default),
    **dict.fromkeys((m.TypeType, m.OptionalType, m.NotUndefType, m.IterableType, m.IteratorType), _general_inner),
    m.SensitiveType: lambda kind: m.SensitiveType(generalize(kind.type)),
    m.EnumType: _general_enum,
    m.ArrayType: lambda kind: m.ArrayType(generalize(kind.element)),
    m.HashType: _general_hash,
    m.TupleType: _general_tuple,
    m.StructType: _general_struct,
    m.VariantType: lambda kind: m.variant(generalize(item) for item in kind.types) if kind.types else kind,
    m.CallableType: _general_callable,
}


# --- common types


def reduced(types: Iterable[m.PType]) -> m.PType:
    """Return what all the types have in common."""
    found: m.PType | None = None
    for kind in types:
        found = kind if found is None else common_type(found, kind)
    return m.ANY if found is None else found


def common_type(one: m.PType, two: m.PType) -> m.PType:
    """Return the narrowest type Puppet knows that holds both."""
    for nothing in (m.UndefType, m.UnitType):
        if isinstance(one, nothing):
            return two
        if isinstance(two, nothing):
            return one
    if assignable(one, two):
        return one
    if assignable(two, one):
        return two
    return _of_alike(one, two) or _first_holding(one, two)


def _of_alike(one: m.PType, two: m.PType) -> m.PType | None:
    if isinstance(one, (m.StringType, m.EnumType)) and isinstance(two, (m.StringType, m.EnumType)):
        return _common_strings(one, two)
    if type(one) is not type(two):
        return None
    common = _COMMON.get(type(one))
    return None if common is None else common(one, two)


def _common_strings(one: m.StringType | m.EnumType, two: m.StringType | m.EnumType) -> m.PType:
    if isinstance(one, m.StringType) and isinstance(two, m.StringType):
        if one.size is not None and two.size is not None:
            size = common_type(one.size, two.size)
            assert isinstance(size, m.IntegerType)
            return m.StringType(size)
        both = one.value is not None and two.value is not None
        return m.EnumType((str(one.value), str(two.value))) if both else m.STRING
    values = [(item.value,) if isinstance(item, m.StringType) else item.values for item in (one, two)]
    flat = tuple(value for group in values for value in group if value is not None)
    return m.EnumType() if (None,) in values else m.EnumType(flat)


def _common_range(one: Any, two: Any) -> m.PType:
    made: m.PType = type(one)(min(one.low, two.low), max(one.high, two.high))
    return made


def _common_resource(one: m.ResourceType, two: m.ResourceType) -> m.PType:
    return m.ResourceType(one.type_name) if one.type_name == two.type_name else m.ResourceType()


def _common_hash(one: m.HashType, two: m.HashType) -> m.PType:
    return m.HashType(common_type(one.key, two.key), common_type(one.value, two.value))


_COMMON: Final[dict[type[m.PType], Callable[[Any, Any], m.PType]]] = {
    m.ArrayType: lambda one, two: m.ArrayType(common_type(one.element, two.element)),
    m.HashType: _common_hash,
    m.ClassType: lambda one, two: m.ClassType(),
    m.ResourceType: _common_resource,
    m.IntegerType: _common_range,
    m.FloatType: _common_range,
    m.PatternType: lambda one, two: m.PatternType(tuple(dict.fromkeys(one.patterns + two.patterns))),
    m.VariantType: lambda one, two: m.variant(one.types + two.types),
    m.RegexpType: lambda one, two: m.RegexpType(),
    m.CallableType: lambda one, two: m.CallableType(),
}
_HOLDERS: Final[tuple[m.PType, ...]] = (m.NumericType(), m.ScalarDataType(), m.ScalarType())


def _first_holding(one: m.PType, two: m.PType) -> m.PType:
    for holder in _HOLDERS:
        if assignable(holder, one) and assignable(holder, two):
            return holder
    if _both_within("data", one, two):
        return _named("data")
    if isinstance(one, m.TypeType) and isinstance(two, m.TypeType):
        return m.TypeType(common_type(one.type or m.UNDEF, two.type or m.UNDEF))
    return _named("richdata") if _both_within("richdata", one, two) else m.ANY


def _named(name: str) -> m.PType:
    from translator.evaluate.puppet.types.parse import core_type

    found = core_type(name)
    assert found is not None
    return found


def _both_within(name: str, one: m.PType, two: m.PType) -> bool:
    holder = _named(name)
    return assignable(holder, one) and assignable(holder, two)
