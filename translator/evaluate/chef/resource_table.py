"""The table of core resource types: resources/*.py fill it with `core(...)`, the class builder reads it.

before:  core("AptUpdate", "apt_update", actions="update periodic", default="periodic", props=(P("frequency", "Integer"),))
after:   CORE["AptUpdate"] is a CoreType with its properties as PropertySpecs
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from translator.evaluate.values import SymbolValue


class _Missing:
    """The default of a property that has none, which is not the same as a default of nil."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


@dataclass(frozen=True, slots=True)
class PropertySpec:
    """One property as documented. `types` are Ruby class names, "nil", "true", "false", joined by "|", "" for any.

    `default` is plain data (tuple: Array, dict: Hash), `lazy` names a function of defaults.py, `coerce` one of
    coercions.py. `required` is True or the actions that need it.
    """

    name: str
    types: str = ""
    default: Any = MISSING
    lazy: str = ""
    coerce: str = ""
    equal_to: tuple[Any, ...] = ()
    regex: str = ""
    required: bool | tuple[str, ...] = False
    is_name: bool = False
    identity: bool = False
    desired: bool = True
    sensitive: bool = False
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreType:
    """One core resource class: `path` below Chef::Resource, `provides` further names with their platform filters.

    A filter "block" means that the class stands before any of a cookbook. `composed` is true for those that Chef builds from other resources; `securable` ones have owner, group and mode.
    """

    path: str
    name: str
    parent: str
    actions: tuple[str, ...]
    default: str
    provides: tuple[tuple[str, Mapping[str, Any]], ...]
    composed: bool
    securable: bool
    aliases: Mapping[str, str]
    state: tuple[str, ...]
    identity: str
    props: tuple[PropertySpec, ...]


CORE: dict[str, CoreType] = {}

SECURABLE: tuple[PropertySpec, ...] = (
    PropertySpec("owner", "String|Integer|nil"),
    PropertySpec("group", "String|Integer|nil"),
    PropertySpec("mode", "String|Integer|nil", coerce="mode"),
    PropertySpec("rights", "Array|Hash|nil", desired=False),
    PropertySpec("deny_rights", "Array|Hash|nil", desired=False),
    PropertySpec("inherits", "true|false|nil", desired=False),
)


def sym(name: str) -> SymbolValue:
    """Write a Ruby symbol in a table."""
    return SymbolValue(name)


def P(
    prop: str,
    types: str = "",
    *,
    name: bool = False,
    default: Any = MISSING,
    lazy: str = "",
    coerce: str = "",
    equal_to: tuple[Any, ...] = (),
    regex: str = "",
    required: bool | tuple[str, ...] = False,
    identity: bool = False,
    desired: bool = True,
    sensitive: bool = False,
    deprecated: bool = False,
) -> PropertySpec:
    """Write one property in a table; `name=True` says that it takes the resource's name when it is not set."""
    return PropertySpec(
        prop, types, default, lazy, coerce, equal_to, regex, required, name, identity, desired, sensitive, deprecated
    )


def core(
    path: str,
    name: str,
    *,
    parent: str = "",
    actions: str = "",
    default: str = "",
    provides: tuple[tuple[str, Mapping[str, Any]], ...] = (),
    composed: bool = False,
    securable: bool = False,
    aliases: Mapping[str, str] | None = None,
    state: str = "",
    identity: str = "",
    props: tuple[PropertySpec, ...] = (),
) -> None:
    """File one core resource type; ValueError when its class is filed twice."""
    if path in CORE:
        raise ValueError(f"the core resource {path} is filed twice")
    CORE[path] = CoreType(
        path=path,
        name=name,
        parent=parent,
        actions=tuple(actions.split()),
        default=default,
        provides=provides,
        composed=composed,
        securable=securable,
        aliases=aliases or {},
        state=tuple(state.split()),
        identity=identity,
        props=props,
    )
