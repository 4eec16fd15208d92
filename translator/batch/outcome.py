"""The types of the batch: what is converted (`Unit`), how (`Options`), and what came of it (`Outcome`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

Record = dict[str, Any]
LACKING = frozenset({"cookbook", "module", "definition", "constant", "data"})


class Kind(Enum):
    """What a unit is; the value names its output folder."""

    COOKBOOK = "cookbook"
    RECIPE = "recipe"
    ROLE = "role"
    POLICY = "policy"
    NODE = "node"
    MODULE = "module"


class Status(Enum):
    """How a conversion went, best first."""

    CLEAN = "clean"
    REPORTED = "reported"
    FAILED = "failed"


MEANINGS = {
    Status.CLEAN: "nothing unknown, nothing manual",
    Status.REPORTED: "written; its report lists what is left to do, each with its line",
    Status.FAILED: "an error ended code before its end: what stood behind it is lost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One thing to convert. `repository` is the folder it belongs to, `name` is unique in its kind there.

    `label` is "" when the batch has one repository, else the repository's folder name. `test` marks what serves the
    cookbooks' own tests only. `node` is the name of a Puppet node that `path`, its repository, is converted for.
    """

    kind: Kind
    name: str
    path: Path
    repository: Path
    label: str = ""
    test: bool = False
    node: str = ""

    @property
    def key(self) -> str:
        """The unit's output folder, below that of the batch: "cookbook/nginx", "shop/role/web"."""
        return "/".join(part for part in (self.label, self.kind.value, self.name) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What holds for all units: where to write, and what `convert` would be given."""

    target: Path
    facts: str = ""
    environment: str = ""
    cookbook_paths: tuple[Path, ...] = ()
    modulepath: tuple[Path, ...] = ()
    attributes: Path | None = None
    settings: Path | None = None
    time_limit: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One thing that holds conversions back. kind is cookbook, resource type, data, construct, error or crash."""

    kind: str
    name: str
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one unit. `books` are the cookbook folders it read, relative to its repository.

    `seconds` is the processor time that it took.
    """

    key: str
    kind: Kind
    status: Status
    test: bool = False
    resources: int = 0
    images: tuple[str, ...] = ()
    places: dict[str, int] = field(default_factory=dict)
    blockers: tuple[Blocker, ...] = ()
    error: str = ""
    seconds: float = 0.0
    books: tuple[str, ...] = ()

    @property
    def lacks(self) -> bool:
        """Whether the repository lacks something that the unit needs: a cookbook, a definition, data."""
        return any(blocker.kind in LACKING for blocker in self.blockers)

    def as_json(self) -> Record:
        """Return the outcome as JSON data; `from_json` reads it back."""
        return {
            "key": self.key,
            "kind": self.kind.value,
            "status": self.status.value,
            "test": self.test,
            "resources": self.resources,
            "images": list(self.images),
            "places": self.places,
            "blockers": [{"kind": b.kind, "name": b.name, "example": b.example} for b in self.blockers],
            "error": self.error,
            "seconds": round(self.seconds, 3),
            "books": list(self.books),
        }

    @classmethod
    def from_json(cls, data: Record) -> Outcome:
        """Return the outcome that `as_json` wrote; KeyError, TypeError or ValueError when it is something else."""
        return cls(
            key=data["key"],
            kind=Kind(data["kind"]),
            status=Status(data["status"]),
            test=data["test"],
            resources=data["resources"],
            images=tuple(data["images"]),
            places=dict(data["places"]),
            blockers=tuple(Blocker(**blocker) for blocker in data["blockers"]),
            error=data["error"],
            seconds=data["seconds"],
            books=tuple(data["books"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """The whole batch. `pending` are the keys that an interruption left undone; `skipped` those that were unchanged."""

    outcomes: tuple[Outcome, ...]
    skipped: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    interrupted: bool = False
    seconds: float = 0.0
