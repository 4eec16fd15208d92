"""Finds resources of a catalog as Puppet does: by type and title, by the name that a parameter gives, by alias."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from translator.evaluate.catalog import ResourceId
from translator.evaluate.puppet.apply.model import Declared
from translator.evaluate.puppet.values import Sensitive, Value

NAMED_BY = {
    "alternative_entry": "name",
    "archive": "path",
    "concat_file": "path",
    "file": "path",
    "tidy": "path",
    "vcsrepo": "path",
}
"""The parameter that holds a resource's own name, where it is not `name`."""

TITLE_ONLY = {"class", "exec", "package", "stage", "whit"}
"""Types whose resources are found by title and alias only: several may share a name."""


def plain(value: Value) -> Value:
    """Return a value out of its Sensitive."""
    return value.value if isinstance(value, Sensitive) else value


def items(value: Value) -> tuple[Value, ...]:
    """Return an array's items, a lone value as an array of one, nothing for undef."""
    value = plain(value)
    return () if value is None else tuple(map(plain, value)) if isinstance(value, tuple) else (value,)


def name_of(resource: Declared) -> str:
    """Return what the resource is called on the machine: its namevar, else its title."""
    kind = resource.id.type.lower()
    value = plain(resource.parameters.get(NAMED_BY.get(kind, "name")))
    return munged(kind, value if isinstance(value, str) else resource.id.name)


def munged(kind: str, name: str) -> str:
    """Return a path without the slashes at its end; other names as they are."""
    if NAMED_BY.get(kind) == "path" and len(name) > 1:
        return name.rstrip("/") or "/"
    return name


class Index:
    """The resources of one catalog by every name that a reference may use."""

    def __init__(self, resources: Iterable[Declared]) -> None:
        self.resources = tuple(resources)
        self._found: dict[tuple[str, str], Declared] = {}
        for resource in self.resources:
            for name in _names(resource):
                self._found.setdefault((resource.id.type.lower(), name), resource)

    def find(self, kind: str, name: str) -> Declared | None:
        """Return the resource of a type (in any case) with that title, name or alias."""
        kind = kind.lower()
        found = self._found.get((kind, name))
        return found if found is not None else self._found.get((kind, munged(kind, name)))

    def get(self, identity: ResourceId) -> Declared | None:
        return self.find(identity.type, identity.name)

    def of_type(self, kind: str) -> tuple[Declared, ...]:
        return tuple(resource for resource in self.resources if resource.id.type.lower() == kind)


def _names(resource: Declared) -> Iterator[str]:
    kind = resource.id.type.lower()
    yield resource.id.name
    if kind == "class":
        yield "::".join(part[:1].upper() + part[1:] for part in resource.id.name.split("::"))
        yield resource.id.name.lower()
    for alias in items(resource.parameters.get("alias")):
        yield str(alias)
    if kind not in TITLE_ONLY and not resource.container:
        yield name_of(resource)
