"""Cookbooks of the repository that no metadata names but whose definitions other cookbooks use.

before:  run_for_app(…) in cookbook redis, defined in the libraries of cookbook deploy-manager
after:   deploy-manager is loaded as chef-solo did with every cookbook it had, and a note says so
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from translator.diagnostics import Code
from translator.evaluate.chef import libraries

if TYPE_CHECKING:
    from translator.evaluate.chef.build_node import Prepared
    from translator.evaluate.chef.run import ChefRun
    from translator.load.project import Cookbook

_METHOD = re.compile(r"^\s*def\s+(?:self\.)?(\w+[?!]?)", re.MULTILINE)
_DEFINITION = re.compile(r"^\s*define\s*\(?\s*:(\w+)", re.MULTILINE)
_PROVIDES = re.compile(r"^\s*(?:provides|resource_name)[\s(]+:(\w+)", re.MULTILINE)
_RESOURCE = re.compile(r"^\s*class\s+(?:Chef::Resource::)?(\w+)\s*<\s*(?:::)?(?:Chef::)?Resource\b", re.MULTILINE)
_CONSTANT = re.compile(r"^\s*(?:class|module)\s+(?:::)?([A-Z]\w*)|^\s*([A-Z]\w*)\s*=[^=~]", re.MULTILINE)


class Shelf:
    """The project's cookbooks that do not take part yet."""

    def __init__(self, run: ChefRun, prepared: Prepared) -> None:
        self._run = run
        self._prepared = prepared

    def adopt_method(self, name: str) -> bool:
        """Load the cookbook that defines a resource, definition or helper of this name; False when none does."""
        return self._adopt_first(self._methods.get(name, ()), name)

    def adopt_constant(self, name: str) -> bool:
        """Load the cookbook whose libraries define a constant."""
        return self._adopt_first(self._constants.get(name, ()), name)

    def adopt(self, name: str, what: str) -> bool:
        """Load a cookbook with what it depends on; False when it is not in the repository or takes part already."""
        chosen = self._prepared.cookbooks
        if self._run.project.cookbook(name) is None or name in chosen:
            return False
        run, span = self._run, self._run.interp.span
        text = f"{what} is in the cookbook {name}, which no metadata names; it is loaded all the same"
        run.interp.diagnose(Code.UNDECLARED_COOKBOOK, text, span)
        before = len(chosen.order)
        chosen.reach(name, span, what)
        new = chosen.order[before:]
        frame = run.interp.frame
        self._load(new)
        run.interp.frame, run.interp.span = frame, span
        return True

    def _load(self, books: list[Cookbook]) -> None:
        from translator.evaluate.chef.build_node import load_attributes_of

        run = self._run
        for book in books:
            run.cookbooks[book.name] = book
            libraries.load_libraries(run, book)
        for book in books:
            load_attributes_of(run.interp, self._prepared, book)
        for book in books:
            libraries.load_resources(run, book)
            libraries.load_providers(run, book)
            libraries.load_definitions(run, book)

    def _adopt_first(self, books: tuple[str, ...], what: str) -> bool:
        return any(self.adopt(name, what) for name in books)

    @cached_property
    def _methods(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for book in self._rest():
            for name in _methods_of(book):
                found[name] = (*found.get(name, ()), book.name)
        return found

    @cached_property
    def _constants(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for book in self._rest():
            texts = (file.text for file in book.libraries.values())
            for name in {one or other for text in texts for one, other in _CONSTANT.findall(text)}:
                found[name] = (*found.get(name, ()), book.name)
        return found

    def _rest(self) -> list[Cookbook]:
        taken = self._prepared.cookbooks
        books = (self._run.project.cookbook(name) for name in self._run.project.cookbooks if name not in taken)
        return [book for book in books if book is not None]


def _methods_of(book: Cookbook) -> set[str]:
    """Return the names that recipes could call: of resources, definitions and methods of libraries."""
    found = {libraries.lwrp_name(book.name, name) for name in book.resources}
    for file in book.resources.values():
        found.update(_PROVIDES.findall(file.text))
    for file in book.libraries.values():
        found.update(_snake(name) for name in _RESOURCE.findall(file.text))
        found.update(_METHOD.findall(file.text), _PROVIDES.findall(file.text))
    for file in book.definitions.values():
        found.update(_DEFINITION.findall(file.text))
    return found


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
