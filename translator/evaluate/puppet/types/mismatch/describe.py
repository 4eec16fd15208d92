"""What keeps a type from fitting another: an expected and an actual type in, Mismatches out, none when it fits.

before:  describe(Array[Integer], Tuple[Integer, String], ())       after:  (TypeMismatch(index 1, Integer, String),)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.aliases import normalized
from translator.evaluate.puppet.types.assignable import assignable
from translator.evaluate.puppet.types.mismatch.errors import (
    At,
    CountMismatch,
    ExtraneousKey,
    Mismatch,
    MissingBlock,
    MissingKey,
    Path,
    PatternMismatch,
    SizeMismatch,
    Step,
    TypeMismatch,
    UnexpectedBlock,
    UnresolvedReference,
)

Found = tuple[Mismatch, ...]


def describe(expected: m.PType, actual: m.PType, path: Path) -> Found:
    """Return what is wrong with `actual`."""
    unresolved = unresolved_in(expected, set())
    if unresolved is not None:
        return (UnresolvedReference(path, unresolved),)
    return _described(normalized(expected), expected, actual, path)


def _described(expected: m.PType, original: m.PType, actual: m.PType, path: Path) -> Found:
    return _DESCRIBERS.get(type(expected), _any)(expected, original, actual, path)


def unresolved_in(kind: m.PType, seen: set[str]) -> str | None:
    """Return the name in a type that stands for no type, None when every name does."""
    if isinstance(kind, m.TypeReferenceType):
        return kind.text
    if isinstance(kind, m.AliasType):
        if kind.name in seen:
            return None
        seen.add(kind.name)
    return next((found for item in within(kind) if (found := unresolved_in(item, seen)) is not None), None)


def within(kind: m.PType) -> Iterable[m.PType]:
    """Return the types that a type is made of."""
    match kind:
        case m.AliasType():
            return (kind.resolved,)
        case m.OfType() | m.SensitiveType() | m.InitType():
            return () if kind.type is None else (kind.type,)
        case m.ArrayType():
            return (kind.element,)
        case m.HashType():
            return (kind.key, kind.value)
        case m.TupleType() | m.VariantType():
            return kind.types
        case m.StructType():
            return [item.value for item in kind.elements]
        case m.CallableType():
            return [item for item in (kind.parameters, kind.block, kind.returns) if item is not None]
        case _:
            return ()


def _any(expected: m.PType, original: m.PType, actual: m.PType, path: Path) -> Found:
    return () if assignable(expected, actual) else (TypeMismatch(path, original, actual),)


def _alias(expected: m.AliasType, original: m.PType, actual: m.PType, path: Path) -> Found:
    return _described(normalized(expected.resolved), expected, actual, path)


def _optional(expected: m.OptionalType, original: m.PType, actual: m.PType, path: Path) -> Found:
    if isinstance(actual, m.UndefType) or expected.type is None:
        return ()
    return _described(expected.type, original if isinstance(original, m.AliasType) else expected, actual, path)


def _pattern(expected: m.PType, original: m.PType, actual: m.PType, path: Path) -> Found:
    return (PatternMismatch(path, original, actual),)


def _variant(expected: m.VariantType, original: m.PType, actual: m.PType, path: Path) -> Found:
    types = expected.types
    if isinstance(original, m.OptionalType):
        types = (m.UNDEF, *types)
    each: list[Found] = []
    for index, kind in enumerate(types):
        found = describe(kind, actual, (*path, At(Step.VARIANT, index)))
        if not found:
            return ()
        each.append(found)
    merged = merge(len(path), SizeMismatch, each)
    if isinstance(original, m.AliasType) and len(merged) == 1:
        return (TypeMismatch(path, original, actual),)
    return merged


def merge(position: int, size_class: type[SizeMismatch], each: Sequence[Found]) -> Found:
    """Join what alternatives say into one, where all say the same kind of thing of the same place."""
    found: Found = tuple(item for one in each for item in one)
    for kind in (size_class, MissingBlock, UnexpectedBlock, TypeMismatch):
        alike: list[Mismatch] = [item for item in found if isinstance(item, kind)]
        if len(alike) == len(each) and alike and all(item.place == alike[0].place for item in alike):
            joined = alike[0]
            for item in alike[1:]:
                joined = joined.merged(item)
            found = (joined,)
            break
    unique = tuple(dict.fromkeys(found))
    return (unique[0].without(position),) if len(unique) == 1 else unique


def _fits_size(expected: m.IntegerType, actual: m.IntegerType) -> bool:
    return assignable(expected, actual)


def _array(expected: m.ArrayType, original: m.PType, actual: m.PType, path: Path) -> Found:
    if isinstance(actual, m.TupleType):
        size = actual.size or m.IntegerType(len(actual.types), len(actual.types))
        if not _fits_size(expected.size_range, size):
            return (SizeMismatch(path, expected.size_range, size),)
        return tuple(
            item
            for index, kind in enumerate(actual.types)
            if not assignable(expected.element, kind)
            for item in describe(expected.element, kind, (*path, At(Step.INDEX, index)))
        )
    if not isinstance(actual, m.ArrayType):
        return (TypeMismatch(path, original, actual),)
    if expected.size is None or _fits_size(expected.size, actual.size_range):
        return (TypeMismatch(path, original, m.ArrayType(actual.element)),)
    return (SizeMismatch(path, expected.size, actual.size_range),)


def _required(kind: m.StructType) -> m.IntegerType:
    return m.IntegerType(sum(1 for item in kind.elements if not item.optional), len(kind.elements))


def _hash(expected: m.HashType, original: m.PType, actual: m.PType, path: Path) -> Found:
    if isinstance(actual, m.StructType):
        if not _fits_size(expected.size_range, _required(actual)):
            return (SizeMismatch(path, expected.size_range, _required(actual)),)
        return tuple(
            item for element in actual.elements for item in _entry(expected.key, expected.value, element, path)
        )
    return _whole_hash(expected.size, original, actual, path)


def _whole_hash(size: m.IntegerType | None, original: m.PType, actual: m.PType, path: Path) -> Found:
    if not isinstance(actual, m.HashType):
        return (TypeMismatch(path, original, actual),)
    if size is None or _fits_size(size, actual.size_range):
        return (TypeMismatch(path, original, m.HashType(actual.key, actual.value)),)
    return (SizeMismatch(path, size, actual.size_range),)


def _entry(key: m.PType, value: m.PType, actual: m.StructElement, path: Path) -> Found:
    found: Found = ()
    if not assignable(key, actual.key):
        found += describe(key, actual.key, (*path, At(Step.KEY, actual.name)))
    if not assignable(value, actual.value):
        found += describe(value, actual.value, (*path, At(Step.ENTRY, actual.name)))
    return found


def _struct(expected: m.StructType, original: m.PType, actual: m.PType, path: Path) -> Found:
    if not isinstance(actual, m.StructType):
        return _whole_hash(_required(expected), original, actual, path)
    theirs = {item.name: item for item in actual.elements}
    found: Found = ()
    for element in expected.elements:
        given = theirs.pop(element.name, None)
        if given is not None:
            found += _entry(element.key, element.value, given, path)
        elif not element.optional:
            found += (MissingKey(path, element.name),)
    return found + tuple(ExtraneousKey(path, name) for name in theirs)


def _tuple(expected: m.TupleType, original: m.PType, actual: m.PType, path: Path) -> Found:
    return described_tuple(expected, original, actual, path, SizeMismatch)


def described_tuple(
    expected: m.TupleType, original: m.PType, actual: m.PType, path: Path, size_class: type[SizeMismatch]
) -> Found:
    """Return what is wrong with a list, or with arguments when `size_class` is CountMismatch."""
    if expected == actual or (not expected.types and isinstance(actual, m.ArrayType)):
        return ()
    if not isinstance(actual, (m.TupleType, m.ArrayType)):
        return (TypeMismatch(path, original, actual),)
    if not _fits_size(expected.size_range, actual.size_range):
        return (size_class(path, expected.size_range, actual.size_range),)
    return tuple(
        item
        for index, (kind, given) in enumerate(_pairs(expected, actual))
        for item in describe(kind, given, (*path, At(Step.INDEX, min(index, len(expected.types) - 1))))
    )


def _pairs(expected: m.TupleType, actual: m.TupleType | m.ArrayType) -> list[tuple[m.PType, m.PType]]:
    if not expected.types:
        return []
    if isinstance(actual, m.ArrayType):
        return [(kind, actual.element) for kind in expected.types]
    return [(expected.at(index), given) for index, given in enumerate(actual.types)]


def _callable(expected: m.CallableType, original: m.PType, actual: m.PType, path: Path) -> Found:
    if not isinstance(actual, m.CallableType):
        return (TypeMismatch(path, original, actual),)
    if expected.parameters is None and expected.returns is None:
        return ()
    parameters = expected.parameters or m.TupleType()
    found = described_tuple(parameters, parameters, actual.parameters or m.TupleType(), path, CountMismatch)
    return found or _rest_of_callable(expected, actual, path)


def _rest_of_callable(expected: m.CallableType, actual: m.CallableType, path: Path) -> Found:
    mine, theirs = expected.returns or m.ANY, actual.returns or m.ANY
    if not assignable(mine, theirs):
        return (TypeMismatch((*path, At(Step.RETURN)), mine, theirs),)
    my_block, their_block = expected.block or m.UNDEF, actual.block or m.UNDEF
    if assignable(their_block, my_block):
        return ()
    return (TypeMismatch((*path, At(Step.BLOCK)), my_block, their_block),)


_DESCRIBERS: Final[dict[type[m.PType], Callable[[Any, m.PType, m.PType, Path], Found]]] = {
    m.AliasType: _alias,
    m.OptionalType: _optional,
    m.PatternType: _pattern,
    m.EnumType: _pattern,
    m.VariantType: _variant,
    m.ArrayType: _array,
    m.HashType: _hash,
    m.StructType: _struct,
    m.TupleType: _tuple,
    m.CallableType: _callable,
}
