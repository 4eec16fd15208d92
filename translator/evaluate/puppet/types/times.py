"""The values of type Timespan and Timestamp: nanoseconds, with Puppet's formats both ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.values import DEFAULT, Value

SECOND: Final = 1_000_000_000
Made = TypeVar("Made", "Timespan", "Timestamp")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Nanoseconds:
    """What both have: an order among themselves and against numbers of seconds."""

    nanoseconds: int

    @property
    def seconds(self) -> float:
        return self.nanoseconds / SECOND

    def _against(self, other: Any) -> tuple[float, float]:
        if type(other) is type(self):
            return self.nanoseconds, other.nanoseconds
        return (self.nanoseconds // SECOND if isinstance(other, int) else self.seconds), other

    def __lt__(self, other: Any) -> bool:
        mine, theirs = self._against(other)
        return mine < theirs

    def __le__(self, other: Any) -> bool:
        mine, theirs = self._against(other)
        return mine <= theirs

    def __gt__(self, other: Any) -> bool:
        mine, theirs = self._against(other)
        return mine > theirs

    def __ge__(self, other: Any) -> bool:
        mine, theirs = self._against(other)
        return mine >= theirs

    def _plus(self, other: Any, sign: int) -> int | None:
        """Return the nanoseconds with a length of time, or a number of seconds, added or taken away."""
        if isinstance(other, Timespan):
            return self.nanoseconds + sign * other.nanoseconds
        if isinstance(other, (int, float)):
            return self.nanoseconds + int(sign * other * SECOND)
        return None


@dataclass(frozen=True, slots=True)
class Timespan(_Nanoseconds):
    def __add__(self, other: Any) -> Timespan | Timestamp:
        if isinstance(other, Timestamp):
            return Timestamp(self.nanoseconds + other.nanoseconds)
        return _made(Timespan, self._plus(other, 1))

    def __sub__(self, other: Any) -> Timespan:
        return _made(Timespan, self._plus(other, -1))

    def __neg__(self) -> Timespan:
        return Timespan(-self.nanoseconds)

    def __mul__(self, other: Any) -> Timespan:
        return _made(Timespan, int(self.nanoseconds * other) if isinstance(other, (int, float)) else None)

    def __truediv__(self, other: Any) -> Timespan | float:
        if isinstance(other, Timespan):
            return self.nanoseconds / other.nanoseconds
        return _made(Timespan, int(self.nanoseconds // other) if isinstance(other, (int, float)) else None)

    def __mod__(self, other: Any) -> int | float:
        whole = int(self.nanoseconds / SECOND)
        if isinstance(other, int):
            return whole % other
        return self.seconds % other if isinstance(other, float) else NotImplemented

    def __str__(self) -> str:
        from translator.evaluate.puppet.types.timespan_format import DEFAULTS

        return DEFAULTS[0].format(self)


@dataclass(frozen=True, slots=True)
class Timestamp(_Nanoseconds):
    def __add__(self, other: Any) -> Timestamp:
        return _made(Timestamp, self._plus(other, 1))

    def __sub__(self, other: Any) -> Timestamp | Timespan:
        if isinstance(other, Timestamp):
            return Timespan(self.nanoseconds - other.nanoseconds)
        return _made(Timestamp, self._plus(other, -1))

    def moment(self) -> datetime:
        """Return the time in UTC, to the second."""
        return _EPOCH + timedelta(seconds=self.nanoseconds // SECOND)

    def __str__(self) -> str:
        return f"{self.moment():%Y-%m-%dT%H:%M:%S}.{self.nanoseconds % SECOND:09d} UTC"


def _made(kind: type[Made], nanoseconds: int | None) -> Made:
    """Return the sum or product; NotImplemented when the other operand does not go with a time."""
    return NotImplemented if nanoseconds is None else kind(nanoseconds)


def time_type(base: m.PType, values: tuple[Value, ...]) -> m.PType:
    """Return `Timespan[values]` or `Timestamp[values]`."""
    value_class = Timespan if isinstance(base, m.TimespanType) else Timestamp
    ends = [_end(value_class, value) for value in values]
    low, high = [*ends, None, None][:2]
    if low is not None and high is not None and low > high:
        raise PuppetError(f"'from' must be less or equal to 'to'. Got ({low}, {high}")
    made: m.PType = type(base)(low, high)  # type: ignore[call-arg]
    return made


def _end(value_class: type[Timespan] | type[Timestamp], value: Value) -> Any:
    from translator.evaluate.puppet.types.time_text import timespan, timestamp

    if value is None or value is DEFAULT:
        return None
    if isinstance(value, value_class):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value_class(int(value * SECOND))
    return timespan(value) if value_class is Timespan else timestamp(value)
