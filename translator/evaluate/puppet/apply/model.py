"""What applying starts from: the compiled catalog, one `Declared` a resource, in catalog order.

The compiler fills this in after collectors and overrides are done, virtual resources left out:

    Declared(id=ResourceId(type="File", name="/etc/ntp.conf"), parameters={"ensure": "file", "content": "…"},
             relations=(Relation(kind="notify", target=ResourceId(type="Service", name="ntp")),), span=…)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from translator.diagnostics import Diagnostic
from translator.evaluate.catalog import Identity, Platform, ResourceId, SourceFile
from translator.evaluate.puppet.values import Value
from translator.location import Span

RELATIONS = ("require", "subscribe", "before", "notify")
"""The four relationship metaparameters, in the order in which Puppet turns them into edges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One reference in a relationship metaparameter; `kind` is of RELATIONS."""

    kind: str
    target: ResourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One resource of the catalog.

    `id.type` is capitalized as in a reference (File, Apt::Source, Class), and so is the title of a class.
    `parameters` are in the catalog's order, relationship metaparameters left out, Sensitive ones unwrapped and named in
    `sensitive`. `container` is true for classes, defines and stages. `automatic` are relations that a resource type
    written in Ruby adds by itself (autorequire and alike); those of well-known types need not be given.
    """

    id: ResourceId
    span: Span
    parameters: dict[str, Value] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    automatic: tuple[Relation, ...] = ()
    sensitive: frozenset[str] = frozenset()
    container: bool = False
    tags: tuple[str, ...] = ()


class ModuleFiles(Protocol):
    """Gives the files of modules that resources copy."""

    def file(self, url: str) -> SourceFile | None:
        """Return the file at puppet:///modules/NAME/PATH, None when there is none."""
        ...

    def tree(self, url: str) -> tuple[SourceFile, ...] | None:
        """Return all files below a folder by their path inside it, None when it is no folder."""
        ...


class NoFiles:
    """Module files when there are none."""

    def file(self, url: str) -> SourceFile | None:
        return None

    def tree(self, url: str) -> tuple[SourceFile, ...] | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The whole catalog. `containment` are its edges, from container to what is inside, in the catalog's order."""

    resources: tuple[Declared, ...]
    containment: tuple[tuple[ResourceId, ResourceId], ...]
    platform: Platform
    identity: Identity
    diagnostics: tuple[Diagnostic, ...] = ()
    files: ModuleFiles = field(default_factory=NoFiles)


def reference(text: str) -> ResourceId:
    """Read `Type[title]`; ValueError when it is none."""
    kind, bracket, rest = text.partition("[")
    if not bracket or not rest.endswith("]"):
        raise ValueError(f"{text!r} is no reference")
    return ResourceId(type="::".join(part[:1].upper() + part[1:] for part in kind.split("::")), name=rest[:-1])
