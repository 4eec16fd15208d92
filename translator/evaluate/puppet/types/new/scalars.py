"""`Boolean.new`, `String.new` and `Regexp.new`."""

from __future__ import annotations

import re

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.patterns import compiled
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.infer import generalize, infer
from translator.evaluate.puppet.types.new.base import constructor
from translator.evaluate.puppet.types.quoting import revealed
from translator.evaluate.puppet.types.strings import FORMAT, converted
from translator.evaluate.puppet.values import DEFAULT, Regexp, Value

new_boolean = constructor("new_boolean", m.BooleanType)
new_string = constructor(
    "new_string",
    m.StringType,
    local_types={
        "Format": f"Pattern[/{FORMAT}/]",
        "ContainerFormat": "Struct[{Optional[format] => Format, Optional[separator] => String, "
        "Optional[separator2] => String, Optional[string_formats] => Hash[Type, Format]}]",
        "TypeMap": "Hash[Type, Variant[Format, ContainerFormat]]",
        "Convertible": "Any",
        "Formats": "Variant[Default, String[1], TypeMap]",
    },
)
new_regexp = constructor("new_float", m.RegexpType)


@new_boolean.signature(
    "Variant[Integer, Float, Boolean, Enum['false','true','yes','no','y','n',true]]", names=("from",)
)
def boolean(call: Call, value: Value) -> bool:
    if isinstance(value, str):
        return value.lower() not in ("false", "no", "n")
    return value is not False and value != 0


@new_boolean.mismatch("Any")
def no_boolean(call: Call, value: Value) -> str:
    if isinstance(value, str):
        return f"The string '{revealed(value)}' cannot be converted to Boolean"
    return f"Value of type {generalize(infer(value))} cannot be converted to Boolean"


@new_string.signature("Convertible", "?Formats", names=("from", "string_formats"))
def string(call: Call, value: Value, formats: Value = DEFAULT) -> str:
    return converted(value, formats)


@new_regexp.signature("String", "?Boolean", names=("pattern", "escape"))
def regexp(call: Call, text: str, escape: bool = False) -> Regexp:
    made = Regexp(_escaped(str(text)) if escape else str(text))
    compiled(made)
    return made


def _escaped(text: str) -> str:
    names = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f", "\v": "\\v", " ": "\\ "}
    return re.sub(r"[\[\]{}()|\-*.\\?+^$#\s]", lambda found: names.get(found[0], "\\" + found[0]), text)
