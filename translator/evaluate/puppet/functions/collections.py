"""keys, values, length, size, empty, flatten, join: what collections answer."""

from __future__ import annotations

from collections.abc import Iterator

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.values import Sensitive, Value, concat, parts_of
from translator.evaluate.values import Part, Unknown

keys = core_function("keys", origins=True)
values = core_function("values", origins=True)
length = core_function("length")
size = core_function("size")
empty = core_function("empty")
flatten = core_function("flatten", origins=True)
join = core_function("join", origins=True)


@keys.signature("Hash", names=("hsh",))
def keys_of(call: Call, table: Value) -> Value:
    return table if isinstance(table, Unknown) else tuple(table)


@values.signature("Hash", names=("hsh",))
def values_of(call: Call, table: Value) -> Value:
    return table if isinstance(table, Unknown) else tuple(table.values())


@length.signature("Binary", names=("arg",))
@length.signature("String", names=("arg",))
@length.signature("Collection", names=("arg",))
def length_of(call: Call, value: Value) -> Value:
    return value if isinstance(value, Unknown) else len(value)


@size.signature("Variant[Collection, String, Binary]", names=("arg",))
def size_of(call: Call, value: Value) -> Value:
    return value if isinstance(value, Unknown) else len(value)


def is_empty(call: Call, value: Value) -> Value:
    return value if isinstance(value, Unknown) else len(value) == 0


def is_secret_empty(call: Call, value: Sensitive) -> Value:
    return len(value.value) == 0


for _kind, _name, _body in (
    ("Collection", "coll", is_empty),
    ("Sensitive[String]", "str", is_secret_empty),
    ("String", "str", is_empty),
    ("Numeric", "num", lambda call, value: False),
    ("Binary", "bin", is_empty),
    ("Undef", "x", lambda call, value: True),
):
    empty.signature(_kind, names=(_name,))(_body)


@flatten.signature("*Any", names=("args",))
def flattened(call: Call, *arguments: Value) -> Value:
    return tuple(flat(arguments))


def flat(value: Value) -> Iterator[Value]:
    """Yield what nested arrays hold, in order."""
    for item in value:
        if isinstance(item, tuple):
            yield from flat(item)
        else:
            yield item


@join.signature("Array", "?String", names=("arg", "delimiter"))
def joined(call: Call, array: Value, delimiter: str = "") -> Value:
    if isinstance(array, Unknown):
        return array
    return concat(_joined(array, delimiter))


def _joined(array: Value, delimiter: str) -> Iterator[Part]:
    for number, item in enumerate(array):
        if number:
            yield from parts_of(delimiter)
        yield from _joined(item, delimiter) if isinstance(item, tuple) else parts_of(to_s(item))
