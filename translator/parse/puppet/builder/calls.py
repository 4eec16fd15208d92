"""What follows an operand: access, calls, methods, lambdas and collectors.

A suffix is read before it is known what it belongs to; `apply` makes the node when that is known.
"""

from __future__ import annotations

from typing import Any, Protocol

from translator.location import Span
from translator.parse.puppet import ast
from translator.parse.puppet.builder.core import BlockText, Core, Token
from translator.parse.puppet.problem import SyntaxProblem


class Suffix(Protocol):
    """Makes the node of an operand and what follows it."""

    def apply(self, core: Core, left: ast.Node) -> ast.Node: ...


class _Access:
    __slots__ = ("end", "keys")

    def __init__(self, keys: list[ast.Node], end: int) -> None:
        self.keys = keys
        self.end = end

    def apply(self, core: Core, left: ast.Node) -> ast.Node:
        return ast.Access(core.span(left.span.start, self.end), left, tuple(self.keys))


class _Call:
    __slots__ = ("arguments", "block", "end")

    def __init__(self, arguments: list[ast.Node], end: int) -> None:
        self.arguments = arguments
        self.end = end
        self.block: ast.Lambda | None = None

    def apply(self, core: Core, left: ast.Node) -> ast.Node:
        return ast.CallNamedFunction(
            core.span(left.span.start, self.end), left, tuple(self.arguments), self.block, True
        )


class _Method:
    __slots__ = ("arguments", "block", "name", "span")

    def __init__(
        self, span: Span, name: ast.QualifiedName, arguments: list[ast.Node], block: ast.Lambda | None
    ) -> None:
        self.span = span
        self.name = name
        self.arguments = arguments
        self.block = block

    def apply(self, core: Core, left: ast.Node) -> ast.Node:
        return ast.CallMethod(self.span, left, self.name, tuple(self.arguments), self.block)


class _Collect:
    __slots__ = ("end", "operations", "query")

    def __init__(self, query: Any, operations: list[Any], end: int) -> None:
        self.query = query
        self.operations = operations
        self.end = end

    def apply(self, core: Core, left: ast.Node) -> ast.Node:
        return ast.Collect(core.span(left.span.start, self.end), left, self.query, tuple(self.operations))


class Calls(Core):
    """Suffixes and their arguments."""

    def suffix(self, left: ast.Node, suffix: Suffix) -> ast.Node:
        return suffix.apply(self, left)

    # --- access

    def access(self, _: Token, keys: list[ast.Node], __: None, closing: Token) -> Suffix:
        return _Access(keys, closing[1])

    def type_access(self, left: ast.Node, _: Token, keys: list[ast.Node], closing: Token) -> ast.Node:
        return ast.Access(self.span(left.span.start, closing[1]), left, tuple(keys))

    # --- calls

    def call_empty(self, _: Token, closing: Token) -> _Call:
        return _Call([], closing[1])

    def call_arguments(self, _: Token, arguments: list[ast.Node], __: None, closing: Token) -> _Call:
        return _Call(arguments, closing[1])

    def call(self, call: _Call) -> Suffix:
        return call

    def call_lambda(self, call: _Call, block: ast.Lambda) -> Suffix:
        call.block = block
        call.end = block.span.end
        return call

    def type_call(self, keyword: Token, call: _Call) -> ast.Node:
        return call.apply(self, ast.QualifiedName(self.at(keyword), "type"))

    def type_call_lambda(self, keyword: Token, call: _Call, block: ast.Lambda) -> ast.Node:
        self.call_lambda(call, block)
        return self.type_call(keyword, call)

    # --- methods: `a.b` stands at the dot, `a.b()` at the parenthesis

    def _member(self, member: Any) -> ast.QualifiedName:
        if isinstance(member, ast.QualifiedName):
            return member
        return ast.QualifiedName(self.at(member), "type")

    def method(self, dot: Token, member: Any) -> Suffix:
        return self.method_lambda(dot, member, None)

    def method_lambda(self, dot: Token, member: Any, block: ast.Lambda | None) -> Suffix:
        name = self._member(member)
        return _Method(self.span(dot[0], name.span.end), name, [], block)

    def method_call(self, _: Token, member: Any, opening: Token, closing: Token) -> Suffix:
        return _Method(self.span(opening[0], closing[1]), self._member(member), [], None)

    def method_call_lambda(self, _: Token, member: Any, opening: Token, closing: Token, block: ast.Lambda) -> Suffix:
        return _Method(self.span(opening[0], closing[1]), self._member(member), [], block)

    def method_args(self, _: Token, member: Any, opening: Token, arguments: list[ast.Node], closing: Token) -> Suffix:
        return _Method(self.span(opening[0], closing[1]), self._member(member), arguments, None)

    def method_args_lambda(
        self, _: Token, member: Any, opening: Token, arguments: list[ast.Node], closing: Token, block: ast.Lambda
    ) -> Suffix:
        return _Method(self.span(opening[0], closing[1]), self._member(member), arguments, block)

    # --- lambdas

    def lambda_plain(self, opening: Token, _: Token, return_type: ast.Node | None, block: BlockText) -> ast.Lambda:
        return self._lambda(opening, [], return_type, block)

    def lambda_parameters(
        self,
        opening: Token,
        parameters: list[ast.Parameter],
        _: None,
        __: Token,
        return_type: ast.Node | None,
        block: BlockText,
    ) -> ast.Lambda:
        return self._lambda(opening, parameters, return_type, block)

    def _lambda(
        self, opening: Token, parameters: list[ast.Parameter], return_type: ast.Node | None, block: BlockText
    ) -> ast.Lambda:
        span = self.span(opening[0], block.end)
        return ast.Lambda(span, tuple(parameters), self.body(block, opening[0]), return_type)

    # --- collectors

    def query_all(self, opening: Token, closing: Token) -> ast.VirtualQuery:
        return ast.VirtualQuery(self.span(opening[0], closing[1]), None)

    def query(self, opening: Token, expr: ast.Node, closing: Token) -> ast.VirtualQuery:
        return ast.VirtualQuery(self.span(opening[0], closing[1]), expr)

    def exported_query_all(self, opening: Token, closing: Token) -> ast.ExportedQuery:
        return ast.ExportedQuery(self.span(opening[0], closing[1]), None)

    def exported_query(self, opening: Token, expr: ast.Node, closing: Token) -> ast.ExportedQuery:
        return ast.ExportedQuery(self.span(opening[0], closing[1]), expr)

    def collect(self, query: ast.VirtualQuery | ast.ExportedQuery) -> Suffix:
        return _Collect(query, [], query.span.end)

    def collect_override(
        self, query: ast.VirtualQuery, _: Token, operations: list[ast.Operation], __: None, closing: Token
    ) -> Suffix:
        return _Collect(query, operations, closing[1])

    # --- arguments

    def add_argument(self, arguments: list[ast.Node], _: Token, argument: ast.Node) -> list[ast.Node]:
        """Add one; `a => b` joins the `c => d` right before it."""
        last = arguments[-1]
        if isinstance(argument, ast.LiteralHash) and isinstance(last, ast.LiteralHash) and _open(argument, last):
            arguments[-1] = ast.LiteralHash(last.span.to(argument.span), last.entries + argument.entries)
        else:
            arguments.append(argument)
        return arguments

    def open_hash(self, entry: ast.KeyedEntry) -> ast.LiteralHash:
        return ast.LiteralHash(entry.span, (entry,))

    def pair(self, key: ast.Node, arrow: Token, value: ast.Node) -> ast.KeyedEntry:
        return ast.KeyedEntry(self.at(arrow), key, value)

    def keyword_string(self, keyword: Token) -> ast.LiteralString:
        return ast.LiteralString(self.at(keyword), self.source.text[slice(*keyword)])

    def name(self, name: ast.QualifiedName | ast.LiteralString) -> tuple[str, Span]:
        return name.value, name.span

    def reference_name(self, name: ast.QualifiedReference) -> tuple[str, Span]:
        return name.cased_value, name.span

    def class_as_name(self, keyword: Token) -> tuple[str, Span]:
        raise SyntaxProblem("'class' keyword not allowed at this location", *keyword)

    def string_as_name(self, string: ast.Node) -> tuple[str, Span]:
        raise SyntaxProblem("A quoted string is not valid as a name here", string.span.start, string.span.end)


def _open(*hashes: ast.LiteralHash) -> bool:
    """Whether all are written without braces: those stand at their first arrow."""
    return all(hash_node.span.source.text[hash_node.span.start] != "{" for hash_node in hashes)
