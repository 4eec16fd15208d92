"""Relationships to what is not there: a finished catalog in, PuppetError as Puppet's catalog validator words it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.evaluate.puppet.definitions import RELATIONSHIPS
from translator.evaluate.puppet.errors import PlainError
from translator.evaluate.puppet.resources import Param, type_text
from translator.evaluate.puppet.types.model import ClassType, ResourceType
from translator.evaluate.puppet.values import Value

if TYPE_CHECKING:
    from translator.evaluate.puppet.compiler import Compilation


def check_references(compilation: Compilation) -> None:
    """Check that every before, notify, require and subscribe names a resource of the catalog."""
    for resource in compilation.catalog.resources:
        if resource.virtual:
            continue
        for name, param in resource.params.items():
            if name in RELATIONSHIPS:
                _check(param, compilation)


def _check(param: Param, compilation: Compilation) -> None:
    for kind, title in reference_keys(param.value):
        if compilation.catalog.find(kind, title) is None:
            raise PlainError(f"Could not find resource '{kind}[{title}]' in parameter '{param.name}'", param.span)


def reference_keys(value: Value) -> Iterator[tuple[str, str]]:
    """Return the type and title of every reference in a value."""
    match value:
        case tuple():
            for item in value:
                yield from reference_keys(item)
        case ClassType(name=str() as name):
            yield "Class", type_text(name)
        case ResourceType(type_name=str() as kind, title=str() as title):
            yield type_text(kind), title
        case str() if value.endswith("]") and "[" in value:
            kind, _, title = value[:-1].partition("[")
            yield kind, title
