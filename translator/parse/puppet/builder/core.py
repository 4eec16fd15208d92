"""What all parts of the builder share: spans, lists, and the statements of a block."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from translator.location import Source, Span
from translator.parse.puppet import ast
from translator.parse.puppet.problem import SyntaxProblem

Token: TypeAlias = tuple[int, int]

STATEMENT_CALLS: Final = frozenset(
    (
        *("require", "realize", "include", "contain", "tag", "debug", "info", "notice", "warning", "err"),
        *("fail", "import", "break", "next", "return"),
    )
)


class CommaList(list[Any]):
    """`a, b` as a statement: the arguments of the call before it. `comma` is the first comma."""

    comma: Token


class Core:
    """The source, and the lists."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.definitions: list[ast.Definition] = []
        self.names: list[str] = []

    def span(self, start: int, end: int) -> Span:
        return tuple.__new__(Span, (self.source, start, end))

    def at(self, token: Token) -> Span:
        return self.span(*token)

    # --- lists

    def nothing(self, *_: Any) -> None:
        return None

    def nothing_more(self, *_: Any) -> list[Any]:
        return []

    def one(self, item: Any) -> list[Any]:
        return [item]

    def more(self, items: list[Any], item: Any) -> list[Any]:
        items.append(item)
        return items

    def more_after_separator(self, items: list[Any], _: Token, item: Any) -> list[Any]:
        items.append(item)
        return items

    def second(self, _: Any, item: Any, *__: Any) -> Any:
        return item

    def third(self, _: Any, __: Any, item: Any, *___: Any) -> Any:
        return item

    # --- statements

    def comma_start(self, first: ast.Node, comma: Token, second: ast.Node) -> CommaList:
        items = CommaList((first, second))
        items.comma = comma
        return items

    def comma_more(self, items: CommaList, _: Token, item: ast.Node) -> CommaList:
        items.append(item)
        return items

    def statements(self, items: list[Any]) -> list[ast.Node]:
        """Make calls of names that can be called without parentheses and what follows them."""
        made: list[ast.Node] = []
        for item in items:
            before = made[-1] if made else None
            if isinstance(before, ast.QualifiedName) and before.value in STATEMENT_CALLS:
                made[-1] = self._statement_call(before, item)
            elif isinstance(item, CommaList):
                raise self._no_call(before, item)
            else:
                made.append(_as_statement(item))
        return made

    def _statement_call(self, name: ast.QualifiedName, item: Any) -> ast.CallNamedFunction:
        arguments = tuple(item) if isinstance(item, CommaList) else (item,)
        end = max(name.span.end, arguments[-1].span.end)
        return ast.CallNamedFunction(self.span(name.span.start, end), name, arguments, None, False)

    def _no_call(self, before: ast.Node | None, items: CommaList) -> SyntaxProblem:
        message = "illegal comma separated argument list"
        if isinstance(before, ast.QualifiedName):
            pass_list = f"attempt to pass argument list to the function '{before.value}'"
            message = f"{pass_list} which cannot be called without parentheses"
        return SyntaxProblem(message, *items.comma)

    def join(self, statements: list[ast.Node], start: int, end: int) -> ast.Node | None:
        """Return one statement itself, several as a Block."""
        if len(statements) > 1:
            return ast.Block(self.span(start, end), tuple(statements))
        return statements[0] if statements else None

    def body(self, block: BlockText, start: int) -> ast.Block | None:
        """Return the body of a definition: always a Block, which stands where the definition does."""
        if block.statements is None:
            return None
        return ast.Block(self.span(start, block.end), tuple(block.statements))

    # --- blocks

    def no_block(self, opening: Token, closing: Token) -> BlockText:
        return BlockText(opening[0], closing[1], None)

    def block(self, opening: Token, statements: list[ast.Node], closing: Token) -> BlockText:
        return BlockText(opening[0], closing[1], statements)


class BlockText:
    """`{ … }` before it is known what it belongs to; `statements` is None where it is empty."""

    __slots__ = ("end", "start", "statements")

    def __init__(self, start: int, end: int, statements: list[ast.Node] | None) -> None:
        self.start = start
        self.end = end
        self.statements = statements


def _as_statement(node: ast.Node) -> ast.Node:
    if node.__class__ is ast.CallNamedFunction:
        assert isinstance(node, ast.CallNamedFunction)
        return ast.CallNamedFunction(node.span, node.functor, node.arguments, node.block, False)
    return node
