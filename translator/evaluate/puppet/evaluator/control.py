"""if, unless, case, selectors, and statements one after the other."""

from __future__ import annotations

from translator.evaluate.puppet.evaluator.comparing import matches
from translator.evaluate.puppet.evaluator.dispatch import evaluate, failure, handles, is_true
from translator.evaluate.puppet.evaluator.literals import without_parentheses
from translator.evaluate.puppet.formatting import interpolated
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown
from translator.parse.puppet import ast


@handles(ast.Block)
def block(node: ast.Block, scope: Scope) -> Value:
    result = None
    for statement in node.statements:
        result = evaluate(statement, scope)
    return result


@handles(ast.If)
def if_(node: ast.If, scope: Scope) -> Value:
    kept = scope.frame
    try:
        chosen = node.then if is_true(evaluate(node.test, scope), scope, node.test) else node.orelse
        return evaluate(chosen, scope)
    finally:
        scope.frame = kept


@handles(ast.Unless)
def unless(node: ast.Unless, scope: Scope) -> Value:
    kept = scope.frame
    try:
        chosen = node.orelse if is_true(evaluate(node.test, scope), scope, node.test) else node.then
        return evaluate(chosen, scope)
    finally:
        scope.frame = kept


@handles(ast.Case)
def case(node: ast.Case, scope: Scope) -> Value:
    kept = scope.frame
    try:
        return _case(node, scope)
    finally:
        scope.frame = kept


def _case(node: ast.Case, scope: Scope) -> Value:
    test = _test(node.test, scope)
    fallback: ast.Node | None = None
    for option in node.options:
        for value in option.values:
            bare = without_parentheses(value)
            if isinstance(bare, ast.LiteralDefault):
                fallback = option.body
            elif _option_matches(test, bare, scope):
                return evaluate(option.body, scope)
    return evaluate(fallback, scope)


def _test(node: ast.Node, scope: Scope) -> Value:
    test = evaluate(node, scope)
    if isinstance(test, Unknown):
        scope.compilation.branch_on_unknown(test, node.span)
    return test


def _option_matches(test: Value, node: ast.Node, scope: Scope) -> bool:
    value = evaluate(node, scope)
    if isinstance(test, Unknown):
        return False
    if isinstance(node, ast.Unfold):
        return any(matches(test, item, scope) for item in value)
    return matches(test, value, scope)


@handles(ast.Selector)
def selector(node: ast.Selector, scope: Scope) -> Value:
    kept = scope.frame
    try:
        return _selector(node, scope)
    finally:
        scope.frame = kept


def _selector(node: ast.Selector, scope: Scope) -> Value:
    test = _test(node.left, scope)
    fallback: ast.Node | None = None
    for entry in node.selectors:
        bare = without_parentheses(entry.matching)
        if isinstance(bare, ast.LiteralDefault):
            fallback = entry.value
        elif _option_matches(test, bare, scope):
            return evaluate(entry.value, scope)
    if fallback is not None:
        return evaluate(fallback, scope)
    if isinstance(test, Unknown):
        return test
    raise failure(f"No matching entry for selector parameter with value '{interpolated(test)}'", node.left)
