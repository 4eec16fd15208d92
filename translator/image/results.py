"""What building and smoke-testing yield: plain results, with their JSON form."""

from __future__ import annotations

from dataclasses import asdict, dataclass
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
