"""A catalog in Puppet's own vocabulary: what was compiled in, JSON data out.

{"resources": [{"type", "title", "parameters", "sensitive_parameters"?, "tags", "exported", "file"?, "line"?}…],
 "edges": [{"source", "target"}…], "classes": […], "diagnostics": […]}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from translator.diagnostics import Diagnostic
from translator.evaluate.puppet.building import CatalogBuilder
from translator.evaluate.puppet.definitions import RELATIONSHIPS
from translator.evaluate.puppet.patterns import with_flags
from translator.evaluate.puppet.resources import PuppetResource, type_text
from translator.evaluate.puppet.types.model import ClassType, PType, ResourceType
from translator.evaluate.puppet.values import Default, Deferred, Regexp, Sensitive, Value
from translator.evaluate.values import Unknown

Json = Any


def catalog_as_json(catalog: CatalogBuilder, diagnostics: Sequence[Diagnostic]) -> dict[str, Json]:
    """Return the catalog as JSON data."""
    shown = list(catalog.shown())
    kept = set(shown)
    return {
        "resources": [_resource(resource) for resource in shown],
        "edges": [
            {"source": str(source), "target": str(target)}
            for source, target in catalog.edges()
            if source in kept and target in kept
        ],
        "classes": list(catalog.classes),
        "diagnostics": [diagnostic.as_json() for diagnostic in diagnostics],
    }


def _resource(resource: PuppetResource) -> dict[str, Json]:
    made: dict[str, Json] = {"type": resource.type, "title": resource.title}
    made["tags"] = list(resource.tags.names)
    if resource.span is not None:
        made.update(file=resource.span.path, line=resource.span.line)
    made["exported"] = resource.exported
    made["parameters"] = {name: as_json(value) for name, value in shown_parameters(resource).items()}
    if resource.sensitive:
        made["sensitive_parameters"] = list(resource.sensitive)
    return made


def shown_parameters(resource: PuppetResource) -> dict[str, Value]:
    """Return the parameters that the catalog shows: undef left out, the namevar where it is not the title."""
    native = resource.native
    namevar = native.namevar if native is not None else "name"
    found: dict[str, Value] = dict(native.parse_title(resource.title)) if native is not None else {}
    found = found or {"name": resource.title}
    for name, param in resource.params.items():
        if param.value is not None:
            shown = namevar if name == "name" else name
            found[shown] = _flat(param.value) if name in RELATIONSHIPS else param.value
    if not resource.shows_name and found.get(namevar) == resource.title:
        del found[namevar]
    return found


def _flat(value: Value) -> Value:
    """Return references of a relationship with inner arrays opened and undef left out."""
    if not isinstance(value, tuple):
        return value
    items: list[Value] = []
    for item in value:
        inner = _flat(item)
        items.extend(inner if isinstance(inner, tuple) else [inner])
    return tuple(item for item in items if item is not None)


def as_json(value: Value) -> Json:
    """Return a value as the catalog's JSON has it; what JSON has no word for is {"__ptype": …}."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return _hash(value)
    for kind, convert in _RICH.items():
        if isinstance(value, kind):
            return convert(value)
    return {"__ptype": type(value).__name__, "__pvalue": str(value)}


def _hash(value: Mapping[Value, Value]) -> Json:
    if all(isinstance(key, str) for key in value):
        return {str(key): as_json(item) for key, item in value.items()}
    pairs = [as_json(part) for pair in value.items() for part in pair]
    return {"__ptype": "Hash", "__pvalue": pairs}


def _deferred(value: Deferred) -> Json:
    return {"__ptype": "Deferred", "name": value.name, "arguments": [as_json(item) for item in value.arguments]}


def _class(value: ClassType) -> Json:
    return f"Class[{type_text(value.name)}]" if value.name else _type(value)


def _reference(value: ResourceType) -> Json:
    if value.type_name is None or value.title is None:
        return _type(value)
    return f"{type_text(value.type_name)}[{value.title}]"


def _type(value: PType) -> Json:
    return {"__ptype": str(value)}


def _unknown(value: Unknown) -> Json:
    return {"__ptype": "Unknown", "reason": value.reason}


_RICH: Final[dict[type, Callable[[Any], Json]]] = {
    ClassType: _class,
    ResourceType: _reference,
    PType: _type,
    Deferred: _deferred,
    Sensitive: lambda value: {"__ptype": "Sensitive", "__pvalue": as_json(value.value)},
    Regexp: lambda value: {"__ptype": "Regexp", "__pvalue": with_flags(value)},
    Default: lambda value: {"__ptype": "Default"},
    Unknown: _unknown,
}
