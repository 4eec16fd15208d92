"""Which cookbooks take part, in which version and in which order: a Project and a run list in, cookbooks out.

before:  run list [web], web depends base and apt, base depends apt
after:   apt, base, web — dependencies first, by name, as Chef::RunContext::CookbookCompiler has it
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from translator.diagnostics import Code
from translator.evaluate.chef.metadata import Metadata, read_metadata
from translator.evaluate.chef.run_list import RunListItem
from translator.evaluate.chef.versions import satisfies_all
from translator.load.project import Cookbook, Project
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


class CookbookSet:
    """The cookbooks of one run. `order` is the compile order of those that the run list reaches."""

    def __init__(self, interp: Interpreter, project: Project, constraints: Mapping[str, str] | None = None) -> None:
        self.order: list[Cookbook] = []
        self.missing: set[str] = set()
        self._interp = interp
        self._project = project
        self._constraints: dict[str, list[str]] = {name: [text] for name, text in (constraints or {}).items()}
        self._metadata: dict[str, Metadata] = {}
        self._seen: dict[str, Cookbook | None] = {}

    def load(self, items: Iterable[RunListItem], places: Mapping[str, Span] | None = None) -> list[Cookbook]:
        """Reach every cookbook that the items name, dependencies first; missing ones are diagnosed once.

        `places` says where an item was asked for, by its name.
        """
        items = list(items)
        for item in items:
            if item.version:
                self._constraints.setdefault(item.cookbook, []).append(item.version)
        for item in items:
            self._interp.span = None
            self._add(item.cookbook, (places or {}).get(item.name), "the run list")
        return self.order

    def reach(self, name: str, span: Span | None, wanted_by: str) -> None:
        """Add one more cookbook with what it depends on."""
        self._add(name, span, wanted_by)

    def get(self, name: str) -> Cookbook | None:
        """Return a cookbook that takes part, in the version that was chosen."""
        return self._seen.get(name)

    def __contains__(self, name: str) -> bool:
        return self._seen.get(name) is not None

    def metadata(self, cookbook: Cookbook) -> Metadata:
        """Return a cookbook's metadata, evaluated once."""
        found = self._metadata.get(cookbook.path)
        if found is None:
            found = self._metadata[cookbook.path] = read_metadata(self._interp, cookbook)
        return found

    def _add(self, name: str, span: Span | None, wanted_by: str) -> None:
        if name in self._seen:
            return
        cookbook = self._seen[name] = self._choose(name)
        if cookbook is None:
            self.missing.add(name)
            message = f"the cookbook {name} is not there; {wanted_by} wants it"
            self._interp.diagnose(Code.MISSING_COOKBOOK, message, span)
            return
        depends = self.metadata(cookbook).depends
        for other in sorted(depends):
            self._constraints.setdefault(other, []).extend(depends[other].constraints)
            self._add(other, depends[other].span, f"the metadata of {name}")
        self.order.append(cookbook)

    def _choose(self, name: str) -> Cookbook | None:
        """Return the first version that meets what is asked so far, else the one that wins anyway."""
        versions = self._project.cookbooks.get(name, ())
        wanted = self._constraints.get(name, [])
        if len(versions) > 1:
            for cookbook in versions:
                if satisfies_all(cookbook.version, wanted):
                    return cookbook
        return versions[0] if versions else None


def compile_order(interp: Interpreter, project: Project, items: Iterable[RunListItem]) -> list[Cookbook]:
    """Return the cookbooks that a run list reaches, in the order in which Chef compiles them."""
    return CookbookSet(interp, project).load(items)
