"""Kernel#format and String#%: every flag of Ruby's sprintf, holes of inserted strings kept."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import show, string_of, to_hash, to_rstring
from translator.evaluate.ruby.methods.holes import changed, derived, substring
from translator.evaluate.ruby.methods.support.letters import whole_float, whole_integer
from translator.evaluate.ruby.methods.support.number_text import fraction_text, whole_text
from translator.evaluate.ruby.objects import RHash, RObject, RString, Symbol, Value
from translator.evaluate.ruby.taint import origin_of
from translator.evaluate.values import Hole, Part, Tainted

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

DIRECTIVE = re.compile(
    r"%(?P<flags>(?:[-+ 0#]|<\w+>|\d+\$|\{)*)(?P<width>\*|\d+)?(?P<more>[-+ 0#]*)(?:\.(?P<precision>\*|\d+)?(?P<dot>))?"
    r"(?P<name><\w+>)?(?P<kind>[a-zA-Z%\n\0]|$)"
)
BRACED = re.compile(r"%([-+ 0#]*)(\d+)?(?:\.(\d+))?\{([^}]+)\}")


class Arguments:
    """The values of one format call: by order, by number, or by name out of a hash."""

    def __init__(self, interp: Interpreter, values: list[Value]) -> None:
        self.interp = interp
        self.values = values
        self.at = 0

    def next(self) -> Value:
        if self.at >= len(self.values):
            raise self.interp.error("ArgumentError", "too few arguments")
        self.at += 1
        return self.values[self.at - 1]

    def number(self, position: int) -> Value:
        if position > len(self.values):
            raise self.interp.error("ArgumentError", "too few arguments")
        return self.values[position - 1]

    def named(self, name: str, marks: str) -> Value:
        if len(self.values) != 1 or not isinstance(self.values[0], (RHash, RObject)):
            raise self.interp.error("ArgumentError", "one hash required")
        table = to_hash(self.interp, self.values[0])
        key = Symbol.of(name)
        if key in table or table.default_proc is not None or table.default is not None:
            return self.interp.call(table, "[]", [key])
        raise self.interp.error("KeyError", f"key{marks[0]}{name}{marks[1]} not found")


def format_values(interp: Interpreter, template: RString, values: list[Value]) -> RString:
    """Return `template % values`; ArgumentError as Ruby raises it."""
    arguments = Arguments(interp, values)
    parts: list[Part] = []
    text, at = template.text, 0
    while True:
        start = text.find("%", at)
        if start < 0:
            break
        parts.append(text[at:start])
        at = _directive(interp, text, start, arguments, parts)
    parts.append(text[at:])
    made = RString.from_parts(parts)
    return made if template.holes is None else derived(interp, template, made.text)


def _directive(interp: Interpreter, text: str, start: int, arguments: Arguments, parts: list[Part]) -> int:
    braced = BRACED.match(text, start)
    if braced:
        flags, width, precision, name = braced.groups()
        value = string_of(interp, arguments.named(name, "{}"))
        parts.extend(_string(value, flags, int(width or 0), None if precision is None else int(precision)).parts)
        return braced.end()
    found = DIRECTIVE.match(text, start)
    if found is None:
        raise interp.error("ArgumentError", f"malformed format string - %{text[start + 1 : start + 2]}")
    if found["kind"] == "%" and found.end() - start == 2:
        parts.append("%")
        return found.end()
    if found["kind"] in ("", "\n", "\0"):
        if found["kind"] == "":
            raise interp.error("ArgumentError", "incomplete format specifier; use %% (double %) instead")
        parts.append("%" + found["kind"])
        return found.end()
    parts.extend(_conversion(interp, found, arguments).parts)
    return found.end()


def _conversion(interp: Interpreter, found: re.Match[str], arguments: Arguments) -> RString:
    flags, name, position = _flags(found)
    width = _size(interp, found["width"], arguments)
    if width is not None and width < 0:
        flags, width = flags + "-", -width
    precision = _size(interp, found["precision"] or "0", arguments) if found["dot"] is not None else None
    value = _argument(arguments, name, position)
    return _formatted(interp, found["kind"], flags, width or 0, precision, value)


def _argument(arguments: Arguments, name: str, position: int) -> Value:
    if name:
        return arguments.named(name, "<>")
    return arguments.number(position) if position else arguments.next()


def _flags(found: re.Match[str]) -> tuple[str, str, int]:
    flags = found["flags"] + (found["more"] or "")
    name = (found["name"] or "").strip("<>")
    inner = re.search(r"<(\w+)>", flags)
    if inner:
        name = inner.group(1)
    position = re.search(r"(\d+)\$", flags)
    plain = re.sub(r"<\w+>|\d+\$", "", flags)
    return plain, name, int(position.group(1)) if position else 0


def _size(interp: Interpreter, given: str | None, arguments: Arguments) -> int | None:
    if given is None:
        return None
    return int(_integer(interp, arguments.next())) if given == "*" else int(given)


def _formatted(interp: Interpreter, kind: str, flags: str, width: int, precision: int | None, value: Value) -> RString:
    interp.check_size(max(width, precision or 0))
    if kind in "sp":
        string = string_of(interp, value) if kind == "s" else interp.inspect_string(value)
        return _string(string, flags, width, precision)
    if kind == "c":
        char = RString(chr(value)) if type(value) is int else substring(to_rstring(interp, value), 0, 1)
        return _string(char, flags, width, None)
    plain = value.sample if isinstance(value, Tainted) else value
    if kind in "dixXobBu":
        text = whole_text(kind, flags, width, precision, _integer(interp, plain))
    elif kind in "feEgGaA":
        text = fraction_text(kind, flags, width, precision, _float(interp, plain))
    else:
        raise interp.error("ArgumentError", f"malformed format string - %{kind}")
    return _doubtful(value, plain, text, interp)


def _doubtful(value: Value, plain: Value, text: str, interp: Interpreter) -> RString:
    origin = origin_of(value)
    if origin is None:
        return RString(text)
    same = text == str(plain)
    return RString(text, (Hole(origin if same else changed(origin, interp.span), text),))


def _string(value: RString, flags: str, width: int, precision: int | None) -> RString:
    if precision is not None:
        value = substring(value, 0, precision)
    missing = " " * max(0, width - len(value.text))
    parts = (*value.parts, missing) if "-" in flags else (missing, *value.parts)
    return RString.from_parts(parts)


def _integer(interp: Interpreter, value: Value) -> int:
    """Return a directive's value as Kernel#Integer takes it."""
    value = value.sample if isinstance(value, Tainted) else value
    if type(value) is int:
        return value
    if type(value) is float:
        if math.isnan(value) or math.isinf(value):
            raise interp.error("FloatDomainError", "NaN" if math.isnan(value) else "Infinity")
        return int(value)
    if type(value) is RString:
        number = whole_integer(value.text)
        if number is None:
            raise interp.error("ArgumentError", f"invalid value for Integer(): {show(interp, value)}")
        return number
    return int(interp.call(None, "Integer", [value]))


def _float(interp: Interpreter, value: Value) -> float:
    if type(value) is RString:
        number = whole_float(value.text)
        if number is None:
            raise interp.error("ArgumentError", f"invalid value for Float(): {show(interp, value)}")
        return number
    return float(value) if type(value) in (int, float) else float(interp.call(None, "Float", [value]))
