"""What one compile knows and says: the catalog under construction, the loaders, the top scope, and its messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.budget import Budget
from translator.evaluate.puppet.building import CatalogBuilder
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.facts import facts_of, settings_of
from translator.evaluate.puppet.loaders import Loaders
from translator.evaluate.puppet.resources import PuppetResource
from translator.evaluate.puppet.ruby.custom_facts import module_facts
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown
from translator.load.puppet_project import PuppetProject
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.puppet.compiler import Compilation
    from translator.evaluate.puppet.evaluator.collectors import Collector, FixedCollector
    from translator.evaluate.puppet.evaluator.relationships import Relationship


class CompilationState:
    """The state of one compile. `resources` is every resource but Stage[main] and Class[settings]."""

    def __init__(self, project: PuppetProject) -> None:
        whole = cast("Compilation", self)
        self.project = project
        self.budget = Budget()
        self.diagnostics: list[Diagnostic] = []
        self.catalog = CatalogBuilder()
        self.loaders = Loaders(whole)
        self.resources: list[PuppetResource] = []
        self.collectors: list[Collector | FixedCollector] = []
        self.relationships: list[Relationship] = []
        self.overrides: dict[tuple[str, str], list[PuppetResource]] = {}
        self.qualified: dict[str, Value] = {}
        self.settings: Mapping[str, Value] = settings_of(project)
        facts = facts_of(project)
        self.ruby: Any = None
        self.facts: Mapping[str, Value] = {**facts, **module_facts(self, facts)}
        self.lookup_state: Any = None
        self._told: set[Diagnostic] = set()
        self.top = Scope(whole)

    def report(self, diagnostic: Diagnostic) -> None:
        """Tell the user something once."""
        if diagnostic not in self._told:
            self._told.add(diagnostic)
            self.diagnostics.append(diagnostic)

    def log(self, level: str, message: str, span: Span | None) -> None:
        """Keep what `notice()` and its like say; warnings and errors are told."""
        if level in ("warning", "err", "alert", "crit", "emerg"):
            self.warn(message, span)

    def warn(self, message: str, span: Span | None) -> None:
        """Tell what Puppet would warn of."""
        self.report(Diagnostic(code=Code.PUPPET_WARNING, message=message, span=span))

    def strictly(self, message: str, span: Span | None) -> None:
        """Warn of something, or stop, or say nothing, as the setting `strict` has it."""
        if self.project.strict == "error":
            raise PuppetError(message, span)
        if self.project.strict == "warning":
            self.warn(message, span)

    def unknown_variable(self, name: str, span: Span | None) -> None:
        """Deal with a variable that nobody has set."""
        if name.isdigit():
            return
        if self.project.strict_variables:
            raise PuppetError(f"Unknown variable: '{name}'.", span)
        self.strictly(f"Unknown variable: '{name}'.", span)

    def branch_on_unknown(self, unknown: Unknown, span: Span) -> None:
        """Tell that the code depends on what cannot be known."""
        message = f"this depends on a value that is not known: {unknown.reason}"
        self.report(Diagnostic(code=Code.UNKNOWN_VALUE, message=message, span=span))

    def unknown_name(self, message: str, name: str, span: Span | None = None) -> PuppetError:
        """Return the error for a name that nobody defines, having told which modules are missing."""
        for module in self._missing_modules(name):
            place = next((required.span for required in self.project.required if required.name == module), None)
            asked = f"; {place} asks for it" if place is not None else ""
            text = f"the module {module} is not in the module path{asked}"
            self.report(Diagnostic(code=Code.MISSING_MODULE, message=text, span=place or span))
        return PuppetError(message, span)

    def _missing_modules(self, name: str) -> Iterator[str]:
        """Return the module that a name says it is of; for one that does not say, all that are asked for."""
        first, colons, _ = name.removeprefix("::").lower().partition("::")
        if colons and first not in self.project.modules:
            yield first
        elif not colons:
            yield from (item.name for item in self.project.required if item.name not in self.project.modules)
