"""Formats: `%-10s` read into its flags, and format maps by type: the first whose type holds the value's counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.assignable import assignable
from translator.evaluate.puppet.types.names import ruby_class
from translator.evaluate.puppet.values import Value
from translator.evaluate.ruby.methods.support.number_text import fraction_text, whole_text

FORMAT: Final = r"^%([\s\[+#0{<(|-]*)([1-9][0-9]*)?(?:\.([0-9]+))?([a-zA-Z])$"
_READ: Final = re.compile(FORMAT, re.MULTILINE | re.ASCII)
_PAIRS: Final = {"[": "[]", "{": "{}", "(": "()", "<": "<>", "|": "||"}
_KEYS: Final = ("separator", "separator2", "format", "string_formats")
Formats: TypeAlias = tuple[tuple[m.PType, "Format"], ...]


@dataclass(frozen=True, slots=True)
class Format:
    """A format as written and what it says; `inner` are the formats of what a container holds."""

    written: str
    letter: str
    flags: str = ""
    width: int | None = None
    precision: int | None = None
    separator: str | None = None
    separator2: str | None = None
    inner: Formats | None = None

    @property
    def alternate(self) -> bool:
        return "#" in self.flags

    def delimiters(self, usual: str) -> tuple[str, str]:
        """Return what stands around a container."""
        chosen = next((flag for flag in self.flags if flag in _PAIRS), None)
        if chosen is not None:
            return _PAIRS[chosen][0], _PAIRS[chosen][1]
        return ("", "") if " " in self.flags else (usual[0], usual[1])

    def printed(self, text: str) -> str:
        """Return text as Ruby's sprintf puts it into the format; it knows no delimiters."""
        self._check_flags()
        return self.text(text)

    def _check_flags(self) -> None:
        flag = next((flag for flag in self.flags if flag in _PAIRS), None)
        if flag is not None:
            shown = "name - unmatched parenthesis" if flag in "{<" else f"format string - %{flag}"
            raise PuppetError(f"malformed {shown}")

    def text(self, text: str) -> str:
        """Return text with the format's width, precision and side."""
        cut = text if self.precision is None else text[: self.precision]
        width = self.width or 0
        return cut.ljust(width) if "-" in self.flags else cut.rjust(width)

    def number(self, value: float, letter: str = "") -> str:
        """Return a number by the format's letter, as Ruby's sprintf writes it."""
        self._check_flags()
        letter = letter or self.letter
        if letter in "dxXobB":
            return whole_text(letter, self.flags, self.width or 0, self.precision, int(value))
        return fraction_text(letter, self.flags, self.width or 0, self.precision, float(value))


def read_format(written: str) -> Format:
    """Return the format that a text writes; PuppetError when it writes none."""
    found = _READ.search(written)
    if found is None:
        raise PuppetError(f"The format '{written}' is not a valid format on the form '%<flags><width>.<prec><format>'")
    flags = found[1]
    if len(set(flags)) != len(flags):
        raise PuppetError(f"The same flag can only be used once, got '{written}'")
    if sum(flag in _PAIRS for flag in flags) > 1:
        raise PuppetError(f"Only one of the delimiters [ {{ ( < | can be given in the format flags, got '{written}'")
    width, precision = (int(item) if item else None for item in (found[2], found[3]))
    return Format(written, found[4], flags, width, precision)


_QUOTED: Final[Formats] = ((m.ANY, read_format("%p")),)
ARRAY_FORMAT: Final = replace(read_format("%a"), separator=", ", separator2=", ", inner=_QUOTED)
HASH_FORMAT: Final = replace(read_format("%h"), separator=", ", separator2=" => ", inner=_QUOTED)
DEFAULTS: Final[Formats] = (
    (m.ObjectType(), read_format("%p")),
    (m.FloatType(), read_format("%f")),
    (m.NumericType(), read_format("%d")),
    (m.ArrayType(), ARRAY_FORMAT),
    (m.HashType(), HASH_FORMAT),
    (m.BinaryType(), read_format("%B")),
    (m.ANY, read_format("%s")),
)
CONTAINED: Final = _QUOTED


def format_for(kind: m.PType, formats: Formats) -> Format:
    """Return the format of a value of that type."""
    return next((form for holder, form in formats if assignable(holder, kind)), read_format("%s"))


def formats_given(given: Mapping[Any, Any]) -> Formats:
    """Return the formats that a hash of types gives; PuppetError when it gives none."""
    made: list[tuple[m.PType, Format]] = []
    for kind, form in given.items():
        if not isinstance(kind, m.PType):
            shown = ruby_class(kind)
            raise PuppetError(f"top level keys in the format hash must be data types, got instance of '{shown}'")
        made.append((kind, _container(form) if isinstance(form, dict) else read_format(str(form))))
    return tuple(made)


def _container(given: Mapping[str, Value]) -> Format:
    if any(key not in _KEYS for key in given):
        allowed = ", ".join(f"'{key}'" for key in _KEYS)
        raise PuppetError(f"only {allowed} are allowed in a container format, got {given}")
    inner = given.get("string_formats")
    return replace(
        read_format(str(given.get("format", ""))),
        separator=given.get("separator"),
        separator2=given.get("separator2"),
        inner=None if inner is None else formats_given(inner),
    )


def merged(lower: Formats, higher: Formats) -> Formats:
    """Return both, where they meet the higher one's; the narrower types first."""
    overruled = [kind for kind, _ in higher]
    kept = {kind: form for kind, form in lower if not any(k != kind and assignable(k, kind) for k in overruled)}
    every = dict.fromkeys([*kept, *overruled])
    mine = dict(higher)
    both = [(kind, _joined(kept.get(kind), mine.get(kind))) for kind in every]
    return tuple(_sorted(both))


def _sorted(pairs: list[tuple[m.PType, Format]]) -> list[tuple[m.PType, Format]]:
    """Sort by halves as Ruby does here: types have no total order, so the way of sorting shows in the result."""
    if len(pairs) < 2:
        return pairs
    half = len(pairs) // 2
    one, two = _sorted(pairs[:half]), _sorted(pairs[half:])
    out: list[tuple[m.PType, Format]] = []
    while one and two:
        out.append((one if _order(one[0][0], two[0][0]) <= 0 else two).pop(0))
    return out + one + two


def _joined(lower: Format | None, higher: Format | None) -> Format:
    if lower is None or higher is None:
        found = lower or higher
        assert found is not None
        return found
    inner = higher.inner if lower.inner is None else lower.inner
    if lower.inner is not None and higher.inner is not None:
        inner = merged(lower.inner, higher.inner)
    return replace(
        higher,
        separator=lower.separator if higher.separator is None else higher.separator,
        separator2=lower.separator2 if higher.separator2 is None else higher.separator2,
        inner=inner,
    )


_RANKS: Final[Sequence[tuple[type[m.PType], int]]] = (
    (m.StructType, 1),
    (m.HashType, 2),
    (m.TupleType, 3),
    (m.ArrayType, 4),
    (m.PatternType, 10),
    (m.EnumType, 11),
    (m.StringType, 12),
)


def _order(one: m.PType, two: m.PType) -> int:
    if one == two:
        return 0
    wider, narrower = assignable(two, one), assignable(one, two)
    if wider != narrower:
        return -1 if wider else 1
    ranks = [next((rank for kind, rank in _RANKS if isinstance(item, kind)), 0) for item in (one, two)]
    if 0 in ranks:
        return -1 if str(one) < str(two) else 1 if str(one) > str(two) else 0
    return ranks[0] - ranks[1]
