"""A type as text or tree in, a PType out.

before:  parse_type("Array[Stdlib::Port, 1]", resolve)      after:  ArrayType(AliasType("Stdlib::Port"), IntegerType(1))

`resolve` is asked for a name that is not the language's own (as written, without leading `::`) and returns an
AliasType, a ResourceType or another type, or None: then the result is a TypeReferenceType, which nothing fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import Any, Final, TypeAlias

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.build import parameterised
from translator.evaluate.puppet.values import DEFAULT, Regexp, Value
from translator.location import Source, Span
from translator.parse.puppet import ast
from translator.parse.puppet.parser import parse

Resolve: TypeAlias = Callable[[str], m.PType | None]

CORE: Final[dict[str, m.PType]] = {
    "any": m.ANY,
    "array": m.ArrayType(),
    "binary": m.BinaryType(),
    "boolean": m.BooleanType(),
    "callable": m.CallableType(),
    "catalogentry": m.CatalogEntryType(),
    "class": m.ClassType(),
    "collection": m.CollectionType(),
    "default": m.DefaultType(),
    "enum": m.EnumType(),
    "float": m.FloatType(),
    "hash": m.HashType(),
    "init": m.InitType(),
    "integer": m.INTEGER,
    "iterable": m.IterableType(),
    "iterator": m.IteratorType(),
    "notundef": m.NotUndefType(),
    "numeric": m.NumericType(),
    "object": m.ObjectType(),
    "optional": m.OptionalType(),
    "pattern": m.PatternType(),
    "regexp": m.RegexpType(),
    "resource": m.ResourceType(),
    "runtime": m.RuntimeType(),
    "scalar": m.ScalarType(),
    "scalardata": m.ScalarDataType(),
    "semver": m.SemVerType(),
    "semverrange": m.SemVerRangeType(),
    "sensitive": m.SensitiveType(),
    "string": m.STRING,
    "struct": m.StructType(),
    "timespan": m.TimespanType(),
    "timestamp": m.TimestampType(),
    "tuple": m.TupleType(),
    "type": m.TypeType(),
    "typeset": m.TypeSetType(),
    "undef": m.UNDEF,
    "uri": m.UriType(),
    "variant": m.VariantType(),
}
ALIASES: Final = {
    "Data": "Variant[ScalarData,Undef,Hash[String,Data],Array[Data]]",
    "RichDataKey": "Variant[String,Numeric]",
    "RichData": "Variant[Scalar,SemVerRange,Binary,Sensitive,Type,TypeSet,URI,Object,Undef,Default,"
    "Hash[RichDataKey,RichData],Array[RichData]]",
    "Puppet::LookupKey": "RichDataKey",
    "Puppet::LookupValue": "RichData",
}
OBJECTS: Final = {
    "Puppet::lookupcontext": "Object[{name => 'Puppet::LookupContext'}]",
    "Deferred": r"Object[{name => 'Deferred', attributes => {name => "
    r"Pattern[/\A[$]?[a-z][a-z0-9_]*(?:::[a-z][a-z0-9_]*)*\z/], "
    r"arguments => {type => Optional[Array], value => undef}}}]",
    "Error": "Object[{name => 'Error', attributes => {msg => String[1], "
    "kind => {type => Optional[String[1]], value => undef}, "
    "details => {type => Optional[Hash[String[1],Data]], value => undef}, "
    "issue_code => {type => Optional[String[1]], value => undef}}}]",
}


def alias(name: str, text: str) -> m.AliasType:
    """Return the alias of a type that is written with core names only."""
    return m.AliasType(name, lambda: parse_type(text), core=True)


_KNOWN: Final[dict[str, m.PType]] = {
    **CORE,
    **{name.lower(): alias(name, text) for name, text in ALIASES.items()},
}


def core_type(name: str) -> m.PType | None:
    """Return the language's own type of that name, in any case of letters."""
    found = _KNOWN.get(name.lower())
    if found is None and name.capitalize() in OBJECTS:
        found = _KNOWN[name.lower()] = parse_type(OBJECTS[name.capitalize()])
    return found


def parse_type(text: str, resolve: Resolve | None = None) -> m.PType:
    """Return the type that `text` writes; PuppetError when it writes none."""
    return _core_only(text) if resolve is None else _parsed(text, resolve)


@lru_cache(maxsize=4096)
def _core_only(text: str) -> m.PType:
    return _parsed(text, None)


def _parsed(text: str, resolve: Resolve | None) -> m.PType:
    program, problems = parse(Source("type", text))
    if problems:
        raise PuppetError(problems[0].message)
    try:
        return type_from_tree(program.body, resolve)
    except PuppetError as problem:
        raise PuppetError(problem.message) from problem


def type_from_tree(node: ast.Node, resolve: Resolve | None = None) -> m.PType:
    """Return the type that a tree writes; PuppetError, with the node's span, when it writes none."""
    found = _value(node, resolve)
    if not isinstance(found, m.PType):
        raise _invalid(node)
    return found


def _invalid(node: ast.Node) -> PuppetError:
    return PuppetError(f"The expression <{_whole(node).text}> is not a valid type specification.", node.span)


def _whole(node: ast.Node) -> Span:
    """Return all that a tree was read from; a binary operator's own span is the operator."""
    found = node.span
    for field in fields(node):
        value = getattr(node, field.name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, ast.Node):
                inner = _whole(child)
                found = Span(found.source, min(found.start, inner.start), max(found.end, inner.end))
    return found


def _value(node: ast.Node, resolve: Resolve | None) -> Value:
    reader = _READERS.get(type(node))
    if reader is None:
        raise _invalid(node)
    return reader(node, resolve)


def _reference(node: ast.QualifiedReference, resolve: Resolve | None) -> m.PType:
    name = node.cased_value.removeprefix("::")
    found = core_type(name)
    if found is None and resolve is not None:
        found = resolve(name)
    return found if found is not None else m.TypeReferenceType(name)


def _access(node: ast.Access, resolve: Resolve | None) -> m.PType:
    base = _value(node.left, resolve)
    if not isinstance(base, m.PType):
        raise _invalid(node)
    if isinstance(base, m.TypeReferenceType):
        return m.TypeReferenceType(node.span.text or base.text)
    keys = [_value(key, resolve) for key in node.keys]
    if isinstance(base, m.AliasType):
        raise PuppetError(f"Not a parameterized type <{base.name}>", node.span)
    return parameterised(base, keys, node.span, [key.span for key in node.keys])


def _hash(node: ast.LiteralHash, resolve: Resolve | None) -> Value:
    return {_value(entry.key, resolve): _value(entry.value, resolve) for entry in node.entries}


def _list(node: ast.LiteralList, resolve: Resolve | None) -> Value:
    return tuple(_value(item, resolve) for item in node.values)


def _literal(node: Any, resolve: Resolve | None) -> Value:
    return node.value


def _minus(node: ast.UnaryMinus, resolve: Resolve | None) -> Value:
    return -_value(node.expr, resolve)


_READERS: Final[dict[type[ast.Node], Callable[[Any, Resolve | None], Value]]] = {
    ast.QualifiedReference: _reference,
    ast.Access: _access,
    ast.LiteralHash: _hash,
    ast.LiteralList: _list,
    ast.LiteralString: _literal,
    ast.LiteralInteger: _literal,
    ast.LiteralFloat: _literal,
    ast.LiteralBoolean: _literal,
    ast.QualifiedName: _literal,
    ast.LiteralUndef: lambda node, resolve: None,
    ast.LiteralDefault: lambda node, resolve: DEFAULT,
    ast.LiteralRegex: lambda node, resolve: Regexp(node.pattern),
    ast.UnaryMinus: _minus,
    ast.Parenthesized: lambda node, resolve: _value(node.expr, resolve),
    ast.Heredoc: lambda node, resolve: _value(node.text, resolve),
}
