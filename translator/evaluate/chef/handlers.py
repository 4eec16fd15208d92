"""Which class a resource or provider name means on this platform: what `provides :package, platform_family: …` filed.

in:   provides("package", AptPackage, {platform_family: "debian"}) …
out:  resolve("package") → AptPackage on debian; the more specific filter wins, then the one filed last
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from translator.evaluate.chef.versions import satisfies
from translator.evaluate.ruby.objects import RClass

_SPECIFIC = ("platform_version", "platform", "platform_family", "os")


@dataclass(frozen=True, slots=True)
class PlatformData:
    """What filters look at."""

    platform: str
    platform_family: str
    platform_version: str
    os: str


@dataclass(frozen=True, slots=True)
class Handler:
    """One `provides` line."""

    cls: RClass
    filters: Mapping[str, Any]
    test: Callable[[], bool] | None
    rank: tuple[int, ...]


class HandlerMap:
    """Names to handlers, the best first."""

    def __init__(self, platform: PlatformData) -> None:
        self._platform = platform
        self._handlers: dict[str, list[Handler]] = {}

    def provides(
        self, name: str, cls: RClass, filters: Mapping[str, Any], test: Callable[[], bool] | None = None
    ) -> None:
        """File a class under a name; a later one of the same rank goes before the earlier ones."""
        rank = (0 if test is not None else 1, *(0 if key in filters else 1 for key in _SPECIFIC))
        found = self._handlers.setdefault(name, [])
        position = next((index for index, other in enumerate(found) if rank <= other.rank), len(found))
        found.insert(position, Handler(cls, filters, test, rank))

    def __contains__(self, name: str) -> bool:
        return name in self._handlers

    def names(self) -> list[str]:
        return list(self._handlers)

    def resolve(self, name: str) -> RClass | None:
        """Return the class that the name means here, None when none fits."""
        found = self.candidates(name)
        return found[0] if found else None

    def candidates(self, name: str) -> list[RClass]:
        """Return every class of that name that fits this platform, the best first."""
        return [handler.cls for handler in self._handlers.get(name, ()) if self._fits(handler)]

    def _fits(self, handler: Handler) -> bool:
        for key in _SPECIFIC:
            wanted = handler.filters.get(key)
            if wanted is not None and not self._filter(key, wanted):
                return False
        return handler.test is None or handler.test()

    def _filter(self, key: str, wanted: Any) -> bool:
        values = [str(item) for item in wanted] if isinstance(wanted, (list, tuple)) else [str(wanted)]
        actual = getattr(self._platform, key)
        if key == "platform_version":
            return any(satisfies(actual, value) for value in values)
        if f"!{actual}" in values:
            return False
        positive = [value for value in values if not value.startswith("!")]
        return not positive or actual in positive or "all" in positive
