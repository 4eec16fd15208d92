"""A crontab's schedule → the numbers of its five fields: names, ranges, steps and nicknames spread out.

before:  "*/20 8-9 * * mon"
after:   Schedule(fields=((0, 20, 40), (8, 9), (), (), (1,)))    () is every number

Source: crontab(5) of Debian's cron.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

NICKNAMES: Final = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMES: Final = {**{name: at + 1 for at, name in enumerate(_MONTHS)}, **{name: at for at, name in enumerate(_DAYS)}}
_RANGES: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_PART: Final = re.compile(r"(?:(?P<all>\*)|(?P<low>\w+)(?:-(?P<high>\w+))?)(?:/(?P<step>\d+))?")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Minute, hour, day of the month, month, day of the week (Sunday is 0); an empty field is every number."""

    fields: tuple[tuple[int, ...], ...]

    @property
    def either_day(self) -> bool:
        """Whether both kinds of day are restricted: cron then runs on either."""
        return bool(self.fields[2]) and bool(self.fields[4])


def schedule_of(text: str) -> Schedule | None:
    """Return the schedule, None when it is none of cron's."""
    words = NICKNAMES.get(text.strip().lower(), text).split()
    if len(words) != len(_RANGES):
        return None
    found = [_field(word.lower(), low, high) for word, (low, high) in zip(words, _RANGES, strict=True)]
    if any(field is None for field in found):
        return None
    *rest, days = (field for field in found if field is not None)
    return Schedule((*rest, tuple(sorted({day % 7 for day in days}))))


def for_kubernetes(text: str) -> str:
    """Return a schedule as a CronJob takes it: Sunday is 0 there, never 7."""
    schedule, words = schedule_of(text), text.split()
    if schedule is None or len(words) != len(_RANGES) or "7" not in words[4]:
        return text
    days = ",".join(map(str, schedule.fields[4])) if len(schedule.fields[4]) < 7 else "*"
    return " ".join((*words[:4], days))


def _field(word: str, low: int, high: int) -> tuple[int, ...] | None:
    if word == "*":
        return ()
    found: set[int] = set()
    for part in word.split(","):
        numbers = _part(part, low, high)
        if numbers is None:
            return None
        found.update(numbers)
    return tuple(sorted(found))


def _part(part: str, low: int, high: int) -> range | None:
    match = _PART.fullmatch(part)
    if match is None:
        return None
    first = low if match["all"] else _number(match["low"])
    step = int(match["step"] or 1)
    last = high if match["all"] or (match["step"] and not match["high"]) else _number(match["high"] or match["low"])
    if first is None or last is None or step < 1 or not low <= first <= last <= high:
        return None
    return range(first, last + 1, step)


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() else _NAMES.get(word)
