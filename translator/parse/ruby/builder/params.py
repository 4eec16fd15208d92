"""Parameters of methods, blocks and lambdas."""

from __future__ import annotations

from typing import Any, TypeAlias

from translator.parse.ruby import ast
from translator.parse.ruby.builder.core import Core, Nodes, Token

ParamList: TypeAlias = list[ast.Param]


class Params(Core):
    """Each parameter is declared as a local variable as soon as it is read."""

    def _param(self, kind: str, token: Token, mark: Token | None = None, default: ast.Node | None = None) -> ast.Param:
        self.declare(token[0])
        span = self.between(mark or token, token)
        return ast.Param(span if default is None else span.to(default.span), kind, token[0], default)

    def required(self, token: Token) -> ast.Param:
        return self._param("req", token)

    def optional(self, token: Token, _: Token, default: ast.Node) -> ast.Param:
        return self._param("opt", token, default=default)

    def rest(self, mark: Token, token: Token) -> ast.Param:
        return self._param("rest", token, mark)

    def bare_rest(self, mark: Token) -> ast.Param:
        return ast.Param(self.at(mark), "rest", "")

    def keyword_rest(self, mark: Token, token: Token) -> ast.Param:
        return self._param("keyrest", token, mark)

    def bare_keyword_rest(self, mark: Token) -> ast.Param:
        return ast.Param(self.at(mark), "keyrest", "")

    def no_keywords(self, mark: Token, _: ast.Node) -> ast.Param:
        return ast.Param(self.at(mark), "keyrest", "")

    def block_param(self, mark: Token, token: Token) -> ast.Param:
        return self._param("block", token, mark)

    def bare_block_param(self, mark: Token) -> ast.Param:
        return ast.Param(self.at(mark), "block", "")

    def required_keyword(self, label: ast.Sym) -> ast.Param:
        self.declare(label.name)
        return ast.Param(label.span, "keyreq", label.name)

    def optional_keyword(self, label: ast.Sym, default: ast.Node) -> ast.Param:
        self.declare(label.name)
        return ast.Param(label.span.to(default.span), "key", label.name, default)

    def forward_params(self, mark: Token) -> ast.Param:
        return ast.Param(self.at(mark), "rest", "...")

    def destructured(self, first: Token, items: Nodes, last: Token) -> ast.Param:
        targets = ast.Targets(self.between(first, last), tuple(items))
        return ast.Param(targets.span, "req", "", None, targets)

    # --- patterns: (a, (b, *c))

    def pattern_name(self, token: Token) -> ast.Node:
        self.declare(token[0])
        return ast.LocalVar(self.at(token), token[0])

    def pattern_rest(self, mark: Token, token: Token) -> ast.Node:
        return ast.Splat(self.between(mark, token), self.pattern_name(token))

    def pattern_nested(self, first: Token, items: Nodes, last: Token) -> ast.Node:
        return ast.Targets(self.between(first, last), tuple(items))

    # --- lists

    def finished(self, params: ParamList) -> tuple[ast.Param, ...]:
        """Required parameters behind a rest or optional one are `post`."""
        later = False
        result: list[ast.Param] = []
        for param in params:
            if later and param.kind == "req":
                param = ast.Param(param.span, "post", param.name, None, param.targets)
            later = later or param.kind in ("rest", "opt")
            result.append(param)
        return tuple(result)

    def no_params(self) -> tuple[ast.Param, ...]:
        return ()

    def empty_params(self, _: Token, __: Token) -> tuple[ast.Param, ...]:
        return ()

    def piped_params(self, _: Token, params: ParamList, __: Token) -> tuple[ast.Param, ...]:
        return self.finished(params)

    def params_and_locals(self, _: Token, params: ParamList, __: Token, locals_: ParamList, ___: Token) -> Any:
        return (*self.finished(params), *locals_)

    def only_locals(self, _: Token, __: Token, locals_: ParamList, ___: Token) -> tuple[ast.Param, ...]:
        return tuple(locals_)

    def local_one(self, token: Token) -> ParamList:
        return [self._param("local", token)]

    def local_more(self, locals_: ParamList, _: Token, token: Token) -> ParamList:
        locals_.append(self._param("local", token))
        return locals_

    def excess_comma(self, params: ParamList, comma: Token) -> ParamList:
        """`|a, |` takes the first of several values, as `|a, *|` does."""
        if len(params) == 1:
            params.append(ast.Param(self.at(comma), "rest", ""))
        return params
