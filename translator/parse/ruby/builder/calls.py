"""Names, calls, their arguments and blocks, and the literals made of argument lists."""

from __future__ import annotations

from typing import Any, TypeAlias

from translator.location import Span
from translator.parse.ruby import ast
from translator.parse.ruby.builder.assignment import Assignments
from translator.parse.ruby.builder.core import Nodes, Token
from translator.parse.ruby.problem import SyntaxProblem

Arguments: TypeAlias = tuple[tuple[ast.Node, ...], "ast.BlockPass | None"]

_FORWARD = "..."


class Calls(Assignments):
    """Method calls of every shape."""

    floating: ast.Node | None = None  # the last call that took a command's `do`; an outer command takes it away

    # --- names

    def local(self, token: Token) -> ast.Node:
        return ast.LocalVar(Span(self.source, token[1], token[2]), token[0])

    def identifier(self, token: Token) -> ast.Node:
        return ast.Call(Span(self.source, token[1], token[2]), None, token[0])

    def constant(self, token: Token) -> ast.Node:
        return ast.Const(Span(self.source, token[1], token[2]), None, token[0])

    def top_constant(self, token: Token) -> ast.Node:
        return ast.Const(self.at(token), None, token[0].strip(), True)

    def scoped_constant(self, scope: ast.Node, token: Token) -> ast.Node:
        return ast.Const(scope.span.to(self.at(token)), scope, token[0])

    # --- arguments

    def no_args(self) -> Nodes:
        return []

    def args_more(self, nodes: Nodes, _: Token, node: ast.Node) -> Nodes:
        nodes.append(self.value(node))
        return nodes

    def arguments(self, nodes: Nodes) -> Arguments:
        """Split the block off and make the pairs at the end one hash."""
        if not nodes:
            return (), None
        block = nodes[-1] if isinstance(nodes[-1], ast.BlockPass) else None
        if block is not None:
            nodes = nodes[:-1]
        return self.elements(nodes), block

    def elements(self, nodes: Nodes) -> tuple[ast.Node, ...]:
        """Make the pairs at the end one hash without braces."""
        at = len(nodes)
        while at and isinstance(nodes[at - 1], ast.Pair):
            at -= 1
        plain = tuple(nodes[:at])
        for node in plain:
            if isinstance(node, ast.Pair | ast.BlockPass):
                raise self.problem("expected this behind the other arguments", node)
        if at == len(nodes):
            return plain
        pairs: Any = tuple(nodes[at:])
        return (*plain, ast.Hash(pairs[0].span.to(pairs[-1].span), pairs, False))

    def double_splat(self, mark: Token, value: ast.Node) -> ast.Node:
        return ast.Pair(self.at(mark).to(value.span), None, self.value(value))

    def bare_double_splat(self, mark: Token) -> ast.Node:
        return ast.Pair(self.at(mark), None, ast.LocalVar(self.at(mark), "**"))

    def block_pass(self, mark: Token, value: ast.Node) -> ast.Node:
        return ast.BlockPass(self.at(mark).to(value.span), self.value(value))

    def bare_block_pass(self, mark: Token) -> ast.Node:
        return ast.BlockPass(self.at(mark), None)

    def forward_args(self, mark: Token) -> ast.Node:
        return ast.Splat(self.at(mark), ast.LocalVar(self.at(mark), _FORWARD))

    def label_pair(self, key: ast.Node, value: ast.Node) -> ast.Node:
        return ast.Pair(key.span.to(value.span), key, self.value(value))

    def label_shorthand(self, key: ast.Node) -> ast.Node:
        """`{a:}` is `{a: a}`."""
        if not isinstance(key, ast.Sym) or key.span.text[:1] in ('"', "'"):
            raise SyntaxProblem("a value is missing after this key", key.span.start, key.span.end)
        make = ast.LocalVar if key.name in self.state.scope else _called
        return ast.Pair(key.span, key, make(key.span, key.name))

    def pair(self, key: ast.Node, _: Token, value: ast.Node) -> ast.Node:
        return ast.Pair(key.span.to(value.span), key, self.value(value))

    # --- calls

    def call(self, token: Token, nodes: Nodes, _: Token) -> ast.Node:
        args, block = self.arguments(nodes)
        return ast.Call(self.at(token), None, token[0], args, block, False, True)

    def command(self, token: Token, nodes: Nodes) -> ast.Node:
        return self._command(None, token, nodes, False)

    def _command(self, receiver: ast.Node | None, token: Token, nodes: Nodes, safe: bool) -> ast.Node:
        block = self._stolen(nodes)
        args, passed = self.arguments(nodes)
        node = ast.Call(self.at(token), receiver, token[0], args, block or passed, safe)
        if block is not None:
            self.floating = node
        self.bare = node
        return node

    def method(self, receiver: ast.Node, token: Token) -> ast.Node:
        return ast.Call(Span(self.source, token[1], token[2]), receiver, token[0], (), None, token[3])

    def method_call(self, receiver: ast.Node, token: Token, nodes: Nodes, _: Token) -> ast.Node:
        args, block = self.arguments(nodes)
        return ast.Call(self.at(token), receiver, token[0], args, block, token[3], True)

    def method_command(self, receiver: ast.Node, token: Token, nodes: Nodes) -> ast.Node:
        return self._command(receiver, token, nodes, token[3])

    def index(self, receiver: ast.Node, _: Token, nodes: Nodes, last: Token) -> ast.Node:
        span = Span(self.source, receiver.span.start, last[2])
        return ast.Index(span, receiver, self.elements(nodes))

    def bare_super(self, token: Token) -> ast.Node:
        return ast.Super(self.at(token), None)

    def super_call(self, token: Token, nodes: Nodes, _: Token) -> ast.Node:
        return ast.Super(self.at(token), *self.arguments(nodes))

    def super_command(self, token: Token, nodes: Nodes) -> ast.Node:
        block = self._stolen(nodes)
        args, passed = self.arguments(nodes)
        self.bare = ast.Super(self.at(token), args, block or passed)
        return self.bare

    def bare_yield(self, token: Token) -> ast.Node:
        return ast.Yield(self.at(token), ())

    def yield_call(self, token: Token, nodes: Nodes, last: Token) -> ast.Node:
        return ast.Yield(self.between(token, last), self.elements(nodes))

    def yield_command(self, token: Token, nodes: Nodes) -> ast.Node:
        self.bare = ast.Yield(self.at(token).to(nodes[-1].span), self.elements(nodes))
        return self.bare

    # --- blocks

    def block(self, opener: Token, params: tuple[ast.Param, ...], body: Any, closer: Token) -> ast.Block:
        numbered = not params and "_1" in opener[3]
        if isinstance(body, list):
            body = self.body(body, opener)
        return ast.Block(self.between(opener, closer), params, body, False, numbered)

    def with_block(self, node: ast.Node, block: ast.Block) -> ast.Node:
        """Give the block to the call before it."""
        if isinstance(node, ast.Call) and node.block is None:
            return ast.Call(node.span, node.receiver, node.name, node.args, block, node.safe, node.parens)
        if isinstance(node, ast.Super) and node.block is None:
            return ast.Super(node.span, node.args, block)
        if isinstance(node, ast.Index):
            return ast.Call(node.span, node.receiver, "[]", node.args, block)
        if isinstance(node, ast.LocalVar) or (isinstance(node, ast.Const) and not node.top):
            receiver = node.scope if isinstance(node, ast.Const) else None
            return ast.Call(node.span, receiver, node.name, (), block)
        raise self.problem("unexpected block: it does not follow a method call", block)

    def command_with_block(self, node: ast.Node, block: ast.Block) -> ast.Node:
        self.floating = self.with_block(node, block)
        return self.floating

    def _stolen(self, nodes: Nodes) -> ast.Block | None:
        """`foo bar 1 do … end`: the block is foo's, though bar came first to it."""
        last = nodes[-1]
        value = last.value if isinstance(last, ast.Pair) else last
        if value is not self.floating or not isinstance(value, ast.Call) or not isinstance(value.block, ast.Block):
            return None
        bare = ast.Call(value.span, value.receiver, value.name, value.args, None, value.safe, value.parens)
        nodes[-1] = ast.Pair(last.span, last.key, bare) if isinstance(last, ast.Pair) else bare
        self.floating = None
        return value.block

    # --- brackets

    def array(self, first: Token, nodes: Nodes, last: Token) -> ast.Node:
        return ast.Array(self.between(first, last), self.elements([self.value(node) for node in nodes]))

    def hash(self, first: Token, nodes: Nodes, last: Token) -> ast.Node:
        for node in nodes:
            if not isinstance(node, ast.Pair):
                raise self.problem("expected 'key => value' or 'key: value' in this hash", node)
        pairs: Any = tuple(nodes)
        return ast.Hash(self.between(first, last), pairs, True)

    def parenthesis(self, first: Token, statements: Nodes, last: Token) -> ast.Node:
        """`(x)` is x, except where the parentheses matter to what is around them."""
        if len(statements) == 1 and not isinstance(statements[0], _KEPT):
            return statements[0]
        return ast.Body(self.between(first, last), tuple(statements))


_KEPT = (ast.Assign, ast.OpAssign, ast.Int, ast.FloatLit, ast.Not, ast.Begin, ast.Call, ast.Defined)


def _called(span: Span, name: str) -> ast.Node:
    return ast.Call(span, None, name)
