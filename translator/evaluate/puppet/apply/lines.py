"""file_line's work on a text: a line put in, in place of another, behind another, or taken out.

before:  "a=1\\nb=2\\n" with LineEdit(line="a=3", match="^a=")
after:   "a=3\\nb=2\\n"
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from translator.evaluate.ruby.methods.support.onigmo import compile_onigmo


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEdit:
    """The parameters of a file_line."""

    line: str
    present: bool = True
    match: str = ""
    after: str = ""
    replace: bool = True
    append: bool = True
    match_for_absence: bool = False
    all_not_matching: bool = False


def edited(text: str, edit: LineEdit) -> str:
    """Return the text after the edit; the same text when nothing is to be done."""
    lines = text.splitlines(keepends=True)
    if not edit.present:
        return "".join(line for line in lines if not _leaves(line, edit))
    if not _to_do(lines, edit):
        return text
    ended = [line if line.endswith("\n") else f"{line}\n" for line in lines]
    return "".join(_put(ended, edit))


def _search(pattern: str, line: str) -> bool:
    try:
        return pattern != "" and compile_onigmo(pattern, "").search(line) is not None
    except regex.error as error:
        raise ValueError(f"invalid pattern {pattern!r}: {error}") from error


def _leaves(line: str, edit: LineEdit) -> bool:
    if edit.match_for_absence and edit.match:
        return _search(edit.match, line)
    return line.rstrip("\n") == edit.line


def _to_do(lines: list[str], edit: LineEdit) -> bool:
    there = any(line.rstrip("\n") == edit.line for line in lines)
    if not edit.match:
        return not there
    others = [line for line in lines if not (edit.all_not_matching and line.rstrip("\n") == edit.line)]
    matches = any(_search(edit.match, line) for line in others)
    if not matches:
        return not there and edit.append
    if edit.all_not_matching:
        return True
    return not there and edit.replace


def _put(lines: list[str], edit: LineEdit) -> list[str]:
    whole = f"{edit.line}\n"
    if edit.match and any(_search(edit.match, line) for line in lines):
        return [whole if _search(edit.match, line) else line for line in lines]
    found = [part for line in lines for part in ((line, whole) if _search(edit.after, line) else (line,))]
    return found if len(found) > len(lines) else [*lines, whole]
