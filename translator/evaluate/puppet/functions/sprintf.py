"""sprintf: values in a template, as Ruby's Kernel#sprintf puts them there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.functions.ruby_text import inspect, to_s
from translator.evaluate.puppet.functions.texts import cut
from translator.evaluate.puppet.types.names import ruby_class
from translator.evaluate.puppet.values import TracedStr, Value, concat, derived, parts_of
from translator.evaluate.ruby.methods.support.letters import whole_float, whole_integer
from translator.evaluate.ruby.methods.support.number_text import fraction_text, whole_text
from translator.evaluate.values import Part, Unknown

DIRECTIVE: Final = re.compile(
    r"%(?P<flags>(?:[-+ 0#]|<[^>]+>|\d+\$)*)(?P<width>\*|\d+)?(?P<more>[-+ 0#]*)(?:\.(?P<precision>\*|\d+)?(?P<dot>))?"
    r"(?P<name><[^>]+>)?(?P<kind>[a-zA-Z%\n\0]|$)"
)
BRACED: Final = re.compile(r"%([-+ 0#]*)(\d+)?(?:\.(\d+))?\{([^}]+)\}")
NAME: Final = re.compile(r"<([^>]+)>")
POSITION: Final = re.compile(r"(\d+)\$")
MOST: Final = 1_000_000  # characters that one directive may fill up to


@legacy_function("sprintf", 1, origins=True)
def sprintf(call: Call, arguments: tuple[Value, ...]) -> Value:
    template, *values = arguments
    if isinstance(template, Unknown):
        return template
    if not isinstance(template, str):
        raise PuppetError(f"no implicit conversion of {_shown(template)} into String", call.span)
    made = concat(_Formatter(call, template, values).parts())
    return derived(str(made), template) if isinstance(template, TracedStr) and "%" in template else made


def _shown(value: Value) -> str:
    return "nil" if value is None else str(value).lower() if isinstance(value, bool) else ruby_class(value)


class _Formatter:
    """One call: the template, the values, and which of them is next."""

    def __init__(self, call: Call, template: str, values: list[Value]) -> None:
        self.call = call
        self.template = template
        self.values = values
        self.at = 0
        self.way = ""

    def error(self, message: str) -> PuppetError:
        return PuppetError(message, self.call.span)

    def parts(self) -> Iterator[Part]:
        text, at = str(self.template), 0
        while (start := text.find("%", at)) >= 0:
            yield from parts_of(cut(self.template, at, start))
            made, at = self.directive(text, start)
            yield from parts_of(made)
        yield from parts_of(cut(self.template, at, len(text)))

    def directive(self, text: str, start: int) -> tuple[str, int]:
        braced = BRACED.match(text, start)
        if braced:
            flags, width, precision, name = braced.groups()
            value = to_s(self.named(name, "{}"))
            return filled(value, flags, int(width or 0), None if precision is None else int(precision)), braced.end()
        found = DIRECTIVE.match(text, start)
        if found is None:
            raise self.error(f"malformed format string - %{text[start + 1 : start + 2]}")
        if found["kind"] == "%" and found.end() - start == 2:
            return "%", found.end()
        if found["kind"] == "":
            raise self.error("incomplete format specifier; use %% (double %) instead")
        if found["kind"] == "%":
            raise self.error("invalid format character - %")
        if found["kind"] in "\n\0":
            return f"%{found['kind']}", found.end()
        return self.conversion(found), found.end()

    def conversion(self, found: re.Match[str]) -> str:
        given = found["flags"] + found["more"]
        name, position = NAME.search(given + (found["name"] or "")), POSITION.search(given)
        flags = POSITION.sub("", NAME.sub("", given))
        width = self.size(found["width"]) or 0
        if width < 0:
            flags, width = flags + "-", -width
        precision = self.size(found["precision"] or "0") if found["dot"] is not None else None
        if max(width, precision or 0) > MOST:
            raise self.error("width too big")
        value = self.named(name[1], "<>") if name else self.numbered(int(position[1])) if position else self.next()
        return self.formatted(found["kind"], flags, width, precision, value)

    def size(self, given: str | None) -> int | None:
        if given is None:
            return None
        return self.integer(self.next()) if given == "*" else int(given)

    def goes(self, way: str, mixed: str) -> None:
        """Note how values are named; ways that do not go together are an error."""
        if self.way and self.way != way:
            before = f"unnumbered({self.at})" if self.way == "unnumbered" else self.way
            raise self.error(f"{mixed} {'mixed with' if way == 'unnumbered' else 'after'} {before}")
        self.way = way

    def next(self) -> Value:
        self.goes("unnumbered", f"unnumbered({self.at + 1})")
        self.at += 1
        return self.at_position(self.at)

    def numbered(self, position: int) -> Value:
        self.goes("numbered", f"numbered({position})")
        return self.at_position(position)

    def at_position(self, position: int) -> Value:
        if position > len(self.values):
            raise self.error("too few arguments")
        return self.values[position - 1]

    def named(self, name: str, marks: str) -> Value:
        self.goes("named", f"named{marks[0]}{name}{marks[1]}")
        if len(self.values) != 1 or not isinstance(self.values[0], dict):
            raise self.error("one hash required")
        if name not in self.values[0]:
            raise self.error(f"key{marks[0]}{name}{marks[1]} not found")
        return self.values[0][name]

    def formatted(self, kind: str, flags: str, width: int, precision: int | None, value: Value) -> str:
        if kind in "sp":
            return filled(to_s(value) if kind == "s" else inspect(value), flags, width, precision)
        if isinstance(value, Unknown):
            return to_s(value)
        if kind == "c":
            return filled(self.character(value), flags, width, None)
        if kind in "dixXobBu":
            return self.number(value, whole_text(kind, flags, width, precision, self.integer(value)))
        if kind in "feEgGaA":
            return self.number(value, fraction_text(kind, flags, width, precision, self.fraction(value)))
        raise self.error(f"malformed format string - %{kind}")

    def number(self, value: Value, text: str) -> str:
        same = to_s(value)
        made: str = same if same == text else derived(text, value)
        return made

    def character(self, value: Value) -> str:
        if isinstance(value, str):
            if len(value) != 1:
                raise self.error("%c requires a character")
            return value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.error(f"no implicit conversion of {_shown(value)} into Integer")
        if not -128 <= value < 0x110000:
            raise self.error("invalid character")
        return chr(int(value) if value >= 0 else 0xDD00 + int(value))

    def integer(self, value: Value) -> int:
        """Return a directive's value as Kernel#Integer takes it."""
        if isinstance(value, str):
            number = whole_integer(value)
            if number is None:
                raise self.error(f"invalid value for Integer(): {inspect(value)}")
            return number
        if isinstance(value, float) and not math.isfinite(value):
            raise self.error("NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return int(value)
        raise self.error(f"can't convert {_shown(value)} into Integer")

    def fraction(self, value: Value) -> float:
        """Return a directive's value as Kernel#Float takes it."""
        if isinstance(value, str):
            number = whole_float(value)
            if number is None:
                raise self.error(f"invalid value for Float(): {inspect(value)}")
            return number
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        raise self.error(f"can't convert {_shown(value)} into Float")


def filled(value: str, flags: str, width: int, precision: int | None) -> str:
    """Return a string cut to its precision and filled up to its width."""
    kept = value if precision is None else cut(value, 0, precision)
    missing = " " * max(0, width - len(kept))
    return concat((*parts_of(kept), missing) if "-" in flags else (missing, *parts_of(kept)))
