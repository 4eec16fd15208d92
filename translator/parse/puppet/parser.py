"""The parser: a Source in, its tree and what is wrong with it out.

    parse(source)      →  (Program, diagnostics)     a manifest
    parse_epp(source)  →  (Program, diagnostics)     a template: its body is a Lambda whose body is an Epp

The loop runs lark's LALR tables over the lexer's tokens and calls one builder method a rule. As in Puppet the first
error ends the file; the Program then has the statements and definitions that were complete.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from translator.diagnostics import Diagnostic
from translator.location import Source
from translator.parse.lalr import ACCEPT, tables
from translator.parse.puppet import ast
from translator.parse.puppet.builder import Builder
from translator.parse.puppet.builder.core import CommaList
from translator.parse.puppet.lexer import Lexer, Tokens
from translator.parse.puppet.problem import SyntaxProblem
from translator.parse.puppet.strings import Segments

Parsed: TypeAlias = tuple[ast.Program, tuple[Diagnostic, ...]]

_PLAN: Final = re.compile(r"\A(?:\s|#[^\n]*\n)*(plan)\s+[a-z]\w*(?:::\w+)*\s*[({]")


def parse(source: Source) -> Parsed:
    """Parse a manifest; the Program holds what could be parsed, the diagnostics what could not."""
    return _parse(source, Lexer(source).tokens())


def parse_epp(source: Source) -> Parsed:
    """Parse an EPP template."""
    return _parse(source, Lexer(source).template_tokens())


def _parse(source: Source, tokens: Tokens) -> Parsed:
    builder = Builder(source)
    values: list[Any] = []
    if plan := _PLAN.match(source.text):
        problem = SyntaxProblem("plans run in Bolt, not in a catalog", *plan.span(1), refused=True)
        return builder.empty_program(), (problem.diagnostic(source),)
    try:
        return _drive(tokens, builder, values), ()
    except SyntaxProblem as found:
        problem = found
    except RecursionError:
        problem = SyntaxProblem("this is nested too deep", 0, 1, refused=True)
    return _finished(builder, values), (problem.diagnostic(source),)


def _drive(tokens: Tokens, builder: Builder, values: list[Any]) -> ast.Program:
    """Run the tables until the end. `values` is the stack of what is parsed so far."""
    start, rows, rules = tables("puppet.lark")
    methods = builder.methods
    states = [start]
    row = rows[start]
    for kind, value in zip(*tokens, strict=True):
        action = row.get(kind)
        while action is None or action < 0:
            if action is None:
                raise _unexpected(kind, value, builder.source)
            size, symbol, name = rules[~action]
            if name is None:
                states.pop()
            elif size:
                made = methods[~action](*values[-size:])
                del values[-size:], states[-size:]
                values.append(made)
            else:
                values.append(methods[~action]())
            goto = rows[states[-1]][symbol]
            states.append(goto)
            row = rows[goto]
            action = row.get(kind)
        if action == ACCEPT:
            break
        values.append(value)
        states.append(action)
        row = rows[action]
    return values[0]  # type: ignore[no-any-return]


def _finished(builder: Builder, values: list[Any]) -> ast.Program:
    """Return the statements that were complete when an error came."""
    complete = values[0] if values and isinstance(values[0], list) and not isinstance(values[0], CommaList) else []
    try:
        statements = builder.statements(complete)
    except SyntaxProblem:
        statements = []
    return builder.program(statements) if statements else builder.empty_program()


def _unexpected(kind: str, value: Any, source: Source) -> SyntaxProblem:
    """Return the problem of a token that does not fit, named by its value as Puppet does."""
    if kind == "ERROR":
        assert isinstance(value, SyntaxProblem)
        return value
    start, end = (value.span.start, value.span.end) if isinstance(value, ast.Node) else _place(value)
    if kind == "$END":
        return SyntaxProblem("Syntax error at end of input", start, end)
    return SyntaxProblem(f"Syntax error at '{_shown(kind, value, source.text[start:end])}'", start, end)


def _place(value: Any) -> tuple[int, int]:
    return (value.start, value.end) if isinstance(value, Segments) else (value[0], value[1])


def _shown(kind: str, value: Any, text: str) -> str:
    """Return the value of a token as Puppet's message has it."""
    match value:
        case Segments():
            return value.text()
        case ast.LiteralString() | ast.RenderString():
            return value.value
        case ast.Variable():
            return value.name
        case ast.ConcatenatedString(segments=(ast.LiteralString() as first, *_)):
            return first.value
        case ast.ConcatenatedString():
            return ""
        case ast.Heredoc():
            return value.syntax
        case ast.LiteralRegex():
            return f"(?-mix:{value.pattern})"
        case _:
            if kind == "HEREDOC_START":
                return str(value[2])
            return "" if kind == "EPP_START" else text
