"""Heredocs: `@(END)` and the lines below it in, one literal or the pieces around its expressions out.

    @("END":json/L)     →  HEREDOC, or HEREDOC_START STRING_START expression … STRING_END
      text ${x}
      | END

The expressions are read where they stand, so their places are the file's. Text loses the margin before the "|" of the
last line, and its last line break when that has a "-".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from translator.parse.puppet import ast
from translator.parse.puppet.patterns import BLANK
from translator.parse.puppet.state import Template
from translator.parse.puppet.strings import ESCAPED_DOLLARS, PLAIN_DOLLARS, Strings, unescape

_SPACE: Final = BLANK.replace(r"\r", "")
_HEAD: Final = re.compile(
    rf"@\(([^:/\r\n)]+)(?::{_SPACE}*([a-z][a-zA-Z0-9_+]+){_SPACE}*)?(?:/((?:\w|[$])*){_SPACE}*)?\)", re.ASCII
)
_QUOTED_TAG: Final = re.compile(r'"(.*)"')
_ALL_ESCAPES: Final = "trnsuL$"
_NOTHING_ELSE: Final = re.compile(r"(?s:.*)()")


class Head(NamedTuple):
    """What stands between the parentheses; no escapes at all when there is no slash."""

    tag: str
    syntax: str
    escapes: frozenset[str]
    interpolated: bool


class Heredocs(Strings):
    """Reads heredocs."""

    __slots__ = ()

    def heredoc(self) -> None:
        """Read one from its head; the line goes on behind the head, its end leads behind the text."""
        start = self.pos
        close = self.text.find(")", start) + 1
        if not close:
            self.fail(f"Unclosed parenthesis after '@(' followed by '{self.followed_by(start)}'", start)
        head = self._head(start, close)
        body = self.jump_to or self.text.find("\n", close) + 1
        if not body:
            self.fail("Heredoc without any following lines of text", close)
        last = _last_line(head.tag).search(self.text, body)
        if last is None:
            self.fail("Heredoc without end-tagged line", body)
        end = max(body, self.text.rfind("\n", 0, last.start()) + 1)
        if last[3]:
            end = self._without_break(body, end)
        template = Template(body, end, _cut(head), _literal(self.text, head.escapes, last[1] if last[2] else ""))
        template.head = (start, close, head.syntax)
        template.heredoc = (close, last.end())
        self.set_jump(None)
        self.pos = body
        self.read_string(template, body)

    def _head(self, start: int, close: int) -> Head:
        found = _HEAD.match(self.text, start, close)
        if found is None:
            self.fail("Invalid syntax in heredoc expected @(endtag[:syntax][/escapes])", close)
        tag = found[1].strip()
        quoted = _QUOTED_TAG.fullmatch(tag)
        tag = quoted[1].strip() if quoted else tag
        if not tag:
            self.fail("Heredoc with an empty endtag", close)
        return Head(tag, found[2] or "", self._escapes(found[3], close), quoted is not None)

    def _escapes(self, letters: str | None, close: int) -> frozenset[str]:
        if letters is None:
            return frozenset()
        letters = letters or _ALL_ESCAPES
        if len(set(letters)) < len(letters):
            listed = ", ".join(letters)
            self.fail(f"An escape char for @() may only appear once. Got '{listed}'", close)
        for letter in letters:
            if letter not in _ALL_ESCAPES:
                allowed = "Only t, r, n, s,  u, L, $ allowed."
                self.fail(f"Invalid heredoc escape char. {allowed} Got '{letter}'", close)
        lines = {"\n", "\r\n"} if "L" in letters else set()
        return frozenset({"\\", *letters} - {"L"} | lines)

    def _without_break(self, body: int, end: int) -> int:
        if end > body and self.text[end - 1] == "\n":
            end -= 1
            if end > body and self.text[end - 1] == "\r":
                end -= 1
        return end

    # --- what the strings call

    def string_opens(self, template: Template) -> None:
        if template.heredoc and template.piece == "STRING_START":
            self.add("HEREDOC_START", template.head)

    def finished_string(self, template: Template, node: ast.LiteralString | ast.ConcatenatedString) -> None:
        if template.heredoc:
            start, end, syntax = template.head
            self.add("HEREDOC", ast.Heredoc(self.span(start, end), syntax, node))
        else:
            Strings.finished_string(self, template, node)

    def string_done(self, template: Template) -> None:
        if template.heredoc:
            self.pos, jump = template.heredoc
            self.set_jump(jump)


def _last_line(tag: str) -> re.Pattern[str]:
    margin = rf"(?<!{_SPACE})({_SPACE}*)(?:([|]){_SPACE}*)?(?:(-){_SPACE}*)?"
    return re.compile(rf"{margin}{re.escape(tag)}{_SPACE}*\r?(?:\n|\Z)")


def _cut(head: Head) -> re.Pattern[str]:
    if not head.interpolated:
        return _NOTHING_ELSE
    return ESCAPED_DOLLARS if "$" in head.escapes else PLAIN_DOLLARS


def _literal(text: str, escapes: frozenset[str], margin: str) -> Callable[[str, int], str]:
    """Return what turns a piece of the text into its value: the margin goes first, then the escapes."""

    def value(raw: str, start: int) -> str:
        if margin:
            first = raw.startswith(margin) and (start == 0 or text[start - 1] == "\n")
            raw = (raw[len(margin) :] if first else raw).replace("\n" + margin, "\n")
        return unescape(raw, escapes)

    return value
