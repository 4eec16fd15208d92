"""Literals and control: strings with expressions, lists, hashes, if, unless, case, and the program itself."""

from __future__ import annotations

from typing import Any

from translator.parse.puppet import ast
from translator.parse.puppet.builder.core import BlockText, Token
from translator.parse.puppet.builder.operators import Operators
from translator.parse.puppet.strings import Segments


class Literals(Operators):
    """What an expression can begin with."""

    def default(self, keyword: Token) -> ast.Node:
        return ast.LiteralDefault(self.at(keyword))

    def undef(self, keyword: Token) -> ast.Node:
        return ast.LiteralUndef(self.at(keyword))

    def reserved(self, keyword: Token) -> ast.Node:
        return ast.ReservedWord(self.at(keyword), self.source.text[slice(*keyword)])

    def parenthesis(self, opening: Token, expr: ast.Node, closing: Token) -> ast.Node:
        return ast.Parenthesized(self.span(opening[0], closing[1]), expr)

    def empty_list(self, opening: Token, closing: Token) -> ast.LiteralList:
        return ast.LiteralList(self.span(opening[0], closing[1]), ())

    def list(self, opening: Token, values: Any, _: None, closing: Token) -> ast.LiteralList:
        return ast.LiteralList(self.span(opening[0], closing[1]), tuple(values))

    def empty_hash(self, opening: Token, closing: Token) -> ast.LiteralHash:
        return ast.LiteralHash(self.span(opening[0], closing[1]), ())

    def hash(self, opening: Token, entries: Any, _: None, closing: Token) -> ast.LiteralHash:
        return ast.LiteralHash(self.span(opening[0], closing[1]), tuple(entries))

    # --- strings with expressions: the segments so far are handed on

    def string_start(self, piece: Segments, expr: ast.Node, following: Segments) -> Segments:
        nodes = [*piece.nodes, ast.TextExpression(expr.span, _interpolated(expr)), *following.nodes]
        return Segments(piece.start, following.end, nodes)

    string_more = string_start

    def string(self, piece: Segments, expr: ast.Node, last: Segments) -> ast.Node:
        whole = self.string_start(piece, expr, last)
        return ast.ConcatenatedString(self.span(whole.start, whole.end), tuple(whole.nodes))

    string_end = string

    def heredoc(self, head: tuple[int, int, str], text: ast.Node) -> ast.Node:
        return ast.Heredoc(self.span(head[0], head[1]), head[2], text)

    # --- control

    def _joined(self, block: BlockText) -> ast.Node | None:
        return self.join(block.statements or [], block.start, block.end)

    def if_part(self, test: ast.Node, block: BlockText) -> ast.If:
        return ast.If(self.span(test.span.start, block.end), test, self._joined(block), None)

    def if_elsif(self, test: ast.Node, block: BlockText, keyword: Token, orelse: ast.If) -> ast.If:
        nested = self.if_(keyword, orelse)
        return ast.If(self.span(test.span.start, nested.span.end), test, self._joined(block), nested)

    def if_else(self, test: ast.Node, block: BlockText, _: Token, orelse: BlockText) -> ast.If:
        span = self.span(test.span.start, orelse.end)
        return ast.If(span, test, self._joined(block), self._joined(orelse))

    def if_(self, keyword: Token, part: ast.If) -> ast.If:
        return ast.If(self.span(keyword[0], part.span.end), part.test, part.then, part.orelse)

    def unless(self, keyword: Token, test: ast.Node, block: BlockText) -> ast.Node:
        return ast.Unless(self.span(keyword[0], block.end), test, self._joined(block), None)

    def unless_else(self, keyword: Token, test: ast.Node, block: BlockText, _: Token, orelse: BlockText) -> ast.Node:
        return ast.Unless(self.span(keyword[0], orelse.end), test, self._joined(block), self._joined(orelse))

    def case(self, keyword: Token, test: ast.Node, _: Token, options: Any, closing: Token) -> ast.Node:
        return ast.Case(self.span(keyword[0], closing[1]), test, tuple(options))

    def option(self, values: Any, colon: Token, block: BlockText) -> ast.CaseOption:
        return ast.CaseOption(self.span(colon[0], block.end), tuple(values), self.body(block, colon[0]))

    # --- the whole

    def program(self, statements: Any) -> ast.Program:
        body = self.join(statements, statements[0].span.start, statements[-1].span.end)
        assert body
        return self._program(body)

    def empty_program(self) -> ast.Program:
        end = len(self.source.text)
        return self._program(ast.Nop(self.span(end, end)))

    def _program(self, body: ast.Node) -> ast.Program:
        return ast.Program(self.span(0, len(self.source.text)), body, tuple(self.definitions))

    def no_parameters(self, *_: Token) -> Any:
        return []

    def epp_empty(self, start: Token, parameters: Any) -> ast.Program:
        return self.epp(start, parameters, None)

    def epp(self, start: Token, parameters: Any, statements: Any) -> ast.Program:
        span = self.span(0, len(self.source.text))
        body = None if statements is None else ast.Block(span, tuple(statements))
        epp = ast.Epp(span, parameters is not None, body)
        return self._program(ast.Lambda(span, tuple(parameters or ()), epp))

    def render(self, opening: Token, expr: ast.Node, closing: Token) -> ast.Node:
        return ast.Render(self.span(opening[0], closing[1]), expr)

    def render_block(self, opening: Token, brace: Token, statements: Any, end: Token, closing: Token) -> ast.Node:
        return ast.Render(self.span(opening[0], closing[1]), self.join(statements, brace[0], end[1]))


def _interpolated(expr: ast.Node) -> ast.Node:
    """A bare name or number in `${…}` is a variable."""
    if isinstance(expr, ast.QualifiedName):
        return ast.Variable(expr.span, expr.value)
    if isinstance(expr, ast.LiteralInteger):
        return ast.Variable(expr.span, expr.span.text)
    return expr
