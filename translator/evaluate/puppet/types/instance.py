"""Is this value of that type: `instance(IntegerType(1), 5)`.

An Unknown fits every type. Aliases may name themselves: `Active` holds which alias is being asked about which value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from translator.evaluate.puppet.patterns import matches
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.assignable import assignable
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.types.infer import Iterator, infer, is_closure
from translator.evaluate.puppet.types.objects import ObjectValue
from translator.evaluate.puppet.types.times import Timespan, Timestamp
from translator.evaluate.puppet.types.uris import Uri
from translator.evaluate.puppet.types.versions import SemVer, SemVerRange
from translator.evaluate.puppet.values import DEFAULT, Regexp, Sensitive, Value
from translator.evaluate.values import Unknown

Active: TypeAlias = frozenset[tuple[str, int]]
_NONE: Final[Active] = frozenset()


def instance(kind: m.PType, value: Value, active: Active = _NONE) -> bool:
    """Tell whether `value` is of type `kind`."""
    if isinstance(value, Unknown):
        return True
    return _INSTANCE.get(type(kind), _by_inference)(kind, value, active)


def _by_inference(kind: Any, value: Value, active: Active) -> bool:
    return assignable(kind, infer(value))


def _alias(kind: m.AliasType, value: Value, active: Active) -> bool:
    asked = (kind.name, id(value))
    return asked not in active and instance(kind.resolved, value, active | {asked})


def _number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _numeric(kind: m.NumericType, value: Value, active: Active) -> bool:
    return _number(value) and kind.low <= value <= kind.high


def _integer(kind: m.IntegerType, value: Value, active: Active) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and kind.low <= value <= kind.high


def _float(kind: m.FloatType, value: Value, active: Active) -> bool:
    return isinstance(value, float) and kind.low <= value <= kind.high


def _boolean(kind: m.BooleanType, value: Value, active: Active) -> bool:
    return isinstance(value, bool) and kind.value in (None, value)


def _string(kind: m.StringType, value: Value, active: Active) -> bool:
    if not isinstance(value, str):
        return False
    if kind.size is not None:
        return kind.size.low <= len(value) <= kind.size.high
    return kind.value is None or kind.value == value


def _enum(kind: m.EnumType, value: Value, active: Active) -> bool:
    if not isinstance(value, str):
        return False
    if kind.case_insensitive:
        return value.lower() in {item.lower() for item in kind.values}
    return value in kind.values


def _pattern(kind: m.PatternType, value: Value, active: Active) -> bool:
    return isinstance(value, str) and (not kind.patterns or any(matches(item, value) for item in kind.patterns))


def _regexp(kind: m.RegexpType, value: Value, active: Active) -> bool:
    return isinstance(value, Regexp) and kind.pattern in (None, value)


def _scalar(kind: m.ScalarType, value: Value, active: Active) -> bool:
    return isinstance(value, (str, int, float, Regexp, SemVer, SemVerRange, Timespan, Timestamp))


def _scalar_data(kind: m.ScalarDataType, value: Value, active: Active) -> bool:
    return isinstance(value, (str, int, float))


def _sized(size: m.IntegerType | None, value: Value) -> bool:
    return size is None or size.low <= len(value) <= size.high


def _collection(kind: m.CollectionType, value: Value, active: Active) -> bool:
    return isinstance(value, (tuple, dict)) and _sized(kind.size, value)


def _array(kind: m.ArrayType, value: Value, active: Active) -> bool:
    return (
        isinstance(value, tuple)
        and all(instance(kind.element, item, active) for item in value)
        and _sized(kind.size, value)
    )


def _hash(kind: m.HashType, value: Value, active: Active) -> bool:
    return (
        isinstance(value, dict)
        and all(instance(kind.key, key, active) for key in value)
        and all(instance(kind.value, item, active) for item in value.values())
        and _sized(kind.size, value)
    )


def _tuple(kind: m.TupleType, value: Value, active: Active) -> bool:
    if not isinstance(value, tuple) or not _sized(kind.size_range, value):
        return False
    return not kind.types or all(instance(kind.at(index), item, active) for index, item in enumerate(value))


def _struct(kind: m.StructType, value: Value, active: Active) -> bool:
    if not isinstance(value, dict):
        return False
    known = 0
    for element in kind.elements:
        if element.name in value:
            known += 1
            if not instance(element.value, value[element.name], active):
                return False
        elif not element.optional:
            return False
    return known == len(value)


def _variant(kind: m.VariantType, value: Value, active: Active) -> bool:
    return any(instance(item, value, active) for item in kind.types)


def _optional(kind: m.OptionalType, value: Value, active: Active) -> bool:
    return value is None or (kind.type is not None and instance(kind.type, value, active))


def _not_undef(kind: m.NotUndefType, value: Value, active: Active) -> bool:
    return value is not None and (kind.type is None or instance(kind.type, value, active))


def _type(kind: m.TypeType, value: Value, active: Active) -> bool:
    return isinstance(value, m.PType) and (kind.type is None or assignable(kind.type, value))


def _iterable(kind: m.IterableType, value: Value, active: Active) -> bool:
    if kind.type is not None and not assignable(kind.type, m.ANY):
        return assignable(kind, infer(value))
    match value:
        case bool():
            return False
        case int():
            return value >= 0
        case m.AliasType():
            return _iterable(kind, m.unaliased(value), active)
        case m.IntegerType():
            return value.finite
        case _:
            return isinstance(value, (str, dict, tuple, m.EnumType, Iterator))


def _sensitive(kind: m.SensitiveType, value: Value, active: Active) -> bool:
    return isinstance(value, Sensitive) and instance(kind.type, value.value, active)


def _callable(kind: m.CallableType, value: Value, active: Active) -> bool:
    return is_closure(value) and assignable(kind, infer(value))


def _timespan(kind: m.TimespanType, value: Value, active: Active) -> bool:
    return isinstance(value, Timespan) and _between(kind, value)


def _timestamp(kind: m.TimestampType, value: Value, active: Active) -> bool:
    return isinstance(value, Timestamp) and _between(kind, value)


def _between(kind: m.TimeType, value: Any) -> bool:
    return (kind.low is None or kind.low <= value) and (kind.high is None or value <= kind.high)


def _semver(kind: m.SemVerType, value: Value, active: Active) -> bool:
    return isinstance(value, SemVer) and (not kind.ranges or any(item.includes(value) for item in kind.ranges))


def _uri(kind: m.UriType, value: Value, active: Active) -> bool:
    if not isinstance(value, Uri):
        return False
    return all(part_fits(wanted, value.part(name)) for name, wanted in (kind.parts or {}).items())


def part_fits(wanted: Value, part: Value) -> bool:
    """Tell whether a part of a URI is what the type wants: a type, an expression, or text in any case of letters."""
    if isinstance(wanted, m.PType):
        return instance(wanted, part)
    if isinstance(wanted, Regexp):
        return isinstance(part, str) and matches(wanted, part)
    return str(wanted).lower() == str(part).lower() if part is not None else wanted is None


def _object(kind: m.ObjectType, value: Value, active: Active) -> bool:
    return (isinstance(value, ObjectValue) and assignable(kind, value.type)) or _by_inference(kind, value, active)


def _init(kind: m.InitType, value: Value, active: Active) -> bool:
    from translator.evaluate.puppet.types.new import accepts

    return accepts(kind, value)


_INSTANCE: Final[dict[type[m.PType], Callable[[Any, Value, Active], bool]]] = {
    m.AnyType: lambda kind, value, active: True,
    m.UnitType: lambda kind, value, active: True,
    m.UndefType: lambda kind, value, active: value is None,
    m.DefaultType: lambda kind, value, active: value is DEFAULT,
    m.AliasType: _alias,
    m.NumericType: _numeric,
    m.IntegerType: _integer,
    m.FloatType: _float,
    m.BooleanType: _boolean,
    m.StringType: _string,
    m.EnumType: _enum,
    m.PatternType: _pattern,
    m.RegexpType: _regexp,
    m.ScalarType: _scalar,
    m.ScalarDataType: _scalar_data,
    m.CollectionType: _collection,
    m.ArrayType: _array,
    m.HashType: _hash,
    m.TupleType: _tuple,
    m.StructType: _struct,
    m.VariantType: _variant,
    m.OptionalType: _optional,
    m.NotUndefType: _not_undef,
    m.TypeType: _type,
    m.IterableType: _iterable,
    m.SensitiveType: _sensitive,
    m.CallableType: _callable,
    m.TimespanType: _timespan,
    m.TimestampType: _timestamp,
    m.SemVerType: _semver,
    m.SemVerRangeType: lambda kind, value, active: isinstance(value, SemVerRange),
    m.BinaryType: lambda kind, value, active: isinstance(value, Binary),
    m.UriType: _uri,
    m.ObjectType: _object,
    m.InitType: _init,
    m.TypeReferenceType: lambda kind, value, active: False,
}
