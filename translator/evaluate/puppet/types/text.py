"""How a type is written: a PType in, Puppet's text of it out.

to_text(t)       aliases by name: `Array[Stdlib::Port]`
to_expanded(t)   the way a type is interpolated: an alias with what it stands for, `Stdlib::Port = Integer[0, 65535]`
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from translator.evaluate.puppet.patterns import delimited
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.names import capitalised
from translator.evaluate.puppet.types.objects import ObjectValue, given_attributes
from translator.evaluate.puppet.types.quoting import quoted
from translator.evaluate.puppet.types.times import Timespan, Timestamp
from translator.evaluate.puppet.types.versions import SemVer, SemVerRange
from translator.evaluate.puppet.values import Default, Deferred, Regexp, Value
from translator.evaluate.ruby.methods.support.quoting import float_text


def to_text(kind: m.PType) -> str:
    """Return the type as messages write it."""
    return _Writer(expand=False).type(kind)


def to_expanded(kind: m.PType) -> str:
    """Return the type as a string shows it; aliases in it are followed by ` = ` and what they stand for."""
    return _Writer(expand=True).type(kind)


def shown(kind: m.PType) -> str:
    """Return the type as it stands in a string: what an alias or an object type means is added."""
    return to_expanded(kind) if isinstance(kind, (m.AliasType, m.ObjectType)) else to_text(kind)


def _joined(name: str, parts: Iterable[str]) -> str:
    inner = ", ".join(parts)
    return f"{name}[{inner}]" if inner else name


class _Writer:
    """One text; `open_aliases` are those that are being expanded."""

    def __init__(self, expand: bool) -> None:
        self.expand = expand
        self.open_aliases: set[str] = set()

    def type(self, kind: m.PType) -> str:
        return _WRITERS[type(kind)](self, kind)

    def value(self, value: Value) -> str:
        """Return a value as it stands among a type's parameters."""
        if isinstance(value, m.PType):
            return self.type(value)
        for known, write in _VALUES:
            if isinstance(value, known):
                return write(self, value)
        return str(value)

    def alias(self, kind: m.AliasType) -> str:
        from translator.evaluate.puppet.types.parse import ALIASES

        if self.expand and isinstance(kind.resolved, m.ObjectType):
            return self.object(kind.resolved)
        if not self.expand or kind.name in ALIASES or kind.name in self.open_aliases:
            return kind.name
        self.open_aliases.add(kind.name)
        text = f"{kind.name} = {self.type(kind.resolved)}"
        self.open_aliases.discard(kind.name)
        return text

    def about(self, name: str, kind: m.PType | None) -> str:
        if isinstance(kind, m.StringType) and kind.value is not None and name in ("Optional", "NotUndef"):
            return f"{name}[{quoted(kind.value)}]"
        return name if kind is None else f"{name}[{self.type(kind)}]"

    def struct(self, kind: m.StructType) -> str:
        if not kind.elements:
            return "Struct"
        inner = ", ".join(f"{self.key(item)} => {self.type(item.value)}" for item in kind.elements)
        return f"Struct[{{{inner}}}]"

    def key(self, element: m.StructElement) -> str:
        from translator.evaluate.puppet.types.assignable import assignable

        may_be_undef = assignable(element.value, m.UNDEF)
        if element.optional == may_be_undef:
            return quoted(element.name)
        return f"{'Optional' if element.optional else 'NotUndef'}[{quoted(element.name)}]"

    def callable(self, kind: m.CallableType) -> str:
        if kind.returns is None:
            return "Callable" if kind.parameters is None else f"Callable[{self.parameters(kind)}]"
        inner = "" if kind.parameters is None else self.parameters(kind)
        return f"Callable[[{inner}], {self.type(kind.returns)}]"

    def parameters(self, kind: m.CallableType) -> str:
        assert kind.parameters is not None
        parts = [self.type(item) for item in kind.parameters.types if not isinstance(item, m.UnitType)]
        parts += bounds(kind.parameters.size) if kind.parameters.types else ["0", "0"]
        if kind.block is not None:
            parts.append(self.type(kind.block))
        return ", ".join(parts)

    def collection(self, name: str, kind: Any, types: list[m.PType]) -> str:
        if kind.always_empty:
            return f"{name}[0, 0]"
        if kind == type(kind)():
            return name
        return _joined(name, [*map(self.type, types), *bounds(kind.size)])

    def time(self, name: str, kind: m.TimeType) -> str:
        if kind.low is None and kind.high is None:
            return name
        parts = ["default" if kind.low is None else self.value(kind.low)]
        if kind.high is not None and kind.high != kind.low:
            parts.append(self.value(kind.high))
        return _joined(name, parts)

    def enum(self, kind: m.EnumType) -> str:
        if not kind.values:
            return "Enum"
        return _joined("Enum", [*map(quoted, kind.values), *(["true"] if kind.case_insensitive else [])])

    def resource(self, kind: m.ResourceType) -> str:
        if kind.type_name is None:
            return "Resource"
        name = capitalised(kind.type_name)
        return name if kind.title is None else f"{name}[{quoted(kind.title)}]"

    def hash(self, value: dict[Value, Value]) -> str:
        return "{" + ", ".join(f"{self.value(key)} => {self.value(item)}" for key, item in value.items()) + "}"

    def object(self, kind: m.ObjectType) -> str:
        if not self.expand:
            return kind.name or "Object"
        from translator.evaluate.puppet.types.objects import definition_text

        return definition_text(kind)


def bounds(size: m.NumericType | None) -> list[str]:
    """Return the ends of a range as they stand between brackets; none when there is no limit."""
    if size is None or size.unbounded:
        return []
    low = "default" if size.low == -m.INF else number_text(size.low)
    return [low] if size.high == m.INF else [low, number_text(size.high)]


def object_text(name: str, fields: dict[str, Value]) -> str:
    """Return an object as the call that makes it: `Deferred({'name' => 'f'})`."""
    return f"{name}({value_text(fields)})"


def deferred_fields(value: Deferred) -> dict[str, Value]:
    return {"name": value.name, **({"arguments": value.arguments} if value.arguments else {})}


def number_text(value: float) -> str:
    return float_text(value) if isinstance(value, float) else str(int(value))


def _runtime(writer: _Writer, kind: m.RuntimeType) -> str:
    if kind.runtime is None and kind.name is None:
        return "Runtime"
    return _joined("Runtime", [str(kind.runtime or "undef"), writer.value(kind.name)])


Write = Callable[[_Writer, Any], str]
_WRITERS: Final[dict[type[m.PType], Write]] = {
    m.AnyType: lambda writer, kind: "Any",
    m.UnitType: lambda writer, kind: "Unit",
    m.UndefType: lambda writer, kind: "Undef",
    m.DefaultType: lambda writer, kind: "Default",
    m.ScalarType: lambda writer, kind: "Scalar",
    m.ScalarDataType: lambda writer, kind: "ScalarData",
    m.NumericType: lambda writer, kind: "Numeric",
    m.BinaryType: lambda writer, kind: "Binary",
    m.SemVerRangeType: lambda writer, kind: "SemVerRange",
    m.CatalogEntryType: lambda writer, kind: "CatalogEntry",
    m.AliasType: _Writer.alias,
    m.TypeType: lambda writer, kind: writer.about("Type", kind.type),
    m.OptionalType: lambda writer, kind: writer.about("Optional", kind.type),
    m.NotUndefType: lambda writer, kind: writer.about("NotUndef", kind.type),
    m.IterableType: lambda writer, kind: writer.about("Iterable", kind.type),
    m.IteratorType: lambda writer, kind: writer.about("Iterator", kind.type),
    m.SensitiveType: lambda writer, kind: writer.about("Sensitive", None if kind.type == m.ANY else kind.type),
    m.IntegerType: lambda writer, kind: _joined("Integer", bounds(kind)),
    m.FloatType: lambda writer, kind: _joined("Float", bounds(kind)),
    m.BooleanType: lambda writer, kind: _joined("Boolean", [] if kind.value is None else [str(kind.value).lower()]),
    m.StringType: lambda writer, kind: _joined("String", bounds(kind.size)),
    m.EnumType: _Writer.enum,
    m.PatternType: lambda writer, kind: _joined("Pattern", map(delimited, kind.patterns)),
    m.RegexpType: lambda writer, kind: _joined("Regexp", [delimited(kind.pattern)] if kind.pattern else []),
    m.TimespanType: lambda writer, kind: writer.time("Timespan", kind),
    m.TimestampType: lambda writer, kind: writer.time("Timestamp", kind),
    m.SemVerType: lambda writer, kind: _joined("SemVer", map(writer.value, kind.ranges)),
    m.CollectionType: lambda writer, kind: _joined("Collection", bounds(kind.size)),
    m.ArrayType: lambda writer, kind: writer.collection("Array", kind, [kind.element]),
    m.HashType: lambda writer, kind: writer.collection("Hash", kind, [kind.key, kind.value]),
    m.TupleType: lambda writer, kind: (
        _joined("Tuple", [*map(writer.type, kind.types), *bounds(kind.size)]) if kind.types else "Tuple"
    ),
    m.StructType: _Writer.struct,
    m.VariantType: lambda writer, kind: _joined("Variant", map(writer.type, kind.types)),
    m.CallableType: _Writer.callable,
    m.ClassType: lambda writer, kind: _joined("Class", [kind.name] if kind.name else []),
    m.ResourceType: _Writer.resource,
    m.InitType: lambda writer, kind: (
        _joined("Init", map(writer.value, (kind.type, *kind.arguments))) if kind.type else "Init"
    ),
    m.RuntimeType: _runtime,
    m.UriType: lambda writer, kind: _joined("URI", [writer.hash(kind.parts)] if kind.parts else []),
    m.TypeReferenceType: lambda writer, kind: f"TypeReference[{quoted(kind.text)}]",
    m.ObjectType: _Writer.object,
    m.TypeSetType: lambda writer, kind: _joined("TypeSet", [writer.hash(kind.definition)] if kind.definition else []),
}
_VALUES: Final[tuple[tuple[type, Callable[[_Writer, Any], str]], ...]] = (
    (type(None), lambda writer, value: "undef"),
    (Default, lambda writer, value: "default"),
    (bool, lambda writer, value: str(value).lower()),
    (int, lambda writer, value: str(int(value))),
    (float, lambda writer, value: float_text(value)),
    (str, lambda writer, value: quoted(value)),
    (Regexp, lambda writer, value: delimited(value)),
    (Deferred, lambda writer, value: object_text("Deferred", deferred_fields(value))),
    (ObjectValue, lambda writer, value: object_text(value.type.name, given_attributes(value))),
    (tuple, lambda writer, value: "[" + ", ".join(map(writer.value, value)) + "]"),
    (dict, _Writer.hash),
    (SemVer, lambda writer, value: f"'{value}'"),
    (SemVerRange, lambda writer, value: f"'{value}'"),
    (Timespan, lambda writer, value: f"'{value}'"),
    (Timestamp, lambda writer, value: f"'{value}'"),
)


def value_text(value: Value) -> str:
    """Return a value as it stands among a type's parameters: strings in quotes."""
    return _Writer(expand=False).value(value)
