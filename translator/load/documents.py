"""JSON files as Chef writes them: an `InputFile` in, its data or a Diagnostic with line and column out."""

from __future__ import annotations

import json
import re

from translator.diagnostics import Code, Diagnostic
from translator.load.project import InputFile, Json
from translator.location import Span

_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)


def read_json(file: InputFile, diagnostics: list[Diagnostic]) -> Json:
    """Return the file's data; None, and a diagnostic, when it is no JSON. Comments are allowed, as Chef allows them."""
    text = file.text
    try:
        return _parse(text)
    except json.JSONDecodeError as error:
        place = min(error.pos, max(len(text) - 1, 0))
        span = Span(file.source, place, place + 1)
        diagnostics.append(Diagnostic(code=Code.BAD_PROJECT, message=f"this is no JSON: {error.msg}", span=span))
    except RecursionError:
        diagnostics.append(Diagnostic(code=Code.BAD_PROJECT, message="this JSON is nested too deep", span=file.span))
    return None


def read_object(file: InputFile, diagnostics: list[Diagnostic]) -> dict[str, Json] | None:
    """Return the file's data when it is a JSON object; else None and a diagnostic."""
    before = len(diagnostics)
    data = read_json(file, diagnostics)
    if isinstance(data, dict):
        return data
    if len(diagnostics) == before:
        message = f"a JSON object is expected here, not {_kind(data)}"
        diagnostics.append(Diagnostic(code=Code.BAD_PROJECT, message=message, span=file.span))
    return None


def _parse(text: str) -> Json:
    try:
        return json.loads(text, strict=False)  # type: ignore[no-any-return]
    except json.JSONDecodeError:
        if "/*" not in text and "//" not in text:
            raise
        return json.loads(_blank_comments(text), strict=False)  # type: ignore[no-any-return]


def _blank_comments(text: str) -> str:
    """Replace comments by blanks, so that positions stay."""
    return _COMMENT.sub(lambda found: found[1] or re.sub(r"[^\n]", " ", found[0]), text)


def _kind(data: Json) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(data), "null")
