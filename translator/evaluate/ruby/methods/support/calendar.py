"""strftime and the reading of dates and times: the pieces of a moment in, Ruby's text out, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
DIRECTIVE = re.compile(r"%([-0^#_]*)(\d+)?(:{0,2})([a-zA-Z%+])")
BILLION = 1_000_000_000
ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "PST": -8,
    "PDT": -7,
    "CET": 1,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: nanoseconds since 1970 in UTC, and the offset in seconds it is shown with."""

    nanoseconds: int
    offset: int = 0
    utc: bool = False

    @property
    def local(self) -> datetime:
        """The date and time of day as shown."""
        return datetime(1970, 1, 1) + timedelta(seconds=self.nanoseconds // BILLION + self.offset)

    @property
    def fraction(self) -> int:
        """The nanoseconds within the second."""
        return self.nanoseconds % BILLION

    @property
    def zone(self) -> str:
        return "UTC" if self.utc or self.offset == 0 else ""


def moment_of(when: datetime, offset: int = 0, utc: bool = False, nanoseconds: int = 0) -> Moment:
    """Return the moment of a date and time of day at an offset."""
    seconds = round((when.replace(microsecond=0) - datetime(1970, 1, 1)).total_seconds()) - offset
    return Moment(seconds * BILLION + nanoseconds, offset, utc)


def offset_text(offset: int, colons: str = "") -> str:
    """Return +0100, +01:00 or +01:00:00."""
    sign, rest = "-" if offset < 0 else "+", abs(offset)
    hours, minutes, seconds = rest // 3600, rest // 60 % 60, rest % 60
    if colons == "::":
        return f"{sign}{hours:02d}:{minutes:02d}:{seconds:02d}"
    return f"{sign}{hours:02d}{colons}{minutes:02d}"


def _numbers(when: datetime) -> dict[str, tuple[int, int, str]]:
    """Return the directives that are numbers: value, width, padding."""
    hour = when.hour % 12 or 12
    iso = when.isocalendar()
    yday, wday = when.timetuple().tm_yday, when.isoweekday() % 7
    return {
        "Y": (when.year, 4 if when.year >= 0 else 5, "0"),
        "C": (when.year // 100, 2, "0"),
        "y": (when.year % 100, 2, "0"),
        "m": (when.month, 2, "0"),
        "d": (when.day, 2, "0"),
        "e": (when.day, 2, " "),
        "j": (yday, 3, "0"),
        "H": (when.hour, 2, "0"),
        "k": (when.hour, 2, " "),
        "I": (hour, 2, "0"),
        "l": (hour, 2, " "),
        "M": (when.minute, 2, "0"),
        "S": (when.second, 2, "0"),
        "u": (iso.weekday, 1, "0"),
        "w": (wday, 1, "0"),
        "G": (iso.year, 4, "0"),
        "g": (iso.year % 100, 2, "0"),
        "V": (iso.week, 2, "0"),
        "U": ((yday + 6 - wday) // 7, 2, "0"),
        "W": ((yday + 6 - (wday - 1) % 7) // 7, 2, "0"),
    }


COMPOSED = {
    "D": "%m/%d/%y",
    "x": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "R": "%H:%M",
    "r": "%I:%M:%S %p",
    "c": "%a %b %e %H:%M:%S %Y",
    "v": "%e-%^b-%Y",
    "+": "%a %b %e %H:%M:%S %Z %Y",
}


def strftime(moment: Moment, template: str) -> str:
    """Return a moment as a template says; unknown directives stay as they are."""
    return DIRECTIVE.sub(lambda found: _directive(moment, found), template)


def _directive(moment: Moment, found: re.Match[str]) -> str:
    flags, width, colons, kind = found.groups()
    when = moment.local
    if kind in COMPOSED:
        return _adjusted(strftime(moment, COMPOSED[kind]), flags, width, " ")
    numbers = _numbers(when)
    if kind in numbers:
        value, size, pad = numbers[kind]
        pad = "" if "-" in flags else (" " if "_" in flags else ("0" if "0" in flags else pad))
        return str(value).rjust(int(width or size), pad) if pad else str(value)
    if kind in "NL":
        digits = int(width or (9 if kind == "N" else 3))
        return f"{moment.fraction:09d}".ljust(digits, "0")[:digits]
    texts = {
        "A": DAYS[when.isoweekday() % 7],
        "a": DAYS[when.isoweekday() % 7][:3],
        "B": MONTHS[when.month - 1],
        "b": MONTHS[when.month - 1][:3],
        "h": MONTHS[when.month - 1][:3],
        "p": "AM" if when.hour < 12 else "PM",
        "P": "am" if when.hour < 12 else "pm",
        "Z": moment.zone,
        "z": offset_text(moment.offset, colons),
        "s": str(moment.nanoseconds // BILLION),
        "n": "\n",
        "t": "\t",
        "%": "%",
    }
    if kind not in texts:
        return found.group()
    if kind == "p" and "#" in flags:
        return texts["P"]
    return _adjusted(texts[kind], flags, width, " ")


def _adjusted(text: str, flags: str, width: str | None, pad: str) -> str:
    if "^" in flags:
        text = text.upper()
    if "#" in flags:
        text = text.swapcase() if text.isupper() else text.upper()
    return text.rjust(int(width), "0" if "0" in flags else pad) if width else text


# --- reading


NAMES = {name[:3].lower(): at + 1 for at, name in enumerate(MONTHS)}
ISO = re.compile(
    r"(-?\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|GMT|[A-Z]{3}|[-+]\d{2}:?\d{2})?",
    re.I,
)
COMPACT = re.compile(r"\A\s*(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?()\s*(Z|[-+]\d{2}:?\d{2})?\s*\Z")
NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -]+)?\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?[ -]+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})?",
    re.I,
)
SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*([ap]m)?\s*(Z|UTC|GMT|[-+]\d{2}:?\d{2}|[A-Z]{3})?", re.I
)


def offset_of(zone: str | None) -> tuple[int, bool]:
    """Return a zone's offset in seconds, and whether it says UTC."""
    if not zone:
        return 0, False
    if zone.upper() in ZONES:
        return ZONES[zone.upper()] * 3600, zone.upper() in ("UTC", "GMT", "Z")
    digits = zone[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:4] or 0) * 60
    return (-seconds if zone[0] == "-" else seconds), False


def read_moment(text: str) -> Moment | None:
    """Return the moment that a text names, None when it names none."""
    found = ISO.search(text) or COMPACT.match(text)
    try:
        if found:
            year, month, day, hour, minute, second, fraction, zone = found.groups()
            offset, utc = offset_of(zone)
            when = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
            return moment_of(when, offset, utc, int((fraction or "0").ljust(9, "0")[:9]))
        return _read_loose(text)
    except ValueError:
        return None


def _read_loose(text: str) -> Moment | None:
    day = _read_day(text)
    clock = CLOCK.search(text)
    if day is None:
        return None
    if clock is None:
        return moment_of(datetime(day.year, day.month, day.day))
    hour, minute, second, fraction, half, zone = clock.groups()
    hours = int(hour) % 12 + (12 if half.lower() == "pm" else 0) if half else int(hour)
    offset, utc = offset_of(zone)
    when = datetime(day.year, day.month, day.day, hours, int(minute), int(second or 0))
    return moment_of(when, offset, utc, int((fraction or "0").ljust(9, "0")[:9]))


def _read_day(text: str) -> date | None:
    slashed = SLASHED.search(text)
    if slashed:
        return date(*map(int, slashed.groups()))
    for found in NAMED.finditer(text):
        before, name, after, year = found.groups()
        day = before or after
        if name.lower() in NAMES and day and year:
            return date(int(year), NAMES[name.lower()], int(day))
    return None


def read_with(text: str, template: str) -> datetime:
    """Return what a text says by a strptime template; ValueError when it does not fit."""
    template = template.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S").replace("%R", "%H:%M").replace("%e", "%d")
    if template == "%s":
        return datetime.fromtimestamp(int(text), UTC)
    return datetime.strptime(text, template)


def _on_day(day: int) -> Callable[[datetime], Any]:
    return lambda when: when.isoweekday() % 7 == day


FIELDS: dict[str, Callable[[datetime], Any]] = {
    "year": lambda when: when.year,
    "month": lambda when: when.month,
    "mon": lambda when: when.month,
    "day": lambda when: when.day,
    "mday": lambda when: when.day,
    "hour": lambda when: when.hour,
    "min": lambda when: when.minute,
    "sec": lambda when: when.second,
    "wday": lambda when: when.isoweekday() % 7,
    "yday": lambda when: when.timetuple().tm_yday,
    **{f"{name.lower()}?": _on_day(at) for at, name in enumerate(DAYS)},
}
"""What Date and Time both answer of a moment, by method name."""
