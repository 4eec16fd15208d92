"""One resource of a module's type as Ruby sees it when a catalog is applied: `self[:name]`, munged values, autorequire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.puppet.resource_types.model import Checker, Finder

if TYPE_CHECKING:
    from translator.evaluate.puppet.ruby.type_definitions import TypeDefinition
    from translator.evaluate.puppet.ruby.world import World


def finder(world: World, definition: TypeDefinition) -> Finder | None:
    return None


def checker(world: World, definition: TypeDefinition) -> Checker | None:
    return None
