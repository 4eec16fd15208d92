"""Run lists: texts in, items out, and their expansion through roles into recipes.

before:  ["role[web]", "base"]   with role web: run_list "recipe[nginx::tls@1.2.0]"
after:   recipes [nginx::tls@1.2.0, base], roles [web], and the attributes of the roles merged
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from translator.evaluate.chef.mash import Mash
from translator.evaluate.chef.precedence import deep_merge
from translator.evaluate.ruby.objects import RHash
from translator.location import Span

_RECIPE = re.compile(r"^recipe\[([^\]@]+)(?:@([0-9]+(?:\.[0-9]+){1,2}))?\]$")
_ROLE = re.compile(r"^role\[([^\]]+)\]$")
_VERSIONED = re.compile(r"^([^@]+)@([0-9]+(?:\.[0-9]+){1,2})$")


class BadRunListItem(ValueError):
    """An item of a run list that is neither a recipe nor a role."""


@dataclass(frozen=True, slots=True)
class RunListItem:
    """`recipe[name@version]` or `role[name]`; `type` is "recipe" or "role"."""

    type: str
    name: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.type}[{self.name}@{self.version}]" if self.version else f"{self.type}[{self.name}]"

    @property
    def cookbook(self) -> str:
        return self.name.partition("::")[0]

    @property
    def recipe(self) -> str:
        return self.name.partition("::")[2] or "default"

    @property
    def qualified(self) -> str:
        return f"{self.cookbook}::{self.recipe}"


def parse_item(text: str) -> RunListItem:
    """Return the item that a text stands for; BadRunListItem when it is none."""
    text = text.strip()
    if found := _RECIPE.match(text):
        return RunListItem("recipe", found[1], found[2] or "")
    if found := _ROLE.match(text):
        return RunListItem("role", found[1])
    if found := _VERSIONED.match(text):
        return RunListItem("recipe", found[1], found[2])
    if not text or "[" in text or "]" in text:
        raise BadRunListItem(f"{text!r} is no item of a run list: it must be recipe[NAME] or role[NAME]")
    return RunListItem("recipe", text)


@dataclass(slots=True)
class RoleData:
    """A role as it was evaluated. Run lists are by environment, "_default" for the others; `span` is where they stand."""

    name: str
    run_lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    default_attributes: RHash = field(default_factory=Mash)
    override_attributes: RHash = field(default_factory=Mash)
    span: Span | None = None

    def run_list_for(self, environment: str) -> tuple[str, ...]:
        found = self.run_lists.get(environment)
        return self.run_lists.get("_default", ()) if found is None else found


@dataclass(slots=True)
class Expansion:
    """A run list without roles. `missing` names roles that there are not, `bad` items that are none.

    `places` says, by name, in which role a recipe or role was asked for first.
    """

    recipes: list[RunListItem] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    default_attributes: RHash = field(default_factory=Mash)
    override_attributes: RHash = field(default_factory=Mash)
    missing: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    places: dict[str, Span] = field(default_factory=dict)


def expand(items: Iterable[str], environment: str, role_named: Callable[[str], RoleData | None]) -> Expansion:
    """Expand a run list. A role counts once; its attributes go over those of roles it contains and that came before."""
    expansion = Expansion()
    _expand_into(expansion, items, environment, role_named)
    return expansion


def _expand_into(
    expansion: Expansion,
    items: Iterable[str],
    environment: str,
    role_named: Callable[[str], RoleData | None],
    span: Span | None = None,
) -> None:
    for text in items:
        try:
            item = parse_item(text)
        except BadRunListItem as error:
            expansion.bad.append(str(error))
            continue
        if span is not None:
            expansion.places.setdefault(item.name, span)
        if item.type == "recipe":
            if item not in expansion.recipes:
                expansion.recipes.append(item)
        elif item.name not in expansion.roles:
            expansion.roles.append(item.name)
            _expand_role(expansion, item.name, environment, role_named)


def _expand_role(
    expansion: Expansion, name: str, environment: str, role_named: Callable[[str], RoleData | None]
) -> None:
    role = role_named(name)
    if role is None:
        expansion.missing.append(name)
        return
    _expand_into(expansion, role.run_list_for(environment), environment, role_named, role.span)
    expansion.default_attributes = deep_merge(expansion.default_attributes, role.default_attributes)
    expansion.override_attributes = deep_merge(expansion.override_attributes, role.override_attributes)
