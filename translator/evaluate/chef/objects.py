"""The Ruby objects of a Chef run that keep state in Python, and what is known of each resource class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.objects import RClass, RObject, RProc, Value
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.chef.collection import ResourceCollection
    from translator.evaluate.chef.property import Property


@dataclass(slots=True)
class ClassInfo:
    """What a resource class says of itself; None where it says nothing and its superclass decides.

    The properties of a core class are made when they are first asked for: `make_properties` does it.
    """

    resource_name: str | None = None
    own_properties: dict[str, Property] = field(default_factory=dict)
    make_properties: Callable[[], dict[str, Property]] | None = None
    allowed_actions: list[str] | None = None
    default_action: list[str] | None = None
    action_class: RClass | None = None
    unified_mode: bool | None = None
    core: bool = False
    composed: bool = False
    sensitive: bool = False
    file: str = ""
    cookbook: str = ""

    @property
    def properties(self) -> dict[str, Property]:
        """The properties that the class itself declares, by name."""
        if self.make_properties is not None:
            make, self.make_properties = self.make_properties, None
            self.own_properties = make() | self.own_properties
        return self.own_properties


class Lazy(RObject):
    """`lazy { … }`: a value worked out when it is read."""

    __slots__ = ("native", "proc")

    def __init__(self, cls: RClass, proc: RProc | None, native: Any = None) -> None:
        super().__init__(cls)
        self.proc = proc
        self.native = native


class Guard(RObject):
    """One only_if or not_if."""

    __slots__ = ("block", "command", "kind", "options", "resource", "span", "verdict")

    def __init__(self, cls: RClass, kind: str, command: Value, options: Value, block: RProc | None, span: Span) -> None:
        super().__init__(cls)
        self.kind = kind
        self.command = command
        self.options = options
        self.block = block
        self.span = span
        self.verdict: bool | None = None


class ResourceObject(RObject):
    """A declared resource. Properties are instance variables; so are what Chef's own code keeps there (action …)."""

    __slots__ = (
        "after_created",
        "compiled",
        "created_by",
        "declared_type",
        "enclosing",
        "initializing",
        "kept",
        "lacking",
        "not_if",
        "only_if",
        "span",
        "updated",
        "updated_last",
    )

    def __init__(self, cls: RClass) -> None:
        super().__init__(cls)
        self.span: Span | None = None
        self.declared_type: str | None = None
        self.enclosing: Value = None
        self.only_if: list[Guard] = []
        self.not_if: list[Guard] = []
        self.updated = False
        self.updated_last = False
        self.initializing = False
        self.kept: tuple[str, ...] = ()  # what a stand-in was given
        self.lacking = ""
        self.created_by: tuple[ResourceObject, ...] = ()
        self.compiled: Any = None


class UnresolvedSubscribes(RObject):
    """The other end of `subscribes :x, "type[name]"` until the name is looked up."""

    __slots__ = ("key",)

    def __init__(self, cls: RClass, key: str) -> None:
        super().__init__(cls)
        self.key = key


class Notice:
    """One notification: when `notifier` changes, run `action` on `target` (a resource, or its name until resolved)."""

    __slots__ = ("action", "notifier", "span", "target", "timing")

    def __init__(self, timing: str, action: str, target: Value, notifier: Value, span: Span | None) -> None:
        self.timing = timing
        self.action = action
        self.target = target
        self.notifier = notifier
        self.span = span


class RunContext(RObject):
    """Chef::RunContext: a resource collection with its notifications; children are made while an action runs."""

    __slots__ = ("before", "collection", "delayed", "delayed_actions", "immediate", "parent", "unified", "updated")

    def __init__(self, cls: RClass, parent: RunContext | None, collection: ResourceCollection) -> None:
        super().__init__(cls)
        self.parent = parent
        self.collection = collection
        self.unified = False
        self.before: dict[str, list[Notice]] = {}
        self.immediate: dict[str, list[Notice]] = {}
        self.delayed: dict[str, list[Notice]] = {}
        self.delayed_actions: list[Notice] = []
        self.updated: set[str] = set()

    @property
    def root(self) -> RunContext:
        found = self
        while found.parent is not None:
            found = found.parent
        return found

    def notices(self, timing: str) -> dict[str, list[Notice]]:
        return {"before": self.before, "immediately": self.immediate, "delayed": self.delayed}[timing]
