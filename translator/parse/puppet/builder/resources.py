"""Resources: expressions, defaults and overrides out of what stands before and between the braces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn

from translator.parse.puppet import ast
from translator.parse.puppet.builder.core import Token
from translator.parse.puppet.builder.literals import Literals
from translator.parse.puppet.problem import SyntaxProblem

_Operations = list[ast.Operation]


class Resources(Literals):
    """Everything with attributes."""

    # --- attributes

    def attribute(self, name: Any) -> tuple[str, int]:
        if isinstance(name, ast.QualifiedName):
            return name.value, name.span.start
        return self.source.text[slice(*name)], name[0]

    def operation(self, attribute: tuple[str, int], arrow: Token, value: ast.Node) -> ast.Operation:
        name, start = attribute
        span = self.span(start, max(arrow[1], value.span.end))
        return ast.AttributeOperation(span, name, self.source.text[slice(*arrow)], value)

    def splat_operation(self, star: Token, _: Token, expr: ast.Node) -> ast.Operation:
        return ast.AttributesOperation(self.span(star[0], max(star[1], expr.span.end)), expr)

    # --- bodies

    def resource_body(self, title: ast.Node, _: Token, operations: _Operations, __: None) -> ast.ResourceBody:
        return ast.ResourceBody(title.span, title, tuple(operations))

    def resource(
        self,
        kind: ast.Node,
        _: Token,
        title: ast.Node,
        colon: Token,
        operations: _Operations,
        others: list[ast.ResourceBody] | None,
        closing: Token,
    ) -> ast.Node:
        bodies = (self.resource_body(title, colon, operations, None), *(others or ()))
        return ast.ResourceExpression(self.span(kind.span.start, closing[1]), kind, bodies)

    def class_resource(
        self, keyword: Token, _: Token, bodies: list[ast.ResourceBody], __: None, closing: Token
    ) -> ast.Node:
        kind = ast.QualifiedName(self.at(keyword), "class")
        return ast.ResourceExpression(self.span(keyword[0], closing[1]), kind, tuple(bodies))

    # --- without a title: defaults, overrides, or a statement call with a hash

    def untitled_resource(
        self, left: ast.Node, opening: Token, operations: _Operations, _: None, closing: Token
    ) -> ast.Node:
        span = self.span(left.span.start, closing[1])
        if isinstance(left, ast.QualifiedName):
            return self._call_with_hash(left, opening, operations, closing)
        if isinstance(left, ast.QualifiedReference):
            return ast.ResourceDefaults(span, left, tuple(operations))
        if isinstance(left, ast.Access):
            return ast.ResourceOverride(span, left, tuple(operations))
        message = "Expression is not valid as a resource, resource-default, or resource-override"
        raise SyntaxProblem(message, left.span.start, left.span.end)

    def _call_with_hash(
        self, name: ast.QualifiedName, opening: Token, operations: _Operations, closing: Token
    ) -> ast.Node:
        entries = []
        for operation in operations:
            if not isinstance(operation, ast.AttributeOperation) or operation.operator == "+>":
                raise SyntaxProblem("Syntax error resource body without title or hash with +>", *opening)
            key = ast.LiteralString(operation.span, operation.name)
            entries.append(ast.KeyedEntry(operation.span, key, operation.value))
        hash_node = ast.LiteralHash(self.span(opening[0], closing[1]), tuple(entries))
        made = self.join(self.statements([name, hash_node]), name.span.start, closing[1])
        assert made
        return made

    # --- virtual and exported

    def virtual(self, sign: Token, resource: ast.Node) -> ast.Node:
        return self._with_form(sign, resource, "virtual")

    def exported(self, sign: Token, resource: ast.Node) -> ast.Node:
        return self._with_form(sign, resource, "exported")

    def _with_form(self, sign: Token, resource: ast.Node, form: str) -> ast.Node:
        if not isinstance(resource, ast.ResourceExpression | ast.ResourceDefaults | ast.ResourceOverride):
            self._no_resource(sign, form)
        return replace(resource, span=self.span(sign[0], resource.span.end), form=form)

    def _no_resource(self, sign: Token, form: str) -> NoReturn:
        name = "Virtual (@)" if form == "virtual" else "Exported (@@)"
        raise SyntaxProblem(f"{name} can only be applied to a Resource Expression", *sign)
