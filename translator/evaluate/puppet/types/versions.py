"""The values of type SemVer and SemVerRange: text in, versions that compare and ranges that include them out.

before:  parse_range("~1.2 || >=3.0.0")      after:  [1.2.0, 1.3.0) or [3.0.0, ∞), shown as written
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from translator.evaluate.puppet.errors import PuppetError

_IDENTIFIERS: Final = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
VERSION_PATTERN: Final = rf"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-({_IDENTIFIERS}))?(?:\+({_IDENTIFIERS}))?"
_VERSION: Final = re.compile(VERSION_PATTERN, re.ASCII)
_X: Final = r"(x|X|\*|0|[1-9][0-9]*)"
_PARTIAL: Final = re.compile(rf"{_X}(?:\.{_X}(?:\.{_X}(?:-({_IDENTIFIERS}))?(?:\+({_IDENTIFIERS}))?)?)?", re.ASCII)
_COMPARATOR: Final = re.compile(r"(<=|>=|~>|~=|[<>=~^])?(.*)", re.DOTALL)
_HYPHEN: Final = re.compile(r"(\S+)\s+-\s+(\S+)")


@dataclass(frozen=True, slots=True)
class SemVer:
    """A version; equality counts the build, order does not."""

    major: float
    minor: int
    patch: int
    prerelease: tuple[int | str, ...] | None = None
    build: tuple[str, ...] | None = None

    @property
    def stable(self) -> bool:
        return not self.prerelease

    @property
    def release(self) -> tuple[float, int, int]:
        return self.major, self.minor, self.patch

    @property
    def key(self) -> tuple[Any, ...]:
        """What orders versions: numbers before words, a pre-release before its release."""
        if self.prerelease is None:
            return (*self.release, 1, ())
        return (
            *self.release,
            0,
            tuple((0, part, "") if isinstance(part, int) else (1, 0, part) for part in self.prerelease),
        )

    def __lt__(self, other: object) -> bool:
        return self.key < other.key if isinstance(other, SemVer) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.key <= other.key if isinstance(other, SemVer) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.key > other.key if isinstance(other, SemVer) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.key >= other.key if isinstance(other, SemVer) else NotImplemented

    def __str__(self) -> str:
        major = "Infinity" if self.major == float("inf") else str(self.major)
        text = f"{major}.{self.minor}.{self.patch}"
        if self.prerelease is not None:
            text += "-" + ".".join(map(str, self.prerelease))
        return text if self.build is None else text + "+" + ".".join(self.build)


MIN: Final = SemVer(0, 0, 0, ())
MAX: Final = SemVer(float("inf"), 0, 0)


def parse_version(text: str) -> SemVer:
    """Return the version that `text` writes; PuppetError when it writes none."""
    found = _VERSION.fullmatch(text.removesuffix("\n"))
    if found is None:
        raise PuppetError(f"Unable to parse '{text}' as a semantic version identifier")
    return SemVer(int(found[1]), int(found[2]), int(found[3]), identifiers(found[4]), parts(found[5]))


def as_version(value: object) -> SemVer | None:
    """Return a version as it is, a text as the version that it writes, None for anything else."""
    if not isinstance(value, str):
        return value if isinstance(value, SemVer) else None
    try:
        return parse_version(value)
    except PuppetError:
        return None


def parts(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(text.split("."))


def identifiers(text: str | None) -> tuple[int | str, ...] | None:
    """Return the parts of a pre-release, numbers as numbers."""
    if text is None:
        return None
    return tuple(_identifier(part) for part in text.split("."))


def _identifier(part: str) -> int | str:
    if not re.fullmatch(r"\d+", part, re.ASCII):
        return part
    if len(part) > 1 and part.startswith("0"):
        raise PuppetError("Numeric pre-release identifiers MUST NOT contain leading zeroes")
    return int(part)


@dataclass(frozen=True, slots=True)
class Interval:
    """Versions between two ends; `exact`: only `low`, build and all; `everything`: pre-releases too."""

    low: SemVer = MIN
    high: SemVer = MAX
    low_open: bool = False
    high_open: bool = False
    exact: bool = False
    everything: bool = False

    def includes(self, version: SemVer) -> bool:
        if self.exact:
            return version == self.low
        above = version > self.low if self.low_open else version >= self.low
        return above and (version < self.high if self.high_open else version <= self.high)

    def allows_prerelease(self, version: SemVer) -> bool:
        ends = (end for end in (self.low, self.high) if not end.stable)
        return self.everything or any(end.release == version.release for end in ends)

    def __str__(self) -> str:
        if self.everything:
            return "*"
        if self.exact:
            return str(self.low)
        if self == NOTHING:
            return "<0.0.0"
        low = "" if self.low == MIN else f">{'' if self.low_open else '='}{self.low}"
        high = "" if self.high == MAX else f"<{'' if self.high_open else '='}{self.high}"
        return f"{low} {high}".strip()

    def covers(self, other: Interval) -> bool:
        if not self.low <= other.low:
            return False
        reaches = self.high.key == other.high.key and (not self.high_open or other.high_open)
        return self.high > other.high or reaches


def _both(one: Interval, two: Interval) -> Interval:
    """Return what is in both intervals."""
    if one.everything or two.everything:
        return two if one.everything else one
    low = max(one, two, key=lambda item: (item.low.key, item.low_open))
    high = min(one, two, key=lambda item: (item.high.key, not item.high_open))
    if low.low.key == high.high.key and not (low.low_open or high.high_open):
        return Interval(low.low, low.low, exact=True)
    if low.low.key >= high.high.key:
        return NOTHING
    return Interval(low.low, high.high, low.low_open, high.high_open)


NOTHING: Final = Interval(MIN, MIN, high_open=True)
EVERYTHING: Final = Interval(everything=True)


@dataclass(frozen=True, slots=True, eq=False)
class SemVerRange:
    """A range as it was written, and the intervals that it means."""

    intervals: tuple[Interval, ...]
    text: str

    def includes(self, version: object) -> bool:
        """Tell whether a version, or the text of one, lies in the range."""
        found = as_version(version)
        return found is not None and self._includes(found)

    def _includes(self, version: SemVer) -> bool:
        return any(
            item.includes(version) and (version.stable or item.allows_prerelease(version)) for item in self.intervals
        )

    def covers(self, other: SemVerRange) -> bool:
        """Tell whether every interval of `other` lies in one of this."""
        return all(any(mine.covers(theirs) for mine in self.intervals) for theirs in other.intervals)

    @classmethod
    def exactly(cls, version: SemVer) -> SemVerRange:
        return cls.between(version, version)

    @classmethod
    def between(cls, low: SemVer, high: SemVer, exclude_high: bool = False) -> SemVerRange:
        """Return the range from `low` to `high`; its text has them the wrong way round, as in Puppet."""
        text = f">={high} <{low}" if exclude_high else f"{high} - {low}"
        return cls((_both(Interval(low=low), Interval(high=high, high_open=exclude_high)),), text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SemVerRange) and self.intervals == other.intervals

    def __hash__(self) -> int:
        return hash(self.intervals)

    @property
    def inspected(self) -> str:
        """What it means, as `%p` writes it: `>=1.2.0 <1.3.0`."""
        return " || ".join(map(str, self.intervals))

    def __str__(self) -> str:
        return self.text


def parse_range(text: str) -> SemVerRange:
    """Return the range that `text` writes; PuppetError when it writes none."""
    tight = re.sub(r"([><=~^])(?:\s+|\s*v)", r"\1", text)
    alternatives = re.split(r"\s*\|\|\s*", tight)
    while alternatives and not alternatives[-1]:
        alternatives.pop()
    if not alternatives:
        return SemVerRange((EVERYTHING,), "*")
    return SemVerRange(tuple(dict.fromkeys(_alternative(item, text) for item in alternatives)), text)


def _alternative(written: str, whole: str) -> Interval:
    hyphen = _HYPHEN.fullmatch(written)
    if hyphen is not None and _PARTIAL.fullmatch(hyphen[1]) and _PARTIAL.fullmatch(hyphen[2]):
        return _both(Interval(low=_filled(hyphen[1])), Interval(high=_filled(hyphen[2])))
    return reduce(_both, (_comparator(item, whole) for item in re.split(r"\s+", written.rstrip())))


def _comparator(written: str, whole: str) -> Interval:
    found = _COMPARATOR.fullmatch(written)
    if found is None or not _PARTIAL.fullmatch(found[2]):
        raise PuppetError(f'Unparsable version range: "{whole}"')
    made: Interval = _OPERATORS[found[1]](found[2])
    return made


def _numbers(written: str) -> tuple[int | None, int | None, int | None, tuple[int | str, ...] | None, Any]:
    found = _PARTIAL.fullmatch(written)
    if found is None:
        raise PuppetError(f'Unparsable version range: "{written}"')
    major, minor, patch = (int(item) if item and item.isdigit() else None for item in found.groups()[:3])
    return major, minor, patch, identifiers(found[4]), parts(found[5])


def _filled(written: str) -> SemVer:
    major, minor, patch, prerelease, build = _numbers(written)
    return SemVer(major or 0, minor or 0, patch or 0, prerelease, build)


def _up_to(low: SemVer, major: float, minor: int = 0) -> Interval:
    return Interval(low, SemVer(major, minor, 0), high_open=True)


def _tilde(written: str, exact: bool = False) -> Interval:
    major, minor, patch, prerelease, build = _numbers(written)
    if major is None:
        return EVERYTHING
    if minor is None:
        return _up_to(SemVer(major, 0, 0), major + 1)
    if patch is None:
        return _up_to(SemVer(major, minor, 0), major, minor + 1)
    version = SemVer(major, minor, patch, prerelease, build)
    return Interval(version, version, exact=True) if exact else _up_to(version, major, minor + 1)


def _caret(written: str) -> Interval:
    major, minor, patch, prerelease, build = _numbers(written)
    if major is None:
        return EVERYTHING
    if major == 0:
        return _tilde(written)
    return _up_to(SemVer(major, minor or 0, patch or 0, prerelease, build if prerelease else None), major + 1)


def _above(written: str) -> Interval:
    major, minor, patch, prerelease, build = _numbers(written)
    if major is None:
        return NOTHING
    if minor is None:
        return Interval(SemVer(major + 1, 0, 0))
    if patch is None:
        return Interval(SemVer(major, minor + 1, 0))
    return Interval(SemVer(major, minor, patch, prerelease, build), low_open=True)


def _at_most(written: str) -> Interval:
    major, minor, patch, prerelease, build = _numbers(written)
    if major is None:
        return EVERYTHING
    if minor is None:
        return _up_to(MIN, major + 1)
    if patch is None:
        return _up_to(MIN, major, minor + 1)
    return Interval(high=SemVer(major, minor, patch, prerelease, build))


_OPERATORS: Final[dict[str | None, Any]] = {
    None: lambda written: _tilde(written, exact=True),
    "=": lambda written: _tilde(written, exact=True),
    "~": _tilde,
    "~>": _tilde,
    "~=": _tilde,
    "^": _caret,
    ">": _above,
    ">=": lambda written: Interval(_filled(written)),
    "<": lambda written: Interval(high=_filled(written), high_open=True),
    "<=": _at_most,
}
