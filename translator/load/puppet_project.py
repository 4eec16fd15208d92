"""The types of a Puppet input: a `PuppetProject` is everything that compiling a catalog may look at.

In: nothing; the readers beside this file build these. Out: frozen data, with files that are read when first asked for.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from translator.diagnostics import Diagnostic
from translator.load.project import Facts, Folder, InputFile, Settings
from translator.location import Span


@dataclass(frozen=True, kw_only=True)
class Module:
    """One module of the module path; `name` is what its classes begin with ("ntp").

    Files are by their path in the module: folder.files["manifests/server/config.pp"], ["lib/puppet/functions/x.rb"].
    """

    name: str
    folder: Folder

    @property
    def path(self) -> str:
        return self.folder.path

    @property
    def metadata_file(self) -> InputFile | None:
        return self.folder.files.get("metadata.json")

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """What metadata.json says; empty when there is none, or it is no JSON object."""
        try:
            data = json.loads(self.metadata_file.text) if self.metadata_file is not None else {}
        except (ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}

    @property
    def version(self) -> str:
        return str(self.metadata.get("version") or "")

    @classmethod
    def of_texts(cls, name: str, texts: Mapping[str, str | bytes]) -> Module:
        """Return a module that exists in memory only."""
        return cls(name=name, folder=Folder.of_texts(f"modules/{name}", texts))


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder below a root that may be read: the root's files, and the folder's path in it ("" for the root itself).

    Paths relative to the place may climb ("../hieradata/common.yaml") as long as they stay inside the root.
    """

    root: Folder
    path: str = ""

    def file(self, relative: str) -> InputFile | None:
        """Return the file at a path relative to this place; None when there is none inside the root."""
        inside = self.inside(relative)
        return self.root.find(inside) if inside is not None else None

    def shown(self, path: str) -> InputFile | None:
        """Return the file of the root that messages name `path`, None when there is none."""
        head = f"{self.root.path}/" if self.root.path else ""
        inside = posixpath.normpath(path.lstrip("/").removeprefix(head))
        return None if inside.startswith("..") else self.root.find(inside)

    def holds_folder(self, inside: str) -> bool:
        """Whether there is a folder of that path in the root."""
        return any(name.startswith(f"{inside}/") for name in self.root.files)

    def inside(self, relative: str) -> str | None:
        """Return a relative path as the root's files are named; None when it leads out of the root."""
        made = posixpath.normpath(posixpath.join(self.path, relative))
        return None if made == ".." or made.startswith(("../", "/")) else made


@dataclass(frozen=True, kw_only=True)
class Required:
    """A module that a Puppetfile or metadata.json asks for: its short name, and where that stands."""

    name: str
    span: Span
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PuppetProject:
    """A Puppet input read in. `modules` are by name, the first of the module path wins.

    `manifests` are evaluated at top scope in this order; afterwards `classes` are included, as a node classifier has it.
    `environment` is the folder of the environment (its hiera.yaml, functions/, lib/, types/), None when there is none;
    `hiera` is the place of the global hiera.yaml, which is the file `hiera_file`. `required` says which modules the
    input asks for, whether they are there or not. `environments` are those that the repository has, `request` is what
    asked for this project, so that it can be asked for in another one. `strict` is Puppet's setting of that name.
    """

    name: str
    roots: tuple[str, ...] = ()
    modules: Mapping[str, Module] = field(default_factory=dict)
    manifests: tuple[InputFile, ...] = ()
    classes: tuple[str, ...] = ()
    environment: Place | None = None
    environment_name: str = "production"
    environments: tuple[str, ...] = ()
    request: Any = None
    hiera: Place | None = None
    hiera_file: InputFile | None = None
    facts: Facts
    node_name: str = ""
    required: tuple[Required, ...] = ()
    settings: Settings = field(default_factory=Settings)
    strict: str = "warning"
    strict_variables: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()

    def module(self, name: str) -> Module | None:
        """Return the module of that name, or None when it is not there."""
        return self.modules.get(name)

    @property
    def trusted(self) -> dict[str, Any]:
        """The $trusted hash of a node that compiles for itself."""
        hostname, _, domain = self.node_name.partition(".")
        return {
            "authenticated": "local",
            "certname": self.node_name,
            "extensions": {},
            "hostname": hostname,
            "domain": domain or None,
            "external": {},
        }
