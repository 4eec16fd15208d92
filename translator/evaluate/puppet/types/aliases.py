"""What stands behind `type Name = …`: the type that is written, with nothing in it twice.

before:  Variant[Enum['a'], Enum['b'], Optional[String]]      after:  Optional[Variant[Enum['a', 'b'], String]]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.assignable import assignable


def resolved(alias: m.AliasType, make: Callable[[], m.PType]) -> m.PType:
    """Return the type behind an alias; PuppetError when it leads to nothing but aliases."""
    alias._resolved = m.TypeReferenceType("UnresolvedReference")
    try:
        kind = make() if alias.core else normalized(make())
        if isinstance(kind, m.ObjectType) and not kind.name:
            return named(kind, alias.name)
        if not _leads_to_type(kind, {alias.name}):
            raise PuppetError(f"Type alias '{alias.name}' cannot be resolved to a real type")
        return _without(kind, alias)
    finally:
        alias._resolved = None


def named(kind: m.ObjectType, name: str) -> m.ObjectType:
    """Return an Object type with the name that its alias gives it."""
    return m.ObjectType({"name": name, **(kind.definition or {})}, name, kind.parent)


def _leads_to_type(kind: m.PType, seen: set[str]) -> bool:
    if isinstance(kind, m.VariantType):
        return any(_leads_to_type(item, seen) for item in kind.types)
    if not isinstance(kind, m.AliasType):
        return True
    if kind.name in seen:
        return False
    return _leads_to_type(kind.resolved, seen | {kind.name})


def _without(kind: m.PType, alias: m.AliasType) -> m.PType:
    """Leave the alias itself out of a Variant that it names: it adds nothing."""
    if not isinstance(kind, m.VariantType):
        return kind
    return m.variant(item for item in kind.types if _leads_to_type(item, {alias.name}))


def normalized(kind: m.PType) -> m.PType:
    """Return the same type with what is said twice said once."""
    change = _NORMAL.get(type(kind))
    return kind if change is None else change(kind)


def _optional(kind: m.OptionalType) -> m.PType:
    if kind.type is None:
        return kind
    inner = normalized(kind.type)
    if isinstance(inner, m.NotUndefType):
        return normalized(m.OptionalType(inner.type))
    return inner if _takes_undef(inner) else m.OptionalType(inner)


def _takes_undef(kind: m.PType) -> bool:
    return not isinstance(kind, m.AliasType) and assignable(kind, m.UNDEF)


def _not_undef(kind: m.NotUndefType) -> m.PType:
    if kind.type is None:
        return kind
    inner = normalized(kind.type)
    if isinstance(inner, m.OptionalType):
        return normalized(m.NotUndefType(inner.type))
    if isinstance(inner, m.AliasType):
        return m.NotUndefType(inner)
    return m.NotUndefType(inner) if assignable(inner, m.UNDEF) else inner


def _of(kind: m.OfType) -> m.PType:
    return kind if kind.type is None else type(kind)(normalized(kind.type))


def _callable(kind: m.CallableType) -> m.PType:
    parameters = kind.parameters and normalized(kind.parameters)
    assert parameters is None or isinstance(parameters, m.TupleType)
    return m.CallableType(parameters, kind.block and normalized(kind.block), kind.returns and normalized(kind.returns))


def _variant(kind: m.VariantType) -> m.PType:
    if not kind.types:
        return kind
    types = [normalized(item) for item in kind.types]
    if len(types) == 1:
        return types[0]
    if any(isinstance(item, (m.UndefType, m.OptionalType)) for item in types):
        kept = (item for item in types if not isinstance(item, m.UndefType))
        inner = (item.type if isinstance(item, m.OptionalType) else item for item in kept)
        return normalized(m.OptionalType(m.variant(item for item in inner if item is not None)))
    opened = _opened(types)
    merged = opened
    for merge in _MERGES:
        merged = merge(merged)
    return kind if tuple(types) == kind.types and len(merged) == len(opened) else m.variant(merged)


def _opened(types: Iterable[m.PType]) -> list[m.PType]:
    return [inner for item in types for inner in (item.types if isinstance(item, m.VariantType) else (item,))]


Types = list[m.PType]


def _merging(
    chosen: Callable[[m.PType], bool], merge: Callable[[list[Any]], Iterable[m.PType]], first: bool = False
) -> Callable[[Types], Types]:
    """Return a pass that puts what `merge` makes of the chosen types before or behind the others, if they are several."""

    def run(types: Types) -> Types:
        found = [item for item in types if chosen(item)]
        if len(found) < 2:
            return types
        others = [item for item in types if not chosen(item)]
        return [*merge(found), *others] if first else [*others, *merge(found)]

    return run


def _literal_strings(kind: m.PType) -> bool:
    if isinstance(kind, m.EnumType):
        return bool(kind.values) and not kind.case_insensitive
    return isinstance(kind, m.StringType) and kind.value is not None


def _one_enum(types: list[Any]) -> Iterable[m.PType]:
    values = [(str(item.value),) if isinstance(item, m.StringType) else item.values for item in types]
    return [m.EnumType(tuple(value for group in values for value in group))]


def _one_insensitive(types: list[Any]) -> Iterable[m.PType]:
    return [m.EnumType(tuple(value.lower() for item in types for value in item.values), True)]


def _one_pattern(types: list[Any]) -> Iterable[m.PType]:
    return [m.PatternType(tuple(dict.fromkeys(pattern for item in types for pattern in item.patterns)))]


def _one_not_undef(types: list[Any]) -> Iterable[m.PType]:
    return [m.NotUndefType(normalized(m.variant(item.type for item in types if item.type is not None)))]


def _one_semver(types: list[Any]) -> Iterable[m.PType]:
    return [m.SemVerType(tuple(item for kind in types for item in kind.ranges))]


def _merged_ranges(types: list[Any]) -> Iterable[m.PType]:
    """Join ranges that overlap; of integers also those that touch. The order is Puppet's, from behind."""
    result: list[m.PType] = []
    while types:
        current, apart = types.pop(), []
        for item in types:
            joined = _joined(current, item)
            if joined is None:
                apart.append(item)
            else:
                current = joined
        result.append(current)
        types = apart
    return result


def _joined(one: Any, two: Any) -> Any:
    overlap = not (one.high < two.low or two.high < one.low)
    touch = isinstance(one, m.IntegerType) and (one.high + 1 == two.low or two.high + 1 == one.low)
    return type(one)(min(one.low, two.low), max(one.high, two.high)) if overlap or touch else None


def _is(kind: type[m.PType]) -> Callable[[m.PType], bool]:
    return lambda item: type(item) is kind


_MERGES: Final[tuple[Callable[[Types], Types], ...]] = (
    _merging(_is(m.NotUndefType), _one_not_undef),
    _merging(_literal_strings, _one_enum),
    _merging(lambda item: isinstance(item, m.EnumType) and item.case_insensitive, _one_insensitive),
    _merging(_is(m.PatternType), _one_pattern),
    _merging(_is(m.SemVerType), _one_semver, first=True),
    _merging(_is(m.IntegerType), _merged_ranges, first=True),
    _merging(_is(m.FloatType), _merged_ranges, first=True),
)


def _struct(kind: m.StructType) -> m.PType:
    return m.StructType(tuple(m.StructElement(item.key, normalized(item.value)) for item in kind.elements))


_NORMAL: Final[dict[type[m.PType], Callable[[Any], m.PType]]] = {
    **dict.fromkeys((m.TypeType, m.IterableType, m.IteratorType), _of),
    m.SensitiveType: lambda kind: m.SensitiveType(normalized(kind.type)),
    m.OptionalType: _optional,
    m.NotUndefType: _not_undef,
    m.VariantType: _variant,
    m.CollectionType: lambda kind: m.CollectionType(),
    m.ArrayType: lambda kind: m.ArrayType(normalized(kind.element), kind.size),
    m.HashType: lambda kind: m.HashType(normalized(kind.key), normalized(kind.value), kind.size),
    m.TupleType: lambda kind: m.TupleType(tuple(map(normalized, kind.types)), kind.size),
    m.StructType: _struct,
    m.CallableType: _callable,
}
