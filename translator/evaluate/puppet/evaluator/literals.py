"""Literals, strings with interpolation, lists and hashes."""

from __future__ import annotations

from collections.abc import Sequence

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.evaluator.dispatch import evaluate, failure, handles
from translator.evaluate.puppet.formatting import interpolated
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.types.model import AliasType, ObjectType
from translator.evaluate.puppet.values import DEFAULT, Regexp, Value, concat, parts_of
from translator.parse.puppet import ast


@handles(ast.LiteralBoolean, ast.LiteralInteger, ast.LiteralFloat, ast.LiteralString, ast.QualifiedName)
def literal(node: ast.LiteralString, scope: Scope) -> Value:
    return node.value


@handles(ast.LiteralUndef, ast.Nop)
def undef(node: ast.Node, scope: Scope) -> Value:
    return None


@handles(ast.LiteralDefault)
def default(node: ast.LiteralDefault, scope: Scope) -> Value:
    return DEFAULT


@handles(ast.LiteralRegex)
def regexp(node: ast.LiteralRegex, scope: Scope) -> Value:
    return Regexp(node.pattern)


@handles(ast.ReservedWord)
def reserved(node: ast.ReservedWord, scope: Scope) -> Value:
    raise failure(f"Use of reserved word: {node.word}, must be quoted if intended to be a String value", node)


@handles(ast.QualifiedReference)
def reference(node: ast.QualifiedReference, scope: Scope) -> Value:
    name = node.cased_value.removeprefix("::")
    kind = scope.compilation.named_type(name)
    if kind is None:
        raise scope.compilation.unknown_name(f"Resource type not found: {node.cased_value}", name, node.span)
    if isinstance(kind, AliasType):
        return kind.resolved if isinstance(kind.resolved, ObjectType) else kind
    return kind


@handles(ast.ConcatenatedString)
def concatenated(node: ast.ConcatenatedString, scope: Scope) -> str:
    """before: "port ${p}" with $p = 80     after: "port 80"."""
    texts = [interpolated(evaluate(segment, scope)) for segment in node.segments]
    if all(type(text) is str for text in texts):
        return scope.compilation.budget.text("".join(texts), node.span)
    return scope.compilation.budget.text(concat(part for text in texts for part in parts_of(text)), node.span)


@handles(ast.TextExpression)
def text_expression(node: ast.TextExpression, scope: Scope) -> Value:
    if isinstance(node.expr, ast.QualifiedName):
        return interpolated(scope.lookup(node.expr.value, node.span))
    return interpolated(evaluate(node.expr, scope))


@handles(ast.Heredoc)
def heredoc(node: ast.Heredoc, scope: Scope) -> Value:
    text = evaluate(node.text, scope)
    if node.syntax and not isinstance(node.text, ast.LiteralString):
        check_syntax(node, text)
    return text


def check_syntax(node: ast.Heredoc, text: str) -> None:
    """Check a heredoc that says it is JSON, as Puppet does."""
    import json

    if node.syntax.partition("+")[0].lower() == "json":
        try:
            json.loads(text)
        except ValueError as problem:
            raise failure(
                f"Invalid produced text having syntax: 'json'. JSON syntax checker: {problem}", node.text
            ) from None


@handles(ast.LiteralList)
def array(node: ast.LiteralList, scope: Scope) -> tuple[Value, ...]:
    return tuple(unfolded(node.values, scope))


def unfolded(nodes: Sequence[ast.Node], scope: Scope) -> list[Value]:
    """Return the values of nodes, those of `*x` one by one."""
    found: list[Value] = []
    for node in nodes:
        inner = without_parentheses(node)
        if type(inner) is ast.Unfold:
            found.extend(evaluate(inner, scope))
        else:
            found.append(evaluate(node, scope))
    return found


def without_parentheses(node: ast.Node) -> ast.Node:
    """Return what stands in parentheses."""
    while isinstance(node, ast.Parenthesized):
        node = node.expr
    return node


@handles(ast.Unfold)
def unfold(node: ast.Unfold, scope: Scope) -> Sequence[Value]:
    value = evaluate(node.expr, scope)
    match value:
        case None:
            return ()
        case tuple():
            return value
        case dict():
            return tuple(value.items())
        case str() | bool() | int() | float():
            return (value,)
        case _:
            return elements(value)


def elements(value: Value) -> Sequence[Value]:
    """Return what an iterator yields; any other value is one element."""
    try:
        return tuple(value) if hasattr(value, "__iter__") else (value,)
    except TypeError:
        return (value,)


@handles(ast.LiteralHash)
def hash_(node: ast.LiteralHash, scope: Scope) -> dict[Value, Value]:
    made: dict[Value, Value] = {}
    for entry in node.entries:
        made[hash_key(evaluate(entry.key, scope), entry)] = evaluate(entry.value, scope)
    return made


def hash_key(value: Value, node: ast.Node) -> Value:
    """Return a value as a hash key; PuppetError for what Python cannot keep as one."""
    try:
        hash(value)
    except TypeError:
        raise PuppetError("a hash as the key of a hash is not supported", node.span) from None
    return value


@handles(ast.Parenthesized)
def parenthesized(node: ast.Parenthesized, scope: Scope) -> Value:
    return evaluate(node.expr, scope)
