"""What the run did, as it did it: entries that finish.py turns into the catalog's resources and steps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from translator.evaluate.catalog import Effect, Outcome, Resource, SourceFile
from translator.evaluate.values import Data, Text

if TYPE_CHECKING:
    from translator.evaluate.chef.objects import ResourceObject
    from translator.location import Span


@dataclass(slots=True)
class StepEntry:
    """One action that ran. `snapshot` is the resource as it stood when the action began."""

    level: int
    action: str
    resource: ResourceObject
    snapshot: Resource
    parent: int | None
    at_compile: bool = False
    outcome: Outcome = Outcome.RAN
    effective: dict[str, Data] = field(default_factory=dict)
    content: str | bytes | Text | None = None
    content_from: Span | None = None
    doubt: str = ""
    tree: tuple[SourceFile, ...] = ()
    notified_by: Any = None
    error: str = ""
    error_class: str = ""
    effects: list[Effect] = field(default_factory=list)
    followed: bool = False


class Recorder:
    """The entries in order, and how deep in custom resources the run is."""

    def __init__(self) -> None:
        self.steps: list[StepEntry] = []
        self.open: list[int] = []

    @property
    def level(self) -> int:
        return len(self.open)

    @property
    def parent(self) -> int | None:
        return self.open[-1] if self.open else None

    def add(self, entry: StepEntry) -> int:
        self.steps.append(entry)
        return len(self.steps) - 1

    def note(self, effect: Effect) -> bool:
        """File what Ruby code did with the innermost step that is running; False when none is."""
        if not self.open:
            return False
        self.steps[self.open[-1]].effects.append(replace(effect, position=len(self.steps)))
        return True
