"""What an agent brings to a verification: how it is put over an image, what it runs, and how its report reads."""

from __future__ import annotations

import io
import tarfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator.registry import Registry

if TYPE_CHECKING:
    from translator.image.session import Session
    from translator.load.project import Project

WORK = "/verify"


class Refused(Exception):
    """The agent could not be asked; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the machine is made from: for Puppet manifest and modules, for Chef the project as the conversion loads it.

    Puppet's may be a control `repository` instead, with an `environment` of it and the `node` that the machine is.
    `facts` is a JSON file of them or the name of a shipped platform, as for the conversion; a project has its own.
    `secrets` are texts that no report may show.
    """

    manifest: Path | None = None
    modules: tuple[Path, ...] = ()
    repository: Path | None = None
    environment: str = ""
    node: str = ""
    facts: str = ""
    project: Project | None = None
    secrets: frozenset[str] = frozenset()
    agent_image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One property that the agent would change, or did; `lines` are the changed lines of a text."""

    property: str
    old: str
    new: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the agent says of one resource: `kind` and `name` as its language has them, and where it stands.

    `guarded` says that it is a command with a check of its own, which let it through; `notified` names the resource
    whose change alone sets it off, `parts` what the agent's own code made of it: the path of its file, say.
    """

    kind: str
    name: str
    place: str = ""
    changes: tuple[Change, ...] = ()
    failure: str = ""
    skipped: bool = False
    guarded: bool = False
    notified: str = ""
    parts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The resource as reports name it: File[/etc/x]."""
        return f"{self.kind}[{self.name}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run: every resource's status, or why there is none."""

    statuses: tuple[Status, ...] = ()
    problem: str = ""


class Agent(ABC):
    """One agent. `run_states` are kinds whose state only a running machine has, by the properties that mean it."""

    run_states: Mapping[str, frozenset[str]] = {}

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs

    @abstractmethod
    def problem(self) -> str:
        """Return what is missing among the inputs, "" when nothing is."""

    @abstractmethod
    def install(self, base: str, converge: bool) -> tuple[str, ...]:
        """Return the commands that put the agent over an image of that base, and make a machine of it to converge."""

    def attach(self, session: Session) -> dict[str, Any]:
        """Return what a container needs beyond its image to have the agent; Refused when that cannot be had."""
        return {}

    def remark(self) -> str:
        """Return what the user should know of the run, "" when there is nothing to say."""
        return ""

    @abstractmethod
    def archive(self) -> bytes:
        """Return a tar archive of what the run reads, to be unpacked at /."""

    @abstractmethod
    def command(self, converge: bool) -> list[str]:
        """Return the command of a run that changes nothing, or of a real one."""

    @abstractmethod
    def read(self, report: bytes, log: str) -> Run:
        """Return what the agent's own report says; `log` is what it printed."""

    @property
    @abstractmethod
    def report(self) -> str:
        """The path of that report in the container."""


AGENTS: Registry[type[Agent]] = Registry("agent")


@dataclass(slots=True)
class Packing:
    """A tar archive in the making, under WORK."""

    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    folders: dict[str, Path] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def bytes(self) -> bytes:
        """Return the archive: folders with their links followed, files readable by all."""
        with tarfile.open(fileobj=self.buffer, mode="w", dereference=True) as archive:
            for name, folder in self.folders.items():
                archive.add(folder, f"{WORK.lstrip('/')}/{name}")
            for name, content in self.files.items():
                entry = tarfile.TarInfo(f"{WORK.lstrip('/')}/{name}" if not name.startswith("/") else name.lstrip("/"))
                entry.size, entry.mode = len(content), 0o644
                archive.addfile(entry, io.BytesIO(content))
        return self.buffer.getvalue()
