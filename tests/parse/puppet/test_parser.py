"""What real Puppet's dump does not show: order, bodies, definitions, what is kept after an error, any text at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translator.diagnostics import Code
from translator.location import Source
from translator.parse.puppet import ast
from translator.parse.puppet.parser import parse, parse_epp
from translator.parse.puppet.problem import puppet_text


def one(text: str) -> ast.Node:
    program, diagnostics = parse(Source("x.pp", text))
    assert not diagnostics
    return program.body


def shown(node: ast.Node) -> str:
    """An expression with all its parentheses."""
    match node:
        case ast.Binary():
            return f"({shown(node.left)}{node.operator}{shown(node.right)})"
        case ast.Selector():
            return f"({shown(node.left)}?)"
        case ast.Access():
            return f"{shown(node.left)}[]"
        case ast.Not() | ast.UnaryMinus():
            return f"~{shown(node.expr)}"
        case _:
            return node.span.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$a + $b * $c - $d", "(($a+($b*$c))-$d)"),
        ("$a == $b and $c or $d", "((($a==$b)and$c)or$d)"),
        ("!$a in $b", "(~$ain$b)"),
        ("-$a * $b", "(~$a*$b)"),
        ("$a < $b == $c", "($a<($b==$c))"),
        ("$a == 1 ? { 1 => 2 }", "(($a==1)?)"),
        ("$a and $b ? { 1 => 2 } + 1", "($aand(($b?)+1))"),
        ("$a + $b ? { 1 => 2 }[0]", "(($a+$b)?)[]"),
        ("$a << 1 + 2", "($a<<(1+2))"),
        ("$a =~ $b * $c in $d", "(($a=~$b)*($cin$d))"),
        ("$a = $b = $c", "($a=($b=$c))"),
        ("A['b'] -> C['d'] ~> E['f']", "((A[]->C[])~>E[])"),
    ],
)
def test_precedence(text: str, expected: str) -> None:
    assert shown(one(text)) == expected


def test_definitions_are_listed_with_whole_names() -> None:
    program, _ = parse(Source("x.pp", "class a { class b { } define c { } } type D = E node f { }"))
    names = [getattr(definition, "name", "node") for definition in program.definitions]
    assert names == ["a::b", "a::c", "a", "D", "node"]


def test_heredoc_margin_escapes_and_places() -> None:
    text = '$a = @("X"/L)\n    one \\\n    ${two}\n      three\n    |- X\n'
    node = one(text)
    assert isinstance(node, ast.Assignment)
    assert isinstance(node.right, ast.Heredoc)
    assert isinstance(node.right.text, ast.ConcatenatedString)
    one_, two, three = node.right.text.segments
    assert isinstance(one_, ast.LiteralString)
    assert one_.value == "one "
    assert (two.span.line, two.span.column) == (3, 7)
    assert isinstance(three, ast.LiteralString)
    assert three.value == "\n  three"


def test_bodies() -> None:
    node = one("if $a { } else { 1 2 }")
    assert isinstance(node, ast.If)
    assert node.then is None
    assert isinstance(node.orelse, ast.Block)
    node = one("class a { 1 }")
    assert isinstance(node, ast.HostClassDefinition)
    assert isinstance(node.body, ast.Block)


def test_syntax_error_reads_as_puppets() -> None:
    program, (diagnostic,) = parse(Source("a.pp", "$a = 1\nfile { 'x':\n    ]\n}\n"))
    assert puppet_text(diagnostic) == "Syntax error at ']' (file: a.pp, line: 3, column: 5)"
    assert isinstance(program.body, ast.Assignment)


def test_end_of_input_has_no_line() -> None:
    _, (diagnostic,) = parse(Source("a.pp", "class a {"))
    assert puppet_text(diagnostic) == "Syntax error at end of input (file: a.pp)"


def test_plan_is_refused() -> None:
    _, (diagnostic,) = parse(Source("a.pp", "# a plan\nplan a::b(TargetSpec $targets) {\n}\n"))
    assert diagnostic.code is Code.UNSUPPORTED_SYNTAX
    assert diagnostic.span
    assert (diagnostic.span.line, diagnostic.span.column) == (2, 1)


def test_deep_nesting_does_not_crash() -> None:
    depth = 20_000
    parse(Source("a.pp", "[" * depth + "]" * depth))
    parse(Source("a.pp", '"${' * depth))


LONG = 20_000


@pytest.mark.parametrize(
    "text",
    [
        '"${' + "a" * LONG + '.b}"',
        '"${' + "a-" * LONG + '+ 1}"',
        '"${' + "a::" * LONG + '[1]}"',
        "a-" * LONG + "!",
        "A::" * LONG + "a",
        " " * LONG + "plan" + " " * LONG,
        "$a = @(X)\n" + " " * LONG + "Y\n",
        '"' + "$" * LONG,
        "/" + "\\/" * LONG,
        "1" * LONG + "x",
        "<%" * LONG,
        "@(" * LONG,
    ],
    ids=range(12),
)
def test_long_texts_take_no_longer_than_they_are(text: str) -> None:
    began = time.process_time()
    parse(Source("x", text))
    parse_epp(Source("x", text))
    assert time.process_time() - began < 2


WORDS = """$a a::b Foo 's' "t${ } { [ ] ( ) | <| |> => -> = + - ? / @(X) \\ class if node type : ; , * @ 1 <% %> #"""
PIECES = st.sampled_from((*WORDS.split(), "\n", "\nX\n", " "))


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_tree_or_diagnostics(text: str) -> None:
    for read in (parse, parse_epp):
        program, diagnostics = read(Source("x", text))
        assert isinstance(program, ast.Program)
        for diagnostic in diagnostics:
            assert diagnostic.span
            assert 0 <= diagnostic.span.start <= len(text) + 1
