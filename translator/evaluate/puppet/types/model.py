"""The types as frozen classes, named and derived as Puppet's own are: `Integer[1]` is IntegerType(1).

Bounds are ints or floats, -INF or INF where there is none; a size is an IntegerType or None. Two types are equal when
they are written alike; a Variant's and a Pattern's order does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from translator.evaluate.puppet.values import Regexp, Value

INF: Final = inf


class PType:
    """Any type at all."""

    __slots__ = ()

    def __str__(self) -> str:
        from translator.evaluate.puppet.types.text import shown

        return shown(self)


@dataclass(frozen=True, slots=True)
class AnyType(PType): ...


@dataclass(frozen=True, slots=True)
class UnitType(PType):
    """What an empty collection holds: fits everything, both ways."""


@dataclass(frozen=True, slots=True)
class UndefType(PType): ...


@dataclass(frozen=True, slots=True)
class DefaultType(PType): ...


@dataclass(frozen=True, slots=True)
class OfType(PType):
    """A type about another type; None when it has no parameter."""

    type: PType | None = None


@dataclass(frozen=True, slots=True)
class TypeType(OfType): ...


@dataclass(frozen=True, slots=True)
class OptionalType(OfType): ...


@dataclass(frozen=True, slots=True)
class NotUndefType(OfType):
    def __post_init__(self) -> None:
        if type(self.type) is AnyType:
            object.__setattr__(self, "type", None)


@dataclass(frozen=True, slots=True)
class IterableType(OfType): ...


@dataclass(frozen=True, slots=True)
class IteratorType(OfType): ...


@dataclass(frozen=True, slots=True)
class SensitiveType(PType):
    type: PType = AnyType()


# --- scalars


@dataclass(frozen=True, slots=True)
class ScalarType(PType): ...


@dataclass(frozen=True, slots=True)
class ScalarDataType(ScalarType): ...


@dataclass(frozen=True, slots=True)
class NumericType(ScalarDataType):
    low: float = -INF
    high: float = INF

    @property
    def unbounded(self) -> bool:
        return self.low == -INF and self.high == INF


@dataclass(frozen=True, slots=True)
class IntegerType(NumericType):
    @property
    def as_size(self) -> IntegerType:
        """The same range without what is below 0."""
        return self if self.low >= 0 else IntegerType(0, max(self.high, 0))

    @property
    def finite(self) -> bool:
        return self.low != -INF and self.high != INF


@dataclass(frozen=True, slots=True)
class FloatType(NumericType): ...


@dataclass(frozen=True, slots=True)
class BooleanType(ScalarDataType):
    value: bool | None = None


@dataclass(frozen=True, slots=True)
class StringType(ScalarDataType):
    """`value` is the only string that fits: what a literal string is inferred as."""

    size: IntegerType | None = None
    value: str | None = None

    def __post_init__(self) -> None:
        _clip_size(self)


@dataclass(frozen=True, slots=True)
class EnumType(ScalarDataType):
    values: tuple[str, ...] = ()
    case_insensitive: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(sorted(set(self.values))))


@dataclass(frozen=True, slots=True, eq=False)
class PatternType(ScalarDataType):
    patterns: tuple[Regexp, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PatternType) and set(self.patterns) == set(other.patterns)

    def __hash__(self) -> int:
        return hash(frozenset(self.patterns))


@dataclass(frozen=True, slots=True)
class RegexpType(ScalarType):
    pattern: Regexp | None = None


@dataclass(frozen=True, slots=True)
class TimeType(ScalarType):
    """Timespan and Timestamp; `low` and `high` are such values, None where there is no bound."""

    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class TimespanType(TimeType): ...


@dataclass(frozen=True, slots=True)
class TimestampType(TimeType): ...


@dataclass(frozen=True, slots=True)
class SemVerType(ScalarType):
    """`ranges` are SemVerRange values; a version fits when one includes it."""

    ranges: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class SemVerRangeType(PType): ...


@dataclass(frozen=True, slots=True)
class BinaryType(PType): ...


# --- collections


def _clip_size(made: Any) -> None:
    if made.size is not None:
        object.__setattr__(made, "size", made.size.as_size)


ANY_SIZE: Final = IntegerType(0)
NO_SIZE: Final = IntegerType(0, 0)


class SizedType(PType):
    """Collection and what Puppet derives from it: Array and Hash, but neither Tuple nor Struct."""

    __slots__ = ()
    size: IntegerType | None

    @property
    def size_range(self) -> IntegerType:
        return self.size or ANY_SIZE

    @property
    def always_empty(self) -> bool:
        return self.size == NO_SIZE


@dataclass(frozen=True, slots=True)
class CollectionType(SizedType):
    size: IntegerType | None = None

    def __post_init__(self) -> None:
        _clip_size(self)


@dataclass(frozen=True, slots=True)
class ArrayType(SizedType):
    element: PType = AnyType()
    size: IntegerType | None = None

    def __post_init__(self) -> None:
        _clip_size(self)
        if self.size == NO_SIZE:
            object.__setattr__(self, "element", UnitType())


@dataclass(frozen=True, slots=True)
class HashType(SizedType):
    key: PType = AnyType()
    value: PType = AnyType()
    size: IntegerType | None = None

    def __post_init__(self) -> None:
        _clip_size(self)
        if self.size == NO_SIZE:
            object.__setattr__(self, "key", UnitType())
            object.__setattr__(self, "value", UnitType())


@dataclass(frozen=True, slots=True)
class TupleType(PType):
    types: tuple[PType, ...] = ()
    size: IntegerType | None = None

    def __post_init__(self) -> None:
        _clip_size(self)

    @property
    def size_range(self) -> IntegerType:
        """How many elements fit."""
        if self.size is not None:
            return self.size
        return IntegerType(len(self.types), len(self.types)) if self.types else ANY_SIZE

    def at(self, index: int) -> PType:
        """Return the type of the element at `index`; the last is repeated."""
        return self.types[min(index, len(self.types) - 1)]


@dataclass(frozen=True, slots=True)
class StructElement:
    """`key` is a StringType with a value, in an OptionalType when the key may be missing."""

    key: PType
    value: PType

    @property
    def name(self) -> str:
        key = self.key.type if isinstance(self.key, OptionalType) else self.key
        assert isinstance(key, StringType)
        assert key.value is not None
        return key.value

    @property
    def optional(self) -> bool:
        return isinstance(self.key, OptionalType)


@dataclass(frozen=True, slots=True)
class StructType(PType):
    elements: tuple[StructElement, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class VariantType(PType):
    types: tuple[PType, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VariantType) and set(self.types) == set(other.types)

    def __hash__(self) -> int:
        return hash(frozenset(self.types))


def variant(types: Iterable[PType]) -> PType:
    """Return the Variant of `types`, each once and Variants among them opened; the type itself when it is one."""
    flat = (inner for kind in types for inner in (kind.types if isinstance(kind, VariantType) else (kind,)))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else VariantType(unique)


@dataclass(frozen=True, slots=True)
class CallableType(PType):
    """`parameters` None: anything callable. `returns` None: anything is returned."""

    parameters: TupleType | None = None
    block: PType | None = None
    returns: PType | None = None

    def __post_init__(self) -> None:
        if type(self.returns) is AnyType:
            object.__setattr__(self, "returns", None)


# --- the catalog


@dataclass(frozen=True, slots=True)
class CatalogEntryType(PType): ...


@dataclass(frozen=True, slots=True)
class ClassType(CatalogEntryType):
    """`Class['ntp']`: the name in lower case, without leading `::`."""

    name: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ResourceType(CatalogEntryType):
    """`File['/a']`, `File`, `Resource`; `type_name` is written with capitals ("Apache::Vhost"), its case is ignored."""

    type_name: str | None = None
    title: str | None = None

    def _key(self) -> tuple[str | None, str | None]:
        return self.type_name and self.type_name.lower(), self.title

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ResourceType) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


# --- the rest


@dataclass(frozen=True, slots=True, eq=False)
class InitType(PType):
    """What `new` of `type` takes, with `arguments` after it."""

    type: PType | None = None
    arguments: tuple[Value, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InitType) and (self.type, self.arguments) == (other.type, other.arguments)

    def __hash__(self) -> int:
        return hash(self.type)


@dataclass(frozen=True, slots=True)
class RuntimeType(PType):
    """`name` is a string or a (Regexp, replacement) pair."""

    runtime: str | None = None
    name: Value = None


@dataclass(frozen=True, slots=True, eq=False)
class UriType(PType):
    """`parts` is a hash of "scheme", "host" … to what each must match; None for any URI."""

    parts: dict[str, Value] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UriType) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(UriType)


@dataclass(frozen=True, slots=True)
class TypeReferenceType(PType):
    """A name that stands for no type that is known; nothing fits it."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class ObjectType(PType):
    """`Object[{name => …, attributes => {…}}]`: `definition` is that hash. Without one, any object."""

    definition: dict[str, Value] | None = None
    name: str = ""
    parent: PType | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectType) and (self.name, self.definition) == (other.name, other.definition)

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True, eq=False)
class TypeSetType(PType):
    """`TypeSet[{…}]`; without a definition, any type set."""

    definition: dict[str, Value] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TypeSetType) and self.definition == other.definition

    def __hash__(self) -> int:
        return hash(TypeSetType)


class AliasType(PType):
    """`type Name = …`: the type behind it is made when it is first asked for, so that it may name itself."""

    __slots__ = ("_make", "_resolved", "core", "name")

    def __init__(self, name: str, make: Callable[[], PType], core: bool = False) -> None:
        self.name = name
        self.core = core
        self._make = make
        self._resolved: PType | None = None

    @property
    def resolved(self) -> PType:
        """The type behind the name, normalised unless it is the language's own; PuppetError when that is no type."""
        if self._resolved is None:
            from translator.evaluate.puppet.types.aliases import resolved

            self._resolved = resolved(self, self._make)
        return self._resolved

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AliasType) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"AliasType({self.name!r})"


def unaliased(kind: PType) -> PType:
    """Return the type behind any aliases."""
    while isinstance(kind, AliasType):
        kind = kind.resolved
    return kind


ANY: Final = AnyType()
UNIT: Final = UnitType()
UNDEF: Final = UndefType()
STRING: Final = StringType()
INTEGER: Final = IntegerType()
PAIR_SIZE: Final = IntegerType(2, 2)
