"""Collectors: `File <| tag == 'a' |> { mode => '0600' }` in, something that collects resources until none is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.evaluator.comparing import equals, includes
from translator.evaluate.puppet.evaluator.declarations import operation_params
from translator.evaluate.puppet.evaluator.dispatch import evaluate, handles
from translator.evaluate.puppet.evaluator.labels import a_label
from translator.evaluate.puppet.resources import Param, PuppetResource, type_text
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.values import Value
from translator.location import Span
from translator.parse.puppet import ast

Query: TypeAlias = Callable[[PuppetResource], bool]


@dataclass(slots=True, eq=False)
class Collector:
    """What collects resources of a type; `alternative` stands in a chain of arrows for it when it has found nothing."""

    scope: Scope
    type: str
    query: Query | None
    exported: bool
    span: Span
    overrides: list[Param] = field(default_factory=list)
    collected: dict[PuppetResource, None] = field(default_factory=dict)
    alternative: list[Any] | None = None

    def __str__(self) -> str:
        return f"{'Exported' if self.exported else 'Catalog'}-Collector[{self.type}]"

    def evaluate(self) -> bool:
        """Realize what matches by now; true when something is new."""
        if self.exported:
            return False
        found = [resource for resource in self.scope.compilation.resources if self._matches(resource)]
        for resource in found:
            resource.virtual = False
        new = [resource for resource in found if resource not in self.collected]
        if found and self.overrides:
            self._override(new)
        self.collected.update(dict.fromkeys(new))
        return bool(new)

    def _matches(self, resource: PuppetResource) -> bool:
        return resource.type == self.type and (self.query is None or self.query(resource))

    def _override(self, resources: Iterable[PuppetResource]) -> None:
        if self.scope.source is not None:
            self.scope.source.overriding = True
        for resource in resources:
            made = PuppetResource(
                resource.type,
                resource.title,
                self.scope,
                params=map(replace, self.overrides),
                span=self.span,
                source=self.scope.source,
                definition=resource.definition,
            )
            self.scope.compilation.add_override(made)

    @property
    def unresolved(self) -> list[str]:
        return []


@dataclass(slots=True, eq=False)
class FixedCollector:
    """What `realize` leaves behind: resources by reference that may come yet."""

    scope: Scope
    references: list[tuple[str, str]]

    def evaluate(self) -> bool:
        """Realize what is there by now."""
        catalog = self.scope.compilation.catalog
        found = [(key, catalog.find(*key)) for key in self.references]
        self.references = [key for key, resource in found if resource is None]
        for _, resource in found:
            if resource is not None:
                resource.virtual = False
        if not self.references:
            self.scope.compilation.collectors.remove(self)
        return any(resource is not None for _, resource in found)

    @property
    def unresolved(self) -> list[str]:
        return [f"{kind}[{title}]" for kind, title in self.references]


@handles(ast.Collect)
def collect(node: ast.Collect, scope: Scope) -> Value:
    exported = isinstance(node.query, ast.ExportedQuery)
    if exported:
        message = "You cannot collect exported resources without storeconfigs being set; the collection will be ignored"
        scope.compilation.warn(message, node.span)
    type_name = _type_name(node, scope)
    params = [param for operation in node.operations for param in operation_params(operation, scope)]
    query = None if node.query.expr is None or isinstance(node.query.expr, ast.Nop) else _query(node.query.expr, scope)
    collector = Collector(scope, type_name, query, exported, node.span, params)
    scope.compilation.collectors.append(collector)
    return collector


def _type_name(node: ast.Collect, scope: Scope) -> str:
    assert isinstance(node.type_expr, ast.QualifiedReference)
    name = node.type_expr.value
    if name == "class":
        raise PuppetError("Classes cannot be collected")
    if not scope.compilation.has_resource_type(name):
        raise PuppetError(f"Resource type {name} doesn't exist")
    return type_text(name)


def _query(node: ast.Node, scope: Scope) -> Query:
    match node:
        case ast.And(left=left, right=right):
            one, two = _query(left, scope), _query(right, scope)
            return lambda resource: one(resource) and two(resource)
        case ast.Or(left=left, right=right):
            one, two = _query(left, scope), _query(right, scope)
            return lambda resource: one(resource) or two(resource)
        case ast.Parenthesized(expr=inner):
            return _query(inner, scope)
        case ast.Comparison():
            return _comparison(node, scope)
        case _:
            raise PuppetError(f"Illegal query expression. {a_label(node, capital=True)} cannot be used in a query")


_OPERANDS: Final = (
    ast.Access,
    ast.Variable,
    ast.LiteralBoolean,
    ast.LiteralString,
    ast.ConcatenatedString,
    ast.LiteralInteger,
    ast.LiteralFloat,
    ast.LiteralUndef,
    ast.QualifiedName,
)


def _operand(node: ast.Node, scope: Scope) -> Value:
    while isinstance(node, ast.Parenthesized):
        node = node.expr
    if not isinstance(node, _OPERANDS):
        raise PuppetError(f"Cannot transform object of class {type(node).__name__}")
    return evaluate(node, scope)


def _comparison(node: ast.Comparison, scope: Scope) -> Query:
    name, wanted = _operand(node.left, scope), _operand(node.right, scope)
    if node.operator == "!=":
        return lambda resource: not equals(resource.get(name), wanted)
    if name == "tag":
        return _tag_query(wanted)
    return lambda resource: _has(resource.get(name), wanted, scope)


def _has(value: Value, wanted: Value, scope: Scope) -> bool:
    return includes(value, wanted, scope) if isinstance(value, tuple) else equals(value, wanted)


def _tag_query(wanted: Value) -> Query:
    tags = wanted if isinstance(wanted, tuple) else (wanted,)
    if any(isinstance(tag, (int, float)) and not isinstance(tag, bool) for tag in tags):
        raise PuppetError("Cannot transform a number to a tag")
    names = [str(tag).lower() for tag in tags]
    return lambda resource: resource.tagged(names)
