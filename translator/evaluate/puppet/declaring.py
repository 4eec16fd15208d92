"""Declaring resources and classes: names and parameters in, what the catalog then has out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from translator.evaluate.puppet.definitions import METAPARAMETERS, Definition
from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.instantiate import evaluate_resource
from translator.evaluate.puppet.resources import Param, PuppetResource
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.state import CompilationState
from translator.evaluate.puppet.types.model import ClassType, ResourceType
from translator.evaluate.puppet.values import Value
from translator.location import Span


class Declaring(CompilationState):
    """What puts resources and classes into the catalog."""

    def add_resource(self, scope: Scope, resource: PuppetResource) -> None:
        """Add a resource to the catalog, inside of what the scope evaluates."""
        self.budget.step(resource.span)
        self.resources.append(resource)
        self.catalog.add(resource)
        if not resource.is_class and resource.get("stage") is not None:
            only = "Only classes can set 'stage'; normal resources like"
            raise PuppetError(f"{only} {resource} cannot change run stage")
        if resource.type != "Stage" and not resource.is_class and scope.resource is not None:
            self.catalog.contain(scope.resource, resource)

    def add_override(self, override: PuppetResource) -> None:
        """Override a resource now, or when it comes."""
        resource = self.catalog.find(override.type, override.title)
        if resource is not None:
            resource.merge(override)
        else:
            self.overrides.setdefault(override.key, []).append(override)

    def add_edge_to_stage(self, resource: PuppetResource) -> None:
        """Put a class into its stage: its own, or that of the class around it, or main."""
        if not resource.is_class:
            return
        around = resource.scope.resource
        name = resource.get("stage") or (around.get("stage") if around is not None else None) or "main"
        stage = self.catalog.find("Stage", str(name))
        if stage is None:
            raise PuppetError(f"Could not find stage {name} specified by {resource}")
        if resource.get("stage") is None and not stage.main:
            resource.put("stage", stage.title)
        self.catalog.contain(stage, resource)

    def declare(
        self,
        type_name: str,
        title: str,
        params: Iterable[Param],
        span: Span | None,
        scope: Scope,
        virtual: bool = False,
        exported: bool = False,
    ) -> Value:
        """Declare one resource and return a reference to it; a class is evaluated at once."""
        if type_name.lower() == "class":
            return self._declare_class(title, params, span, scope, virtual, exported)
        native = self.loaders.find_native_type(type_name)
        definition = self.loaders.find_define(type_name) if native is None else None
        if native is None and definition is None:
            raise self.unknown_name(f"Unknown resource type: '{type_name}'", type_name)
        resource = PuppetResource(
            type_name,
            title,
            scope,
            definition=definition,
            native=native,
            params=params,
            span=span,
            virtual=virtual,
            exported=exported,
        )
        self.add_resource(scope, resource)
        return ResourceType(resource.type, resource.title)

    def _declare_class(
        self, title: str, params: Iterable[Param], span: Span | None, scope: Scope, virtual: bool, exported: bool
    ) -> Value:
        definition = self.loaders.find_class(title)
        if definition is None:
            raise self.unknown_name(f"Could not find declared class {title.lower()}", title)
        resource = PuppetResource(
            "Class",
            definition.name,
            scope,
            definition=definition,
            params=params,
            span=span,
            virtual=virtual,
            exported=exported,
        )
        self._ensure_parent(definition, scope)
        self.catalog.tags.merge(resource.tags)
        self.add_resource(scope, resource)
        evaluate_resource(resource)
        return ClassType(definition.name)

    def _ensure_parent(self, definition: Definition, scope: Scope) -> None:
        if definition.parent and self.catalog.find("Class", definition.parent) is None:
            self.ensure_class(self.parent_of(definition), scope)

    def parent_of(self, definition: Definition) -> Definition:
        """Return the class that a class inherits; PuppetError when there is none of its name."""
        found = self.loaders.find_class(definition.parent or "")
        if found is None:
            name = f"parent resource type '::{definition.parent}' of type hostclass"
            message = f"Could not find {name} in {self.project.environment_name}"
            self.unknown_name(message, definition.parent or "", definition.span)
            raise PlainError(message, definition.span)
        return found

    def ensure_class(self, definition: Definition, scope: Scope) -> PuppetResource:
        """Put a class into the catalog if it is not there; it is not evaluated yet."""
        found = self.catalog.find("Class", definition.name)
        if found is not None:
            return found
        resource = PuppetResource("Class", definition.name, scope, definition=definition, source=definition)
        self._ensure_parent(definition, scope)
        self.catalog.tags.merge(resource.tags)
        self.add_resource(scope, resource)
        return resource

    def evaluate_classes(
        self, names: Sequence[str], scope: Scope, span: Span | None, *, lazily: bool = False
    ) -> list[PuppetResource]:
        """Include classes by name; those that are new are evaluated now unless `lazily`."""
        definitions = [self._class_named(name) for name in names]
        already, new = [], []
        for definition in definitions:
            known = scope.class_scope(definition.name)
            if known is not None and known.resource is not None:
                already.append(known.resource)
            else:
                new.append(self.ensure_class(definition, scope))
        for resource in () if lazily else new:
            evaluate_resource(resource)
        return already + new

    def _class_named(self, name: str) -> Definition:
        found = self.loaders.find_class(name)
        if found is None:
            message = f"Could not find class {_absolute(name)} for {self.project.node_name}"
            raise self.unknown_name(message, name)
        return found

    def is_parameter(self, resource: PuppetResource, name: str) -> bool:
        """Whether a resource's type has a parameter of that name."""
        if name in METAPARAMETERS or name == "name":
            return True
        if resource.definition is not None:
            return any(parameter.name == name for parameter in resource.definition.parameters)
        return resource.native is None or bool(resource.native.has_parameter(name))


def _absolute(name: str) -> str:
    return name if name.startswith("::") or not name else f"::{name}"
