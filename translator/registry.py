"""A table that files fill themselves: each registers by a decorator, found by importing its folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Entries by name; a name registered twice fails at import."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._entries: dict[str, Entry] = {}

    def register(self, *names: str) -> Callable[[Entry], Entry]:
        """Return a decorator that files its function or class under every one of `names`."""

        def decorate(entry: Entry) -> Entry:
            for name in names:
                self.add(name, entry)
            return entry

        return decorate

    def add(self, name: str, entry: Entry) -> None:
        """File `entry` under `name`; ValueError when the name is taken."""
        if name in self._entries:
            raise ValueError(f"{self._what} {name!r} is registered twice")
        self._entries[name] = entry

    def get(self, name: str) -> Entry | None:
        return self._entries.get(name)

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)


def import_folder(package: ModuleType) -> None:
    """Import every module directly inside `package`, so that each registers what it has."""
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
