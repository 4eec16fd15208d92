"""The compiler: a PuppetProject in, its catalog under construction out.

`Compilation(project).compile()` goes through Puppet's own order: the top's variables, the manifests at top scope, the
node's block, the classes of the node, then defines and collectors in turn until nothing is new, then relationships,
overrides and tags. What functions may ask of it is functions/host.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from translator.evaluate.puppet.building import CatalogBuilder
from translator.evaluate.puppet.definitions import INHERITED_METAPARAMETERS, Definition
from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.facts import puppet_value, server_facts
from translator.evaluate.puppet.hosting import Hosting
from translator.evaluate.puppet.instantiate import evaluate_resource, validate_finished
from translator.evaluate.puppet.resources import PuppetResource, error_location
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.values import Value
from translator.load.puppet_project import PuppetProject
from translator.location import Source, Span
from translator.parse.puppet import ast

_MOST_ROUNDS: Final = 1000


class Compilation(Hosting):
    """Everything of one compile."""

    def __init__(self, project: PuppetProject) -> None:
        super().__init__(project)
        self._programs: list[ast.Program] = []
        self._node_scope: Scope | None = None
        self._main = Definition(kind="class", name="", node=ast.Program(_nowhere(), ast.Nop(_nowhere()), ()))

    def compile(self) -> CatalogBuilder:
        """Compile the whole catalog; PuppetError when Puppet would stop."""
        self.catalog.add(
            PuppetResource("Stage", "main", self.top, main=True, native=self.loaders.find_native_type("stage"))
        )
        self._set_top_variables()
        self._add_settings()
        self._evaluate_main()
        self._evaluate_node()
        self._evaluate_node_classes()
        self._evaluate_generators()
        self._finish()
        self._fail_on_unevaluated()
        self._check_references()
        return self.catalog

    def _set_top_variables(self) -> None:
        server = server_facts(self.project)
        for name, value in {**self.facts, **server}.items():
            self.top.put(name, value)
        self.top.put("trusted", puppet_value(self.project.trusted))
        self.top.put("server_facts", server)
        self.top.put("facts", dict(self.facts))

    def _add_settings(self) -> None:
        definition = Definition(kind="class", name="settings", node=self._main.node)
        self.loaders.classes["settings"] = definition
        resource = PuppetResource("Class", "settings", self.top, definition=definition, source=self._main)
        self.catalog.add(resource)
        evaluate_resource(resource)
        for name, value in {**self.settings, "all_local": dict(self.settings)}.items():
            self.qualified[f"settings::{name}"] = value

    def _evaluate_main(self) -> None:
        for file in self.project.manifests:
            program = self.loaders.load_manifest(file, None)
            if program is not None:
                self._programs.append(program)
        self.top.source = self._main
        resource = PuppetResource("Class", "", self.top, definition=self._main, source=self._main, main=True)
        self.top.resource = resource
        self.add_resource(self.top, resource)
        evaluate_resource(resource)

    def bodies_of(self, definition: Definition) -> Iterable[ast.Node | None]:
        """Return what a definition runs: the main class runs every manifest."""
        return [program.body for program in self._programs] if definition is self._main else (definition.body,)

    def _evaluate_node(self) -> None:
        if not self.loaders.nodes:
            return
        found = self.loaders.find_node(self.project.node_name)
        if found is None:
            message = f"Could not find node statement with name 'default' or '{self.project.node_name}'"
            raise PlainError(message)
        resource = PuppetResource("Node", found.name, self.top, definition=found, source=found)
        self.add_resource(self.top, resource)
        evaluate_resource(resource)
        self._node_scope = self.top.class_scope(found.name)

    def _evaluate_node_classes(self) -> None:
        scope = self._node_scope or self.top
        self.evaluate_classes(self.project.classes, scope, None, lazily=True)

    def _evaluate_generators(self) -> None:
        for _ in range(_MOST_ROUNDS):
            collected = [collector.evaluate() for collector in list(self.collectors)]
            defined = self._evaluate_definitions()
            if not any(collected) and not defined:
                return
        raise PlainError("Somehow looped more than 1000 times while evaluating host catalog")

    def _evaluate_definitions(self) -> bool:
        waiting = [
            resource
            for resource in self.resources
            if not resource.evaluated and not resource.virtual and resource.definition is not None
        ]
        for resource in waiting:
            self._evaluate_definition(resource)
        return bool(waiting)

    @staticmethod
    def _evaluate_definition(resource: PuppetResource) -> None:
        try:
            evaluate_resource(resource)
        except PuppetError as error:
            if error.span is not None:
                at = f" at {resource.span}" if resource.span is not None else " by the node"
                error.declared = error.declared or f"{resource} is declared{at}"
                raise
            message = f"Error while evaluating a Resource Statement, {error.message}"
            raise PuppetError(message, resource.span, error.code) from error

    def _finish(self) -> None:
        for relationship in self.relationships:
            relationship.evaluate(self)
        for resource in self.resources:
            for override in self.overrides.pop(resource.key, ()):
                resource.merge(override)
            self._finish_resource(resource)
        self._spread_metaparameters()

    def _finish_resource(self, resource: PuppetResource) -> None:
        if resource.finished:
            return
        resource.finish()
        if resource.definition is not None and resource.definition.kind != "node":
            validate_finished(resource, resource.definition, self)
        elif resource.definition is None:
            self._check_native(resource)

    def _check_native(self, resource: PuppetResource) -> None:
        for name in resource.params:
            if not self.is_parameter(resource, name):
                place = f" {error_location(resource.span)}" if resource.span is not None else ""
                raise PlainError(f"no parameter named '{name}'{place} on {resource}", resource.span)

    def _spread_metaparameters(self) -> None:
        """Give what is contained the metaparameters and tags of what contains it."""
        data: dict[PuppetResource, dict[str, Value]] = {}
        main = self.catalog.find("Class", "")
        assert main is not None
        for source, target in self.catalog.walk(main):
            inherited = data.get(source) or _metaparameters(source)
            if inherited:
                data[source] = inherited
                for name, value in inherited.items():
                    if target.get(name) is None:
                        target.put(name, value)
                data[target] = {**inherited, **_metaparameters(target)}
            target.tags.merge(source.tags)

    def _fail_on_unevaluated(self) -> None:
        left = [str(override) for overrides in self.overrides.values() for override in overrides]
        if left:
            raise PlainError(f"Could not find resource(s) {', '.join(left)} for overriding")
        unresolved = [text for collector in self.collectors for text in collector.unresolved]
        if unresolved:
            raise PlainError(f"Failed to realize virtual resources {', '.join(unresolved)}")

    def _check_references(self) -> None:
        from translator.evaluate.puppet.references import check_references

        check_references(self)


def _nowhere() -> Span:
    return Span(Source("", ""), 0, 0)


def _metaparameters(resource: PuppetResource) -> dict[str, Value]:
    found = ((name, resource.get(name)) for name in INHERITED_METAPARAMETERS)
    return {name: value for name, value in found if value is not None}
