"""The parser: a Source in, its tree and what is wrong with it out.

    parse(source)  →  (Program, diagnostics)

The loop runs lark's LALR tables over the lexer's tokens and calls one builder method a rule. After a syntax error
it keeps the statements before it and goes on at the next line that begins one at the left margin.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from translator.diagnostics import Code, Diagnostic
from translator.location import Source, Span
from translator.parse.lalr import ACCEPT, tables
from translator.parse.ruby import ast
from translator.parse.ruby.builder import Builder
from translator.parse.ruby.builder.core import Statements
from translator.parse.ruby.expected import unexpected
from translator.parse.ruby.lexer import Lexer
from translator.parse.ruby.problem import SyntaxProblem
from translator.parse.ruby.state import State

Texts: TypeAlias = dict[int, ast.Node]

MAX_ERRORS: Final = 10
_FRESH_START: Final = re.compile(r"^(?!end\b|else\b|elsif\b|when\b|rescue\b|ensure\b)[^\W\d]", re.MULTILINE)


class _Parser:
    """One parse of one text."""

    def __init__(self, source: Source, text: str, texts: Texts, names: frozenset[str]) -> None:
        self.source = source
        self.text = text
        self.texts = texts
        self.names = names
        self.problems: list[SyntaxProblem] = []
        self.statements: list[ast.Node] = []
        self.data: str | None = None

    def run(self) -> ast.Program:
        """Parse the whole text, again and again from behind each error."""
        start: int | None = 0
        while start is not None and len(self.problems) < MAX_ERRORS:
            start = self._from(start)
        body = ast.Body(Span(self.source, 0, len(self.text)), tuple(self.statements))
        return ast.Program(body.span, body, self.data)

    def _from(self, start: int) -> int | None:
        """Parse from an offset; return where to go on after an error, None at the end."""
        lexer = Lexer(self.source, self.text, self._interpolation)
        lexer.pos = lexer.line_start(start) if start else lexer.pos
        lexer.erb_texts = self.texts
        lexer.scope.update(self.names)
        self.builder = Builder(self.source, lexer)
        values: list[Any] = []
        try:
            self.statements.extend(drive(lexer, self.builder, values))
        except SyntaxProblem as problem:
            self.statements.extend(_finished(values))
            return self._resync(problem, start)
        except RecursionError:
            self.problems.append(SyntaxProblem("this is nested too deep", lexer.pos, lexer.pos + 1, refused=True))
            return None
        self.data = lexer.data
        return None

    def _resync(self, problem: SyntaxProblem, start: int) -> int | None:
        self.problems.append(problem)
        found = _FRESH_START.search(self.text, max(problem.end, start + 1))
        return found.start() if found else None

    def _interpolation(self, state: State) -> ast.Body:
        assert isinstance(state, Lexer)
        start = state.pos
        statements = drive(state, self.builder, [])
        return ast.Body(Span(self.source, start, max(start, state.pos - 1)), tuple(statements))


def drive(lexer: Lexer, builder: Builder, values: list[Any]) -> list[ast.Node]:
    """Run the tables until the end; return the statements. `values` is the stack of what is parsed so far."""
    start, rows, rules = tables("chef.lark")
    methods = builder.methods
    states = [start]
    row = rows[start]
    advance = lexer.advance
    kind = advance()
    while True:
        action = row.get(kind)
        if action is None:
            raise unexpected(lexer, kind, rows, rules, states)
        if action >= 0:
            if action == ACCEPT:
                return values[0]  # type: ignore[no-any-return]
            values.append(lexer.value)
            states.append(action)
            row = rows[action]
            kind = advance()
            continue
        size, symbol, name = rules[~action]
        if name is None:
            states.pop()
        elif size:
            value = methods[~action](*values[-size:])
            del values[-size:], states[-size:]
            values.append(value)
        else:
            values.append(methods[~action]())
        goto = rows[states[-1]][symbol]
        states.append(goto)
        row = rows[goto]


def _finished(values: list[Any]) -> list[ast.Node]:
    """Return the top-level statements that were complete when an error came."""
    return values[0] if values and isinstance(values[0], Statements) else []


def parse_template(
    source: Source, text: str, texts: Texts, names: frozenset[str]
) -> tuple[ast.Program, tuple[Diagnostic, ...]]:
    """Parse the code of a template: `text` has its offsets, marks at those of `texts`, the variables `names` exist."""
    parser = _Parser(source, text, texts, names)
    program = parser.run()
    return program, tuple(_diagnostic(source, problem) for problem in parser.problems)


def parse(source: Source) -> tuple[ast.Program, tuple[Diagnostic, ...]]:
    """Parse a Ruby file; the Program holds what could be parsed, the diagnostics what could not."""
    return parse_template(source, source.text, {}, frozenset())


def _diagnostic(source: Source, problem: SyntaxProblem) -> Diagnostic:
    code = Code.UNSUPPORTED_SYNTAX if problem.refused else Code.SYNTAX
    return Diagnostic(code=code, message=problem.message, span=Span(source, problem.start, problem.end))
