"""`new` of Sensitive, Type, URI, Deferred and of what takes anything."""

from __future__ import annotations

from typing import Any, Final

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.new.base import constructor
from translator.evaluate.puppet.types.parse import core_type, parse_type
from translator.evaluate.puppet.types.uris import Uri, parse_uri
from translator.evaluate.puppet.values import Sensitive, Value

_URI_PARTS: Final = (
    *("Optional[scheme] => String[1]", "Optional[userinfo] => String[1]", "Optional[host] => String[1]"),
    *("Optional[port] => Integer[0]", "Optional[path] => String[1]", "Optional[query] => String[1]"),
    *("Optional[fragment] => String[1]", "Optional[opaque] => String[1]"),
)
unit = constructor("new_unit", m.UnitType)
new_sensitive = constructor("new_Sensitive", m.SensitiveType)
new_type = constructor("new_type", m.TypeType)
new_uri = constructor("new_error", m.UriType)


@unit.signature("Any", names=("from",))
def itself(call: Call, value: Value) -> Value:
    return value


@new_sensitive.signature("Sensitive", names=("value",))
def still_sensitive(call: Call, value: Sensitive) -> Sensitive:
    return value


@new_sensitive.signature("Any", names=("value",))
def sensitive(call: Call, value: Value) -> Sensitive:
    return Sensitive(value)


@new_type.signature("String[1]", names=("type_string",))
def type_of_text(call: Call, text: str) -> Value:
    if core_type(str(text)) is not None:
        return core_type(str(text))
    evaluation = getattr(call.scope, "evaluation", None)
    return parse_type(str(text)) if evaluation is None else evaluation.parse_type(str(text), call.scope)


@new_uri.signature("String[1]", names=("uri",))
def uri(call: Call, text: str) -> Uri:
    return parse_uri(str(text))


@new_uri.signature(f"Struct[{{{', '.join(_URI_PARTS)}}}]", names=("hash",))
def uri_of_parts(call: Call, given: dict[str, Any]) -> Uri:
    text = f"{given['scheme']}:" if "scheme" in given else ""
    if "host" in given:
        user = f"{given['userinfo']}@" if "userinfo" in given else ""
        port = f":{given['port']}" if "port" in given else ""
        text += f"//{user}{given['host']}{port}"
    text += str(given.get("opaque", given.get("path", "")))
    text += f"?{given['query']}" if "query" in given else ""
    return parse_uri(text + (f"#{given['fragment']}" if "fragment" in given else ""))
