"""What all of the builder's parts share: spans, bodies and lists."""

from __future__ import annotations

from typing import Any, TypeAlias

from translator.location import Source, Span
from translator.parse.ruby import ast
from translator.parse.ruby.problem import SyntaxProblem
from translator.parse.ruby.state import State

Nodes: TypeAlias = list[ast.Node]
Token: TypeAlias = tuple[Any, ...]  # (text, start, end), and more for some kinds


class Statements(list[ast.Node]):
    """A list of statements; a type of its own, so that those before an error are found again."""


class Core:
    """Spans and lists."""

    bare: ast.Node | None = None  # the last command, whose arguments have no parentheses

    def __init__(self, source: Source, state: State) -> None:
        self.source = source
        self.state = state  # whose local variables the builder declares

    def at(self, token: Token) -> Span:
        """Return the span of a token."""
        return Span(self.source, token[1], token[2])

    def between(self, first: Token, last: Token) -> Span:
        return Span(self.source, first[1], last[2])

    def body(self, statements: Nodes, near: Token) -> ast.Body:
        """Return statements as a Body; an empty one stands behind the token `near`."""
        if not statements:
            return ast.Body(Span(self.source, near[2], near[2]), ())
        self.check(statements)
        span = Span(self.source, statements[0].span.start, statements[-1].span.end)
        return ast.Body(span, tuple(statements))

    def check(self, statements: Nodes) -> None:
        """Refuse targets that nothing is assigned to."""
        for statement in statements:
            if isinstance(statement, ast.Targets):
                raise SyntaxProblem(
                    "unexpected ',': expected '=' behind the last", statement.span.start, statement.span.end
                )

    def problem(self, message: str, node: ast.Node) -> SyntaxProblem:
        return SyntaxProblem(message, node.span.start, node.span.end)

    def value(self, node: ast.Node) -> ast.Node:
        """Return a node that stands where a command needs parentheses around its arguments."""
        if node is self.bare and isinstance(node, ast.Call | ast.Super | ast.Yield):
            name = node.name if isinstance(node, ast.Call) else type(node).__name__.lower()
            raise self.problem(f"expected parentheses around the arguments of {name!r} here", node)
        return node

    def declare(self, *names: str) -> None:
        """Make names local variables from the next token on."""
        self.state.scope.update(names)

    # --- rules about lists

    def program(self, statements: Nodes) -> Nodes:
        self.check(statements)
        return statements

    def no_statements(self) -> Nodes:
        return []

    def first_statement(self, statement: ast.Node) -> Statements:
        return Statements((statement,))

    def first(self, value: Any, _: Any) -> Any:
        return value

    def second(self, _: Any, value: Any, __: Any) -> Any:
        return value

    def nothing(self) -> None:
        return None

    def one(self, value: Any) -> list[Any]:
        return [value]

    def more(self, values: list[Any], value: Any) -> list[Any]:
        values.append(value)
        return values

    def more_after_separator(self, values: list[Any], _: Token, value: Any) -> list[Any]:
        values.append(value)
        return values
