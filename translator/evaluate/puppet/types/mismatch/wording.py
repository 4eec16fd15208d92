"""The words for types that were expected and got: `expects a value of type Integer or String, got Boolean`.

A type is written in full when that says why it does not fit, else only by its name.
"""

from __future__ import annotations

from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.assignable import assignable
from translator.evaluate.puppet.types.infer import generalize
from translator.evaluate.puppet.types.text import number_text, to_expanded

CONTAINING = (m.OfType, m.SensitiveType, m.InitType)


def article(word: str) -> str:
    """Return "a" or "an" before a word; a quote before its first letter does not count, and y asks for "an"."""
    letter = word[1:2] if word[:1] in "\"'" else word[:1]
    return "an" if letter.lower() in "aeiouy" else "a"


def simple_name(kind: m.PType) -> str:
    """Return the name of a type's class."""
    if isinstance(kind, m.AliasType):
        return "TypeAlias"
    if isinstance(kind, m.ObjectType) and kind.name:
        return kind.name
    return "URI" if isinstance(kind, m.UriType) else type(kind).__name__.removesuffix("Type")


def own_name(kind: m.PType) -> str:
    return kind.name if isinstance(kind, m.AliasType) else simple_name(kind)


def short_name(kind: m.PType) -> str:
    """Return a type's name, with the name of what it is about: `Optional[String]`, `Array`."""
    inner = kind.type if isinstance(kind, CONTAINING) else None
    if inner is None or type(inner) is m.AnyType:
        return own_name(kind)
    return f"{own_name(kind)}[{own_name(inner)}]"


def expected_and_got(expected: m.PType, actual: m.PType) -> str:
    """Return "expects …, got …" for a type that does not fit another."""
    optional = False
    if isinstance(expected, m.OptionalType) and expected.type is not None:
        expected, optional = expected.type, True
    types = list(expected.types) if isinstance(expected, m.VariantType) else [expected]
    if _in_detail(types, actual):
        got, wanted = _detailed(types, actual), [to_expanded(kind) for kind in types]
    else:
        got, wanted = short_name(actual), list(dict.fromkeys(map(short_name, types)))
    if optional:
        wanted = ["Undef", *wanted]
    if len(wanted) == 1:
        return f"expects {article(wanted[0])} {wanted[0]} value, got {got}"
    return f"expects a value of type {_listed(wanted)}, got {got}"


def _listed(words: list[str]) -> str:
    if len(words) == 2:
        return f"{words[0]} or {words[1]}"
    return f"{', '.join(words[:-1])}, or {words[-1]}"


def _in_detail(types: list[m.PType], actual: m.PType) -> bool:
    return _always_in_detail(types, actual) or any(_of_default(kind, actual) for kind in types)


def _always_in_detail(types: list[m.PType], actual: m.PType) -> bool:
    return any(
        type(kind) is type(actual)
        or isinstance(kind, m.AliasType)
        or isinstance(actual, m.AliasType)
        or (isinstance(kind, m.StructType) and isinstance(actual, m.HashType))
        or (isinstance(kind, m.TupleType) and isinstance(actual, m.ArrayType))
        for kind in types
    )


def _of_default(kind: m.PType, actual: m.PType) -> bool:
    kind = m.unaliased(kind)
    if isinstance(kind, m.TypeReferenceType):
        return False
    return assignable(type(kind)(), actual)


def _detailed(types: list[m.PType], actual: m.PType) -> str:
    plain = [m.unaliased(kind) for kind in types]
    general = generalize(actual)
    if _always_in_detail(plain, actual) or any(assignable(kind, general) for kind in plain):
        return to_expanded(actual)
    return simple_name(actual)


def range_words(size: m.IntegerType, zero: str) -> str:
    """Return a range in words: "3", "at least 1", "between 1 and 4", "unlimited"."""
    low, high = max(size.low, 0), size.high
    if low == high:
        return zero if low == 0 else number_text(low)
    if low == 0:
        return "unlimited" if high == m.INF else f"at most {number_text(high)}"
    if high == m.INF:
        return f"at least {number_text(low)}"
    return f"between {number_text(low)} and {number_text(high)}"
