"""Operators: a flat chain of operands in, ordered by precedence, nodes out.

[a, +, b, *, c]  →  Arithmetic(a, "+", Arithmetic(b, "*", c))

A selector binds between comparison and `and`: `$a == 1 ? {…}` selects by the comparison. What follows its brace, as in
`$a ? {…}[0]`, belongs to the whole selector.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from translator.parse.puppet import ast
from translator.parse.puppet.builder.calls import Calls, Suffix
from translator.parse.puppet.builder.core import Token

Chain: TypeAlias = list[Any]  # operand, operator, operand …; a selection or a suffix stands alone
_Make: TypeAlias = Callable[..., ast.Node]

_LEVELS: Final[tuple[tuple[_Make, tuple[str, ...]], ...]] = (
    (ast.Or, ("or",)),
    (ast.And, ("and",)),
    (ast.Comparison, ("<", "<=", ">", ">=")),
    (ast.Comparison, ("==", "!=")),
    (ast.Arithmetic, ("<<", ">>")),
    (ast.Arithmetic, ("+", "-")),
    (ast.Arithmetic, ("*", "/", "%")),
    (ast.Match, ("=~", "!~")),
    (ast.In, ("in",)),
)
_BINDING: Final = {text: (level, make) for level, (make, texts) in enumerate(_LEVELS) for text in texts}
_SELECTION_BINDING: Final = 2  # a selector waits for everything that binds at least as tightly


class Selection(list[ast.SelectorEntry]):
    """The entries of a selector, in a chain."""


class Operators(Calls):
    """Chains, assignments, relationships and unary operators."""

    def chain_start(self, left: ast.Node, operator: Token, right: ast.Node) -> Chain:
        return [left, operator, right]

    def chain_more(self, chain: Chain, operator: Token, right: ast.Node) -> Chain:
        chain += (operator, right)
        return chain

    def select_start(self, left: ast.Node, _: Token, entries: list[ast.SelectorEntry]) -> Chain:
        return [left, Selection(entries)]

    def select_more(self, chain: Chain, _: Token, entries: list[ast.SelectorEntry]) -> Chain:
        chain.append(Selection(entries))
        return chain

    def select_suffix(self, chain: Chain, suffix: Suffix) -> Chain:
        chain.append(suffix)
        return chain

    def selector_entry(self, matching: ast.Node, arrow: Token, value: ast.Node) -> ast.SelectorEntry:
        return ast.SelectorEntry(self.at(arrow), matching, value)

    def resolve(self, chain: Chain) -> ast.Node:
        """Order the chain: operators wait until one comes that does not bind tighter."""
        operands: list[ast.Node] = [chain[0]]
        waiting: list[tuple[int, _Make, Token, str]] = []
        position, text = 1, self.source.text
        while position < len(chain):
            item = chain[position]
            if item.__class__ is tuple:
                operator = text[item[0] : item[1]]
                level, make = _BINDING[operator]
                self._reduce(operands, waiting, level)
                waiting.append((level, make, item, operator))
                operands.append(chain[position + 1])
                position += 2
            elif item.__class__ is Selection:
                self._reduce(operands, waiting, _SELECTION_BINDING)
                operands[-1] = self._select(operands[-1], item)
                position += 1
            else:
                operands[-1] = item.apply(self, operands[-1])
                position += 1
        self._reduce(operands, waiting, 0)
        return operands[0]

    def _reduce(self, operands: list[ast.Node], waiting: list[tuple[int, _Make, Token, str]], level: int) -> None:
        while waiting and waiting[-1][0] >= level:
            _, make, token, operator = waiting.pop()
            right = operands.pop()
            operands[-1] = make(self.at(token), operands[-1], operator, right)

    def _select(self, left: ast.Node, entries: Selection) -> ast.Node:
        end = max(left.span.end, entries[-1].value.span.end)
        return ast.Selector(self.span(left.span.start, end), left, tuple(entries))

    def assign(self, left: ast.Node, operator: Token, right: ast.Node) -> ast.Node:
        return ast.Assignment(self.at(operator), left, self.source.text[slice(*operator)], right)

    def relate(self, left: ast.Node, operator: Token, right: ast.Node) -> ast.Node:
        return ast.Relationship(self.at(operator), left, self.source.text[slice(*operator)], right)

    def minus(self, operator: Token, operand: ast.Node) -> ast.Node:
        return ast.UnaryMinus(self.at(operator), operand)

    def unfold(self, operator: Token, operand: ast.Node) -> ast.Node:
        return ast.Unfold(self.at(operator), operand)

    def negation(self, operator: Token, operand: ast.Node) -> ast.Node:
        return ast.Not(self.at(operator), operand)
