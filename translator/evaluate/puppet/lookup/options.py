"""lookup_options: the data under that key in, what it says about one key out.

before:  {"ntp::servers": {"merge": "unique"}, "^app::.*_secret$": {"convert_to": "Sensitive"}}
after:   of("app::db_secret") is {"convert_to": "Sensitive"}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from translator.evaluate.puppet.lookup.errors import LookupFailure
from translator.evaluate.puppet.patterns import compiled
from translator.evaluate.puppet.values import Regexp, Value

_PATTERN: Final = "^"


@dataclass(frozen=True, slots=True)
class LookupOptions:
    """Options by key, and by pattern in the order of the data."""

    keys: Mapping[str, Value] = field(default_factory=dict)
    patterns: tuple[tuple[Regexp, Value], ...] = ()

    def of(self, root: str) -> Mapping[str, Value]:
        """Return the options of a key: its own, else those of the first pattern that finds it."""
        found = self.keys.get(root)
        if found is None:
            found = next((value for pattern, value in self.patterns if compiled(pattern).search(root)), None)
        return found if isinstance(found, dict) else {}


def compiled_options(data: Mapping[str, Value] | None) -> LookupOptions:
    """Return the data under lookup_options with its patterns ready."""
    items = (data or {}).items()
    patterns = tuple((Regexp(key), value) for key, value in items if key.startswith(_PATTERN))
    return LookupOptions({key: value for key, value in items if not key.startswith(_PATTERN)}, patterns)


def validated_options(data: Value, module: str | None) -> Value:
    """Return the data as it is; LookupFailure when it is no hash, or a module's names keys of others."""
    if not isinstance(data, dict):
        raise LookupFailure("value of lookup_options must be a hash")
    if module is None:
        return data
    for key in data:
        if key.startswith(_PATTERN) and not key[1:].startswith(f"{module}::"):
            raise LookupFailure(f"all lookup_options patterns must match a key starting with module name '{module}'")
        if not key.startswith((_PATTERN, f"{module}::")):
            raise LookupFailure(f"all lookup_options keys must start with module name '{module}'")
    return data
