"""ERB templates to trees: Erubis rules for Chef, the standard library's trim mode "-" for Puppet.

    parse_erb(source, style="erubis")  →  (Program, diagnostics)

The Program builds the text in the local variable `_buf` and its value is the whole of it:
    a <%= x %>    →    _buf = ""; _buf << "a "; _buf << x.to_s; _buf
The code is parsed where it stands: everything else of the template is blanked out, so every offset, and with it every
span, is the template's own. Marks stand where text or the brackets of `<%= %>` were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from translator.diagnostics import Diagnostic
from translator.location import Source, Span
from translator.parse.ruby import ast
from translator.parse.ruby.builder.definitions import OUTPUT
from translator.parse.ruby.parser import parse_template
from translator.parse.ruby.patterns import ERB_CLOSE, ERB_ESCAPED, ERB_OPEN, ERB_TEXT

Style: TypeAlias = Literal["erubis", "erb-dash"]


@dataclass(frozen=True, slots=True)
class Text:
    """Text that appears in the output: `value` stands for the template's characters from start to end."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Code:
    """A tag: kind "" is a statement, "=" a value, "==" one to be escaped for XML; its code lies inside."""

    kind: str
    start: int
    end: int
    code_start: int
    code_end: int


Segment: TypeAlias = Text | Code


def parse_erb(
    source: Source, *, style: Style, local_names: Iterable[str] = ()
) -> tuple[ast.Program, tuple[Diagnostic, ...]]:
    """Parse a template; the Program's value is the rendered text. `local_names` are variables set before it runs."""
    segments = [part for part in _STYLES[style](source.text) if not isinstance(part, Text) or part.value]
    texts = {part.start: _append(source, part) for part in segments if isinstance(part, Text)}
    program, diagnostics = parse_template(source, mask(source.text, segments), texts, frozenset({OUTPUT, *local_names}))
    return _with_output(source, program), diagnostics


def _append(source: Source, text: Text) -> ast.Node:
    span = Span(source, text.start, text.end)
    return ast.Call(span, ast.LocalVar(span, OUTPUT), "<<", (ast.Str(span, text.value),))


def _with_output(source: Source, program: ast.Program) -> ast.Program:
    start, end = Span(source, 0, 0), Span(source, len(source.text), len(source.text))
    begin = ast.Assign(start, ast.LocalVar(start, OUTPUT), ast.Str(start, ""))
    body = ast.Body(program.body.span, (begin, *program.body.statements, ast.LocalVar(end, OUTPUT)))
    return ast.Program(program.span, body)


# --- the text that the lexer reads


def mask(text: str, segments: list[Segment]) -> str:
    """Return the template with its code alone in place: as long, blanks and marks around the code."""
    pieces: list[str] = []
    at = 0
    for segment in segments:
        pieces.append(" " * (segment.start - at))
        pieces.append(_mask_text(segment) if isinstance(segment, Text) else _mask_code(text, segment))
        at = segment.end
    pieces.append(" " * (len(text) - at))
    return "".join(pieces)


def _mask_text(text: Text) -> str:
    return ERB_TEXT.ljust(text.end - text.start)


def _mask_code(text: str, code: Code) -> str:
    before, after = code.code_start - code.start, code.end - code.code_end
    inner = text[code.code_start : code.code_end]
    if not code.kind:
        return "\n".ljust(before) + inner + "\n".ljust(after)
    opener = ERB_OPEN if code.kind == "=" else ERB_ESCAPED
    return opener.ljust(before) + inner + ("\n" + ERB_CLOSE).ljust(after)


# --- Erubis: a line that holds only a statement disappears, with its indentation and its end

_ERUBIS: Final = re.compile(r"<%(=+|-|#|%)?(.*?)([-=])?%>([ \t]*\r?\n)?", re.DOTALL)


def erubis(text: str) -> Iterator[Segment]:
    """Cut a template as Erubis does."""
    at, fresh = 0, True
    for tag in _ERUBIS.finditer(text):
        kind, tail, line_end = tag[1] or "", tag[3], tag[4]
        value = kind.startswith("=")
        indent = None if value else _indent(text, at, tag.start(), fresh)
        alone = indent is not None and line_end is not None and kind != "%"
        text_end = indent if alone and indent is not None else tag.start()
        yield _unix(text, at, text_end)
        fresh = line_end is not None
        inner_end = tag.end() - len(line_end or "")
        if kind == "%":
            yield Text(tag.start(), inner_end, f"<%{tag[2]}{tail or ''}%>")
        elif kind != "#":
            code = "" if not value else "==" if kind == "==" else "="
            yield Code(code, tag.start(), inner_end, tag.start(2), tag.end(2))
        swallowed = alone or (value and tail is not None)
        at = tag.end() if swallowed else inner_end
    yield _unix(text, at, len(text))


def _unix(text: str, start: int, end: int) -> Text:
    """Erubis writes the text into Ruby literals, and Ruby reads a line's end in one as a line feed."""
    return Text(start, end, text[start:end].replace("\r\n", "\n"))


def _indent(text: str, at: int, tag: int, fresh: bool) -> int | None:
    """Return where the blanks before a tag begin, None when something else stands before it in its line."""
    start = text.rfind("\n", at, tag) + 1
    if not start and not fresh:
        return None
    start = max(start, at)
    return start if not text[start:tag].strip(" \t") else None


# --- the standard library's ERB with trim mode "-"

_DASH: Final = re.compile(
    r"(?P<literal><%%)|(?:(?P<indent>^[ \t]*)(?=<%-))?<%(?P<kind>[=#-]?)(?P<code>(?:(?!-?%>)(?:%%>|.))*?)(?:-%>(?:\r?\n)?|%>)",
    re.DOTALL | re.MULTILINE,
)


def erb_dash(text: str) -> Iterator[Segment]:
    """Cut a template as ERB does with trim mode "-": `-%>` swallows the line's end, `<%-` the indentation.

    What stands behind `<% # comment %>` is lost up to where the Ruby code that ERB makes of it has its next line.
    """
    hidden = seen = False
    at = 0
    for segment in _cut_dash(text):
        goes_on = isinstance(segment, Text) and segment.start == at
        at = segment.end
        if hidden and (goes_on or not seen):
            seen = seen or "\n" in text[segment.start : segment.end]
            continue
        yield segment
        hidden, seen = isinstance(segment, Code) and _leaves_comment(text, segment), False


def _leaves_comment(text: str, code: Code) -> bool:
    """Tell whether a statement ends in a comment that its tag does not end with the line."""
    if code.kind or text[code.end - 1] == "\n":
        return False
    return _COMMENT.match(text[code.code_start : code.code_end].rpartition("\n")[2]) is not None


_COMMENT: Final = re.compile(
    r"""(?:[^#'"`]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|(?<=\S)\#)*(?<!\S)\#(?![{@$])"""
)


def _cut_dash(text: str) -> Iterator[Segment]:
    at = 0
    for tag in _DASH.finditer(text):
        before = text[at : tag.start()]
        yield Text(at, tag.start(), "" if tag["kind"] == "-" and not before.strip(" \t") else before)
        at = tag.end()
        if tag["literal"]:
            yield Text(tag.start(), at, "<%")
        elif tag["kind"] != "#":
            kind = "=" if tag["kind"] == "=" else ""
            yield Code(kind, tag.start(), at, tag.start("code"), tag.end("code"))
    yield Text(at, len(text), text[at:])


_STYLES: Final[dict[Style, Callable[[str], Iterator[Segment]]]] = {"erubis": erubis, "erb-dash": erb_dash}
