"""Syntax errors: the place, what was expected, and what of the file is kept."""

import pytest

from translator.diagnostics import Code
from translator.location import Source
from translator.parse.ruby import ast
from translator.parse.ruby.parser import parse

ERRORS = [
    ("package 'x' do\n  action :install\n", 1, 13, "unexpected end of the file: expected 'end' for 'do' of line 1"),
    ("package 'x'\nend\nfile 'y'\n", 2, 1, "unexpected 'end': nothing is open here"),
    ("foo(1, 2\nbar\n", 1, 9, "unexpected end of the line: expected ')' or ','"),
    ("x = [1, 2\ny = 3\n", 1, 10, "unexpected end of the line: expected ']' or ','"),
    ("x = \n", 2, 1, "unexpected end of the file: expected a value"),
    ("if a\n  b\n", 1, 1, "unexpected end of the file: expected 'end' for 'if' of line 1"),
    ("foo 'abc\nx\n", 1, 5, 'this literal is never closed: expected "\'"'),
    ("a = <<~X\n  foo\n", 1, 5, "this heredoc is never closed: expected a line X"),
    ("class foo; end", 1, 7, "expected a constant as the name of the class or module"),
    ("1 = 2", 1, 1, "this cannot be assigned to: expected a variable, an index or an attribute"),
    ("x = { a: 1, b }", 1, 13, "expected 'key => value' or 'key: value' in this hash"),
    ("foo.\n", 1, 4, "expected a method name after '.'"),
    ("foo(]", 1, 5, "unexpected ']': expected ')' for 'foo(' of line 1"),
    ("a ? b", 1, 6, "unexpected end of the file: expected ':' or a new line"),
    ('"#{a', 1, 2, "this interpolation is never closed: expected '}'"),
    ("foo 1, bar 2", 1, 8, "expected parentheses around the arguments of 'bar' here"),
    ("x || raise 'y'", 1, 6, "expected parentheses around the arguments of 'raise' here"),
    ("foo a: 1, b", 1, 5, "expected this behind the other arguments"),
    ("a, b\nc", 1, 1, "unexpected ',': expected '=' behind the last"),
    ("x = 1 2", 1, 7, "unexpected '2': expected an operator or the end of the statement"),
]


@pytest.mark.parametrize(("text", "line", "column", "message"), ERRORS)
def test_names_place_and_expectation(text: str, line: int, column: int, message: str) -> None:
    _, (problem, *_) = parse(Source("r.rb", text))
    assert problem.code is Code.SYNTAX
    assert problem.span is not None
    assert (problem.span.line, problem.span.column, problem.message) == (line, column, message)


def test_keeps_statements_around_an_error() -> None:
    text = "package 'a'\npackage 'b' do\n  foo(\nend\npackage 'c' do\n  bar\nend\nx = 1\n"
    program, problems = parse(Source("r.rb", text))
    assert len(problems) == 1
    assert [statement.span.line for statement in program.body.statements] == [1, 5, 8]
    assert isinstance(program.body.statements[-1], ast.Assign)


def test_reports_each_of_several_errors() -> None:
    _, problems = parse(Source("r.rb", "foo(]\nbar\nbaz = )\nqux\n"))
    assert [problem.span.line for problem in problems if problem.span] == [1, 3]


@pytest.mark.parametrize("text", ["(" * 5000, "[" * 100_000, "foo(" * 3000 + ")" * 3000, '"#{' * 3000, "if a\n" * 2000])
def test_deep_nesting_is_a_diagnostic(text: str) -> None:
    _, problems = parse(Source("r.rb", text))
    assert problems
    assert problems[0].code is Code.UNSUPPORTED_SYNTAX
    assert problems[0].message == "this is nested too deep"


def test_long_chains_do_not_overflow() -> None:
    text = f"x = {' + '.join(['1'] * 20_000)}\ny = {'!' * 3000}z\na{'.b' * 20_000}\n"
    program, problems = parse(Source("r.rb", text))
    assert not problems
    assert len(program.body.statements) == 3
