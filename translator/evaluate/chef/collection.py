"""The resource collection: resources in declaration order, and by `type[name]`."""

from __future__ import annotations

import regex

from translator.evaluate.chef.objects import ResourceObject

_SINGLE = regex.compile(r"^(.+)\[(.*)\]$", regex.DOTALL)
_MULTIPLE = regex.compile(r"^(.+)\[(.+?),(.+)\]$", regex.DOTALL)
_NAMELESS = regex.compile(r"^([^\[\]\s]+)$")


class NotFound(Exception):
    """No resource has that key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Cannot find a resource matching {key} (did you define it first?)")
        self.key = key


class ResourceCollection:
    """While it is converged, `insert_after` is where resources declared now go: right behind the one that runs."""

    def __init__(self) -> None:
        self.resources: list[ResourceObject] = []
        self.by_key: dict[str, ResourceObject] = {}
        self.insert_after: int | None = None

    def insert(self, resource: ResourceObject, key: str) -> None:
        if self.insert_after is None:
            self.resources.append(resource)
        else:
            self.insert_after += 1
            self.resources.insert(self.insert_after, resource)
        self.by_key[key] = resource

    def delete(self, key: str) -> ResourceObject:
        """Take a resource out; NotFound when there is none of that key."""
        found = self.by_key.pop(key, None)
        if found is None:
            raise NotFound(key)
        self.resources = [item for item in self.resources if item is not found]
        return found

    def lookup(self, key: str) -> ResourceObject:
        found = self.by_key.get(key)
        if found is None:
            raise NotFound(key)
        return found

    def find(self, spec: str) -> list[ResourceObject]:
        """Return the resources that `type[name]`, `type[a,b]` or `type` names; NotFound, or ValueError when malformed."""
        if _SINGLE.match(spec):
            try:
                return [self.lookup(spec)]
            except NotFound:
                several = _MULTIPLE.match(spec)
                if several is None:
                    raise
            return self._several(spec, several.group(1))
        if _NAMELESS.match(spec):
            return [self.lookup(f"{spec}[]")]
        raise ValueError(f"Bad string format {spec}, you must have a string like resource_type[name]!")

    def _several(self, spec: str, kind: str) -> list[ResourceObject]:
        try:
            return [self.lookup(f"{kind}[{name}]") for name in spec[len(kind) + 1 : -1].split(",")]
        except NotFound:
            raise NotFound(spec) from None


def is_valid_spec(spec: str) -> bool:
    """Tell whether a string can name resources."""
    return bool(_SINGLE.match(spec) or _NAMELESS.match(spec))
