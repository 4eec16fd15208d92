"""What functions and templates ask of a compile (functions/host.py): calls, types, classes, files, look-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from translator.evaluate.puppet.calls import Call, Closure
from translator.evaluate.puppet.declaring import Declaring
from translator.evaluate.puppet.definitions import Definition
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.evaluator import evaluate
from translator.evaluate.puppet.evaluator.collectors import FixedCollector
from translator.evaluate.puppet.instantiate import struct_of
from translator.evaluate.puppet.resources import Param
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.types.model import ClassType, PType, ResourceType
from translator.evaluate.puppet.types.parse import core_type, parse_type, type_from_tree
from translator.evaluate.puppet.values import Deferred, Value
from translator.location import Source, Span
from translator.parse.puppet import ast

if TYPE_CHECKING:
    from translator.evaluate.puppet.compiler import Compilation


class Hosting(Declaring):
    """The compilation as functions see it."""

    def type_of(self, node: ast.Node) -> PType:
        """Return the type that a tree writes, aliases of modules included."""
        kind = evaluate(node, self.top)
        if not isinstance(kind, PType):
            raise PuppetError(f"The expression <{node.span.text}> is not a valid type specification.", node.span)
        return kind

    def static_type(self, node: ast.Node) -> PType:
        """Return the type that an alias's tree writes: nothing in it is evaluated, unknown names stay references."""
        return type_from_tree(node, self._resolve)

    def named_type(self, name: str) -> PType | None:
        """Return the type of that name: the language's own, an alias or a resource type; None when there is none."""
        return core_type(name) or self._resolve(name)

    def check_parameter_types(self, definition: Definition) -> None:
        """Evaluate the types of a definition's parameters, as Puppet does when it has loaded it."""
        struct_of(definition, cast("Compilation", self))

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

    def call(
        self, name: str, arguments: Sequence[Value], *, scope: Any, span: Span | None, block: Closure | None = None
    ) -> Value:
        """Call a function by name; PuppetError when there is none."""
        function = self.loaders.find_function(name)
        if function is None:
            raise self.unknown_name(f"Unknown function: '{name}'.", name, span)
        self.budget.enter(span)
        try:
            return function.call(Call(scope=scope, span=span, block=block, name=name), tuple(arguments))
        finally:
            self.budget.leave()

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

    def module_directory(self, module: str) -> str | None:
        found = self.project.modules.get(module)
        return found.path if found is not None else None

    def module_file(self, reference: str, folder: str) -> tuple[str, bytes] | None:
        if reference.startswith("/"):
            return self._file_at(reference)
        name, _, rest = reference.partition("/")
        module = self.project.modules.get(name)
        file = module.folder.find(f"{folder}/{rest}") if module is not None else None
        return (file.path, file.content) if file is not None else self._file_at(reference)

    def _file_at(self, path: str) -> tuple[str, bytes] | None:
        for module in self.project.modules.values():
            if path.startswith(f"{module.path}/"):
                file = module.folder.find(path[len(module.path) + 1 :])
                return (file.path, file.content) if file is not None else None
        return None

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
        """Make a deferred call now, after those among its arguments; `$name` digs in a variable."""
        arguments = tuple(self._undeferred(item, scope, span) for item in deferred.arguments)
        if deferred.name.startswith("$"):
            arguments = (scope.lookup(deferred.name[1:], span), *arguments)
            return self.call("dig", arguments, scope=scope, span=span)
        return self.call(deferred.name, arguments, scope=scope, span=span)

    def _undeferred(self, value: Value, scope: Any, span: Span | None) -> Value:
        if isinstance(value, Deferred):
            return self.resolve_deferred(value, scope, span)
        if isinstance(value, tuple):
            return tuple(self._undeferred(item, scope, span) for item in value)
        if isinstance(value, dict):
            return {key: self._undeferred(item, scope, span) for key, item in value.items()}
        return value


def _reference_name(name: str) -> str:
    return "::".join(part[:1].upper() + part[1:].lower() for part in name.split("::"))


def _reference_key(reference: Value, compilation: Hosting) -> tuple[str, str]:
    if isinstance(reference, str):
        reference = compilation.parse_type(reference)
    match reference:
        case ClassType(name=str() as name):
            return "Class", name
        case ResourceType(type_name=str() as kind, title=str() as title):
            return kind, title
        case _:
            raise PuppetError(f"{reference} is no reference to a resource")
