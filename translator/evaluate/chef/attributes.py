"""The attributes of a node: ten stored levels of Chef's fifteen, and the merged view of them.

In: plain data for each level. Out: what `node['a']['b']` reads. The fifteen levels of Chef's documentation are these
ten: attribute files and recipes write the same default, normal and override, which is why later writes win there.

before:  default["a"] = [1], role_default["a"] = [2], override["b"] = nil
after:   node["a"] == [1, 2], node["b"] == nil
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from translator.evaluate.chef.mash import ImmutableArray, ImmutableMash, VividMash, key_text
from translator.evaluate.chef.precedence import (
    DEFAULT_LEVELS,
    LEVELS,
    MISSING,
    OVERRIDE_LEVELS,
    merge_levels,
)
from translator.evaluate.chef.secrecy import Secrecy
from translator.evaluate.ruby.objects import RHash, RString, Value
from translator.evaluate.values import Hole, Secret

Marker = Callable[[Sequence[str], str], bool]


class Attributes:
    """The levels of one node, each a VividMash, and a cache of the merged view by top-level key."""

    def __init__(self, secrecy: Secrecy | None = None) -> None:
        self.levels: dict[str, VividMash] = {name: VividMash(self, None) for name in LEVELS}
        self.cache: ImmutableMash = ImmutableMash()
        self._secrecy = secrecy or Secrecy()
        self.lacking: set[str] = set()  # cookbooks that are not there: what they would set is unknown

    def reset(self, key: str | None) -> None:
        """Forget the merged value of a top-level key, or of all; every write calls it."""
        if key is None:
            self.cache.table.clear()
        else:
            self.cache.table.pop(key, None)

    def replace(self, level: str, data: RHash) -> None:
        """Set a whole level."""
        self.levels[level] = VividMash(self, None, data.items())
        self.reset(None)

    def has(self, key: Value) -> bool:
        return any(key in level for level in self.levels.values())

    def lacks(self, name: str) -> bool:
        """Tell whether a top-level key is named as a cookbook that is not there."""
        return name in self.lacking or name.replace("_", "-") in self.lacking

    def read(self, key: Value) -> Value:
        """Return the merged value of a top-level key, nil when no level has it."""
        name = key_text(key)
        found = self.cache.table.get(name)
        if found is not None:
            return found[1]
        value = self._merged(name)
        if value is MISSING:
            return None
        self.cache.table[name] = (RString(name, None, True), value)
        return value

    def keys(self) -> list[str]:
        """Return the top-level keys of the merged view, in the order of the levels."""
        ordered = (*DEFAULT_LEVELS, "normal", *OVERRIDE_LEVELS, "automatic")
        return list(dict.fromkeys(key_text(key) for name in ordered for key in self.levels[name].keys()))  # noqa: SIM118

    def merged(self) -> ImmutableMash:
        """Return the whole merged view."""
        for key in self.keys():
            self.read(RString(key))
        view = ImmutableMash()
        view.table = {key: self.cache.table[key] for key in self.keys() if key in self.cache.table}
        return view

    def combined(self, names: Iterable[str]) -> Value:
        """Return the merged view of the default levels, or of the override levels."""
        merged = merge_levels((self.levels[name] for name in names), unite_arrays=True)
        return immutable(merged, (), None)

    def _merged(self, key: str) -> Value:
        under = merge_levels((self._at(name, key) for name in DEFAULT_LEVELS), unite_arrays=True)
        over = merge_levels((self._at(name, key) for name in OVERRIDE_LEVELS), unite_arrays=True)
        parts = (under, self._at("normal", key), over, self._at("automatic", key))
        merged = merge_levels(parts, unite_arrays=False)
        if merged is MISSING:
            return merged
        own = any(part is not MISSING for part in parts[:3])
        lacking = key if self.lacks(key) else ""
        return immutable(merged, (key,), self._secrecy.of_attribute if own else None, lacking)

    def _at(self, level: str, key: str) -> Value:
        found = self.levels[level].table.get(key)
        return MISSING if found is None else found[1]


def immutable(value: Value, path: tuple[str, ...], is_secret: Marker | None, lacking: str = "") -> Value:
    """Return a value as the merged view shows it: frozen, and secret where its name says so."""
    if isinstance(value, RHash):
        made = ImmutableMash()
        made.lacking = lacking
        table = made.table
        for key_id, (key, item) in value.table.items():
            table[key_id] = (key, immutable(item, (*path, key_id) if type(key_id) is str else path, is_secret, lacking))
        return made
    if isinstance(value, list):
        return ImmutableArray([immutable(item, path, is_secret, lacking) for item in value])
    if type(value) is RString:
        return _frozen(value, path, is_secret)
    return value


def _frozen(value: RString, path: tuple[str, ...], is_secret: Marker | None) -> RString:
    if value.holes is None and is_secret is not None and is_secret(path, value.text):
        name = "/".join(("attribute", *path))
        return RString(value.text, (Hole(Secret(name), value.text),), True)
    return value if value.frozen else RString(value.text, value.holes, True)
