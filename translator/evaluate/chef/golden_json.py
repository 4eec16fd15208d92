"""A Catalog as JSON data: {"resources", "files", "steps", "diagnostics"}, what `cook2image catalog --format json` prints.

A symbol is ":name"; what has no word in JSON is {"lazy": true}, {"object": …} and so on. A secret out of a
data bag or vault is never printed: its text is "<secret NAME>", while the SHA-256 of a file is that of the real text.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from typing import Any, TypeGuard

from translator.evaluate.catalog import Catalog, Guard, Notification, Resource, ResourceId, Step
from translator.evaluate.values import Data, Hole, Opaque, Origin, Secret, SymbolValue, Tainted, Text, Unknown
from translator.location import Span

_FILE_TYPES = frozenset({"template", "cookbook_file", "file"})


def catalog_json(catalog: Catalog) -> dict[str, Any]:
    """Return the catalog in the golden files' form."""
    index = {resource.id: at for at, resource in reversed(list(enumerate(catalog.resources)))}
    return {
        "resources": [resource_json(resource) for resource in catalog.resources],
        "files": [file for at, step in enumerate(catalog.steps) for file in files_of(step, at)],
        "steps": [step_json(step, index) for step in catalog.steps],
        "diagnostics": [diagnostic.as_json() for diagnostic in catalog.diagnostics],
    }


def resource_json(resource: Resource) -> dict[str, Any]:
    """Return one declared resource."""
    found: dict[str, Any] = {
        "type": resource.id.type,
        "name": resource.id.name,
        "action": list(resource.actions),
        "properties": {name: value_json(value) for name, value in resource.properties.items()},
        "source": source_of(resource.span),
        "in": resource.declared_in,
    }
    if resource.resource_name:
        found["resource_name"] = resource.resource_name
    if resource.custom:
        found["custom"] = True
    if resource.guards:
        found["guards"] = [guard_json(guard) for guard in resource.guards]
    if resource.notifies:
        found["notifies"] = [notice_json(notice) for notice in resource.notifies]
    if resource.sensitive:
        found["sensitive"] = True
    return found


def guard_json(guard: Guard) -> dict[str, Any]:
    if guard.command is not None:
        return {"kind": guard.kind, "command": value_json(guard.command)}
    return {"kind": guard.kind, "block": True, "at": source_of(guard.span)}


def notice_json(notice: Notification) -> dict[str, Any]:
    return {"timing": notice.timing, "action": notice.action, "to": str(notice.target)}


def step_json(step: Step, index: dict[ResourceId, int]) -> dict[str, Any]:
    """Return one step; one of the top level refers to the resource by its number in the collection."""
    found: dict[str, Any] = {"level": step.level, "ran": step.action}
    if step.level == 0 and step.resource.id in index:
        found["ref"] = index[step.resource.id]
    else:
        found.update(resource_json(step.resource))
    if not step.resource.custom:
        found["core"] = True
        found.pop("custom", None)
    if step.error:
        found["error"] = step.error.split(":")[0]
    return found


def files_of(step: Step, at: int) -> Iterator[dict[str, Any]]:
    """Yield what a step writes: its file, with the digest of the real text."""
    content = step.content
    if content is None and step.resource.id.type == "file":
        declared = step.resource.properties.get("content")
        content = declared if isinstance(declared, (str, Text)) else None
    if content is None:
        return
    path = step.effective.get("path", step.resource.id.name)
    raw = content if isinstance(content, bytes) else (content.sample if isinstance(content, Text) else content).encode()
    found: dict[str, Any] = {
        "resource": str(step.resource.id),
        "path": value_json(path),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "length": len(raw),
        "step": at,
    }
    yield found


def value_json(value: Data) -> Any:
    """Return data as JSON."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Text():
            return "".join(_part(part) for part in value.parts)
        case Tainted(sample=sample, origin=origin):
            return f"<secret {origin.name}>" if _hidden(origin) else sample
        case SymbolValue(name=name):
            return f":{name}"
        case Opaque(kind=kind, detail=detail):
            return {kind: detail or True}
        case Unknown(reason=reason):
            return {"object": f"unknown: {reason}"}
        case tuple():
            return [value_json(item) for item in value]
        case _:
            return {_key(key): value_json(item) for key, item in value.items()}


def _part(part: str | Hole) -> str:
    if isinstance(part, str):
        return part
    return f"<secret {part.origin.name}>" if _hidden(part.origin) else part.sample


def _hidden(origin: Origin) -> TypeGuard[Secret]:
    """Whether a value must not be printed: an attribute that is only named like a secret stands in the cookbook's text."""
    return isinstance(origin, Secret) and not origin.name.startswith("attribute/")


def _key(key: Data) -> str:
    found = value_json(key)
    return found if isinstance(found, str) else str(found)


def source_of(span: Span | None) -> str:
    """Return "cookbook/recipes/x.rb:12" of a place in a cookbook."""
    if span is None:
        return ""
    parts = span.path.split("/")
    for at in range(len(parts) - 2, 0, -1):
        if parts[at] in ("recipes", "resources", "providers", "libraries", "definitions", "attributes"):
            return f"{posixpath.join(*parts[at - 1 :])}:{span.line}"
    return f"{span.path}:{span.line}"
