"""Definitions: methods, classes, modules, lambdas, and the output statements of templates."""

from __future__ import annotations

from typing import Any, Final

from translator.parse.ruby import ast
from translator.parse.ruby.builder.control import Control
from translator.parse.ruby.builder.core import Nodes, Token
from translator.parse.ruby.builder.params import ParamList, Params
from translator.parse.ruby.patterns import ERB_ESCAPED

_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
OUTPUT: Final = "_buf"  # the local variable that a template's text is appended to


class Definitions(Control, Params):
    """Everything with a body of its own."""

    # --- def; its token is (name, start, end, owner)

    def _def(self, token: Token, params: ParamList, body: ast.Node) -> ast.Node:
        return ast.Def(self.at(token), token[0], self.finished(params), body, token[3])

    def def_plain(self, token: Token, _: Token, body: ast.Node, __: Token) -> ast.Node:
        return self._def(token, [], body)

    def def_params(self, token: Token, params: ParamList, _: Token, body: ast.Node, __: Token) -> ast.Node:
        return self._def(token, params, body)

    def def_parens(self, token: Token, params: ParamList, _: Token, body: ast.Node, __: Token) -> ast.Node:
        return self._def(token, params, body)

    def def_empty(self, token: Token, _: Token, body: ast.Node, __: Token) -> ast.Node:
        return self._def(token, [], body)

    def def_endless(self, token: Token, _: Token, body: ast.Node) -> ast.Node:
        return self._def(token, [], body)

    def def_endless_params(self, token: Token, params: ParamList, _: Token, __: Token, body: ast.Node) -> ast.Node:
        return self._def(token, params, body)

    def def_endless_empty(self, token: Token, _: Token, __: Token, body: ast.Node) -> ast.Node:
        return self._def(token, [], body)

    # --- class and module

    def class_(self, word: Token, head: ast.Node, _: Token, body: ast.Node, end: Token) -> ast.Node:
        """The head of `class A < B` came as a comparison."""
        superclass = None
        if isinstance(head, ast.Call) and head.name == "<" and head.receiver is not None:
            superclass = head.args[0]
            head = head.receiver
        return ast.ClassDef(self.between(word, end), self._path(head), superclass, body)

    def class_empty(self, word: Token, head: ast.Node, end: Token) -> ast.Node:
        return self.class_(word, head, word, self.body([], end), end)

    def singleton_class(self, word: Token, target: ast.Node, _: Token, body: ast.Node, end: Token) -> ast.Node:
        return ast.SingletonClass(self.between(word, end), target, body)

    def module(self, word: Token, path: ast.Node, _: Token, body: ast.Node, end: Token) -> ast.Node:
        return ast.ModuleDef(self.between(word, end), self._path(path), body)

    def module_empty(self, word: Token, path: ast.Node, end: Token) -> ast.Node:
        return self.module(word, path, word, self.body([], end), end)

    def _path(self, node: ast.Node) -> ast.Const:
        if isinstance(node, ast.Const):
            return node
        raise self.problem("expected a constant as the name of the class or module", node)

    # --- lambdas

    def _lambda(self, token: Token, params: tuple[ast.Param, ...], body: Any) -> ast.Node:
        content = self.body(body, token) if isinstance(body, list) else body
        span = self.at(token).to(content.span)
        return ast.Lambda(span, ast.Block(span, params, content, True))

    def lambda_plain(self, token: Token, body: Any) -> ast.Node:
        return self._lambda(token, (), body)

    def lambda_params(self, token: Token, params: ParamList, body: Any) -> ast.Node:
        return self._lambda(token, self.finished(params), body)

    def lambda_parens(self, token: Token, params: ParamList, _: Token, body: Any) -> ast.Node:
        return self._lambda(token, self.finished(params), body)

    def lambda_locals(
        self, token: Token, params: ParamList, _: Token, locals_: ParamList, __: Token, body: Any
    ) -> ast.Node:
        return self._lambda(token, (*self.finished(params), *locals_), body)

    def lambda_no_params(self, token: Token, _: Token, body: Any) -> ast.Node:
        return self._lambda(token, (), body)

    # --- templates

    def erb_value(self, first: Token, statements: Nodes, last: Token) -> ast.Node:
        """`<%= x %>` appends x.to_s to the output; `<%== x %>` escapes it for XML."""
        value = self.body(statements, first)
        text: ast.Node = ast.Call(value.span, value, "to_s")
        if first[0] == ERB_ESCAPED:
            text = _escaped(text)
        return ast.Call(value.span, ast.LocalVar(value.span, OUTPUT), "<<", (text,))


def _escaped(text: ast.Node) -> ast.Node:
    for character, entity in _ENTITIES.items():
        pair = (ast.Str(text.span, character), ast.Str(text.span, entity))
        text = ast.Call(text.span, text, "gsub", pair, None, False, True)
    return text
