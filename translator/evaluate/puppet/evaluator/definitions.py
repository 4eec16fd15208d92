"""Definitions are no statements: they were taken when their file was loaded."""

from __future__ import annotations

from translator.evaluate.puppet.evaluator.dispatch import evaluate, handles
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.values import Value
from translator.parse.puppet import ast


@handles(
    ast.HostClassDefinition,
    ast.ResourceTypeDefinition,
    ast.FunctionDefinition,
    ast.TypeAliasDefinition,
    ast.TypeMapping,
    ast.TypeDefinition,
    ast.NodeDefinition,
)
def definition(node: ast.Node, scope: Scope) -> Value:
    return None


@handles(ast.Program)
def program(node: ast.Program, scope: Scope) -> Value:
    return evaluate(node.body, scope)
