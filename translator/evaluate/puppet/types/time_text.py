"""Text as Timespan and Timestamp: what is written in one of Puppet's default formats or in those that are given."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types.times import SECOND, Timespan, Timestamp
from translator.evaluate.puppet.types.timespan_format import DEFAULTS, Format, parse_format
from translator.evaluate.puppet.values import DEFAULT, Value
from translator.evaluate.ruby.methods.support.calendar import DAYS, MONTHS, ZONES, offset_of

_WITHOUT_ZONE: Final = ("%FT%T.%N", "%FT%T", "%F %T.%N", "%F %T", "%F")
_WITH_ZONE: Final = (*(f"{form} %Z" for form in _WITHOUT_ZONE), *_WITHOUT_ZONE)
_COMPOSED: Final = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "X": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y", "x": "%m/%d/%y"}
_COMPOSED_MORE: Final = {"c": "%a %b %e %H:%M:%S %Y", "r": "%I:%M:%S %p", "v": "%e-%b-%Y", "+": "%a %b %e %T %Z %Y"}


def _names(words: Sequence[str]) -> str:
    return "|".join([*words, *(word[:3] for word in words)])


_FIELDS: Final = {
    "Y": ("year", r"[+-]?\d+"),
    "C": ("century", r"\d{1,2}"),
    "y": ("short_year", r"\d{1,2}"),
    "m": ("month", r"\d{1,2}"),
    "d": ("day", r"\s?\d{1,2}"),
    "j": ("yday", r"\d{1,3}"),
    "H": ("hour", r"\s?\d{1,2}"),
    "I": ("hour12", r"\s?\d{1,2}"),
    "M": ("minute", r"\d{1,2}"),
    "S": ("second", r"\d{1,2}"),
    "L": ("fraction", r"\d+"),
    "N": ("fraction", r"\d+"),
    "p": ("half", r"[AaPp]\.?[Mm]\.?"),
    "B": ("month_name", _names(MONTHS)),
    "A": ("day_name", _names(DAYS)),
    "s": ("epoch", r"-?\d+"),
    "z": ("zone", r"[+-]\d{1,2}:?\d{2}|[+-]\d{1,2}|[A-Za-z]+(?:\s+(?:standard|daylight)\s+time)?"),
}
_ALIASES: Final = {"e": "d", "k": "H", "l": "I", "P": "p", "b": "B", "h": "B", "a": "A", "Z": "z"}


def timespan(value: Value, formats: Value = None) -> Timespan:
    """Return the span that a text, or a hash of fields, means; PuppetError when no format fits."""
    if isinstance(value, dict):
        return _from_fields(value)
    if isinstance(formats, str):
        return Timespan(parse_format(str(formats)).parse(str(value)))
    tried: list[Format] = [parse_format(str(form)) for form in formats] if formats else list(DEFAULTS)
    for form in tried:
        try:
            return Timespan(form.parse(str(value)))
        except PuppetError:
            continue
    shown = ", ".join(form.written for form in tried)
    raise PuppetError(f"Unable to parse '{value}' using any of the formats {shown}")


_UNITS: Final = {
    "days": 86_400 * SECOND,
    "hours": 3600 * SECOND,
    "minutes": 60 * SECOND,
    "seconds": SECOND,
    "milliseconds": 1_000_000,
    "microseconds": 1000,
    "nanoseconds": 1,
}


def _from_fields(fields: dict[str, Any]) -> Timespan:
    if "string" in fields:
        return timespan(fields["string"], fields.get("format"))
    total = sum(int(fields.get(name, 0)) * size for name, size in _UNITS.items())
    return Timespan(-total if fields.get("negative") else total)


def timestamp(value: Value, formats: Value = None, zone: str | None = None) -> Timestamp:
    """Return the point in time that a text means; PuppetError when no format fits."""
    if isinstance(value, dict):
        return timestamp(value.get("string"), value.get("format"), value.get("timezone"))
    if isinstance(formats, str):
        return _by_one_format(str(value), str(formats), zone)
    tried = _WITHOUT_ZONE if zone else _WITH_ZONE
    if formats is not None and formats is not DEFAULT:
        tried = tuple(map(str, formats))
    for form in tried:
        found = _read(str(value), form)
        if found is not None and not (zone and "zone" in found):
            return _stamp(found, zone)
    raise PuppetError(f"Unable to parse '{value}' using any of the formats {', '.join(tried)}")


def _by_one_format(text: str, form: str, zone: str | None) -> Timestamp:
    found = _read(text, form)
    if found is None:
        raise PuppetError(f"Unable to parse '{text}' using format '{form}'")
    if zone and "zone" in found:
        raise PuppetError(
            "Using a Timezone designator in format specification is mutually exclusive to providing an explicit "
            "timezone argument"
        )
    return _stamp(found, zone)


def _read(text: str, form: str) -> dict[str, str] | None:
    found = re.fullmatch(_pattern(form), text, re.IGNORECASE)
    return None if found is None else {name: item for name, item in found.groupdict().items() if item is not None}


def _pattern(form: str) -> str:
    for letter, meaning in {**_COMPOSED_MORE, **_COMPOSED}.items():
        form = form.replace(f"%{letter}", meaning)
    return re.sub(r"%[-_0^#]*\d*:*([A-Za-z%])|\s+|(.)", _piece, form)


def _piece(found: re.Match[str]) -> str:
    letter = found[1]
    if letter is None:
        return re.escape(found[2]) if found[2] else r"\s*"
    if letter in ("n", "t"):
        return r"\s*"
    letter = _ALIASES.get(letter, letter)
    if letter not in _FIELDS:
        return re.escape(letter)
    name, pattern = _FIELDS[letter]
    return f"(?P<{name}>{pattern})"


_HOURS: Final[Callable[[dict[str, str]], int]] = lambda found: (  # noqa: E731
    int(found["hour12"]) % 12 + (12 if found.get("half", "a")[0] in "pP" else 0)
    if "hour12" in found
    else int(found.get("hour", 0))
)


def _stamp(found: dict[str, str], zone: str | None) -> Timestamp:
    fraction = int(found.get("fraction", "0").ljust(9, "0")[:9])
    if "epoch" in found:
        return Timestamp(int(found["epoch"]) * SECOND + fraction)
    try:
        moment = _day(found).replace(
            hour=_HOURS(found), minute=int(found.get("minute", 0)), second=int(found.get("second", 0))
        )
    except ValueError:
        raise PuppetError("argument out of range") from None
    seconds = int(moment.timestamp()) - _offset(zone or found.get("zone"))
    return Timestamp(seconds * SECOND + fraction)


def _day(found: dict[str, str]) -> datetime:
    year = int(found["year"]) if "year" in found else _short_year(found)
    month = int(found.get("month", 1))
    if "month_name" in found:
        month = next(
            at for at, name in enumerate(MONTHS, 1) if name.lower().startswith(found["month_name"][:3].lower())
        )
    first = datetime(year, month, int(found.get("day", 1)), tzinfo=UTC)
    if "yday" not in found:
        return first
    start = datetime(year, 1, 1, tzinfo=UTC).toordinal() + int(found["yday"]) - 1
    return datetime.fromordinal(start).replace(tzinfo=UTC)


def _short_year(found: dict[str, str]) -> int:
    if "short_year" not in found:
        raise PuppetError("can't convert nil into an exact number")
    short = int(found["short_year"])
    return int(found["century"]) * 100 + short if "century" in found else short + (1900 if short >= 69 else 2000)


def _offset(zone: str | None) -> int:
    if not zone or zone.lower() == "current":
        return 0
    if zone.upper() not in ZONES and not re.fullmatch(r"[+-]\d{1,2}(:?\d\d)?", zone):
        raise PuppetError(f"Illegal timezone '{zone}'")
    return offset_of(zone)[0]
