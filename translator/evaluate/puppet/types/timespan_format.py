"""The formats of Timespan: `%D-%H:%M:%S.%-N` in, a format that writes and reads spans out.

The largest unit in a format takes all of the span: "%M:%S" of two hours is "120:00".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from translator.evaluate.puppet.errors import PuppetError

_DAY: Final = 86_400_000_000_000
_SIZES: Final = {"D": _DAY, "H": 3_600_000_000_000, "M": 60_000_000_000, "S": 1_000_000_000, "L": 1_000_000, "N": 1}
_WITHIN: Final = {"D": 0, "H": 24, "M": 60, "S": 60, "L": 1000, "N": 1_000_000_000}
_WIDTHS: Final = {"D": 1, "H": 2, "M": 2, "S": 2, "L": 3, "N": 9}
_FRACTIONS: Final = "LN"
_DIRECTIVE: Final = re.compile(r"%(?:(%)|([-_0]?)(\d*)([DHMSLN]))")


@dataclass(slots=True)
class _Unit:
    """One directive: its letter, what pads it (None for nothing), its width, and whether it takes all of the span."""

    letter: str
    pad: str | None
    width: int | None
    total: bool = False

    def text(self, nanoseconds: int) -> str:
        value = self._value(nanoseconds)
        if self.letter not in _FRACTIONS:
            width = self.width or _WIDTHS[self.letter]
            return str(value) if self.pad is None else str(value).rjust(width, self.pad)
        if not self.total and self.pad != "0":
            value = int(str(value).rstrip("0") or "0")
        return str(value) if self.pad is None else str(value).ljust(self.width or _WIDTHS[self.letter])

    def _value(self, nanoseconds: int) -> int:
        if self.letter == "N":
            return self._nano(nanoseconds)
        whole = nanoseconds // _SIZES[self.letter]
        return whole if self.total or self.letter == "D" else whole % _WITHIN[self.letter]

    def _nano(self, nanoseconds: int) -> int:
        width = self.width or 9
        if width >= 9:
            return nanoseconds if self.total else nanoseconds % _WITHIN["N"]
        short: int = nanoseconds // 10 ** (9 - width)
        return short if self.total else int(short % 10**width)

    @property
    def pattern(self) -> str:
        if self.width is None:
            if self.pad == " ":
                return r"\s*([0-9]+)" if self.total else rf"([0-9\s]{{1,{_WIDTHS[self.letter]}}})"
            return "([0-9]+)" if self.total else f"([0-9]{{1,{_WIDTHS[self.letter]}}})"
        if self.pad is None:
            return f"([0-9]{{1,{self.width}}})"
        return f"([0-9]{{{self.width}}})" if self.pad == "0" else rf"([0-9\s]{{{self.width}}})"

    def nanoseconds(self, digits: str) -> int:
        if self.letter not in _FRACTIONS:
            return int(digits) * _SIZES[self.letter]
        if self.total:
            raise PuppetError(
                "Format specifiers %L and %N denotes fractions and must be used together with a specifier of higher "
                "magnitude"
            )
        return int(digits.ljust(9, "0"))


@dataclass(slots=True)
class Format:
    """A format that has been read: what it was, and its directives and the text between them."""

    written: str
    parts: list[str | _Unit] = field(default_factory=list)

    def format(self, span: Any) -> str:
        """Return a Timespan's text."""
        total = abs(span.nanoseconds)
        texts = (part if isinstance(part, str) else part.text(total) for part in self.parts)
        return ("-" if span.nanoseconds < 0 else "") + "".join(texts)

    def parse(self, text: str) -> int:
        """Return the nanoseconds that a text means; PuppetError when it is not of this format."""
        pattern = "".join(re.escape(part) if isinstance(part, str) else part.pattern for part in self.parts)
        found = re.fullmatch("-?" + pattern, text)
        units = [part for part in self.parts if isinstance(part, _Unit)]
        groups = [group.lstrip() for group in found.groups()] if found else []
        if found is None or not all(group.isdigit() for group in groups):
            raise PuppetError(f"Unable to parse '{text}' using format '{self.written}'")
        total = sum(unit.nanoseconds(group) for unit, group in zip(units, groups, strict=True))
        return -total if text.startswith("-") else total


@lru_cache(maxsize=256)
def parse_format(written: str) -> Format:
    """Return the format that a text writes; PuppetError for a directive that is none."""
    made = Format(written)
    at = 0
    while at < len(written):
        if written[at] != "%":
            _literal(made, written[at])
            at += 1
            continue
        found = _DIRECTIVE.match(written, at)
        if found is None:
            raise _bad(written, at)
        _add(made, found)
        at = found.end()
    _mark_total([part for part in made.parts if isinstance(part, _Unit)])
    return made


def _bad(written: str, start: int) -> PuppetError:
    found = re.compile(r"%[-_]?\d*").match(written, start)
    end = found.end() if found else start + 1
    shown = written[start : end if end < len(written) else len(written) - 1]
    return PuppetError(f"Bad format specifier '{shown}' in '{written}', at position {min(end, len(written) - 1)}")


def _literal(made: Format, text: str) -> None:
    if made.parts and isinstance(made.parts[-1], str):
        made.parts[-1] += text
    else:
        made.parts.append(text)


_PADS: Final[Callable[[str], str | None]] = {"": "0", "0": "0", "-": None, "_": " "}.get


def _add(made: Format, found: re.Match[str]) -> None:
    if found[1]:
        _literal(made, "%")
    else:
        made.parts.append(_Unit(found[4], _PADS(found[2]), int(found[3]) if found[3] else None))


def _mark_total(units: list[_Unit]) -> None:
    """Let the first directive of the largest unit take all of the span."""
    if units:
        max(units, key=lambda unit: _SIZES[unit.letter]).total = True


DEFAULTS: Final = tuple(
    map(
        parse_format,
        ("%D-%H:%M:%S.%-N", "%H:%M:%S.%-N", "%M:%S.%-N", "%S.%-N", "%D-%H:%M:%S", "%H:%M:%S", "%D-%H:%M", "%S"),
    )
)
