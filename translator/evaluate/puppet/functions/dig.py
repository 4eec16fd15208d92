"""dig, get, getvar: what lies deep inside collections, by keys or by a dotted path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.paths import segments
from translator.evaluate.puppet.functions.ruby_text import inspect
from translator.evaluate.puppet.types.infer import infer
from translator.evaluate.puppet.types.model import ObjectType, unaliased
from translator.evaluate.puppet.types.objects import ObjectValue
from translator.evaluate.puppet.types.parse import parse_type
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

VARIABLE: Final = re.compile(r"((?:::)?(?:\w+::)*\w+)(.*)\Z", re.DOTALL | re.ASCII)
NAME: Final = r"Pattern[/\A(?:::)?(?:[a-z]\w*::)*[a-z_]\w*(?:\.|\Z)/]"

dig = core_function("dig", origins=True)
get = core_function("get", origins=True)
getvar = core_function("getvar", origins=True)


def error_type() -> ObjectType:
    """Return the type Error."""
    kind = unaliased(parse_type("Error"))
    assert isinstance(kind, ObjectType)
    return kind


class NotFound(PuppetError):
    """A path goes through what is no collection; `fields` are those of the Error that `get` gives its block."""

    def __init__(self, call: Call, message: str, kind: str, walked: Sequence[Value], shown: tuple[str, Value]) -> None:
        super().__init__(message, call.span)
        self.fields = {
            "msg": message,
            "kind": "SLICE_ERROR",
            "details": {"walked_path": tuple(walked), shown[0]: shown[1]},
            "issue_code": kind,
        }


@dig.signature("Optional[Collection]", "*Any", names=("data", "arg"))
def dug(call: Call, data: Value, *keys: Value) -> Value:
    walked: list[Value] = []
    for key in keys:
        if data is None or key is None:
            return None
        if isinstance(data, Unknown) or isinstance(key, Unknown):
            return data if isinstance(data, Unknown) else key
        data = _step(call, data, key, walked)
    return data


def _step(call: Call, data: Value, key: Value, walked: list[Value]) -> Value:
    if not isinstance(data, (tuple, dict)):
        kind = infer(data)
        message = f"The given data does not contain a Collection at {inspect(tuple(walked))}, got '{kind}'"
        raise NotFound(call, message, "EXPECTED_COLLECTION", walked, ("value_type", kind))
    walked.append(key)
    if isinstance(data, dict):
        return data.get(key)
    if not isinstance(key, int) or isinstance(key, bool):
        kind = infer(key)
        message = f"The given data requires an Integer index at {inspect(tuple(walked))}, got '{kind}'"
        raise NotFound(call, message, "EXPECTED_INTEGER_INDEX", walked, ("index_type", kind))
    return data[key] if -len(data) <= key < len(data) else None


@get.signature("Any", "String", "?Any", block="?Callable[1,1]", names=("value", "dotted_string", "default_value"))
def got(call: Call, value: Value, path: str, default: Value = None) -> Value:
    if value is None:
        return default
    if path == "" or isinstance(value, Unknown):
        return value
    keys = segments(f"x.{path}")
    if keys is None:
        raise PuppetError("Syntax error in dotted-navigation string", call.span)
    try:
        found = call.function("dig", value, *keys[1:])
    except NotFound as error:
        if call.block is None:
            raise
        return call.block.call(ObjectValue(error_type(), error.fields))
    return default if found is None else found


@getvar.signature(NAME, "?Any", block="?Callable[1,1]", names=("get_string", "default_value"))
def got_variable(call: Call, path: str, default: Value = None) -> Value:
    found = VARIABLE.match(path)
    assert found
    name, rest = found.groups()
    if rest and rest[0] != ".":
        message = f"First character after var name in get string must be a '.' - got {rest[0]}"
        raise PuppetError(message, call.span)
    if not call.scope.exists(name):
        return default
    return call.function("get", call.scope.lookup(name), rest[1:], default, block=call.block)


@getvar.mismatch("String", "?Any", block="?Callable")
def not_a_variable(call: Call, path: str, default: Value = None) -> str:
    return "The given string does not start with a valid variable name"
