"""The catalog under construction: resources in the order in which they were added, found by title or alias."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.ruby_text import inspect
from translator.evaluate.puppet.resources import PuppetResource, Tags, error_location, title_text, type_text
from translator.evaluate.puppet.values import Value


class CatalogBuilder:
    """Resources, containment edges and classes of one compile."""

    def __init__(self) -> None:
        self.resources: list[PuppetResource] = []
        self.classes: list[str] = []
        self.tags = Tags()
        self._table: dict[tuple[str, str], PuppetResource] = {}
        self._aliases: dict[tuple[str, tuple[Value, ...]], PuppetResource] = {}
        self._contained: dict[PuppetResource, dict[PuppetResource, None]] = {}
        self._containers: dict[PuppetResource, dict[PuppetResource, None]] = {}

    def add(self, resource: PuppetResource) -> None:
        """Add a resource; PuppetError when one of its type and title is there."""
        existing = self._table.get(resource.key)
        if existing is not None:
            place = f" at {error_location(existing.span)}" if existing.span is not None else ""
            message = f"Duplicate declaration: {resource} is already declared{place}; cannot redeclare"
            message = f"{message} {error_location(resource.span)}".rstrip()
            raise PuppetError(message)
        self._table[resource.key] = resource
        self.resources.append(resource)
        self._add_aliases(resource)

    def _add_aliases(self, resource: PuppetResource) -> None:
        aliases = resource.get("alias")
        for alias in aliases if isinstance(aliases, tuple) else (aliases,):
            if alias is not None:
                self._alias(resource, (alias,), inspect(alias))
        native = resource.native
        if native is None or not native.isomorphic:
            return
        key = native.uniqueness_key(resource.title, {name: param.value for name, param in resource.params.items()})
        if key and key != (resource.title,):
            self._alias(resource, key, inspect(key))

    def _alias(self, resource: PuppetResource, key: tuple[Value, ...], shown: str) -> None:
        name = (resource.type, key)
        existing = self._aliases.get(name) or (self._table.get((resource.type, key[0])) if len(key) == 1 else None)
        if existing is resource:
            return
        if existing is not None:
            raise PuppetError(_alias_message(resource, existing, key, shown))
        self._aliases[name] = resource

    def find(self, type_name: str, title: str) -> PuppetResource | None:
        """Return the resource of that type and title, or one that goes by it."""
        kind = type_text(type_name)
        name = title_text(kind, str(title))
        return self._table.get((kind, name)) or self._aliases.get((kind, (name,)))

    def find_by_key(self, kind: str, key: tuple[Value, ...]) -> PuppetResource | None:
        """Return the resource that goes by a uniqueness key."""
        return self._aliases.get((kind, key))

    def add_class(self, name: str) -> None:
        if name:
            self.classes.append(name)
            self.tags.add(name)

    def contain(self, container: PuppetResource, resource: PuppetResource) -> None:
        """Add an edge."""
        self._contained.setdefault(container, {})[resource] = None
        self._containers.setdefault(resource, {})[container] = None

    def contains(self, container: PuppetResource, resource: PuppetResource) -> bool:
        return resource in self._contained.get(container, ())

    def edges(self) -> Iterator[tuple[PuppetResource, PuppetResource]]:
        """Return every edge, those to one resource together, in the order of the catalog."""
        for resource in self.resources:
            for container in self._containers.get(resource, ()):
                yield container, resource

    def walk(self, start: PuppetResource) -> Iterator[tuple[PuppetResource, PuppetResource]]:
        """Return the edges that can be reached from a resource, nearest first."""
        waiting, seen = deque([start]), set()
        while waiting:
            resource = waiting.popleft()
            if resource in seen:
                continue
            seen.add(resource)
            below = list(self._contained.get(resource, ()))
            for target in below:
                yield resource, target
            waiting.extend(below)

    def shown(self) -> Iterable[PuppetResource]:
        """Return what is in the catalog at the end: virtual resources are not."""
        return (resource for resource in self.resources if not resource.virtual)


def _alias_message(resource: PuppetResource, existing: PuppetResource, key: tuple[Value, ...], shown: str) -> str:
    reference = inspect((resource.type, *key))
    place = f" at {error_location(resource.span)}" if resource.span is not None else ""
    declared = f" {error_location(existing.span)}" if existing.span is not None else ""
    return f"Cannot alias {resource} to {shown}{place}; resource {reference} already declared{declared}"
