"""Details of the tree that text written back does not show: spans, flags, refused constructs, scopes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translator.location import Source
from translator.parse.ruby import ast
from translator.parse.ruby.parser import parse


def statements(text: str) -> tuple[Any, ...]:
    program, diagnostics = parse(Source("t.rb", text))
    assert [problem.render() for problem in diagnostics] == []
    return program.body.statements


def test_spans_are_the_names_and_the_wholes() -> None:
    (call,) = statements("  foo.bar(1) do |x|\n  'y'\nend")
    assert (call.span.text, call.span.line, call.span.column) == ("bar", 1, 7)
    assert call.receiver.span.text == "foo"
    assert call.block.span.text == "do |x|\n  'y'\nend"
    assert call.block.body.statements[0].span.text == "'y'"


def test_spans_inside_heredocs_and_interpolations() -> None:
    (call,) = statements('foo <<~A, "x#{bar}"\n  one\n  two #{baz 1}\nA\n')
    heredoc, string = call.args
    assert heredoc.parts[1].statements[0].span.line == 3
    assert heredoc.parts[1].statements[0].span.text == "baz"
    assert string.parts[1].statements[0].span.column == 15


def test_local_or_method() -> None:
    name, _, local = statements("version\nversion = 1\nversion")
    assert isinstance(name, ast.Call)
    assert isinstance(local, ast.LocalVar)


def test_flags_of_calls_and_blocks() -> None:
    bare, parens, safe, numbered, arrow = statements("a\na()\na&.b\na { _1 }\n-> { 1 }")
    assert (bare.parens, parens.parens, safe.safe) == (False, True, True)
    assert numbered.block.numbered
    assert arrow.block.is_lambda


def test_modifiers_and_unless_are_if() -> None:
    one, other = statements("a if b\nunless b then a end")
    assert isinstance(one.then, ast.Call)
    assert one.orelse is None
    assert other.then is None
    assert other.orelse.statements[0].name == "a"


def test_parameters() -> None:
    (method,) = statements("def f(a, (b, *c), d = 1, *e, g, h:, i: 2, **j, &k) end")
    kinds = [(param.kind, param.name) for param in method.params]
    assert kinds == [
        ("req", "a"),
        ("req", ""),
        ("opt", "d"),
        ("rest", "e"),
        ("post", "g"),
        ("keyreq", "h"),
        ("key", "i"),
        ("keyrest", "j"),
        ("block", "k"),
    ]
    assert [item.name for item in method.params[1].targets.items[:1]] == ["b"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("case x\nin {a: Integer => b} then b\nin [1, *]\n  y\nend", "pattern matching (case … in) is not supported"),
        ("BEGIN { x }", "BEGIN blocks are not supported"),
        ("END { x }", "END blocks are not supported"),
    ],
)
def test_refused_constructs_are_marked(text: str, reason: str) -> None:
    unparsed, after = statements(f"{text}\nfoo")
    assert unparsed.reason == reason
    assert after.name == "foo"


def test_data_behind_end() -> None:
    program, _ = parse(Source("t.rb", "x\n__END__\nanything ( here\n"))
    assert program.data == "anything ( here\n"
    assert len(program.body.statements) == 1


def test_carriage_returns() -> None:
    call, second = statements("foo <<~A do\r\n  one\r\n  two\r\nA\r\n  bar\r\nend\r\nbaz 'a\r\nb'\r\n")
    assert [arg.value for arg in (*call.args, *second.args)] == ["one\ntwo\n", "a\nb"]
    assert call.block.body.statements[0].name == "bar"


PIECES = st.sampled_from(
    [
        "foo",
        "x",
        "=",
        "1",
        ":a",
        "a:",
        "'b'",
        '"',
        "#{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "{",
        "|",
        "|x|",
        "do",
        "end",
        "if",
        "unless",
        "while",
        "case",
        "when",
        "def",
        "class",
        "->",
        ",",
        ".",
        "&.",
        "::",
        "?",
        ":",
        "!",
        "-",
        "*",
        "**",
        "&",
        "<<~A",
        "A",
        "%w(",
        "/r/",
        "=>",
        "==",
        "&&",
        "||",
        "+=",
        ";",
        "\n",
        "\\\n",
        "@a",
        "$b",
        "0x1f",
        "?a",
        "return",
        "yield",
        "super",
        "not",
        "and",
        "rescue",
        "begin",
        "ensure",
        "=",
        "...",
        "`",
        "_1",
        "in",
        "then",
        "else",
        "elsif",
        "__END__",
        "=begin",
        "\r\n",
        "é",
        "\x00",
        "\ufeff",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=40).map(" ".join))
def test_any_text_gives_a_tree_or_diagnostics(text: str) -> None:
    program, diagnostics = parse(Source("t.rb", text))
    assert isinstance(program, ast.Program)
    assert all(problem.span is not None and problem.render() for problem in diagnostics)
