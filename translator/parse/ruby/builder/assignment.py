"""Assignment: what stands left of an `=` made a target, and multiple assignment sorted out.

a, *b = 1, 2 arrives as the list  a, *(b = 1), 2  and leaves as  Assign(Targets(a, *b), Array(1, 2))
"""

from __future__ import annotations

from translator.parse.ruby import ast
from translator.parse.ruby.builder.core import Core, Nodes, Token

_TARGETS = (
    ast.LocalVar,
    ast.InstanceVar,
    ast.ClassVar,
    ast.GlobalVar,
    ast.Const,
    ast.Index,
    ast.Targets,
)


class Assignments(Core):
    """Single, operator and multiple assignment."""

    def target(self, node: ast.Node) -> ast.Node:
        """Return the node as the target of an assignment."""
        if isinstance(node, _TARGETS):
            return node
        if isinstance(node, ast.Call) and not node.args and node.block is None and not node.parens:
            return node if node.receiver is not None else ast.LocalVar(node.span, node.name)
        if isinstance(node, ast.Splat):
            return ast.Splat(node.span, None if node.value is None else self.target(node.value))
        if isinstance(node, ast.Body) and len(node.statements) == 1:
            return ast.Targets(node.span, (self.target(node.statements[0]),))
        raise self.problem("this cannot be assigned to: expected a variable, an index or an attribute", node)

    def assignment(self, left: ast.Node, operator: str, value: ast.Node) -> ast.Node:
        """Make `left operator value`; `!x = y` negates the assignment."""
        if isinstance(left, ast.Not):
            return ast.Not(left.span.to(value.span), self.assignment(left.value, operator, value))
        if isinstance(left, ast.Defined):
            return ast.Defined(left.span.to(value.span), self.assignment(left.value, operator, value))
        target = self.target(left)
        span = target.span.to(value.span)
        if operator != "=":
            return ast.OpAssign(span, target, operator[:-1], value)
        if isinstance(value, ast.Splat):
            value = ast.Array(value.span, (value,))
        return ast.Assign(span, target, value)

    # --- lists of targets

    def splat(self, star: Token, value: ast.Node) -> ast.Node:
        return ast.Splat(self.at(star).to(value.span), self.value(value))

    def bare_splat(self, star: Token) -> ast.Node:
        return ast.Splat(self.at(star), None)

    def targets_one(self, node: ast.Node, _: Token) -> Nodes:
        self._declare_target(node)
        return _TargetList([node])

    def targets_more(self, nodes: _TargetList, node: ast.Node, _: Token) -> Nodes:
        if not nodes.has_assigned():
            self._declare_target(node)
        nodes.append(node)
        return nodes

    def _declare_target(self, node: ast.Node) -> None:
        if isinstance(node, ast.Call) and node.receiver is None and not node.parens and not node.args:
            self.declare(node.name)
        elif isinstance(node, ast.Splat) and node.value is not None:
            self._declare_target(node.value)

    # --- multiple assignment

    def multi_one(self, node: ast.Node) -> ast.Node:
        return self.multi_list([node])

    def multi_bare(self, star: Token) -> ast.Node:
        return self.multi_list([self.bare_splat(star)])

    def multi_last(self, nodes: Nodes, node: ast.Node) -> ast.Node:
        return self.multi_list([*nodes, node])

    def multi_trailing(self, nodes: Nodes, _: Token, value: ast.Node) -> ast.Node:
        """`a, = value`"""
        targets = self._targets(nodes)
        value = ast.Array(value.span, (value,)) if isinstance(value, ast.Splat) else value
        return ast.Assign(targets.span.to(value.span), targets, value)

    def multi_list(self, nodes: Nodes) -> ast.Node:
        """Find the one that is assigned: what is left of it are targets, what is right of it more values."""
        at = next((number for number, node in enumerate(nodes) if _assigned(node)), None)
        if at is None:
            self._declare_target(nodes[-1])
            return self._targets(nodes)
        assigned = nodes[at]
        node = assigned.value if isinstance(assigned, ast.Splat) else assigned
        assert isinstance(node, ast.Assign)
        value = self._values([*_unwrapped(node.value), *nodes[at + 1 :]])
        if at == 0 and node is assigned:
            return ast.Assign(node.target.span.to(value.span), node.target, value)
        last = ast.Splat(assigned.span, node.target) if node is not assigned else node.target
        targets = self._targets([*nodes[:at], last])
        return ast.Assign(targets.span.to(value.span), targets, value)

    def _targets(self, nodes: Nodes) -> ast.Targets:
        return ast.Targets(nodes[0].span.to(nodes[-1].span), tuple(self.target(node) for node in nodes))

    def _values(self, nodes: Nodes) -> ast.Node:
        if len(nodes) == 1 and not isinstance(nodes[0], ast.Splat):
            return nodes[0]
        return ast.Array(nodes[0].span.to(nodes[-1].span), tuple(nodes))


class _TargetList(list[ast.Node]):
    """What stands left of a comma, and how far it was looked through for an assignment."""

    def __init__(self, nodes: Nodes) -> None:
        super().__init__(nodes)
        self._seen = 0
        self._found = False

    def has_assigned(self) -> bool:
        """Tell whether one of the nodes is an assignment."""
        while self._seen < len(self) and not self._found:
            self._found = _assigned(self[self._seen])
            self._seen += 1
        return self._found


def _assigned(node: ast.Node) -> bool:
    return isinstance(node.value if isinstance(node, ast.Splat) else node, ast.Assign)


def _unwrapped(value: ast.Node) -> tuple[ast.Node, ...]:
    """A splat on the right was made an Array of its own; take it out again."""
    if isinstance(value, ast.Array) and len(value.elements) == 1 and value.span == value.elements[0].span:
        return value.elements
    return (value,)
