"""What a resource type gets when its turn comes, and what it answers; `KINDS` holds one function a type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from translator.evaluate.catalog import Guard, Outcome, ResourceId, SourceFile
from translator.evaluate.puppet.apply.data import data_of, text_of
from translator.evaluate.puppet.apply.index import Index, name_of, plain
from translator.evaluate.puppet.apply.model import Compiled, Declared
from translator.evaluate.puppet.values import TracedFloat, TracedInt, TracedStr, Value
from translator.evaluate.values import Data, Text
from translator.registry import Registry

Content: TypeAlias = "str | bytes | Text"


@dataclass(slots=True)
class Disk:
    """The managed files of the simulated machine: their content, None where only their being there is known."""

    contents: dict[str, Content | None] = field(default_factory=dict)

    def text(self, path: str) -> str | Text | None:
        """Return a file's text, None when it is not known or no text."""
        content = self.contents.get(path)
        return None if isinstance(content, bytes) else content


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One resource whose turn it is; `refreshed_by` are those that notified it, `maker` the Concat_file behind a File."""

    resource: Declared
    compiled: Compiled
    index: Index
    disk: Disk
    refreshed_by: tuple[ResourceId, ...] = ()
    maker: Declared | None = None

    @property
    def name(self) -> str:
        return name_of(self.resource)

    def raw(self, name: str) -> Value:
        return plain(self.resource.parameters.get(name))

    def word(self, name: str, default: str = "") -> str:
        """Return a parameter as its plain text on the legacy machine."""
        value = self.raw(name)
        if isinstance(value, bool):
            return "true" if value else "false"
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        return self.word(name, "true" if default else "false").lower() in ("true", "yes")

    def text(self, name: str) -> str | Text | None:
        """Return a parameter as text with its holes; one that the manifest calls Sensitive is a secret as a whole."""
        return text_of(self.raw(name), self.secret(name))

    def secret(self, name: str) -> str:
        """Return the name of the secret that a Sensitive parameter is, "" for others and where its parts say it."""
        value = self.raw(name)
        traced = isinstance(value, TracedStr | TracedInt | TracedFloat)
        return f"{self.resource.id} {name}" if name in self.resource.sensitive and not traced else ""

    def data(self) -> dict[str, Data]:
        """Return all parameters as data."""
        return {name: data_of(value, self.secret(name)) for name, value in self.resource.parameters.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What applying a resource did: the action's name, its properties with defaults, content, and whether it changed.

    `refresh` are properties of a second step that runs because the resource was notified.
    """

    action: str
    properties: dict[str, Data] = field(default_factory=dict)
    content: Content | None = None
    tree: tuple[SourceFile, ...] = ()
    changed: bool = True
    outcome: Outcome = Outcome.RAN
    reason: str = ""
    guards: tuple[Guard, ...] = ()
    by_refresh: bool = False
    refresh: dict[str, Data] | None = None


NOTHING = Outcome.NOTHING

Kind: TypeAlias = Callable[[Turn], Made]
KINDS: Registry[Kind] = Registry("way to apply a resource type")

REFRESHABLE = {
    "exec",
    "service",
    "mount",
    "anchor",
    "ini_setting",
    "postgresql_psql",
    "whit",
    "package",
    "docker_compose",
}
"""Types that do something when they are notified, and so pass the notification on."""


def plainly(turn: Turn) -> Made:
    """Apply a type whose parameters say all: its action is `ensure`, absent changes nothing on a new machine."""
    ensure = turn.word("ensure", "present")
    return Made(action=ensure or "present", properties=turn.data(), changed=ensure not in ("absent", "purged"))
