"""strftime: a point in time or a length of time as a format says."""

from __future__ import annotations

import re
from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types.times import Timespan, Timestamp
from translator.evaluate.puppet.values import Value
from translator.evaluate.ruby.methods.support.calendar import ZONES, Moment, offset_of
from translator.evaluate.ruby.methods.support.calendar import strftime as moment_text
from translator.evaluate.values import Unknown

OFFSET: Final = re.compile(r"[+-]\d\d:?\d\d")

strftime = core_function("strftime")


@strftime.signature("Timespan", "String", names=("time_object", "format"))
def of_span(call: Call, span: Timespan, template: str) -> Value:
    from translator.evaluate.puppet.types.timespan_format import parse_format

    return parse_format(template).format(span)


@strftime.signature("Timestamp", "String", "?String", names=("time_object", "format", "timezone"))
def of_time(call: Call, time: Timestamp, template: str, timezone: str = "") -> Value:
    return moment_text(_moment(call, time, timezone), template)


@strftime.signature("String", "?String", names=("format", "timezone"))
def of_now(call: Call, template: str, timezone: str = "") -> Value:
    return Unknown("the current time", call.span)


def _moment(call: Call, time: Timestamp, timezone: str) -> Moment:
    if not timezone or timezone.lower() == "current":
        return Moment(time.nanoseconds, 0, True)
    if timezone.upper() not in ZONES and not OFFSET.fullmatch(timezone):
        raise PuppetError(f"Illegal timezone '{timezone}'", call.span)
    offset, _ = offset_of(timezone)
    return Moment(time.nanoseconds, offset, False)
