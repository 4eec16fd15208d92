"""Catalogs in Puppet's own JSON → Compiled, so that applying is tested without the compiler."""

from __future__ import annotations

from typing import Any

from translator.evaluate.catalog import Identity, Platform, ResourceId
from translator.evaluate.puppet.apply.model import (
    RELATIONS,
    Compiled,
    Declared,
    ModuleFiles,
    NoFiles,
    Relation,
    reference,
)
from translator.evaluate.puppet.values import Deferred, Sensitive
from translator.location import Source, Span

DEBIAN_12 = Platform(name="debian", family="debian", version="12", codename="bookworm")
REDHAT_8 = Platform(name="redhat", family="rhel", version="8")


def compiled(catalog: dict[str, Any], platform: Platform = DEBIAN_12, files: ModuleFiles | None = None) -> Compiled:
    """Read a catalog as `puppet catalog` or the golden files hold it."""
    edges = [(reference(edge["source"]), reference(edge["target"])) for edge in catalog["edges"]]
    holders = {source for source, _ in edges}
    sources: dict[str, Source] = {}
    return Compiled(
        resources=tuple(_declared(each, holders, sources) for each in catalog["resources"]),
        containment=tuple(edges),
        platform=platform,
        identity=Identity(name="node"),
        files=files or NoFiles(),
    )


def _declared(resource: dict[str, Any], holders: set[ResourceId], sources: dict[str, Source]) -> Declared:
    identity = ResourceId(type=resource["type"], name=resource["title"])
    parameters = resource.get("parameters", {})
    relations = [
        Relation(kind=kind, target=reference(text)) for kind in RELATIONS for text in _texts(parameters.get(kind))
    ]
    return Declared(
        id=identity,
        parameters={name: value_of(value) for name, value in parameters.items() if name not in RELATIONS},
        relations=tuple(relations),
        sensitive=frozenset(resource.get("sensitive_parameters", ())),
        span=_span(resource, sources),
        container=identity in holders or "::" in identity.type or identity.type in ("Class", "Stage"),
        tags=tuple(resource.get("tags", ())),
    )


def _texts(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _span(resource: dict[str, Any], sources: dict[str, Source]) -> Span:
    path, line = resource.get("file") or "site.pp", resource.get("line") or 1
    source = sources.setdefault(path, Source(path, "\n" * 5000))
    return Span(source, line - 1, line)


def value_of(data: Any) -> Any:
    """Read JSON as Puppet's values."""
    match data:
        case {"__ptype": "Sensitive", "__pvalue": inner}:
            return Sensitive(value_of(inner))
        case {"__ptype": "Deferred", "name": name}:
            return Deferred(name)
        case dict():
            return {key: value_of(item) for key, item in data.items()}
        case list():
            return tuple(value_of(item) for item in data)
        case _:
            return data
