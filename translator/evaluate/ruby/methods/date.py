"""Date and DateTime: today is unknown, every other day is computed."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    iterating,
    plain,
    plain_singleton,
    text_of,
    to_float,
    to_int,
    to_str,
)
from translator.evaluate.ruby.methods.support.calendar import (
    DAYS,
    FIELDS,
    MONTHS,
    moment_of,
    read_moment,
    read_with,
    strftime,
)
from translator.evaluate.ruby.native import constant, define_class, method, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RProc, RString, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Date", includes=("Comparable",))
define_class("Date::Error", "ArgumentError")
define_class("DateTime", "Date")
JULIAN_DAY = 1721425  # of the day before 0001-01-01 as Python counts


class RDate(RObject):
    """A Date, or a DateTime with its time of day."""

    __slots__ = ("when",)

    def __init__(self, cls: RClass, when: datetime) -> None:
        super().__init__(cls)
        self.when = when

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RDate) and other.when == self.when

    def __hash__(self) -> int:
        return hash(("date", self.when))


@singleton("Date", "today", "now")
def today(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return Unknown("the day of the run", interp.span)


@singleton("Date", "new", "civil")
def date_new(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    numbers = [to_int(interp, arg) for arg in args if not isinstance(arg, RString)]
    year, month, day, hour, minute, second = [*numbers, *[-4712, 1, 1, 0, 0, 0][len(numbers) :]][:6]
    if day < 0:
        day = calendar.monthrange(year, month)[1] + day + 1
    try:
        return RDate(self, datetime(year, month if month > 0 else month + 13, day, hour, minute, second))
    except ValueError:
        raise interp.error("Date::Error", "invalid date") from None


@singleton("Date", "parse", "iso8601", argc=(1, 3))
def parse(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    moment = read_moment(to_str(interp, args[0]))
    if moment is None:
        raise interp.error("Date::Error", "invalid date")
    when = moment.local
    return RDate(self, when if self.name == "DateTime" else datetime(when.year, when.month, when.day))


@singleton("Date", "strptime", argc=(1, 3))
def strptime(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    template = to_str(interp, args[1]) if len(args) > 1 else "%Y-%m-%d"
    try:
        return RDate(self, read_with(to_str(interp, args[0]), template).replace(tzinfo=None))
    except ValueError:
        raise interp.error("Date::Error", "invalid date") from None


@singleton("Date", "valid_date?", "valid_civil?", argc=(3, 4))
def valid_date(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    year, month, day = (to_int(interp, arg) for arg in args[:3])
    return 1 <= month <= 12 and 1 <= (day if day > 0 else 1) <= calendar.monthrange(year, month)[1]


@plain_singleton("Date", "leap?", "gregorian_leap?")
def leap_year(interp: Interpreter, self: RClass, year: Value) -> Value:
    return calendar.isleap(to_int(interp, year))


@plain_singleton("Date", "jd")
def from_jd(interp: Interpreter, self: RClass, day: Value) -> Value:
    return RDate(self, datetime.combine(date.fromordinal(to_int(interp, day) - JULIAN_DAY), datetime.min.time()))


DATE_FIELDS: dict[str, Callable[[datetime], Value]] = {
    **FIELDS,
    "minute": lambda when: when.minute,
    "second": lambda when: when.second,
    "cwday": lambda when: when.isoweekday(),
    "cweek": lambda when: when.isocalendar().week,
    "cwyear": lambda when: when.isocalendar().year,
    "jd": lambda when: when.toordinal() + JULIAN_DAY,
    "leap?": lambda when: calendar.isleap(when.year),
}


def _field(name: str) -> None:
    read = DATE_FIELDS[name]

    def native(interp: Interpreter, self: RDate, args: Args, block: Blk) -> Value:
        return read(self.when)

    method("Date", name, argc=0)(native)


for _name in DATE_FIELDS:
    _field(_name)


def _moved(self: RDate, **amount: float) -> RDate:
    return RDate(self.cls, self.when + timedelta(**amount))


@plain("Date", "+")
def plus(interp: Interpreter, self: RDate, days: Value) -> Value:
    return _moved(self, days=days if type(days) is int else to_float(interp, days))


@plain("Date", "-")
def minus(interp: Interpreter, self: RDate, other: Value) -> Value:
    if isinstance(other, RDate):
        seconds = round((self.when - other.when).total_seconds())
        return interp.call(None, "Rational", [seconds, 86400])
    return plus(interp, self, -other)


@plain("Date", "next_day")
def next_day(interp: Interpreter, self: RDate, count: Value = 1) -> Value:
    return _moved(self, days=to_int(interp, count))


@plain("Date", "prev_day")
def prev_day(interp: Interpreter, self: RDate, count: Value = 1) -> Value:
    return _moved(self, days=-to_int(interp, count))


@plain("Date", "succ", "next")
def succ(interp: Interpreter, self: RDate) -> Value:
    return _moved(self, days=1)


def _by_months(self: RDate, count: int) -> RDate:
    months = self.when.year * 12 + self.when.month - 1 + count
    year, month = months // 12, months % 12 + 1
    day = min(self.when.day, calendar.monthrange(year, month)[1])
    return RDate(self.cls, self.when.replace(year=year, month=month, day=day))


@plain("Date", ">>", "next_month")
def next_month(interp: Interpreter, self: RDate, count: Value = 1) -> Value:
    return _by_months(self, to_int(interp, count))


@plain("Date", "<<", "prev_month")
def prev_month(interp: Interpreter, self: RDate, count: Value = 1) -> Value:
    return _by_months(self, -to_int(interp, count))


@plain("Date", "next_year")
def next_year(interp: Interpreter, self: RDate, count: Value = 1) -> Value:
    return _by_months(self, 12 * to_int(interp, count))


@plain("Date", "prev_year")
def prev_year(interp: Interpreter, self: RDate, count: Value = 1) -> Value:
    return _by_months(self, -12 * to_int(interp, count))


@plain("Date", "<=>")
def order(interp: Interpreter, self: RDate, other: Value) -> Value:
    if not isinstance(other, RDate):
        return None
    return (self.when > other.when) - (self.when < other.when)


@plain("Date", "==", "eql?")
def equal(interp: Interpreter, self: RDate, other: Value) -> Value:
    return isinstance(other, RDate) and self.when == other.when


@plain("Date", "===")
def same_day(interp: Interpreter, self: RDate, other: Value) -> Value:
    return isinstance(other, RDate) and self.when.date() == other.when.date()


@plain("Date", "strftime")
def strftime_method(interp: Interpreter, self: RDate, template: Value = None) -> Value:
    pattern = "%F" if template is None else text_of(interp, template)
    return RString(strftime(moment_of(self.when), pattern.replace("%Z", "+00:00")))


def shown(self: RDate) -> str:
    """Return to_s: the day, with the time of day for a DateTime."""
    return strftime(moment_of(self.when), "%Y-%m-%dT%H:%M:%S+00:00" if self.cls.name == "DateTime" else "%Y-%m-%d")


@plain("Date", "to_s", "iso8601", "xmlschema")
def to_s(interp: Interpreter, self: RDate) -> Value:
    return RString(shown(self))


@plain("Date", "inspect")
def inspect(interp: Interpreter, self: RDate) -> Value:
    days = self.when.toordinal() + JULIAN_DAY
    seconds = self.when.hour * 3600 + self.when.minute * 60 + self.when.second
    return RString(f"#<{self.cls.name}: {shown(self)} (({days}j,{seconds}s,0n),+0s,2299161j)>")


@plain("Date", "to_date")
def to_date(interp: Interpreter, self: RDate) -> Value:
    return RDate(interp.const_class("Date"), datetime(self.when.year, self.when.month, self.when.day))


@plain("Date", "to_datetime")
def to_datetime(interp: Interpreter, self: RDate) -> Value:
    return RDate(interp.const_class("DateTime"), self.when)


@plain("Date", "to_time")
def to_time(interp: Interpreter, self: RDate) -> Value:
    when = self.when
    return interp.call(
        interp.const("Time"), "local", [when.year, when.month, when.day, when.hour, when.minute, when.second]
    )


@iterating("Date", "upto")
def upto(interp: Interpreter, self: RDate, block: RProc, last: RDate) -> Value:
    at = self
    while at.when <= last.when:
        interp.yield_block(block, [at])
        at = _moved(at, days=1)
    return self


@iterating("Date", "downto")
def downto(interp: Interpreter, self: RDate, block: RProc, last: RDate) -> Value:
    at = self
    while at.when >= last.when:
        interp.yield_block(block, [at])
        at = _moved(at, days=-1)
    return self


def _names(name: str, values: list[Value]) -> None:
    constant("Date", name)(lambda interp: values)


_names("MONTHNAMES", [None, *[RString(name) for name in MONTHS]])
_names("ABBR_MONTHNAMES", [None, *[RString(name[:3]) for name in MONTHS]])
_names("DAYNAMES", [RString(name) for name in DAYS])
_names("ABBR_DAYNAMES", [RString(name[:3]) for name in DAYS])
