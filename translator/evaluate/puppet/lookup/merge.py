"""What is done with a key that several places have: a strategy and the places in, one value out.

before:  merged("unique", places) where one place has ("a", "b") and the next one "b"
after:   ("a", "b")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.lookup.assertion import assert_type
from translator.evaluate.puppet.lookup.deep_merge import Options, deep_merge, unique
from translator.evaluate.puppet.lookup.keys import NotFound
from translator.evaluate.puppet.values import Value

Place = TypeVar("Place")
_MISSING: Final[Any] = object()


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to merge: its name, the type that both sides must have, and its options."""

    name: str
    options: Options = field(default_factory=Options)

    @property
    def merges(self) -> bool:
        """Whether the places behind the first one with a value are asked too."""
        return self.name not in ("first", "default")

    def lookup(self, places: Iterable[Place], ask: Callable[[Place], Value]) -> Value:
        """Return what the places have together; NotFound when none has anything."""
        kept = list(places)
        if not self.merges:
            return _first(kept, ask)
        if len(kept) == 1:
            return self._single(ask(kept[0]))
        found: Value = _MISSING
        for place in kept:
            try:
                value = ask(place)
            except NotFound:
                continue
            found = self._converted(value) if found is _MISSING else self.merge(found, value)
        if found is _MISSING:
            raise NotFound
        return found

    def merge(self, upper: Value, under: Value) -> Value:
        """Return two values as one; PuppetError when they are not what this strategy takes."""
        wanted = _TYPES.get(self.name)
        if wanted is not None:
            assert_type("The first element of the merge", wanted, upper)
            assert_type("The second element of the merge", wanted, under)
        return _MERGES[self.name](upper, under, self.options)

    def _single(self, value: Value) -> Value:
        return unique(value) if self.name == "unique" and isinstance(value, tuple) else value

    def _converted(self, value: Value) -> Value:
        return _flat(value) if self.name == "unique" else value


def _first(places: Iterable[Place], ask: Callable[[Place], Value]) -> Value:
    for place in places:
        try:
            return ask(place)
        except NotFound:
            continue
    raise NotFound


def strategy(merge: Value) -> Strategy:
    """Return the strategy that a name, or a hash with `strategy` and options, stands for."""
    if merge is None:
        return DEFAULT
    if isinstance(merge, Strategy):
        return merge
    name = merge.get("strategy") if isinstance(merge, dict) else merge
    if name is None:
        message = "The hash given as 'merge' must contain the name of a strategy in string form for the key 'strategy'"
        raise PuppetError(message)
    if name not in _MERGES and name not in ("first", "default"):
        raise PuppetError(f"Unknown merge strategy: '{name}'")
    rest = {key: value for key, value in merge.items() if key != "strategy"} if isinstance(merge, dict) else {}
    return Strategy(str(name), _options(str(name), merge, rest) if rest else Options())


def _options(name: str, merge: Value, rest: Mapping[Value, Value]) -> Options:
    if name not in ("unconstrained_deep", "reverse_deep"):
        assert_type(
            "The merge options", _OPTION_TYPES.get(name, f"Struct[{{strategy=>Optional[Pattern[/{name}/]]}}]"), merge
        )
    known = {key: value for key, value in rest.items() if key in Options.__dataclass_fields__}
    return Options(**known)


def _flat(value: Value) -> tuple[Value, ...]:
    if not isinstance(value, tuple):
        return (value,)
    return tuple(inner for item in value for inner in (_flat(item) if isinstance(item, tuple) else (item,)))


def _hash(upper: Value, under: Value, options: Options) -> Value:
    return {**under, **upper}


def _unique(upper: Value, under: Value, options: Options) -> Value:
    return unique((*_flat(upper), *_flat(under)))


def _reverse(upper: Value, under: Value, options: Options) -> Value:
    return deep_merge(under, upper, options)


DEFAULT: Final = Strategy("default")
HASH: Final = Strategy("hash")
_TYPES: Final = {"hash": "Hash[String,Data]", "unique": "Variant[Scalar,Array[Data]]"}
_OPTION_TYPES: Final = {
    "deep": "Struct[{strategy=>Optional[Pattern[/deep/]],knockout_prefix=>Optional[String],"
    "merge_debug=>Optional[Boolean],merge_hash_arrays=>Optional[Boolean],sort_merged_arrays=>Optional[Boolean]}]"
}
_MERGES: Final[dict[str, Callable[[Value, Value, Options], Value]]] = {
    "hash": _hash,
    "unique": _unique,
    "deep": deep_merge,
    "unconstrained_deep": deep_merge,
    "reverse_deep": _reverse,
}
