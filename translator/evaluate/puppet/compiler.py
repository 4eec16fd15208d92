"""The compiler: a PuppetProject in, its catalog under construction out.

`Compilation(project).compile()` goes through Puppet's own order: the top's variables, the manifests at top scope, the
node's block, the classes of the node, then defines and collectors in turn until nothing is new, then relationships,
overrides and tags. What functions may ask of it is functions/host.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.budget import Budget
from translator.evaluate.puppet.building import CatalogBuilder
from translator.evaluate.puppet.calls import Call, Closure
from translator.evaluate.puppet.definitions import INHERITED_METAPARAMETERS, METAPARAMETERS, Definition
from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.evaluator import evaluate
from translator.evaluate.puppet.evaluator.collectors import Collector, FixedCollector
from translator.evaluate.puppet.evaluator.relationships import Relationship
from translator.evaluate.puppet.facts import facts_of, puppet_value, server_facts, settings_of
from translator.evaluate.puppet.instantiate import evaluate_resource, validate_finished
from translator.evaluate.puppet.loaders import Loaders
from translator.evaluate.puppet.resources import Param, PuppetResource, error_location
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.types.model import ClassType, PType, ResourceType
from translator.evaluate.puppet.types.parse import core_type, parse_type
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown
from translator.load.puppet_project import PuppetProject
from translator.location import Source, Span
from translator.parse.puppet import ast

_MOST_ROUNDS: Final = 1000


class Compilation:
    """Everything of one compile. `resources` is every resource but Stage[main] and Class[settings]."""

    def __init__(self, project: PuppetProject) -> None:
        self.project = project
        self.budget = Budget()
        self.diagnostics: list[Diagnostic] = []
        self.logs: list[Diagnostic] = []
        self.catalog = CatalogBuilder()
        self.loaders = Loaders(self)
        self.resources: list[PuppetResource] = []
        self.collectors: list[Collector | FixedCollector] = []
        self.relationships: list[Relationship] = []
        self.overrides: dict[tuple[str, str], list[PuppetResource]] = {}
        self.qualified: dict[str, Value] = {}
        self.facts: Mapping[str, Value] = facts_of(project)
        self.settings: Mapping[str, Value] = settings_of(project)
        self.lookup_state: Any = None
        self.ruby: Any = None
        self._told: set[Diagnostic] = set()
        self._programs: list[ast.Program] = []
        self.top = Scope(self)
        self._node_scope: Scope | None = None
        self._main = Definition(kind="class", name="", node=ast.Program(_nowhere(), ast.Nop(_nowhere()), ()))

    # --- the order of a compile

    def compile(self) -> CatalogBuilder:
        """Compile the whole catalog; PuppetError when Puppet would stop."""
        self.catalog.add(PuppetResource("Stage", "main", self.top, main=True, native=self._native("stage")))
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

    def _native(self, name: str) -> Any:
        return self.loaders.find_native_type(name)

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
            if error.span is not None or resource.span is None:
                raise
            message = f"Error while evaluating a Resource Statement, {error.message}"
            raise PuppetError(message, resource.span, error.code) from error

    # --- the end of a compile

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

    # --- resources

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
        native = self._native(type_name)
        definition = self.loaders.find_define(type_name) if native is None else None
        if native is None and definition is None:
            raise self.loaders.missing_module(type_name) or PuppetError(f"Unknown resource type: '{type_name}'")
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
            missing = self.loaders.missing_module(title)
            raise missing or PuppetError(f"Could not find declared class {title.lower()}")
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
            raise self.loaders.missing_module(definition.parent or "") or PlainError(message, definition.span)
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
            missing = self.loaders.missing_module(name)
            raise PuppetError(message, None, missing.code if missing is not None else Code.PUPPET_ERROR)
        return found

    def is_parameter(self, resource: PuppetResource, name: str) -> bool:
        """Whether a resource's type has a parameter of that name."""
        if name in METAPARAMETERS or name == "name":
            return True
        if resource.definition is not None:
            return any(parameter.name == name for parameter in resource.definition.parameters)
        return resource.native is None or bool(resource.native.has_parameter(name))

    # --- types and data

    def type_of(self, node: ast.Node) -> PType:
        """Return the type that a tree writes, aliases of modules included."""
        kind = evaluate(node, self.top)
        if not isinstance(kind, PType):
            raise PuppetError(f"The expression <{node.span.text}> is not a valid type specification.", node.span)
        return kind

    def named_type(self, name: str) -> PType | None:
        """Return the type of that name: the language's own, an alias or a resource type; None when there is none."""
        return core_type(name) or self._resolve(name)

    def parse_type(self, text: str, scope: Any = None) -> PType:
        """Return the type that a text names."""
        return parse_type(text, self._resolve)

    def _resolve(self, name: str) -> PType | None:
        alias = self.loaders.find_alias(name)
        if alias is not None:
            return alias  # type: ignore[no-any-return]
        found = self.loaders.find_resource_type(name)
        return ResourceType(_reference_name(name)) if found is not None else None

    def lookup(self, key: str, scope: Scope) -> tuple[bool, Value]:
        """Look up a class parameter's value in the data."""
        from translator.evaluate.puppet.lookup.lookups import lookup_class_parameter

        return lookup_class_parameter(self, key, scope)

    # --- functions

    def call(
        self, name: str, arguments: Sequence[Value], *, scope: Any, span: Span | None, block: Closure | None = None
    ) -> Value:
        """Call a function by name; PuppetError when there is none."""
        function = self.loaders.find_function(name)
        if function is None:
            missing = self.loaders.missing_module(name)
            code = missing.code if missing is not None else Code.PUPPET_ERROR
            raise PuppetError(f"Unknown function: '{name}'.", span, code)
        self.budget.enter(span)
        try:
            return function.call(Call(scope=scope, span=span, block=block, name=name), tuple(arguments))
        finally:
            self.budget.leave()

    # --- what functions ask for (functions/host.py)

    def include_classes(self, names: Sequence[str], scope: Any, span: Span | None) -> None:
        self.evaluate_classes(names, scope, span)

    def contain_classes(self, names: Sequence[str], scope: Any, span: Span | None) -> None:
        container = scope.resource
        for resource in self.evaluate_classes(names, scope, span):
            if container is not None and not self.catalog.contains(container, resource):
                self.catalog.contain(container, resource)

    def require_classes(self, names: Sequence[str], scope: Any, span: Span | None) -> None:
        for resource in self.evaluate_classes(names, scope, span):
            known = scope.resource.get("require")
            kept = known if isinstance(known, tuple) else () if known is None else (known,)
            scope.resource.put("require", (*kept, ClassType(resource.title.lower())))

    def has_class(self, name: str) -> bool:
        return self.loaders.find_class(name) is not None

    def has_resource_type(self, name: str) -> bool:
        return self.loaders.find_resource_type(name) is not None

    def has_resource(self, type_name: str, title: str) -> bool:
        return self.catalog.find(type_name, title) is not None

    def create_resources(
        self,
        type_name: str,
        titles: Sequence[str],
        parameters: Mapping[str, Value],
        *,
        virtual: bool,
        exported: bool,
        scope: Any,
        span: Span | None,
    ) -> Sequence[Value]:
        """Declare resources as a resource expression does."""
        return [
            self.declare(
                type_name,
                title,
                [Param(name, value, span, scope.source) for name, value in parameters.items()],
                span,
                scope,
                virtual,
                exported,
            )
            for title in titles
        ]

    def realize(self, references: Sequence[Value], scope: Any, span: Span | None) -> None:
        keys = [_reference_key(reference, self) for reference in references]
        collector = FixedCollector(scope, keys)
        self.collectors.append(collector)

    def tag(self, names: Sequence[str], scope: Any) -> None:
        if scope.resource is not None:
            scope.resource.tags.add(tuple(names))

    def tagged(self, name: str, scope: Any) -> bool:
        lowered = name.lower()
        return (scope.resource is not None and scope.resource.tagged([lowered])) or lowered in self.catalog.tags

    # --- files

    def module_directory(self, module: str) -> str | None:
        found = self.project.modules.get(module)
        return found.path if found is not None else None

    def module_file(self, reference: str, folder: str) -> tuple[str, bytes] | None:
        if reference.startswith("/"):
            return self._file_at(reference)
        name, _, rest = reference.partition("/")
        module = self.project.modules.get(name)
        file = module.folder.files.get(f"{folder}/{rest}") if module is not None else None
        return (file.path, file.content) if file is not None else None

    def _file_at(self, path: str) -> tuple[str, bytes] | None:
        for module in self.project.modules.values():
            if path.startswith(f"{module.path}/"):
                file = module.folder.files.get(path[len(module.path) + 1 :])
                return (file.path, file.content) if file is not None else None
        return None

    # --- templates

    def epp(self, reference: str, parameters: Mapping[str, Value] | None, scope: Any, span: Span | None) -> Value:
        from translator.evaluate.puppet.evaluator.epp import render_template

        found = self.module_file(reference, "templates")
        if found is None and not reference.endswith(".epp"):
            found = self.module_file(f"{reference}.epp", "templates")
        if found is None:
            raise PuppetError(f"Could not find template '{reference}'")
        path, content = found
        program = self.loaders.template_of_text(Source(path, content.decode("utf-8", "replace")))
        return render_template(program, parameters, scope, inline=False)

    def inline_epp(self, text: str, parameters: Mapping[str, Value] | None, scope: Any, span: Span | None) -> Value:
        from translator.evaluate.puppet.evaluator.epp import render_template

        program = self.loaders.template_of_text(Source("inlined-epp-text", text))
        return render_template(program, parameters, scope, inline=True)

    def template(self, path: str, text: str, scope: Any, span: Span | None) -> Value:
        from translator.evaluate.puppet.ruby.functions import world_for
        from translator.evaluate.puppet.ruby.templates import render

        return render(world_for(self), path, text, scope, span)

    def resolve_deferred(self, deferred: Value, scope: Any, span: Span | None) -> Value:
        return self.call(deferred.name, deferred.arguments, scope=scope, span=span)

    # --- messages

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


def _nowhere() -> Span:
    return Span(Source("", ""), 0, 0)


def _absolute(name: str) -> str:
    return name if name.startswith("::") else f"::{name}" if len(name) else name


def _metaparameters(resource: PuppetResource) -> dict[str, Value]:
    found = ((name, resource.get(name)) for name in INHERITED_METAPARAMETERS)
    return {name: value for name, value in found if value is not None}


def _reference_name(name: str) -> str:
    return "::".join(part[:1].upper() + part[1:].lower() for part in name.split("::"))


def _reference_key(reference: Value, compilation: Compilation) -> tuple[str, str]:
    if isinstance(reference, str):
        reference = compilation.parse_type(reference)
    match reference:
        case ClassType(name=str() as name):
            return "Class", name
        case ResourceType(type_name=str() as kind, title=str() as title):
            return kind, title
        case _:
            raise PuppetError(f"{reference} is no reference to a resource")
