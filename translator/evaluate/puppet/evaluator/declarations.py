"""Resource expressions, defaults and overrides: what is declared, in the order in which it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from translator.evaluate.puppet.evaluator.dispatch import evaluate, failure, handles, unknown_among
from translator.evaluate.puppet.evaluator.labels import label
from translator.evaluate.puppet.resources import Param, PuppetResource, type_text
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.types.infer import generalize, infer
from translator.evaluate.puppet.types.model import ClassType, PType, ResourceType, TypeReferenceType
from translator.evaluate.puppet.values import DEFAULT, Value
from translator.evaluate.values import Unknown
from translator.parse.puppet import ast

Params: TypeAlias = dict[str, Param]

_ILLEGAL_TYPE = "Illegal Resource Type expression, expected result to be a type name, or untitled Resource, got"


@handles(ast.ResourceExpression)
def resources(node: ast.ResourceExpression, scope: Scope) -> Value:
    type_name = _type_name(node, scope)
    if node.form == "exported":
        message = "You cannot collect exported resources without storeconfigs being set; the export is ignored"
        scope.compilation.warn(message, node.span)
    bodies = _bodies(node, scope)
    defaults = next((params for titles, params, is_default in bodies if is_default), {})
    made: list[Value] = []
    for titles, params, _ in bodies:
        merged = {**defaults, **params}
        made.extend(declare(node, scope, type_name, titles, merged.values()))
    return tuple(made)


def _type_name(node: ast.ResourceExpression, scope: Scope) -> str:
    name = node.type_name
    if isinstance(name, ast.QualifiedName):
        return name.value
    value = evaluate(name, scope)
    if not _may_name_type(name):
        raise failure(f"{_ILLEGAL_TYPE} {generalize(infer(value))}", name)
    return _named(value, name)


def _may_name_type(node: ast.Node) -> bool:
    if isinstance(node, ast.Access):
        node = node.left
    return isinstance(node, ast.QualifiedReference)


def _named(value: Value, node: ast.Node) -> str:
    match value:
        case ClassType(name=None):
            return "class"
        case ResourceType(type_name=str() as name, title=None):
            return name
        case TypeReferenceType():
            raise failure(f"Resource type not found: {value.text}", node)
        case ClassType() | ResourceType():
            raise failure(f"{_ILLEGAL_TYPE} {value}", node)
        case _:
            raise failure(f"{_ILLEGAL_TYPE} {generalize(infer(value))}", node)


def _bodies(node: ast.ResourceExpression, scope: Scope) -> list[tuple[list[str], Params, bool]]:
    """Return for each body its titles, its parameters, and whether it is the one for `default`."""
    seen: dict[Value, None] = {}
    found = []
    for body in node.bodies:
        titles = _titles(body, scope)
        for index, title in enumerate(titles):
            _check_title(title, index, body, node, seen, scope)
        named = [title for title in titles if title is not DEFAULT and not isinstance(title, Unknown)]
        found.append((named, _params(body.operations, node, scope), DEFAULT in titles))
    return found


def _titles(body: ast.ResourceBody, scope: Scope) -> list[Value]:
    value = evaluate(body.title, scope)
    if value is None:
        raise failure("Missing title. The title expression resulted in undef", body.title)
    return list(_flat(value))


def _flat(value: Value) -> Iterator[Value]:
    if isinstance(value, tuple):
        for item in value:
            yield from _flat(item)
    else:
        yield value


def _check_title(
    title: Value,
    index: int,
    body: ast.ResourceBody,
    node: ast.ResourceExpression,
    seen: dict[Value, None],
    scope: Scope,
) -> None:
    if title is None:
        raise failure(f"Missing title at index {index}. The title expression resulted in an undef title", body.title)
    if isinstance(title, Unknown):
        scope.compilation.branch_on_unknown(title, body.title.span)
        return
    if not isinstance(title, str) and title is not DEFAULT:
        actual = generalize(infer(title))
        raise failure(f"Illegal title type at index {index}. Expected String, got {actual}", body.title)
    if title == "":
        message = f"Empty string title at {index}. Title strings must have a length greater than zero."
        raise failure(message, body.title)
    if title in seen:
        raise failure(f"The title '{title}' has already been used in this resource expression", node)
    seen[title] = None


def _params(operations: Iterable[ast.Operation], node: ast.ResourceExpression, scope: Scope) -> Params:
    made: Params = {}
    for operation in operations:
        for param in operation_params(operation, scope):
            if param.name in made:
                raise failure(f"The attribute '{param.name}' has already been set", node)
            made[param.name] = param
    return made


def operation_params(operation: ast.Operation, scope: Scope) -> list[Param]:
    """Return the parameters that one `name => value` or `* => hash` sets."""
    if isinstance(operation, ast.AttributeOperation):
        value = evaluate(operation.value, scope)
        return [Param(operation.name, value, operation.span, scope.source, operation.operator == "+>")]
    given = evaluate(operation.expr, scope)
    if unknown := unknown_among(given):
        scope.compilation.branch_on_unknown(unknown, operation.span)
        return []
    if not isinstance(given, dict):
        raise failure(f"Expected value of type Hash, got {generalize(infer(given))}", operation.expr)
    return [Param(str(name), value, operation.span, scope.source) for name, value in given.items()]


def declare(
    node: ast.ResourceExpression, scope: Scope, type_name: str, titles: list[str], params: Iterable[Param]
) -> list[Value]:
    """Declare resources of one body and return references to them."""
    kept = list(params)
    virtual, exported = node.form != "regular", node.form == "exported"
    return [
        scope.compilation.declare(type_name, title, map(replace, kept), node.span, scope, virtual, exported)
        for title in titles
    ]


@handles(ast.ResourceDefaults)
def resource_defaults(node: ast.ResourceDefaults, scope: Scope) -> Value:
    kind = evaluate(node.type_ref, scope)
    if not (isinstance(kind, ResourceType) and kind.type_name is not None and kind.title is None):
        raise failure(f"{_ILLEGAL_TYPE} {generalize(infer(kind))}", node.type_ref)
    params = [param for operation in node.operations for param in operation_params(operation, scope)]
    scope.define_defaults(type_text(kind.type_name), params)
    return kind


@handles(ast.ResourceOverride)
def resource_override(node: ast.ResourceOverride, scope: Scope) -> Value:
    references = evaluate(node.resources, scope)
    params = [param for operation in node.operations for param in operation_params(operation, scope)]
    for reference in _flat(references):
        if isinstance(reference, Unknown):
            scope.compilation.branch_on_unknown(reference, node.span)
            continue
        if not isinstance(reference, ResourceType) or reference.type_name is None:
            raise failure(f"Resource Override can only operate on resources, got: {_shown(reference)}", node)
        scope.compilation.add_override(_override(reference, params, node, scope))
    return references


def _shown(value: Value) -> str:
    return f"{value}-Type" if isinstance(value, PType) else label(value)


def _override(reference: ResourceType, params: list[Param], node: ast.ResourceOverride, scope: Scope) -> PuppetResource:
    return PuppetResource(
        reference.type_name or "",
        reference.title or "",
        scope,
        params=map(replace, params),
        span=node.span,
        source=scope.source,
        with_defaults=False,
    )
