"""Variables and assignments, to several variables at once too."""

from __future__ import annotations

from typing import TypeAlias

from translator.evaluate.puppet.evaluator.dispatch import evaluate, failure, handles
from translator.evaluate.puppet.evaluator.labels import a_label
from translator.evaluate.puppet.scope import MISSING, Scope
from translator.evaluate.puppet.types.model import ClassType
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown
from translator.parse.puppet import ast

RESERVED = ("trusted", "facts")
Target: TypeAlias = "str | list[Target]"


@handles(ast.Variable)
def variable(node: ast.Variable, scope: Scope) -> Value:
    value = scope.find(node.name)
    if value is MISSING:
        scope.compilation.unknown_variable(node.name, node.span)
        return None
    return value


@handles(ast.Assignment)
def assignment(node: ast.Assignment, scope: Scope) -> Value:
    target = _target(node.left, scope)
    value = evaluate(node.right, scope)
    if node.operator != "=":
        raise failure(f"The operator '{node.operator}' is not supported.", node)
    _assign(target, value, node, scope)
    return value


def _target(node: ast.Node, scope: Scope) -> Target:
    match node:
        case ast.Variable(name=name):
            return name
        case ast.LiteralList(values=values):
            return [_target(value, scope) for value in values]
        case _:
            raise failure(f"Illegal attempt to assign to '{a_label(node)}'. Not an assignable reference", node)


def _assign(target: Target, value: Value, node: ast.Assignment, scope: Scope) -> None:
    if isinstance(target, list):
        _assign_several(target, value, node, scope)
    else:
        _assign_one(target, value, node, scope)


def _assign_one(name: str, value: Value, node: ast.Assignment, scope: Scope) -> None:
    if "::" in name:
        raise failure(
            f"Illegal attempt to assign to '{name}'. Cannot assign to variables in other namespaces", node.left
        )
    if name.isdigit():
        message = f"Illegal attempt to assign to the numeric match result variable '${name}'."
        raise failure(f"{message} Numeric variables are not assignable", node.left)
    if name == "server_facts" or (name in RESERVED and scope.bound(name)):
        raise failure(f"Attempt to assign to a reserved variable name: '${name}'", node)
    if name in RESERVED:
        raise failure(
            f"Error while evaluating a '=' expression, Attempt to assign to a reserved variable name: '{name}'", node
        )
    if scope.bound(name):
        built_in = "built in (or already assigned) " if name in ("name", "title") else ""
        raise failure(f"Cannot reassign {built_in}variable '${name}'", node)
    scope.put(name, value)


def _assign_several(targets: list[Target], value: Value, node: ast.Assignment, scope: Scope) -> None:
    match value:
        case dict():
            _assign_from_hash(targets, value, node, scope)
        case ClassType(name=str() as name):
            _assign_from_class(targets, name, node, scope)
        case Unknown():
            for target in targets:
                _assign(target, value, node, scope)
        case _:
            _assign_from_array(targets, value if isinstance(value, tuple) else (value,), node, scope)


def _assign_from_hash(targets: list[Target], values: dict[Value, Value], node: ast.Assignment, scope: Scope) -> None:
    for target in targets:
        if not isinstance(target, str) or target not in values:
            raise failure(f"No value for required key '{target}' in assignment to variables from hash", node)
        _assign(target, values[target], node, scope)


def _assign_from_class(targets: list[Target], name: str, node: ast.Assignment, scope: Scope) -> None:
    if scope.compilation.catalog.find("Class", name) is None:
        raise failure(f"Resource not found: Class['{name}']", node.right)
    for target in targets:
        value = scope.find(f"{name.lower()}::{target}")
        if value is MISSING:
            message = f"No value for required variable '${name.lower()}::{target}' in assignment to variables"
            raise failure(f"{message} from class reference", node.left)
        _assign(target, value, node, scope)


def _assign_from_array(targets: list[Target], values: tuple[Value, ...], node: ast.Assignment, scope: Scope) -> None:
    if len(values) != len(targets):
        message = f"Mismatched number of assignable entries and values, expected {len(targets)}, got {len(values)}"
        raise failure(message, node)
    for target, value in zip(targets, values, strict=True):
        _assign(target, value, node, scope)
