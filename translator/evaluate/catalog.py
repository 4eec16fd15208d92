"""What evaluation yields: the machine's resources as the tool declares them, and the steps of a first converge."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from translator.diagnostics import Diagnostic
from translator.evaluate.values import Data, Text
from translator.location import Span


class Tool(Enum):
    """The language that the input is written in."""

    CHEF = "chef"
    PUPPET = "puppet"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceId:
    """`type[name]`, the name a resource is known by."""

    type: str
    name: str

    def __str__(self) -> str:
        return f"{self.type}[{self.name}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """When the resource changes, `target` runs `action`; timing is before, immediately or delayed."""

    timing: str
    action: str
    target: ResourceId
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A condition on a resource: kind is only_if or not_if.

    `command` is a shell test, else None for a block. `verdict` is what the block or test said in the simulated first
    converge: True or False where it could be answered (from the graph so far, node data), None where only the image
    can answer; then a shell test is carried into the RUN line and a block is reported.
    """

    kind: str
    command: str | Text | None
    verdict: bool | None
    span: Span
    options: dict[str, Data] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One declared resource in the tool's own vocabulary.

    `id.type` is the name written in the source, `resource_name` the class chosen for it on this platform
    (package → apt_package) or "" when the same. `properties` hold what was set, after coercion. `custom` is true for
    resources that are built from others. `declared_in` is "cookbook::recipe". `created_by` is the index in
    Catalog.resources or the id of the custom resource whose action declared this one, None at top level. `lacking` says
    what the repository lacks for knowing what the resource does (its cookbook), "" for those that are defined.
    """

    id: ResourceId
    actions: tuple[str, ...]
    properties: dict[str, Data]
    span: Span
    declared_in: str = ""
    resource_name: str = ""
    custom: bool = False
    guards: tuple[Guard, ...] = ()
    notifies: tuple[Notification, ...] = ()
    created_by: tuple[ResourceId, ...] = ()
    sensitive: bool = False
    ignore_failure: bool = False
    lacking: str = ""


class Outcome(Enum):
    """What the simulated first converge did with a step."""

    RAN = "ran"
    SKIPPED = "skipped by guard"
    NOTHING = "nothing to do"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of the cookbook or module that a resource copies: path shown to the user, and its bytes."""

    path: str
    content: bytes
    mode: int | None = None


class EffectKind(Enum):
    """What Ruby code did to a path; UNKNOWN when that cannot be told."""

    WRITE = "write"
    REMOVE = "remove"
    DIRECTORY = "directory"
    LINK = "link"
    ACCESS = "owner or mode"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One change that the Ruby code of a step made to the machine's files.

    `content` is what WRITE leaves, `target` where LINK points; owner, group and mode ("0644") are "" when the code does
    not say. `folder` tells that the path of REMOVE or ACCESS is a directory. `reason` says what of an UNKNOWN change is
    not known. `position` is the number of steps that had begun when it happened.
    """

    kind: EffectKind
    path: str | Text = ""
    content: str | Text | None = None
    target: str | Text = ""
    hard: bool = False
    folder: bool = False
    owner: str = ""
    group: str = ""
    mode: str = ""
    reason: str = ""
    span: Span | None = None
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action of one resource in the order in which a first converge runs them.

    `level` 0 is the top-level collection, 1 what a custom resource's action declared, and so on. `content` is the
    text or bytes that a file-like action writes (a template rendered), None for others. `tree` is the files of a
    remote_directory by relative path. `notified_by` names the resource whose notification made this step run
    (None when it ran on its own turn). `effective` has the properties with the defaults of the resource type filled in.
    `effects` is what Ruby code of the step itself did to files, in order; `followed` says that a block of Ruby was run to
    its end and that `effects` is all it did. `doubt` says on which values that are not known its text was decided.
    `reason` tells the report why a step that did not run had nothing to do.
    """

    level: int
    action: str
    resource: Resource
    outcome: Outcome = Outcome.RAN
    effective: dict[str, Data] = field(default_factory=dict)
    content: str | bytes | Text | None = None
    content_from: Span | None = None
    doubt: str = ""
    tree: tuple[SourceFile, ...] = ()
    notified_by: ResourceId | None = None
    parent: int | None = None
    error: str = ""
    effects: tuple[Effect, ...] = ()
    followed: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The machine's distribution, from the facts: name "debian", family "debian", version "12", codename "bookworm"."""

    name: str
    family: str
    version: str
    codename: str = ""
    architecture: str = "x86_64"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What evaluation learnt about the machine beside its resources: name, labels and node data the plan may use.

    `attributes` is the merged node data as plain data (secrets as Text), for facts such as a cloud role.
    """

    name: str
    environment: str = ""
    version: str = ""
    attributes: Data = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The whole machine: `resources` before convergence, `steps` of a first converge, and what was said on the way."""

    tool: Tool
    platform: Platform
    identity: Identity
    resources: tuple[Resource, ...]
    steps: tuple[Step, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    edges: tuple[tuple[ResourceId, ResourceId], ...] = ()
