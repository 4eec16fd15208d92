"""Time: now is unknown, every other moment is computed. The machine's zone is UTC."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, plain, plain_singleton, text_of, to_float, to_int, to_str
from translator.evaluate.ruby.methods.support.calendar import (
    BILLION,
    FIELDS,
    NAMES,
    Moment,
    moment_of,
    offset_of,
    offset_text,
    read_moment,
    read_with,
    strftime,
)
from translator.evaluate.ruby.native import constant, define_class, method, singleton, take_keywords
from translator.evaluate.ruby.objects import RClass, RObject, RString, Symbol, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Time", includes=("Comparable",))


class RTime(RObject):
    """A Time by its moment."""

    __slots__ = ("moment",)

    def __init__(self, cls: RClass, moment: Moment) -> None:
        super().__init__(cls)
        self.moment = moment

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RTime) and other.moment.nanoseconds == self.moment.nanoseconds

    def __hash__(self) -> int:
        return hash(("time", self.moment.nanoseconds))


@singleton("Time", "now")
def now(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return Unknown("the time of the run", interp.span)


@singleton("Time", "new")
def time_new(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return local(interp, self, args, block) if args else now(interp, self, args, block)


@singleton("Time", "local", "mktime", argc=(1, None))
def local(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return RTime(self, _built(interp, args, False))


@singleton("Time", "utc", "gm", argc=(1, None))
def utc_new(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return RTime(self, _built(interp, args, True))


def _built(interp: Interpreter, args: Args, utc: bool) -> Moment:
    args = list(args)
    take_keywords(args)
    offset = 0
    if len(args) > 6 and not utc:
        offset, utc = (
            offset_of(text_of(interp, args[6])) if isinstance(args[6], RString) else (to_int(interp, args[6] or 0), utc)
        )
    numbers = [_part(interp, at, value) for at, value in enumerate(args[:5]) if value is not None]
    defaults = [0, 1, 1, 0, 0]
    year, month, day, hour, minute = [*numbers, *defaults[len(numbers) :]]
    second = to_float(interp, args[5]) if len(args) > 5 and args[5] is not None else 0
    if not 1 <= month <= 12:
        raise interp.error("ArgumentError", "mon out of range")
    try:
        when = datetime(year, month, day, 0, minute) + timedelta(hours=hour, seconds=int(second))
    except ValueError:
        raise interp.error("ArgumentError", "argument out of range") from None
    return moment_of(when, offset, utc, round((second - int(second)) * BILLION))


def _part(interp: Interpreter, at: int, value: Value) -> int:
    if isinstance(value, RString):
        return NAMES[value.text[:3].lower()] if at == 1 and not value.text.isdigit() else int(value.text)
    return to_int(interp, value)


@singleton("Time", "at", argc=(1, None))
def at(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    if isinstance(args[0], RTime):
        return RTime(self, args[0].moment)
    args = list(args)
    keywords = take_keywords(args)
    seconds = args[0] if type(args[0]) in (int, float) else to_float(interp, args[0])
    offset, utc = (
        offset_of(text_of(interp, zone)) if (zone := keywords.get(Symbol.of("in"))) is not None else (0, False)
    )
    return RTime(self, Moment(round(seconds * BILLION), offset, utc))


@singleton("Time", "parse", "iso8601", "xmlschema", "rfc2822", "httpdate", argc=(1, 2))
def parse(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    moment = read_moment(to_str(interp, args[0]))
    if moment is None:
        raise interp.error("ArgumentError", f"no time information in {interp.shown(args[0])}")
    return RTime(self, moment)


@plain_singleton("Time", "strptime")
def strptime(interp: Interpreter, self: RClass, text: Value, template: Value) -> Value:
    try:
        when = read_with(to_str(interp, text), to_str(interp, template))
    except ValueError:
        raise interp.error(
            "ArgumentError",
            f"invalid date or strptime format - `{text_of(interp, text)}' `{text_of(interp, template)}'",
        ) from None
    offset = round(when.utcoffset().total_seconds()) if when.utcoffset() else 0  # type: ignore[union-attr]
    return RTime(self, moment_of(when.replace(tzinfo=None), offset))


def _field(name: str) -> None:
    read = FIELDS[name]

    def native(interp: Interpreter, self: RTime, args: Args, block: Blk) -> Value:
        return read(self.moment.local)

    method("Time", name, argc=0)(native)


for _name in FIELDS:
    _field(_name)


@plain("Time", "to_i", "tv_sec")
def to_i(interp: Interpreter, self: RTime) -> Value:
    return self.moment.nanoseconds // BILLION


@plain("Time", "to_f")
def to_f(interp: Interpreter, self: RTime) -> Value:
    return self.moment.nanoseconds / BILLION


@plain("Time", "nsec", "tv_nsec")
def nsec(interp: Interpreter, self: RTime) -> Value:
    return self.moment.fraction


@plain("Time", "usec", "tv_usec")
def usec(interp: Interpreter, self: RTime) -> Value:
    return self.moment.fraction // 1000


@plain("Time", "zone")
def zone(interp: Interpreter, self: RTime) -> Value:
    return RString(self.moment.zone) if self.moment.zone else None


@plain("Time", "utc_offset", "gmt_offset", "gmtoff")
def utc_offset(interp: Interpreter, self: RTime) -> Value:
    return self.moment.offset


@plain("Time", "utc?", "gmt?")
def is_utc(interp: Interpreter, self: RTime) -> Value:
    return self.moment.utc


@plain("Time", "utc", "gmtime")
def utc(interp: Interpreter, self: RTime) -> Value:
    self.moment = Moment(self.moment.nanoseconds, 0, True)
    return self


@plain("Time", "getutc", "getgm")
def getutc(interp: Interpreter, self: RTime) -> Value:
    return RTime(self.cls, Moment(self.moment.nanoseconds, 0, True))


@plain("Time", "localtime", "getlocal")
def localtime(interp: Interpreter, self: RTime, offset: Value = None) -> Value:
    seconds = offset_of(text_of(interp, offset))[0] if isinstance(offset, RString) else to_int(interp, offset or 0)
    return RTime(self.cls, Moment(self.moment.nanoseconds, seconds))


@plain("Time", "strftime")
def strftime_method(interp: Interpreter, self: RTime, template: Value) -> Value:
    return RString(strftime(self.moment, to_str(interp, template)))


def shown(moment: Moment) -> str:
    """Return Time#to_s."""
    return strftime(moment, "%Y-%m-%d %H:%M:%S ") + ("UTC" if moment.utc else offset_text(moment.offset))


@plain("Time", "to_s")
def to_s(interp: Interpreter, self: RTime) -> Value:
    return RString(shown(self.moment))


@plain("Time", "inspect")
def inspect(interp: Interpreter, self: RTime) -> Value:
    fraction = f".{self.moment.fraction:09d}".rstrip("0") if self.moment.fraction else ""
    text = shown(self.moment)
    return RString(text[:19] + fraction + text[19:])


@plain("Time", "iso8601", "xmlschema")
def iso8601(interp: Interpreter, self: RTime, digits: Value = 0) -> Value:
    places = to_int(interp, digits)
    fraction = f".{self.moment.fraction:09d}"[: places + 1] if places else ""
    end = "Z" if self.moment.utc else offset_text(self.moment.offset, ":")
    return RString(strftime(self.moment, "%Y-%m-%dT%H:%M:%S") + fraction + end)


@plain("Time", "httpdate")
def httpdate(interp: Interpreter, self: RTime) -> Value:
    return RString(strftime(Moment(self.moment.nanoseconds), "%a, %d %b %Y %H:%M:%S GMT"))


@plain("Time", "rfc2822", "rfc822")
def rfc2822(interp: Interpreter, self: RTime) -> Value:
    end = "-0000" if self.moment.utc else offset_text(self.moment.offset)
    return RString(strftime(self.moment, "%a, %d %b %Y %H:%M:%S ") + end)


@plain("Time", "ctime", "asctime")
def ctime(interp: Interpreter, self: RTime) -> Value:
    return RString(strftime(self.moment, "%a %b %e %H:%M:%S %Y"))


@plain("Time", "+")
def plus(interp: Interpreter, self: RTime, seconds: Value) -> Value:
    if isinstance(seconds, RTime):
        raise interp.error("TypeError", "time + time?")
    added = seconds * BILLION if type(seconds) is int else round(to_float(interp, seconds) * BILLION)
    return RTime(self.cls, Moment(self.moment.nanoseconds + added, self.moment.offset, self.moment.utc))


@plain("Time", "-")
def minus(interp: Interpreter, self: RTime, other: Value) -> Value:
    if isinstance(other, RTime):
        return (self.moment.nanoseconds - other.moment.nanoseconds) / BILLION
    return plus(interp, self, -other if type(other) in (int, float) else -to_float(interp, other))


@plain("Time", "<=>")
def order(interp: Interpreter, self: RTime, other: Value) -> Value:
    if not isinstance(other, RTime):
        return None
    left, right = self.moment.nanoseconds, other.moment.nanoseconds
    return (left > right) - (left < right)


@plain("Time", "==", "eql?")
def equal(interp: Interpreter, self: RTime, other: Value) -> Value:
    return isinstance(other, RTime) and self == other


@plain("Time", "hash")
def hash_code(interp: Interpreter, self: RTime) -> Value:
    return self.moment.nanoseconds


@plain("Time", "round", "floor")
def rounded(interp: Interpreter, self: RTime, digits: Value = 0) -> Value:
    unit = 10 ** (9 - to_int(interp, digits))
    return RTime(self.cls, Moment(self.moment.nanoseconds // unit * unit, self.moment.offset, self.moment.utc))


@plain("Time", "to_a")
def to_a(interp: Interpreter, self: RTime) -> Value:
    when = self.moment.local
    day = [when.second, when.minute, when.hour, when.day, when.month, when.year]
    return [*day, when.isoweekday() % 7, when.timetuple().tm_yday, False, zone(interp, self)]


@plain("Time", "to_time")
def to_time(interp: Interpreter, self: RTime) -> Value:
    return self


@plain("Time", "to_date")
def to_date(interp: Interpreter, self: RTime) -> Value:
    when = self.moment.local
    return interp.call(interp.const("Date"), "new", [when.year, when.month, when.day])


@constant("Time", "RFC2822_DAY_NAME")
def day_names(interp: Interpreter) -> Value:
    return [RString(name) for name in ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")]
