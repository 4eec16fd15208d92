"""A diagnostic shows its place: file, line, column, the line itself and a caret under the span."""

from translator.diagnostics import Code, Diagnostic
from translator.location import Source, Span

TEXT = "package 'nginx'\nservice 'nginx' do\n  actoin :start\nend\n"


def diagnostic(start: int, end: int) -> Diagnostic:
    source = Source("recipes/default.rb", TEXT)
    return Diagnostic(code=Code.UNKNOWN_METHOD, message="undefined method `actoin'", span=Span(source, start, end))


def test_the_place_is_shown_with_a_caret_under_the_span() -> None:
    start = TEXT.index("actoin")
    assert diagnostic(start, start + 6).render() == (
        "error[C202]: undefined method `actoin'\n"
        " --> recipes/default.rb:3:3\n"
        "  |\n"
        "3 |   actoin :start\n"
        "  |   ^^^^^^\n"
        "  = help: correct the name, or add the cookbook that defines it"
    )


def test_a_span_over_several_lines_marks_the_rest_of_the_first() -> None:
    shown = diagnostic(TEXT.index("service"), len(TEXT)).render().splitlines()
    assert shown[3] == "2 | service 'nginx' do"
    assert shown[4] == "  | " + "^" * len("service 'nginx' do")


def test_the_end_of_the_file_is_a_place_too() -> None:
    shown = diagnostic(len(TEXT), len(TEXT)).render()
    assert "recipes/default.rb:5:1" in shown


def test_json_names_file_line_and_column() -> None:
    start = TEXT.index("actoin")
    data = diagnostic(start, start + 6).as_json()
    assert (data["file"], data["line"], data["column"], data["severity"]) == ("recipes/default.rb", 3, 3, "error")


def test_identifiers_are_unique() -> None:
    identifiers = [code.identifier for code in Code]
    assert len(identifiers) == len(set(identifiers))
