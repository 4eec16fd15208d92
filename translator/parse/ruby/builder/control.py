"""Control flow: if, case, loops, begin with rescue, jumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from translator.location import Span
from translator.parse.ruby import ast
from translator.parse.ruby.builder.calls import Calls
from translator.parse.ruby.builder.core import Nodes, Token

Head: TypeAlias = tuple[Token, tuple[ast.Node, ...], ast.Node | None]


class Control(Calls):
    """Branches, loops and exceptions."""

    # --- if

    def if_(self, word: Token, test: ast.Node, then: Token, body: Nodes, orelse: Any, end: Token) -> ast.Node:
        return ast.If(self.between(word, end), test, self.body(body, then), orelse)

    def unless(self, word: Token, test: ast.Node, then: Token, body: Nodes, orelse: Any, end: Token) -> ast.Node:
        return ast.If(self.between(word, end), test, orelse, self.body(body, then))

    def else_(self, word: Token, body: Nodes) -> ast.Body:
        return self.body(body, word)

    def elsif(self, word: Token, test: ast.Node, then: Token, body: Nodes, orelse: Any) -> ast.Node:
        branch = self.body(body, then)
        return ast.If(self.at(word).to((orelse or branch).span), test, branch, orelse)

    # --- loops

    def while_(self, word: Token, test: ast.Node, do: Token, body: Nodes, end: Token) -> ast.Node:
        return ast.While(self.between(word, end), test, self.body(body, do), False, False)

    def until(self, word: Token, test: ast.Node, do: Token, body: Nodes, end: Token) -> ast.Node:
        return ast.While(self.between(word, end), test, self.body(body, do), True, False)

    def for_(
        self, word: Token, targets: Nodes, _: Token, over: ast.Node, do: Token, body: Nodes, end: Token
    ) -> ast.Node:
        one = targets[0] if len(targets) == 1 else self._targets(targets)
        target = one if isinstance(one, ast.Targets) else self.target(one)
        return ast.For(self.between(word, end), target, over, self.body(body, do))

    def for_one(self, node: ast.Node) -> Nodes:
        self._declare_target(node)
        return [node]

    def for_more(self, nodes: Nodes, _: Token, node: ast.Node) -> Nodes:
        self._declare_target(node)
        nodes.append(node)
        return nodes

    def for_comma(self, nodes: Nodes, _: Token) -> Nodes:
        """`for a, in pairs`: the first of each."""
        return [self._targets(nodes)]

    # --- case

    def case_(self, word: Token, subject: ast.Node | None, whens: Any, orelse: Any, end: Token) -> ast.Node:
        return ast.Case(self.between(word, end), subject, tuple(whens), orelse)

    def case_nl(self, word: Token, subject: ast.Node, _: Token, whens: Any, orelse: Any, end: Token) -> ast.Node:
        return self.case_(word, subject, whens, orelse, end)

    def case_bare(self, word: Token, whens: Any, orelse: Any, end: Token) -> ast.Node:
        return self.case_(word, None, whens, orelse, end)

    def when(self, word: Token, patterns: Nodes, then: Token, body: Nodes) -> ast.When:
        content = self.body(body, then)
        return ast.When(self.at(word).to(content.span), self.elements(patterns), content)

    def patterns(self, *_: Any) -> None:
        return None

    def case_pattern(self, word: Token, *values: Any) -> ast.Node:
        return ast.Unparsed(self.between(word, values[-1]), "pattern matching (case … in) is not supported")

    # --- begin and rescue

    def begin(self, word: Token, body: ast.Node, end: Token) -> ast.Node:
        span = self.between(word, end)
        if isinstance(body, ast.Begin):
            return ast.Begin(span, body.body, body.rescues, body.orelse, body.ensure)
        return ast.Begin(span, body)

    def _guarded(self, body: Nodes, rescues: Any, orelse: Any, ensure: Any) -> ast.Node:
        main = self.body(body, ("", self.state.pos, self.state.pos))
        other = None if orelse is None else self.body(orelse[1], orelse[0])
        last = None if ensure is None else self.body(ensure[1], ensure[0])
        ends = [node.span for node in (main, *rescues, other, last) if node is not None]
        start = main.span if body else ends[1]
        return ast.Begin(start.to(ends[-1]), main, tuple(rescues), other, last)

    def body_plain(self, body: Nodes) -> ast.Node:
        return self.body(body, ("", self.state.pos, self.state.pos))

    def body_ensure(self, body: Nodes, word: Token, last: Nodes) -> ast.Node:
        return self._guarded(body, (), None, (word, last))

    def body_rescue(self, body: Nodes, rescues: Any) -> ast.Node:
        return self._guarded(body, rescues, None, None)

    def body_rescue_ensure(self, body: Nodes, rescues: Any, word: Token, last: Nodes) -> ast.Node:
        return self._guarded(body, rescues, None, (word, last))

    def body_rescue_else(self, body: Nodes, rescues: Any, word: Token, other: Nodes) -> ast.Node:
        return self._guarded(body, rescues, (word, other), None)

    def body_rescue_else_ensure(
        self, body: Nodes, rescues: Any, word: Token, other: Nodes, last_word: Token, last: Nodes
    ) -> ast.Node:
        return self._guarded(body, rescues, (word, other), (last_word, last))

    def rescue(self, head: Head, then: Token, body: Nodes) -> ast.Rescue:
        word, classes, target = head
        content = self.body(body, then)
        return ast.Rescue(self.at(word).to(content.span), classes, target, content)

    def rescue_any(self, word: Token) -> Head:
        return word, (), None

    def rescue_list(self, word: Token, nodes: Nodes) -> Head:
        """`A, B => e`: the last class came as a pair."""
        last = nodes[-1]
        if not isinstance(last, ast.Pair) or last.key is None:
            return word, tuple(nodes), None
        _, __, target = self.rescue_into(word, word, last.value)
        return word, (*nodes[:-1], last.key), target

    def rescue_list_into(self, word: Token, nodes: Nodes, arrow: Token, node: ast.Node) -> Head:
        return word, tuple(nodes), self.rescue_into(word, arrow, node)[2]

    def rescue_into(self, word: Token, _: Token, node: ast.Node) -> Head:
        self._declare_target(node)
        return word, (), self.target(node)

    # --- jumps

    def jump(self, word: Token) -> ast.Node:
        return _JUMPS[word[0]](self.at(word), None)

    def jump_value(self, word: Token, nodes: Nodes) -> ast.Node:
        values = self.elements(nodes)
        span = self.at(word).to(values[-1].span)
        if len(values) == 1 and not isinstance(values[0], ast.Splat):
            return _JUMPS[word[0]](span, values[0])
        array = ast.Array(values[0].span.to(values[-1].span), values)
        return _JUMPS[word[0]](span, array)

    def refused_block(self, word: Token, *values: Any) -> ast.Node:
        return ast.Unparsed(self.between(word, values[-1]), f"{word[0]} blocks are not supported")


_JUMPS: Final[dict[str, Callable[[Span, ast.Node | None], ast.Node]]] = {
    "return": ast.Return,
    "break": ast.Break,
    "next": ast.Next,
}
