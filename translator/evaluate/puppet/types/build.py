"""`Integer[1, 2]` from `Integer` and `1, 2`: a type and the values between its brackets in, a type out.

before:  parameterised(HashType(), Keys((STRING, INTEGER)))      after:  HashType(STRING, INTEGER)

What does not fit is a PuppetError worded as Puppet's evaluator words it, at the key that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.patterns import compiled
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.keys import MANY, Keys
from translator.evaluate.puppet.types.names import capitalised, label, ruby_class
from translator.evaluate.puppet.values import DEFAULT, Regexp, Value
from translator.location import Span

Made = TypeVar("Made", bound=m.PType)


def is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_bound(value: Value) -> bool:
    """Tell whether a value may be an end of a range."""
    return value is DEFAULT or is_integer(value)


def integer_range(keys: Keys, low: Value, high: Value = DEFAULT) -> m.IntegerType:
    """Return Integer[low, high]; PuppetError when it is upside down."""
    return m.IntegerType(*_ordered(keys, low, high))


def _ordered(keys: Keys, low: Value, high: Value) -> tuple[Any, Any]:
    low = -m.INF if low is DEFAULT or low is None else low
    high = m.INF if high is DEFAULT or high is None else high
    if low > high:
        shown = ["-Infinity" if low == -m.INF else low, "Infinity" if high == m.INF else high]
        keys.failed(f"'from' must be less or equal to 'to'. Got ({shown[0]}, {shown[1]}")
    return low, high


def _size(keys: Keys, start: int, count: int) -> m.IntegerType:
    values = keys.values[start : start + count]
    if count == 1 and isinstance(values[0], m.IntegerType):
        return values[0]
    for index, value in enumerate(values):
        if not is_bound(value):
            article = "an" if ruby_class(value)[0] in "AEIOU" else "a"
            keys.bad(
                "A Type's size constraint arguments must be a single Integer type, or 1-2 integers (or default). "
                f"Got {article} {ruby_class(value)}",
                start + index,
            )
    return integer_range(keys, *values)


# --- one function a type


def _integer(base: m.PType, keys: Keys) -> m.PType:
    if not 1 <= len(keys) <= 2:
        keys.bad(f"Integer-Type supports [] with one or two arguments (from, to). Got {len(keys)}")
    for index, value in enumerate(keys.values):
        if not is_bound(value):
            message = "Integer-Type [] requires all arguments to be integers (or default)."
            keys.bad(f"{message} Got {ruby_class(value)}", index)
    return integer_range(keys, *keys.values)


def _float(base: m.PType, keys: Keys) -> m.PType:
    if not 1 <= len(keys) <= 2:
        keys.bad(f"Float-Type supports [] with one or two arguments (from, to). Got {len(keys)}")
    for index, value in enumerate(keys.values):
        if not is_bound(value) and not isinstance(value, float):
            message = "Float-Type [] requires all arguments to be floats, or integers (or default)."
            keys.bad(f"{message} Got {ruby_class(value)}", index)
    ends = [value if value is DEFAULT else float(value) for value in keys.values]
    return m.FloatType(*_ordered(keys, ends[0], ends[1] if len(ends) == 2 else DEFAULT))


def _boolean(base: m.PType, keys: Keys) -> m.PType:
    keys.arity(label(base, capital=True), 1, 1)
    if not isinstance(keys.values[0], bool):
        keys.unusable(base, 0, keys.values[0], "TrueClass or FalseClass")
    return m.BooleanType(keys.values[0])


def _string(base: m.PType, keys: Keys) -> m.PType:
    if not 1 <= len(keys) <= 2:
        keys.bad(f"String supports [] with one or two arguments. Got {len(keys)}")
    return m.StringType(_size(keys, 0, len(keys)))


def _enum(base: m.PType, keys: Keys) -> m.PType:
    insensitive = False
    if keys.values and isinstance(keys.values[-1], bool):
        insensitive = keys.values[-1]
        keys = Keys(keys.values[:-1], keys.span, keys.spans)
    keys.arity(label(base, capital=True), 1, MANY)
    keys.kinds(base, str)
    return m.EnumType(tuple(str(value) for value in keys.values), insensitive)


def _pattern(base: m.PType, keys: Keys) -> m.PType:
    keys.arity(label(base, capital=True), 1, MANY)
    keys.kinds(base, str, Regexp, m.PatternType, m.RegexpType)
    found: dict[Regexp, None] = {}
    for value in keys.values:
        found |= dict.fromkeys(_patterns_of(value, keys))
    return m.PatternType(tuple(found))


def _patterns_of(value: Value, keys: Keys) -> tuple[Regexp, ...]:
    match value:
        case str():
            return (_checked(Regexp(str(value)), keys),)
        case m.PatternType():
            return value.patterns
        case m.RegexpType():
            return (value.pattern or Regexp(""),)
        case _:
            return (value,)


def _checked(pattern: Regexp, keys: Keys) -> Regexp:
    try:
        compiled(pattern)
    except PuppetError as problem:
        keys.failed(problem.message)
    return pattern


def _regexp(base: m.PType, keys: Keys) -> m.PType:
    if len(keys) != 1:
        keys.bad(f"{label(base, capital=True)}[] accepts 1 argument. Got {len(keys)}", 1)
    keys.kinds(base, str, Regexp)
    value = keys.values[0]
    return m.RegexpType(Regexp(str(value)) if isinstance(value, str) else value)


def _variant(base: m.PType, keys: Keys) -> m.PType:
    keys.arity(label(base, capital=True), 1, MANY)
    keys.kinds(base, m.PType)
    return m.variant(keys.values)


def _array(base: m.PType, keys: Keys) -> m.PType:
    keys.arity("Array-Type", 1, 3)
    if len(keys) == 2 and not isinstance(keys.values[0], m.PType):
        return m.ArrayType(m.ANY, _size(keys, 0, 2))
    element = keys.type_at(0, "Array-Type")
    return m.ArrayType(element, _size(keys, 1, len(keys) - 1) if len(keys) > 1 else None)


def _hash(base: m.PType, keys: Keys) -> m.PType:
    if len(keys) == 2 and all(is_integer(value) for value in keys.values):
        return m.HashType(m.ANY, m.ANY, integer_range(keys, *keys.values))
    types = [keys.type_at(index, "Hash-Type") for index in range(min(len(keys), 2))]
    keys.arity("Hash-Type", 2, 4)
    size = None
    if len(keys) == 3:
        size = _hash_size(keys)
    elif len(keys) == 4:
        size = _size(keys, 2, 2)
    return m.HashType(types[0], types[1], size)


def _hash_size(keys: Keys) -> m.IntegerType:
    value = keys.values[2]
    if isinstance(value, m.IntegerType):
        return value
    if not is_bound(value):
        keys.failed(f"comparison of {ruby_class(value)} with Infinity failed")
    return integer_range(keys, value)


def _collection(base: m.PType, keys: Keys) -> m.PType:
    keys.arity("Collection-Type", 1, 2)
    return m.CollectionType(_size(keys, 0, len(keys)))


def _tuple(base: m.PType, keys: Keys) -> m.PType:
    types, size = _with_range(keys.values, keys)
    kept = Keys(types, keys.span, keys.spans)
    kept.arity(label(base, capital=True), 1, MANY)
    kept.kinds(base, m.PType)
    return m.TupleType(types, size)


def _with_range(values: tuple[Value, ...], keys: Keys) -> tuple[tuple[Value, ...], m.IntegerType | None]:
    """Split types from the range behind them."""
    if len(values) > 1 and is_bound(values[-2]) and is_bound(values[-1]):
        return values[:-2], integer_range(keys, values[-2], values[-1])
    if values and is_bound(values[-1]):
        return values[:-1], integer_range(keys, values[-1])
    return values, None


def _callable(base: m.PType, keys: Keys) -> m.PType:
    values, returns = keys.written, None
    if values and isinstance(values[0], tuple):
        if len(values) != 2:
            keys.bad(f"{label(base, capital=True)}[] accepts 2 arguments. Got {len(values)}")
        values, returns = values
        if not isinstance(returns, m.PType):
            keys.unusable(base, 1, returns, "Any-Type")
    block = None
    if values and is_callable(values[-1]):
        values, block = values[:-1], values[-1]
    values, size = _with_range(values, keys)
    if not values and size is not None and size.high > 0:
        values = (m.UNIT,)
    return m.CallableType(m.TupleType(tuple(as_type(value) for value in values), size), block, returns)


def is_callable(value: Value, optional: bool = True) -> bool:
    """Tell whether a value is a Callable type, an Optional of one, or a Variant of such."""
    match value:
        case m.CallableType():
            return True
        case m.OptionalType(type=inner):
            return optional and inner is not None and is_callable(inner)
        case m.VariantType(types=types):
            return all(is_callable(item) for item in types)
        case m.AliasType():
            return is_callable(m.unaliased(value))
        case _:
            return False


def as_type(value: Value) -> m.PType:
    """Return a type as it is, a string as the Ruby class of that name, any other value's general type."""
    from translator.evaluate.puppet.types.infer import generalize, infer

    if isinstance(value, m.PType):
        return value
    return m.RuntimeType("ruby", str(value)) if isinstance(value, str) else generalize(infer(value))


def _struct(base: m.PType, keys: Keys) -> m.PType:
    keys.values = keys.written
    keys.arity(label(base, capital=True), 1, 1)
    if not isinstance(keys.values[0], dict):
        keys.unusable(base, 0, keys.values[0], "Hash")
    return m.StructType(tuple(_element(key, as_type(value), keys) for key, value in keys.values[0].items()))


def _element(key: Value, value: m.PType, keys: Keys) -> m.StructElement:
    from translator.evaluate.puppet.types.assignable import assignable

    if isinstance(key, str):
        if key == "":
            keys.failed("Struct element key cannot be an empty String")
        literal = m.StringType(None, str(key))
        return m.StructElement(m.OptionalType(literal) if assignable(value, m.UNDEF) else literal, value)
    return m.StructElement(_element_key(key, keys), value)


def _element_key(key: Value, keys: Keys) -> m.PType:
    kept = key.type if isinstance(key, m.NotUndefType) else key
    name = kept.type if isinstance(kept, m.OptionalType) else kept
    if isinstance(name, m.EnumType) and len(name.values) == 1:
        return m.StringType(None, name.values[0])
    if not isinstance(key, (m.NotUndefType, m.OptionalType, m.StringType, m.EnumType)):
        expected = "Expected NotUndef, Optional, String, or Enum"
        keys.failed(f"Illegal Struct member key type. {expected}. Got: {ruby_class(key)}")
    if not isinstance(name, m.StringType) or name.value is None:
        keys.failed(f"Unable to extract a non-empty literal string from Struct member key type {key}")
    assert isinstance(kept, m.PType)
    return kept


def _optional(base: m.PType, keys: Keys) -> m.PType:
    keys.arity("Optional-Type", 1, 1)
    if isinstance(keys.values[0], str):
        return m.OptionalType(m.StringType(None, str(keys.values[0])))
    return m.OptionalType(keys.type_at(0, "Optional-Type"))


def _not_undef(base: m.PType, keys: Keys) -> m.PType:
    keys.arity("NotUndef-Type", 0, 1)
    if not keys:
        return m.NotUndefType()
    if isinstance(keys.values[0], str):
        return m.NotUndefType(m.StringType(None, str(keys.values[0])))
    return m.NotUndefType(keys.type_at(0, "NotUndef-Type", "argument must be a Type or a String"))


def _about(made: Callable[[m.PType], m.PType], name: str) -> Builder:
    def build(base: m.PType, keys: Keys) -> m.PType:
        keys.arity(name, 1, 1)
        return made(keys.type_at(0, name))

    return build


def _sensitive(kind: m.PType) -> m.PType:
    from translator.evaluate.puppet.types.infer import generalize

    return m.SensitiveType(generalize(kind))


def _init(base: m.PType, keys: Keys) -> m.PType:
    keys.values = keys.written
    return m.InitType(keys.type_at(0, "Init-Type"), keys.values[1:])


def _runtime(base: m.PType, keys: Keys) -> m.PType:
    keys.arity(label(base, capital=True), 2, 2)
    if not isinstance(keys.written[1], tuple):
        keys.kinds(base, str, str)
    return m.RuntimeType(str(keys.written[0]), keys.written[1])


def _time(base: m.PType, keys: Keys) -> m.PType:
    from translator.evaluate.puppet.types.times import time_type

    keys.arity(label(base, capital=True), 0, 2)
    try:
        return time_type(base, keys.values)
    except PuppetError as problem:
        keys.failed(problem.message)


def _semver(base: m.PType, keys: Keys) -> m.PType:
    from translator.evaluate.puppet.types.versions import SemVerRange, parse_range

    keys.arity(label(base, capital=True), 1, MANY)
    for index, value in enumerate(keys.values):
        if not isinstance(value, (str, SemVerRange)):
            keys.unusable(base, index, value, "String or SemanticPuppet::VersionRange")
    try:
        return m.SemVerType(tuple(parse_range(value) if isinstance(value, str) else value for value in keys.values))
    except PuppetError as problem:
        keys.failed(problem.message)


def _uri(base: m.PType, keys: Keys) -> m.PType:
    from translator.evaluate.puppet.types.uris import Uri, parse_uri

    keys.arity("URI-Type", 1, 1)
    value = keys.values[0]
    if isinstance(value, str):
        return m.UriType(parse_uri(str(value)).as_pattern())
    if isinstance(value, Uri):
        return m.UriType(value.as_pattern())
    if not isinstance(value, dict):
        keys.bad(f"URI-Type[] arguments must be types. Got {ruby_class(value)}", 0)
    return m.UriType(value or None)


def _object(base: m.PType, keys: Keys) -> m.PType:
    from translator.evaluate.puppet.types.objects import object_type

    assert isinstance(base, m.ObjectType)
    if base.definition is None:
        keys.arity("Object-Type", 1, 1)
        return object_type(keys.values[0])
    return base


def _type_set(base: m.PType, keys: Keys) -> m.PType:
    keys.arity("TypeSet-Type", 1, 1)
    return m.TypeSetType(keys.values[0])


def _class(base: m.PType, keys: Keys) -> m.PType:
    from translator.evaluate.puppet.types.names import class_name

    if not keys:
        keys.bad(f"{base}[] accepts 1 or more arguments. Got 0")
    return m.ClassType(class_name(keys.values[0], keys.at(0)))


def _resource(base: m.PType, keys: Keys) -> m.PType:
    assert isinstance(base, m.ResourceType)
    values = keys.values
    if base.type_name is None and values:
        first, values = values[0], values[1:]
        base = first if isinstance(first, m.ResourceType) else m.ResourceType(capitalised(first))
    if len(values) > 1:
        keys.bad(f"{base}[] accepts 1 argument. Got {len(values)}")
    return m.ResourceType(base.type_name, str(values[0])) if values else base


Builder = Callable[[m.PType, Keys], m.PType]
_BUILDERS: Final[dict[type[m.PType], Builder]] = {
    m.IntegerType: _integer,
    m.FloatType: _float,
    m.BooleanType: _boolean,
    m.StringType: _string,
    m.EnumType: _enum,
    m.PatternType: _pattern,
    m.RegexpType: _regexp,
    m.VariantType: _variant,
    m.ArrayType: _array,
    m.HashType: _hash,
    m.CollectionType: _collection,
    m.TupleType: _tuple,
    m.CallableType: _callable,
    m.StructType: _struct,
    m.OptionalType: _optional,
    m.NotUndefType: _not_undef,
    m.TypeType: _about(m.TypeType, "Type-Type"),
    m.IterableType: _about(m.IterableType, "Iterable-Type"),
    m.IteratorType: _about(m.IteratorType, "Iterator-Type"),
    m.SensitiveType: _about(_sensitive, "Sensitive-Type"),
    m.InitType: _init,
    m.RuntimeType: _runtime,
    m.TimespanType: _time,
    m.TimestampType: _time,
    m.SemVerType: _semver,
    m.UriType: _uri,
    m.ObjectType: _object,
    m.TypeSetType: _type_set,
    m.ClassType: _class,
    m.ResourceType: _resource,
}


def parameterised(
    base: m.PType, values: Sequence[Value], span: Span | None = None, spans: Sequence[Span | None] = ()
) -> m.PType:
    """Return `base[values]`; `spans` say where each value stands. PuppetError when the values do not fit.

    Titles of resources and names of classes are checked by the evaluator, which also makes a list of several.
    """
    keys = Keys(values, span, spans)
    if isinstance(base, m.TypeReferenceType):
        keys.bad(f"Resource type not found: {base.text}")
    builder = _BUILDERS.get(type(base))
    if builder is None:
        keys.bad(f"Operator '[]' is not applicable to {label(base)}.")
    return builder(base, keys)
