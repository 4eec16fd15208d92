"""What is known of a native resource type: its attributes, which of them name a resource, and how titles are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from translator.evaluate.puppet.patterns import compiled
from translator.evaluate.puppet.values import Regexp, Value

Parameters: TypeAlias = Mapping[str, Value]
Convert: TypeAlias = Callable[[str], Value]

WHOLE: Final = Regexp("(.*)", "m")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePattern:
    """A pattern for titles: its groups are the values of `names`, each converted when it has a converter."""

    pattern: Regexp
    names: tuple[str, ...]
    converters: tuple[Convert | None, ...] = ()

    def parse(self, title: str) -> dict[str, Value] | None:
        """Return the attributes that a title sets; None when the pattern does not match."""
        match = compiled(self.pattern).search(title)
        if match is None:
            return None
        converters = (*self.converters, *[None] * (len(self.names) - len(self.converters)))
        return {
            name: convert(group) if convert is not None else group
            for name, group, convert in zip(self.names, match.groups(), converters, strict=False)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a resource needs by itself: `relation` is require, before, notify or subscribe; `titles` of that type."""

    relation: str
    type: str
    titles: tuple[str, ...]


Finder: TypeAlias = Callable[[str, Parameters], Sequence[Needs]]
Checker: TypeAlias = Callable[[str, Parameters], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeType:
    """A native type. `namevars` are its key attributes; `needs` and `problems` look at one resource.

    What well-known types need by themselves is in apply/autorequire.py; `needs` is for types that modules define.

    `has_providers` is asked when somebody sets one. `open` says that not all attributes are known: any is taken for one. `problems` answers what real Puppet says of values that it refuses when it makes a catalog ready to be applied.
    """

    name: str
    properties: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    namevars: tuple[str, ...] = ("name",)
    isomorphic: bool = True
    open: bool = False
    titles: tuple[TitlePattern, ...] = ()
    finder: Finder | None = None
    checker: Checker | None = None
    has_providers: Callable[[], bool] | None = None
    source: Any = None

    @property
    def namevar(self) -> str:
        """The attribute that the title stands for: "name" when several are key attributes."""
        return self.namevars[0] if len(self.namevars) == 1 else "name"

    def has_parameter(self, name: str) -> bool:
        """Whether there is an attribute of that name; metaparameters are no concern of a type."""
        if self.open or name in self.properties or name in self.parameters:
            return True
        return name == "provider" and self.has_providers is not None and self.has_providers()

    def parse_title(self, title: str) -> dict[str, Value]:
        """Return the attributes that a title sets: {"path": "/etc/foo"} of "/etc/foo/"."""
        for pattern in self.titles or (TitlePattern(pattern=WHOLE, names=self.namevars[:1]),):
            found = pattern.parse(title)
            if found is not None:
                return found
        return {}

    def uniqueness_key(self, title: str, params: Parameters) -> tuple[Value, ...]:
        """Return what no two resources of the type may share; () when it is empty."""
        values = {**self.parse_title(title), **params}
        name = values.get(self.namevar) or values.get("name") or title
        for key in (self.namevar, "name"):
            if values.get(key) is None:
                values[key] = name
        key_values = tuple(values.get(attribute) for attribute in sorted(self.namevars))
        return key_values if any(value not in (None, False) for value in key_values) else ()

    def needs(self, title: str, params: Parameters) -> Sequence[Needs]:
        """Return what the resource is ordered after or before by itself, if that is in the catalog."""
        return () if self.finder is None else self.finder(title, params)

    def problems(self, title: str, params: Parameters) -> Sequence[str]:
        """Return what real Puppet complains of when the resource is applied."""
        return () if self.checker is None else self.checker(title, params)
