"""A compile that has ended → `Compiled`: resources with their relations read out, module files within reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from translator.diagnostics import Diagnostic
from translator.evaluate.catalog import Identity, Platform, ResourceId, SourceFile
from translator.evaluate.puppet.apply.autorequire import RULES
from translator.evaluate.puppet.apply.data import data_of
from translator.evaluate.puppet.apply.model import RELATIONS, Compiled, Declared, Relation, reference
from translator.evaluate.puppet.building import CatalogBuilder
from translator.evaluate.puppet.catalog_json import shown_parameters
from translator.evaluate.puppet.compiler import Compilation
from translator.evaluate.puppet.facts import facts_of
from translator.evaluate.puppet.resources import PuppetResource, title_text, type_text
from translator.evaluate.puppet.types.model import ClassType, ResourceType
from translator.evaluate.puppet.values import Value
from translator.load.puppet_project import PuppetProject
from translator.location import Source, Span

FAMILIES = {"Debian": "debian", "RedHat": "rhel", "Suse": "suse", "Alpine": "alpine"}
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def compiled_of(compilation: Compilation, diagnostics: tuple[Diagnostic, ...]) -> Compiled:
    """Return the catalog of a compile as applying takes it."""
    catalog, project = compilation.catalog, compilation.project
    shown = tuple(catalog.shown())
    kept = set(shown)
    return Compiled(
        resources=tuple(_declared(resource, project) for resource in shown),
        containment=tuple(
            (_id(source), _id(target)) for source, target in catalog.edges() if source in kept and target in kept
        ),
        platform=platform_of(facts_of(project)),
        identity=Identity(
            name=project.name,
            environment=project.environment_name,
            attributes=data_of(_attributes(catalog)),
        ),
        diagnostics=diagnostics,
        files=ProjectFiles(project),
    )


def platform_of(facts: dict[str, Any]) -> Platform:
    """Return the distribution that facts in Facter's structure name."""
    system = _hash(facts.get("os"))
    release, distribution = _hash(system.get("release")), _hash(system.get("distro"))
    machine = str(system.get("hardware") or system.get("architecture") or "x86_64")
    return Platform(
        name=str(system.get("name") or "debian").lower(),
        family=FAMILIES.get(str(system.get("family")), str(system.get("family") or "debian").lower()),
        version=str(release.get("full") or release.get("major") or ""),
        codename=str(distribution.get("codename") or ""),
        architecture=MACHINES.get(machine, machine),
    )


def _hash(value: Value) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _attributes(catalog: CatalogBuilder) -> Value:
    """Return the parameters of the classes, by class: what a person may look for the application's version in."""
    return {
        resource.title.lower(): {name: value for name, value in shown_parameters(resource).items() if name != "name"}
        for resource in catalog.shown()
        if resource.is_class
    }


def _id(resource: PuppetResource) -> ResourceId:
    return ResourceId(type=resource.type, name=resource.title)


def _declared(resource: PuppetResource, project: PuppetProject) -> Declared:
    parameters = shown_parameters(resource)
    relations = [Relation(kind=kind, target=target) for kind in RELATIONS for target in _targets(parameters.get(kind))]
    return Declared(
        id=_id(resource),
        span=resource.span or (resource.definition.span if resource.definition else None) or _no_place(project),
        parameters={name: value for name, value in parameters.items() if name not in RELATIONS},
        relations=tuple(relations),
        automatic=tuple(_automatic(resource)),
        sensitive=frozenset(resource.sensitive),
        container=resource.definition is not None or resource.type in ("Class", "Stage"),
        tags=tuple(resource.tags.names),
    )


def _automatic(resource: PuppetResource) -> Iterator[Relation]:
    """Yield what a type written in Ruby adds by itself; well-known types have theirs in autorequire.py."""
    native = resource.native
    if native is None or native.finder is None or RULES.get(resource.type.lower()) is not None:
        return
    given = {name: param.value for name, param in resource.params.items() if param.value is not None}
    for need in native.needs(resource.title, {**native.parse_title(resource.title), **given}):
        for title in need.titles:
            yield Relation(kind=need.relation, target=ResourceId(type=type_text(need.type), name=title))


def _no_place(project: PuppetProject) -> Span:
    """Return where a class stands that no manifest includes: the node's own classification."""
    return Span(Source(project.node_name or project.name, ""), 0, 0)


def _targets(value: Value) -> Iterator[ResourceId]:
    match value:
        case tuple():
            for item in value:
                yield from _targets(item)
        case ClassType(name=str(name)):
            yield ResourceId(type="Class", name=title_text("Class", name))
        case ResourceType(type_name=str(kind), title=str(title)):
            yield ResourceId(type=type_text(kind), name=title_text(type_text(kind), title))
        case str() if value.endswith("]"):
            yield reference(value)
        case _:
            return


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The files below files/ of a project's modules."""

    project: PuppetProject

    def file(self, url: str) -> SourceFile | None:
        """Return the file at puppet:///modules/NAME/PATH, None when there is none."""
        name, rest = _module_path(url)
        module = self.project.module(name)
        found = module.folder.files.get(f"files/{rest}") if module is not None else None
        return SourceFile(path=found.path, content=found.content, mode=found.mode) if found is not None else None

    def tree(self, url: str) -> tuple[SourceFile, ...] | None:
        """Return all files below a folder by their path inside it, None when it is no folder."""
        name, rest = _module_path(url)
        module = self.project.module(name)
        below = module.folder.below(f"files/{rest}/".replace("//", "/")) if module is not None else {}
        files = (SourceFile(path=path, content=file.content, mode=file.mode) for path, file in below.items())
        return tuple(files) or None


def _module_path(url: str) -> tuple[str, str]:
    """Return the module and the path in it that puppet:///modules/NAME/PATH names, empty for other mounts."""
    rest = url.removeprefix("puppet:///")
    mount, _, inner = rest.partition("/")
    name, _, path = inner.partition("/")
    return (name, path.strip("/")) if mount == "modules" else ("", "")
