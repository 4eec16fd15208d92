"""Operators: a flat chain of operands in, ordered by precedence, nodes out.

[a, +, b, *, c]  →  Call(a, "+", (Call(b, "*", (c,)),))
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from translator.parse.ruby import ast
from translator.parse.ruby.builder.assignment import Assignments
from translator.parse.ruby.builder.core import Token
from translator.parse.ruby.problem import SyntaxProblem

Chain: TypeAlias = list[Any]  # operand, operator token, operand …; a ternary's token has its middle fourth

_LEVELS: Final = (
    ("?",),
    ("..", "..."),
    ("||",),
    ("&&",),
    ("<=>", "==", "===", "!=", "=~", "!~"),
    (">", ">=", "<", "<="),
    ("|", "^"),
    ("&",),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
    ("**",),
)
_BINDING: Final = {text: level for level, texts in enumerate(_LEVELS, 1) for text in texts}
_RIGHT: Final = frozenset(("?", "**"))
_ASSIGNMENT: Final = 0
_CONVERSE: Final = {"-": "-@", "+": "+@", "~": "~"}


class Operators(Assignments):
    """Chains, unary operators and logic."""

    # --- chains

    def chain_start(self, left: ast.Node, operator: Token, right: ast.Node) -> Chain:
        return [left, operator, self.value(right)]

    def chain_more(self, chain: Chain, operator: Token, right: ast.Node) -> Chain:
        chain += (operator, self.value(right))
        return chain

    def chain_assign(self, left: ast.Node, operator: Token, right: ast.Node) -> Chain:
        return [left, operator, right]

    def chain_more_assign(self, chain: Chain, operator: Token, right: ast.Node) -> Chain:
        chain += (operator, right)
        return chain

    def chain_endless(self, left: ast.Node, operator: Token) -> Chain:
        return [left, operator, None]

    def chain_more_endless(self, chain: Chain, operator: Token) -> Chain:
        chain += (operator, None)
        return chain

    def chain_ternary(self, test: ast.Node, mark: Token, then: ast.Node, _: Token, orelse: ast.Node) -> Chain:
        return [test, (*mark, self.value(then)), self.value(orelse)]

    def chain_more_ternary(self, chain: Chain, mark: Token, then: ast.Node, _: Token, orelse: ast.Node) -> Chain:
        chain += ((*mark, self.value(then)), self.value(orelse))
        return chain

    def resolve(self, chain: Chain) -> ast.Node:
        """Order the chain: operators wait on a stack until one that binds less comes."""
        if len(chain) == 3:
            return self._apply(chain[0], chain[1], chain[2])
        operands: list[Any] = [chain[0]]
        waiting: list[tuple[int, Token]] = []
        for position in range(1, len(chain), 2):
            operator = chain[position]
            binding = _BINDING.get(operator[0], _ASSIGNMENT)
            if binding:
                floor = binding if operator[0] in _RIGHT else binding - 1
                while waiting and waiting[-1][0] > floor:
                    self._reduce(operands, waiting.pop()[1])
            waiting.append((binding, operator))
            operands.append(chain[position + 1])
        while waiting:
            self._reduce(operands, waiting.pop()[1])
        return operands[0]  # type: ignore[no-any-return]

    def _reduce(self, operands: list[Any], operator: Token) -> None:
        right = operands.pop()
        operands[-1] = self._apply(operands[-1], operator, right)

    def _apply(self, left: ast.Node | None, operator: Token, right: Any) -> ast.Node:
        text = operator[0]
        if left is None:  # behind the dots of an endless range
            raise SyntaxProblem(f"unexpected {text!r}: expected a value", operator[1], operator[2])
        special = _SPECIAL.get(text)
        if special is not None:
            return special(self, left, operator, right)
        if text[-1] == "=" and text not in _BINDING:
            return self.assignment(left, text, right)
        return ast.Call(self.at(operator), left, text, (right,))

    def _and(self, left: ast.Node, operator: Token, right: ast.Node) -> ast.Node:
        return ast.And(left.span.to(right.span), left, right)

    def _or(self, left: ast.Node, operator: Token, right: ast.Node) -> ast.Node:
        return ast.Or(left.span.to(right.span), left, right)

    def _range(self, low: ast.Node, operator: Token, high: ast.Node | None) -> ast.Node:
        span = low.span.to(high.span if high else self.at(operator))
        return ast.RangeLit(span, low, high, operator[0] == "...")

    def _ternary(self, test: ast.Node, operator: Token, orelse: ast.Node) -> ast.Node:
        return ast.If(test.span.to(orelse.span), test, operator[3], orelse)

    def _power(self, left: ast.Node, operator: Token, right: ast.Node) -> ast.Node:
        """`-2 ** 2` is -(2 ** 2)."""
        if isinstance(left, ast.Int | ast.FloatLit) and left.value < 0:
            positive = type(left)(left.span, -left.value)  # type: ignore[arg-type]
            return ast.Call(left.span, ast.Call(self.at(operator), positive, "**", (right,)), "-@")
        if isinstance(left, ast.Call) and left.name == "-@" and left.receiver is not None:
            return ast.Call(left.span, self._power(left.receiver, operator, right), "-@")
        return ast.Call(self.at(operator), left, "**", (right,))

    # --- prefixes and logic

    def unary(self, operator: Token, value: ast.Node) -> ast.Node:
        if operator[0] == "!":
            return ast.Not(self.at(operator).to(value.span), value)
        if operator[0] == "+" and isinstance(value, ast.Int | ast.FloatLit):
            return value
        return ast.Call(self.at(operator), value, _CONVERSE[operator[0]])

    def negation(self, operator: Token, value: ast.Node) -> ast.Node:
        return ast.Not(self.at(operator).to(value.span), value)

    def negation_call(self, operator: Token, value: ast.Node, last: Token) -> ast.Node:
        return ast.Not(self.between(operator, last), value)

    def negation_nil(self, operator: Token, last: Token) -> ast.Node:
        span = self.between(operator, last)
        return ast.Not(span, ast.Nil(span))

    def defined(self, operator: Token, value: ast.Node) -> ast.Node:
        return ast.Defined(self.at(operator).to(value.span), value)

    def defined_call(self, operator: Token, value: ast.Node, last: Token) -> ast.Node:
        return ast.Defined(self.between(operator, last), value)

    def beginless(self, operator: Token, high: ast.Node) -> ast.Node:
        return ast.RangeLit(self.at(operator).to(high.span), None, high, operator[0] == "...")

    def and_or(self, left: ast.Node, operator: Token, right: ast.Node) -> ast.Node:
        make = ast.And if operator[0] == "and" else ast.Or
        return make(left.span.to(right.span), left, right)

    # --- modifiers

    def modifier(self, statement: ast.Node, word: Token, test: ast.Node) -> ast.Node:
        return _MODIFIERS[word[0]](self, statement, test)

    def _if(self, statement: ast.Node, test: ast.Node) -> ast.Node:
        return ast.If(statement.span.to(test.span), test, statement, None)

    def _unless(self, statement: ast.Node, test: ast.Node) -> ast.Node:
        return ast.If(statement.span.to(test.span), test, None, statement)

    def _while(self, statement: ast.Node, test: ast.Node) -> ast.Node:
        return self._loop(statement, test, negate=False)

    def _until(self, statement: ast.Node, test: ast.Node) -> ast.Node:
        return self._loop(statement, test, negate=True)

    def _loop(self, statement: ast.Node, test: ast.Node, *, negate: bool) -> ast.Node:
        body_first = isinstance(statement, ast.Begin) and statement.span.text.startswith("begin")
        return ast.While(statement.span.to(test.span), test, statement, negate, body_first)

    def _rescue(self, statement: ast.Node, value: ast.Node) -> ast.Node:
        """`x = y rescue z` rescues y alone."""
        span = statement.span.to(value.span)
        if isinstance(statement, ast.Assign):
            return ast.Assign(span, statement.target, self._rescue(statement.value, value))
        if isinstance(statement, ast.OpAssign):
            return ast.OpAssign(span, statement.target, statement.op, self._rescue(statement.value, value))
        return ast.Begin(span, statement, (ast.Rescue(value.span, (), None, value),))


_SPECIAL: Final[dict[str, Callable[..., ast.Node]]] = {
    "&&": Operators._and,
    "||": Operators._or,
    "..": Operators._range,
    "...": Operators._range,
    "?": Operators._ternary,
    "**": Operators._power,
}
_MODIFIERS: Final[dict[str, Callable[..., ast.Node]]] = {
    "if": Operators._if,
    "unless": Operators._unless,
    "while": Operators._while,
    "until": Operators._until,
    "rescue": Operators._rescue,
}
