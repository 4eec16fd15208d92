"""Templates: expected text is what Debian's ruby-erubis and Ruby's own ERB (trim mode "-") made of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translator.location import Source
from translator.parse.erb import Style, Text, erb_dash, erubis, parse_erb
from translator.parse.ruby import ast

# Every statement does nothing and every value is 2.
ERUBIS = [
    (" <% 1 %>\nfoo\n  <% 1 %>\n", "foo\n"),
    ("a <% 1 %>\nb", "a \nb"),
    ("<% 1 %> <% 1 %>\nz", " \nz"),
    ("<%= 2 %>\ny", "2\ny"),
    ("<%= 2 -%>\ny", "2y"),
    ("<%# c %>\nfoo\n", "foo\n"),
    ("a <%# c %>\nfoo\n", "a \nfoo\n"),
    ("<%% foo %>\nx", "<% foo %>\nx"),
    ("  <%- 1 -%>\ny\n", "y\n"),
    ("<%\n 1\n 1\n%>\nfoo", "foo"),
    ("  <% 1 %>   \nfoo", "foo"),
    ("a <% 1 -%>\ny", "a \ny"),
    ("<% 1 %>\r\nz\r\n", "z\n"),
    ("<% 1", "<% 1"),
    ("%> a", "%> a"),
    ("it's a \\ `q` #{x}", "it's a \\ `q` #{x}"),
]
DASH = [
    ("a\n  <%- 1 -%>\nb", "a\nb"),
    ("  <%- 1 %>\nb", "\nb"),
    ("a <%- 1 -%>  \nb", "a   \nb"),
    ("<%= 2 -%>\nb", "2b"),
    ("<% 1 %>\nb", "\nb"),
    ("  <%# c -%>\nb", "  b"),
    ("<%%= a %%>", "<%= a %%>"),
    ("<%= 2 -%><%- 1 %><% 1 -%>\t<%- 1 %><%# c -%>  \n", "2  \n"),
]


@pytest.mark.parametrize(("template", "text"), ERUBIS)
def test_cuts_as_erubis_does(template: str, text: str) -> None:
    assert "".join(part.value if isinstance(part, Text) else "2" * len(part.kind) for part in erubis(template)) == text


@pytest.mark.parametrize(("template", "text"), DASH)
def test_cuts_as_erb_does(template: str, text: str) -> None:
    assert (
        "".join(part.value if isinstance(part, Text) else "2" * len(part.kind) for part in erb_dash(template)) == text
    )


def test_blocks_span_tags_and_spans_are_the_templates() -> None:
    template = "<% @a.each do |x| %>\n  <%= x.b %>,\n<% end %>\nend\n"
    program, diagnostics = parse_erb(Source("t.erb", template), style="erubis")
    assert not diagnostics
    start, each, text, result = program.body.statements
    assert isinstance(start, ast.Assign)
    assert isinstance(each, ast.Call)
    assert isinstance(each.block, ast.Block)
    assert isinstance(each.block.body, ast.Body)
    indent, value, comma = each.block.body.statements
    assert (indent.args[0].value, comma.args[0].value) == ("  ", ",\n")  # type: ignore[attr-defined]
    inner = value.args[0].receiver.statements[0]  # type: ignore[attr-defined]
    assert (inner.name, inner.span.line, inner.span.column) == ("b", 2, 9)
    assert isinstance(inner.receiver, ast.LocalVar)
    assert text.args[0].value == "end\n"  # type: ignore[attr-defined]
    assert isinstance(result, ast.LocalVar)


@pytest.mark.parametrize(
    ("template", "line", "column", "message"),
    [
        ("a\n<% if x %>\nb\n", 2, 4, "unexpected end of the file: expected 'end' for 'if' of line 2"),
        ("a\n  <%= foo( %>\n", 2, 12, "unexpected '%>': expected ')' for 'foo(' of line 2"),
        ("<%= a + %>", 1, 9, "unexpected '%>': expected a value"),
    ],
)
def test_errors_stand_in_the_template(template: str, line: int, column: int, message: str) -> None:
    _, (problem, *_) = parse_erb(Source("t.erb", template), style="erubis")
    assert problem.span is not None
    assert (problem.span.line, problem.message) == (line, message)
    assert problem.span.column == column


def test_escaped_value() -> None:
    program, _ = parse_erb(Source("t.erb", "<%== x %>"), style="erubis")
    names = []
    node = program.body.statements[1].args[0]  # type: ignore[attr-defined]
    while isinstance(node, ast.Call):
        names.append(node.name)
        node = node.receiver
    assert names == ["gsub", "gsub", "gsub", "gsub", "to_s"]


PIECES = st.sampled_from(
    ["<% ", "<%= ", "<%- ", "<%# ", "<%% ", " %>", " -%>", "\n", "\r\n", " ", "x", "end", "if y", "[1].each do |z|"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from(["erubis", "erb-dash"]))
def test_any_template_gives_a_tree_or_diagnostics(template: str, style: Style) -> None:
    program, diagnostics = parse_erb(Source("t.erb", template), style=style)
    assert isinstance(program, ast.Program)
    assert all(problem.render() for problem in diagnostics)
