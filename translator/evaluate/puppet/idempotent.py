"""Expressions that do nothing but give a value: where that value is not used, Puppet complains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from translator.parse.puppet import ast

_NO_EFFECT: Final = (
    ast.Nop,
    ast.LiteralUndef,
    ast.LiteralDefault,
    ast.LiteralBoolean,
    ast.LiteralInteger,
    ast.LiteralFloat,
    ast.LiteralString,
    ast.LiteralRegex,
    ast.QualifiedName,
    ast.QualifiedReference,
    ast.ReservedWord,
    ast.LiteralList,
    ast.LiteralHash,
    ast.Access,
    ast.Arithmetic,
    ast.Comparison,
    ast.In,
    ast.And,
    ast.Or,
    ast.Not,
    ast.UnaryMinus,
    ast.Unfold,
    ast.Variable,
    ast.TextExpression,
    ast.ConcatenatedString,
    ast.Heredoc,
    ast.Selector,
)


def has_no_effect(node: ast.Node | None) -> bool:
    """Whether an expression has no effect but its value."""
    if node is None or isinstance(node, _NO_EFFECT):
        return True
    made = _COMPOSED.get(type(node))
    return made is not None and made(node)


def is_resource_without_title(node: ast.Node) -> bool:
    """Whether a block looks like `file { ensure => present }`: a name and a hash."""
    if not isinstance(node, ast.Block) or len(node.statements) != 2:
        return False
    first, second = node.statements
    return isinstance(first, ast.QualifiedName) and isinstance(second, ast.LiteralHash)


def _branches(node: ast.If | ast.Unless) -> bool:
    return has_no_effect(node.test) and has_no_effect(node.then) and has_no_effect(node.orelse)


def _case(node: ast.Case) -> bool:
    return has_no_effect(node.test) and all(map(_option, node.options))


def _option(node: ast.CaseOption) -> bool:
    return all(map(has_no_effect, node.values)) and has_no_effect(node.body)


_COMPOSED: Final[dict[type, Callable[[Any], bool]]] = {
    ast.Parenthesized: lambda node: has_no_effect(node.expr),
    ast.Block: lambda node: all(map(has_no_effect, node.statements)),
    ast.If: _branches,
    ast.Unless: _branches,
    ast.Case: _case,
}
