"""Definitions: classes, defines, functions, types and nodes, with their parameters."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

from translator.location import Span
from translator.parse.puppet import ast
from translator.parse.puppet.builder.core import BlockText, Token
from translator.parse.puppet.builder.resources import Resources
from translator.parse.puppet.problem import SyntaxProblem

Name: TypeAlias = tuple[str, Span]
_D = TypeVar("_D", bound=ast.Definition)


class Definitions(Resources):
    """Notes every definition; `names` are those of the classes that are open."""

    def _add(self, definition: _D) -> _D:
        self.definitions.append(definition)
        return definition

    def stacked(self, name: Name) -> Name:
        """A class's name is read: those within carry it."""
        self.names.append(name[0])
        return name

    def _whole_name(self, name: Name) -> str:
        return "::".join((*self.names, name[0])).removeprefix("::")

    # --- parameters

    def parameter(self, variable: ast.Variable) -> ast.Parameter:
        return ast.Parameter(variable.span, variable.name)

    def parameter_default(self, variable: ast.Variable, _: Token, default: ast.Node) -> ast.Parameter:
        return ast.Parameter(variable.span, variable.name, default)

    def rest_parameter(self, _: Token, variable: ast.Variable) -> ast.Parameter:
        return ast.Parameter(variable.span, variable.name, None, None, True)

    def rest_parameter_default(self, _: Token, variable: ast.Variable, __: Token, value: ast.Node) -> ast.Parameter:
        return ast.Parameter(variable.span, variable.name, value, None, True)

    def typed_parameter(self, type_expr: ast.Node, parameter: ast.Parameter) -> ast.Parameter:
        return ast.Parameter(parameter.span, parameter.name, parameter.default, type_expr, parameter.captures_rest)

    # --- classes, defines, functions

    def class_(
        self, keyword: Token, name: Name, parameters: list[ast.Parameter], parent: Name | None, block: BlockText
    ) -> ast.Node:
        self.names.pop()
        span = self.span(keyword[0], block.end)
        whole, body = self._whole_name(name), self.body(block, keyword[0])
        definition = ast.HostClassDefinition(span, whole, tuple(parameters), parent[0] if parent else None, body)
        return self._add(definition)

    def default_parent(self, _: Token, keyword: Token) -> Name:
        return "default", self.at(keyword)

    def define(self, keyword: Token, name: Name, parameters: list[ast.Parameter], block: BlockText) -> ast.Node:
        span, body = self.span(keyword[0], block.end), self.body(block, keyword[0])
        return self._add(ast.ResourceTypeDefinition(span, self._whole_name(name), tuple(parameters), body))

    def function(
        self,
        keyword: Token,
        name: Name,
        parameters: list[ast.Parameter],
        return_type: ast.Node | None,
        block: BlockText,
    ) -> ast.Node:
        span, body = self.span(keyword[0], block.end), self.body(block, keyword[0])
        return self._add(ast.FunctionDefinition(span, name[0], tuple(parameters), body, return_type))

    # --- nodes

    def dotted(self, word: ast.Node) -> ast.LiteralString:
        return ast.LiteralString(word.span, word.span.text)

    def dotted_more(self, name: ast.LiteralString, _: Token, word: ast.Node) -> ast.LiteralString:
        return ast.LiteralString(name.span.to(word.span), f"{name.value}.{word.span.text}")

    def host(self, name: ast.LiteralString) -> ast.LiteralString:
        return name

    def node(
        self, keyword: Token, hosts: list[ast.Node], _: None, parent: ast.Node | None, block: BlockText
    ) -> ast.Node:
        span, body = self.span(keyword[0], block.end), self.body(block, keyword[0])
        return self._add(ast.NodeDefinition(span, tuple(hosts), parent, body))

    # --- types

    def type_alias(self, _: Token, left: ast.Node, __: Token, right: ast.Node) -> ast.Node:
        span = self.span(left.span.start, right.span.end)
        if isinstance(left, ast.Access):
            return self._add(ast.TypeMapping(span, left, right))
        if not isinstance(left, ast.QualifiedReference):
            raise SyntaxProblem("Syntax error in a type alias", left.span.start, left.span.end)
        if isinstance(right, ast.LiteralHash):
            right = self._object(span, right)
        elif isinstance(right, ast.Access):  # Puppet gives it no place of its own
            right = ast.Access(span, right.left, right.keys)
        return self._add(ast.TypeAliasDefinition(span, left.cased_value, right))

    def type_alias_comma(
        self,
        keyword: Token,
        left: ast.Node,
        equals: Token,
        right: ast.Node,
        _: Token,
        keys: list[ast.Node],
        __: Token,
        closing: Token,
    ) -> ast.Node:
        return self.type_alias(keyword, left, equals, self.type_access(right, _, keys, closing))

    def type_object(
        self, keyword: Token, left: ast.Node, equals: Token, parent: ast.QualifiedReference, entries: ast.LiteralHash
    ) -> ast.Node:
        """`type A = B {…}`: an Object with that parent."""
        if parent.cased_value in ("Object", "TypeSet"):
            made: ast.Node = ast.Access(parent.span.to(entries.span), parent, (entries,))
        else:
            key = ast.QualifiedName(entries.span, "parent")
            more = (*entries.entries, ast.KeyedEntry(entries.span, key, parent))
            made = self._object(left.span, ast.LiteralHash(entries.span, more))
        return self.type_alias(keyword, left, equals, made)

    def _object(self, span: Span, entries: ast.LiteralHash) -> ast.Node:
        return ast.Access(span, ast.QualifiedReference(span, "Object"), (entries,))

    def type_definition(self, keyword: Token, name: ast.QualifiedReference, block: BlockText) -> ast.Node:
        return self._type_definition(keyword, name, None, block)

    def type_definition_child(
        self, keyword: Token, name: ast.QualifiedReference, _: Any, parent: ast.QualifiedReference, block: BlockText
    ) -> ast.Node:
        return self._type_definition(keyword, name, parent.cased_value, block)

    def _type_definition(
        self, keyword: Token, name: ast.QualifiedReference, parent: str | None, block: BlockText
    ) -> ast.Node:
        span, body = self.span(keyword[0], block.end), self.body(block, keyword[0])
        return self._add(ast.TypeDefinition(span, name.cased_value, parent, body))
