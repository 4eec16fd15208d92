"""One thing that does not fit, where, and how Puppet says so: `parameter 'x' index 2 expects an Integer value, got String`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.aliases import normalized
from translator.evaluate.puppet.types.mismatch.wording import expected_and_got, range_words, short_name
from translator.evaluate.puppet.types.quoting import revealed
from translator.evaluate.puppet.types.text import to_expanded


class Step(Enum):
    """What kind of step a path takes, as it is worded."""

    SUBJECT = "{}"
    ENTRY = "entry '{}'"
    KEY = "key of entry '{}'"
    PARAMETER = "parameter '{}'"
    RETURN = "return"
    BLOCK = "block"
    INDEX = "index {}"
    VARIANT = "variant {}"
    SIGNATURE = "{}."


@dataclass(frozen=True, slots=True)
class At:
    """One step of the path from the subject to what does not fit."""

    step: Step
    key: Any = None

    def __str__(self) -> str:
        return self.step.value.format(self.key + 1 if self.step is Step.SIGNATURE else self.key)


Path = tuple[At, ...]
_CHOICES: Final = (Step.VARIANT, Step.SIGNATURE)


@dataclass(frozen=True, slots=True, eq=False)
class Mismatch:
    """What does not fit at a path."""

    path: Path

    @property
    def place(self) -> Path:
        return tuple(at for at in self.path if at.step not in _CHOICES)

    def without(self, index: int) -> Mismatch:
        """Return the mismatch with that step left out of its path."""
        return replace(self, path=self.path[:index] + self.path[index + 1 :])

    def merged(self, other: Any) -> Mismatch:
        """Return one mismatch that says what both say."""
        return self

    def words(self) -> str:
        return "unknown mismatch"

    def __str__(self) -> str:
        path, choice = self.path, ""
        if path and path[0].step is Step.SIGNATURE:
            choice, path = f" {path[0]}", path[1:]
        place = " " + " ".join(map(str, path)) if path else ""
        return f"{choice}{place} {self.words()}"


@dataclass(frozen=True, slots=True, eq=False)
class KeyMismatch(Mismatch):
    key: str


@dataclass(frozen=True, slots=True, eq=False)
class MissingKey(KeyMismatch):
    def words(self) -> str:
        return f"expects a value for key '{self.key}'"


@dataclass(frozen=True, slots=True, eq=False)
class MissingParameter(KeyMismatch):
    def words(self) -> str:
        return f"expects a value for parameter '{self.key}'"


@dataclass(frozen=True, slots=True, eq=False)
class ExtraneousKey(KeyMismatch):
    def words(self) -> str:
        return f"unrecognized key '{self.key}'"


@dataclass(frozen=True, slots=True, eq=False)
class InvalidParameter(KeyMismatch):
    def words(self) -> str:
        return f"has no parameter named '{self.key}'"


@dataclass(frozen=True, slots=True, eq=False)
class BlockMismatch(Mismatch):
    """Two are equal when they are of the same place, whichever variant it is: they are told once."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, BlockMismatch) and self.place == other.place

    def __hash__(self) -> int:
        return hash((type(self), self.place))


@dataclass(frozen=True, slots=True, eq=False)
class UnexpectedBlock(BlockMismatch):
    def words(self) -> str:
        return "does not expect a block"


@dataclass(frozen=True, slots=True, eq=False)
class MissingBlock(BlockMismatch):
    def words(self) -> str:
        return "expects a block"


@dataclass(frozen=True, slots=True, eq=False)
class UnresolvedReference(KeyMismatch):
    def words(self) -> str:
        return f"references an unresolved type '{self.key}'"


@dataclass(frozen=True, slots=True, eq=False)
class TypeMismatch(Mismatch):
    """`expected` and `actual` are normalised when they are given."""

    expected: m.PType
    actual: m.PType

    def __post_init__(self) -> None:
        object.__setattr__(self, "expected", normalized(self.expected))
        object.__setattr__(self, "actual", normalized(self.actual))

    def merged(self, other: Any) -> Mismatch:
        return replace(self, expected=m.variant([self.expected, other.expected]))

    def words(self) -> str:
        return expected_and_got(self.expected, self.actual)


@dataclass(frozen=True, slots=True, eq=False)
class PatternMismatch(TypeMismatch):
    def words(self) -> str:
        expected, before = self.expected, ""
        if isinstance(expected, m.OptionalType) and expected.type is not None:
            expected, before = expected.type, "an undef value or "
        return f"expects {before}a match for {to_expanded(expected)}, got {self._got()}"

    def _got(self) -> str:
        if isinstance(self.actual, m.StringType) and self.actual.value is not None:
            return f"'{revealed(self.actual.value)}'"
        return short_name(self.actual)


@dataclass(frozen=True, slots=True, eq=False)
class SizeMismatch(Mismatch):
    expected: m.IntegerType
    actual: m.IntegerType

    def merged(self, other: Any) -> Mismatch:
        low = min(self.expected.low, other.expected.low)
        return replace(self, expected=m.IntegerType(low, max(self.expected.high, other.expected.high)))

    def words(self) -> str:
        return f"expects size to be {range_words(self.expected, '0')}, got {range_words(self.actual, '0')}"


@dataclass(frozen=True, slots=True, eq=False)
class CountMismatch(SizeMismatch):
    def words(self) -> str:
        low, high = self.expected.low, self.expected.high
        single = (low == 1 and high in (1, m.INF)) or (low == 0 and high == 1)
        wanted = f"{range_words(self.expected, 'no')} argument{'' if single else 's'}"
        return f"expects {wanted}, got {range_words(self.actual, 'none')}"
