"""`Timespan.new` and `Timestamp.new`: numbers of seconds, fields, text with a format."""

from __future__ import annotations

from typing import Any, Final

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types import time_text
from translator.evaluate.puppet.types.new.base import constructor
from translator.evaluate.puppet.types.times import SECOND, Timespan, Timestamp
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

_FORMATS: Final = {"Formats": "Variant[String[2],Array[String[2], 1]]"}
_FIELDS: Final = ("days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds")
_FIELDS_HASH: Final = ", ".join(f"Optional[{name}] => Integer" for name in _FIELDS)
new_timespan = constructor("new_timespan", m.TimespanType, local_types=_FORMATS)
new_timestamp = constructor("new_timestamp", m.TimestampType, local_types=_FORMATS)


@new_timespan.signature("Variant[Integer,Float]", names=("seconds",))
def timespan_of_seconds(call: Call, seconds: float) -> Timespan:
    return Timespan(int(seconds * SECOND))


@new_timespan.signature("String[1]", "?Formats", names=("string", "format"))
def timespan_of_text(call: Call, text: str, form: Value = None) -> Timespan:
    return time_text.timespan(str(text), form)


@new_timespan.signature(*["Integer"] * 4, *["?Integer"] * 3, names=_FIELDS)
def timespan_of_fields(call: Call, *fields: int) -> Timespan:
    return Timespan(_nanoseconds(dict(zip(_FIELDS, fields, strict=False))))


@new_timespan.signature("Struct[{string => String[1], Optional[format] => Formats}]", names=("hash_arg",))
def timespan_of_text_hash(call: Call, given: dict[str, Any]) -> Timespan:
    return timespan_of_text(call, given["string"], given.get("format"))


@new_timespan.signature(f"Struct[{{Optional[negative] => Boolean, {_FIELDS_HASH}}}]", names=("hash_arg",))
def timespan_of_hash(call: Call, given: dict[str, Any]) -> Timespan:
    total = _nanoseconds(given)
    return Timespan(-total if given.get("negative") else total)


def _nanoseconds(fields: dict[str, Any]) -> int:
    days, hours, minutes, seconds, milli, micro, nano = (int(fields.get(name, 0)) for name in _FIELDS)
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return ((whole * 1000 + milli) * 1000 + micro) * 1000 + nano


@new_timestamp.signature()
def now(call: Call) -> Value:
    return Unknown("the time when the catalog is compiled", call.span)


@new_timestamp.signature("Variant[Integer,Float]", names=("seconds",))
def timestamp_of_seconds(call: Call, seconds: float) -> Timestamp:
    return Timestamp(int(seconds * SECOND))


@new_timestamp.signature("String[1]", "?Formats", "?String[1]", names=("string", "format", "timezone"))
def timestamp_of_text(call: Call, text: str, form: Value = None, timezone: str | None = None) -> Timestamp:
    return time_text.timestamp(str(text), form, timezone)


@new_timestamp.signature(
    "Struct[{string => String[1], Optional[format] => Formats, Optional[timezone] => String[1]}]", names=("hash_arg",)
)
def timestamp_of_hash(call: Call, given: dict[str, Any]) -> Timestamp:
    return timestamp_of_text(call, given["string"], given.get("format"), given.get("timezone"))
