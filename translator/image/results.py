"""What building and smoke-testing yield: plain results, with their JSON form."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from translator.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltImage:
    """One image that was built: its `steps`, how many of them were `cached`, and its size."""

    name: str
    tag: str
    identifier: str
    steps: int
    cached: int
    megabytes: float
    ran: tuple[str, ...] = ()
    layers: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """What `build` did; any diagnostic is a failure."""

    images: tuple[BuiltImage, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "images": [asdict(image) for image in self.images],
            "diagnostics": [item.as_json() for item in self.diagnostics],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. `ran` is false for what could not be tried here; `detail` says what was seen."""

    name: str
    passed: bool
    detail: str = ""
    image: str = ""
    ran: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeResult:
    """What `smoke` saw."""

    checks: tuple[Check, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.diagnostics and all(check.passed for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        return {
            "passed": self.passed,
            "checks": [asdict(check) for check in self.checks],
            "diagnostics": [item.as_json() for item in self.diagnostics],
        }


class Verdict(Enum):
    """What the real agent makes of one resource or path of our image."""

    IN_SYNC = "in sync"
    DIFFERENT = "out of sync"
    NOT_APPLICABLE = "not applicable in a container"
    EXPLAINED = "explained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One resource, or one difference: what it is about, what was seen, and why it is so where that is known."""

    subject: str
    verdict: Verdict
    detail: str = ""
    reason: str = ""
    place: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyResult:
    """What `verify` found; a diagnostic for each difference that nothing explains."""

    rows: tuple[Row, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.verdict.value for row in self.rows)
        return {verdict.value: found[verdict.value] for verdict in Verdict}

    def as_json(self) -> dict[str, Any]:
        return {
            "counts": self.counts,
            "rows": [{**asdict(row), "verdict": row.verdict.value} for row in self.rows],
            "diagnostics": [item.as_json() for item in self.diagnostics],
        }
