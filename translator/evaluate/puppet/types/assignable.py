"""Is every value of that type also of this one: `assignable(NumericType(), IntegerType(1))`.

Aliases may name themselves: a pair of types that is asked about while it is being answered counts as true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from translator.evaluate.puppet.patterns import matches
from translator.evaluate.puppet.types import model as m

Asked: TypeAlias = frozenset[tuple[m.PType, m.PType]]
_NONE: Final[Asked] = frozenset()


def assignable(kind: m.PType, other: m.PType, asked: Asked = _NONE) -> bool:
    """Tell whether whatever is an `other` is a `kind`."""
    if isinstance(kind, m.UnitType) or isinstance(other, m.UnitType):
        return True
    if isinstance(kind, m.AliasType) or isinstance(other, m.AliasType):
        return _aliased(kind, other, asked)
    if isinstance(kind, m.VariantType):
        if isinstance(other, m.UndefType) and not kind.types:
            return False
        if isinstance(other, m.VariantType) and not kind.types:
            return True
    taken_apart = _APART.get(type(other))
    if taken_apart is not None:
        return taken_apart(kind, other, asked)
    return _within(kind, other, asked)


def same(one: m.PType, two: m.PType) -> bool:
    """Tell whether `one == two`: they are written alike, or each holds the other."""
    return one == two or (assignable(one, two) and assignable(two, one))


def _aliased(kind: m.PType, other: m.PType, asked: Asked) -> bool:
    if (kind, other) in asked:
        return True
    asked = asked | {(kind, other)}
    if isinstance(kind, m.AliasType):
        return assignable(kind.resolved, other, asked)
    return assignable(kind, m.unaliased(other), asked)


def _within(kind: m.PType, other: m.PType, asked: Asked) -> bool:
    return _ASSIGNABLE.get(type(kind), _same)(kind, other, asked)


def _other_variant(kind: m.PType, other: m.VariantType, asked: Asked) -> bool:
    if isinstance(kind, m.AnyType):
        return True
    if isinstance(kind, m.NotUndefType) and not other.types:
        return _within(kind, other, asked)
    return bool(other.types) and all(assignable(kind, item, asked) for item in other.types)


def _other_optional(kind: m.PType, other: m.OptionalType, asked: Asked) -> bool:
    return assignable(kind, m.UNDEF, asked) and (other.type is None or assignable(kind, other.type, asked))


def _other_not_undef(kind: m.PType, other: m.NotUndefType, asked: Asked) -> bool:
    if other.type is None or assignable(other.type, m.UNDEF):
        return _within(kind, other, asked)
    return assignable(kind, other.type, asked)


_APART: Final[dict[type[m.PType], Callable[[m.PType, Any, Asked], bool]]] = {
    m.VariantType: _other_variant,
    m.OptionalType: _other_optional,
    m.NotUndefType: _other_not_undef,
}


# --- by the class of the wider type


def _same(kind: m.PType, other: m.PType, asked: Asked) -> bool:
    return kind == other


def _any(kind: m.PType, other: m.PType, asked: Asked) -> bool:
    return True


def _same_class(kind: m.PType, other: m.PType, asked: Asked) -> bool:
    return type(kind) is type(other)


def _is_a(*classes: type[m.PType]) -> Callable[[m.PType, m.PType, Asked], bool]:
    return lambda kind, other, asked: isinstance(other, classes)


def _range(kind: m.NumericType, other: m.PType, asked: Asked) -> bool:
    return isinstance(other, type(kind)) and kind.low <= other.low and kind.high >= other.high


def _time(kind: m.TimeType, other: m.PType, asked: Asked) -> bool:
    if not isinstance(other, m.TimeType) or type(kind) is not type(other):
        return False
    above = kind.low is None or (other.low is not None and kind.low <= other.low)
    return above and (kind.high is None or (other.high is not None and kind.high >= other.high))


def _boolean(kind: m.BooleanType, other: m.PType, asked: Asked) -> bool:
    return isinstance(other, m.BooleanType) and kind.value in (None, other.value)


def _size_of_string(kind: m.StringType) -> m.IntegerType:
    if kind.value is not None:
        return m.IntegerType(len(kind.value), len(kind.value))
    return kind.size or m.ANY_SIZE


def _string(kind: m.StringType, other: m.PType, asked: Asked) -> bool:
    if kind.size is not None:
        return _sized_string(kind.size, other)
    if isinstance(other, m.StringType):
        return kind.value is None or kind.value == other.value
    if isinstance(other, m.EnumType):
        return kind.value is None or (len(other.values) == 1 and not other.case_insensitive)
    return isinstance(other, m.PatternType) and kind.value is None


def _sized_string(size: m.IntegerType, other: m.PType) -> bool:
    match other:
        case m.StringType():
            return _range(size, _size_of_string(other), _NONE)
        case m.EnumType(values=values) if values:
            return size.low <= min(map(len, values)) and size.high >= max(map(len, values))
        case m.EnumType() | m.PatternType():
            return _range(size, m.ANY_SIZE, _NONE)
        case _:
            return False


def _in_enum(kind: m.EnumType, text: str | None) -> bool:
    if text is None:
        return False
    if kind.case_insensitive:
        return text.lower() in {value.lower() for value in kind.values}
    return text in kind.values


def _enum(kind: m.EnumType, other: m.PType, asked: Asked) -> bool:
    if kind == other:
        return True
    if not kind.values and isinstance(other, (m.StringType, m.EnumType, m.PatternType)):
        return True
    if isinstance(other, m.StringType):
        return _in_enum(kind, other.value)
    if not isinstance(other, m.EnumType):
        return False
    alike = kind.case_insensitive or not other.case_insensitive
    return bool(other.values) and alike and all(_in_enum(kind, value) for value in other.values)


def _pattern(kind: m.PatternType, other: m.PType, asked: Asked) -> bool:
    if kind == other:
        return True
    texts: tuple[str, ...] = ()
    if isinstance(other, m.StringType):
        texts = () if other.value is None else (other.value,)
    elif isinstance(other, m.EnumType):
        texts = other.values
    elif not isinstance(other, m.PatternType):
        return False
    if not kind.patterns:
        return True
    return bool(texts) and all(any(matches(pattern, text) for pattern in kind.patterns) for text in texts)


def _regexp(kind: m.RegexpType, other: m.PType, asked: Asked) -> bool:
    return isinstance(other, m.RegexpType) and kind.pattern in (None, other.pattern)


def _semver(kind: m.SemVerType, other: m.PType, asked: Asked) -> bool:
    if not isinstance(other, m.SemVerType):
        return False
    if not kind.ranges or not other.ranges:
        return not kind.ranges
    return all(any(mine.covers(theirs) for mine in kind.ranges) for theirs in other.ranges)


def _size_of(other: m.PType) -> m.IntegerType | None:
    match other:
        case m.SizedType() | m.TupleType():
            return other.size_range
        case m.StructType(elements=elements):
            return m.IntegerType(len(elements), len(elements))
        case _:
            return None


def _tuple_size(other: m.TupleType) -> m.IntegerType:
    return other.size or m.IntegerType(len(other.types), len(other.types))


def _collection(kind: m.CollectionType, other: m.PType, asked: Asked) -> bool:
    size = _tuple_size(other) if isinstance(other, m.TupleType) else _size_of(other)
    return size is not None and _range(kind.size_range, size, asked)


def _array(kind: m.ArrayType, other: m.PType, asked: Asked) -> bool:
    if isinstance(other, m.TupleType):
        fits = _range(kind.size_range, _tuple_size(other), asked)
        return fits and all(assignable(kind.element, item, asked) for item in other.types)
    if not isinstance(other, m.ArrayType):
        return False
    return _range(kind.size_range, other.size_range, asked) and assignable(kind.element, other.element, asked)


def _hash(kind: m.HashType, other: m.PType, asked: Asked) -> bool:
    if isinstance(other, m.StructType):
        return kind.size_range.low <= len(other.elements) <= kind.size_range.high and all(
            assignable(kind.key, m.StringType(None, item.name), asked) and assignable(kind.value, item.value, asked)
            for item in other.elements
        )
    if not isinstance(other, m.HashType):
        return False
    if other == m.HashType(m.UNIT, m.UNIT, m.NO_SIZE) and kind.size_range.low == 0:
        return True
    alike = assignable(kind.key, other.key, asked) and assignable(kind.value, other.value, asked)
    return alike and _range(kind.size_range, other.size_range, asked)


def _tuple(kind: m.TupleType, other: m.PType, asked: Asked) -> bool:
    if kind == other:
        return True
    if not isinstance(other, (m.TupleType, m.ArrayType)) or not _range(kind.size_range, other.size_range, asked):
        return False
    if not kind.types:
        return True
    if isinstance(other, m.TupleType):
        if not other.types:
            return kind.size_range.low == 0
        return all(assignable(kind.at(index), item, asked) for index, item in enumerate(other.types))
    count = int(min(len(kind.types), other.size_range.high))
    return all(assignable(kind.at(index), other.element, asked) for index in range(count))


def _struct(kind: m.StructType, other: m.PType, asked: Asked) -> bool:
    if isinstance(other, m.StructType):
        return _struct_of_struct(kind, other, asked)
    if not isinstance(other, m.HashType):
        return False
    required = [item for item in kind.elements if not item.optional]
    if not all(
        assignable(item.value, other.value, asked) and assignable(m.STRING, other.key, asked) for item in required
    ):
        return False
    return _range(m.IntegerType(len(required), len(kind.elements)), other.size_range, asked)


def _struct_of_struct(kind: m.StructType, other: m.StructType, asked: Asked) -> bool:
    theirs = {item.name: item for item in other.elements}
    known = 0
    for item in kind.elements:
        found = theirs.get(item.name)
        if found is None:
            if not item.optional:
                return False
            continue
        known += 1
        if not (assignable(item.key, found.key, asked) and assignable(item.value, found.value, asked)):
            return False
    return known == len(theirs)


def _variant(kind: m.VariantType, other: m.PType, asked: Asked) -> bool:
    return any(assignable(item, other, asked) for item in kind.types)


def _optional(kind: m.OptionalType, other: m.PType, asked: Asked) -> bool:
    return isinstance(other, m.UndefType) or kind.type is None or assignable(kind.type, other, asked)


def _not_undef(kind: m.NotUndefType, other: m.PType, asked: Asked) -> bool:
    return not assignable(other, m.UNDEF, asked) and (kind.type is None or assignable(kind.type, other, asked))


def _type(kind: m.TypeType, other: m.PType, asked: Asked) -> bool:
    if not isinstance(other, m.TypeType):
        return False
    return kind.type is None or (other.type is not None and assignable(kind.type, other.type, asked))


def _iterable(kind: m.IterableType, other: m.PType, asked: Asked) -> bool:
    from translator.evaluate.puppet.types.iteration import is_iterable, iterated

    if kind.type is None or assignable(kind.type, m.ANY, asked):
        return is_iterable(other)
    found = iterated(other)
    return found is not None and assignable(kind.type, found, asked)


def _iterator(kind: m.IteratorType, other: m.PType, asked: Asked) -> bool:
    if not isinstance(other, m.IteratorType):
        return False
    return kind.type is None or assignable(kind.type, other.type or m.ANY, asked)


def _sensitive(kind: m.SensitiveType, other: m.PType, asked: Asked) -> bool:
    return isinstance(other, m.SensitiveType) and assignable(kind.type, other.type, asked)


def _callable(kind: m.CallableType, other: m.PType, asked: Asked) -> bool:
    if not isinstance(other, m.CallableType):
        return False
    if kind.returns is not None and not assignable(kind.returns, other.returns or m.ANY, asked):
        return False
    if kind.parameters is None:
        return True
    if other.parameters is None or not assignable(other.parameters, kind.parameters, asked):
        return False
    return assignable(other.block or m.UNDEF, kind.block or m.UNDEF, asked)


def _class(kind: m.ClassType, other: m.PType, asked: Asked) -> bool:
    return isinstance(other, m.ClassType) and kind.name in (None, other.name)


def _resource(kind: m.ResourceType, other: m.PType, asked: Asked) -> bool:
    if not isinstance(other, m.ResourceType):
        return False
    if kind.type_name is None:
        return True
    alike = other.type_name is not None and kind.type_name.lower() == other.type_name.lower()
    return alike and kind.title in (None, other.title)


def _init(kind: m.InitType, other: m.PType, asked: Asked) -> bool:
    from translator.evaluate.puppet.types.new import init_holds

    if isinstance(other, m.InitType):
        return kind.type is None or (other.type is not None and assignable(kind.type, other.type, asked))
    return init_holds(kind, other)


def _runtime(kind: m.RuntimeType, other: m.PType, asked: Asked) -> bool:
    if not isinstance(other, m.RuntimeType) or kind.runtime not in (None, other.runtime):
        return False
    return kind.name is None or kind.name == other.name


def _uri(kind: m.UriType, other: m.PType, asked: Asked) -> bool:
    from translator.evaluate.puppet.types.instance import part_fits

    if not isinstance(other, m.UriType):
        return False
    theirs = other.parts or {}
    return all(
        name in theirs
        and (part_fits(mine, theirs[name]) or (_both_types(mine, theirs[name]) and assignable(mine, theirs[name])))
        for name, mine in (kind.parts or {}).items()
    )


def _both_types(one: Any, two: Any) -> bool:
    return isinstance(one, m.PType) and isinstance(two, m.PType)


def _object(kind: m.ObjectType, other: m.PType, asked: Asked) -> bool:
    if not isinstance(other, m.ObjectType):
        return False
    ancestor: m.PType | None = other
    while isinstance(ancestor, m.ObjectType):
        if kind.definition is None or kind == ancestor:
            return True
        ancestor = m.unaliased(ancestor.parent) if ancestor.parent is not None else None
    return False


_ASSIGNABLE: Final[dict[type[m.PType], Callable[[Any, m.PType, Asked], bool]]] = {
    m.AnyType: _any,
    **dict.fromkeys((m.UndefType, m.DefaultType, m.BinaryType, m.SemVerRangeType, m.TypeSetType), _same_class),
    m.NumericType: _range,
    m.IntegerType: _range,
    m.FloatType: _range,
    m.TimespanType: _time,
    m.TimestampType: _time,
    m.BooleanType: _boolean,
    m.StringType: _string,
    m.EnumType: _enum,
    m.PatternType: _pattern,
    m.RegexpType: _regexp,
    m.SemVerType: _semver,
    m.ScalarType: _is_a(m.ScalarType, m.SemVerRangeType),
    m.ScalarDataType: _is_a(m.ScalarDataType),
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
    m.IteratorType: _iterator,
    m.SensitiveType: _sensitive,
    m.CallableType: _callable,
    m.CatalogEntryType: _is_a(m.CatalogEntryType),
    m.ClassType: _class,
    m.ResourceType: _resource,
    m.InitType: _init,
    m.RuntimeType: _runtime,
    m.UriType: _uri,
    m.ObjectType: _object,
}
