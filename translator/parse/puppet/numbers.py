"""Numbers: the text of one in, its node or Puppet's complaint out."""

from __future__ import annotations

import re
from typing import Final

from translator.location import Span
from translator.parse.puppet import ast
from translator.parse.puppet.patterns import NUMBER_PARTS
from translator.parse.puppet.problem import SyntaxProblem

_WORD: Final = re.compile(r"\w+", re.ASCII)
# How a number begins, what it must be then, and what it is called.
_RULES: Final = (
    (re.compile("0[xX]"), re.compile("0[xX][0-9A-Fa-f]+"), "Not a valid hex number {}"),
    (re.compile("0[^.]"), re.compile("0[0-7]+"), "Not a valid octal number {}"),
    (re.compile(r"\d+[eE.]"), re.compile(r"\d+(?:\.\d+)?(?:[eE]-?\d+)?"), "Not a valid decimal number {}"),
    (re.compile(""), re.compile(r"\d+"), "Illegal number '{}'"),
)


def number(span: Span) -> ast.LiteralInteger | ast.LiteralFloat:
    """Return the node of a number; raise SyntaxProblem for one such as 08."""
    text = span.text
    complaint = _complaint(text)
    if complaint:
        raise SyntaxProblem(complaint, span.start, span.end)
    found = NUMBER_PARTS.fullmatch(text)
    assert found
    if found[3]:
        return ast.LiteralFloat(span, float(text))
    if found[1]:
        return ast.LiteralInteger(span, int(text, 16), 16)
    octal = len(text) > 1 and text[0] == "0"
    return ast.LiteralInteger(span, int(text, 8 if octal else 10), 8 if octal else 10)


def illegal_number(text: str, start: int) -> SyntaxProblem:
    """Return the problem of a digit that begins no number."""
    word = _WORD.match(text, start)
    end = word.end() if word else start + 1
    first = start
    if text[first - 1 : first] == "." and text[first - 2 : first - 1].isdigit():
        first -= 1
        while first and text[first - 1].isdigit():
            first -= 1
    shown = text[first:end]
    complaint = _complaint(shown)
    place = first if complaint else start + 1
    return SyntaxProblem(complaint or f"Illegal number '{shown}'", place, end)


def _complaint(text: str) -> str | None:
    for begins, valid, message in _RULES:
        if begins.match(text):
            return None if valid.fullmatch(text) else message.format(text)
    return None
