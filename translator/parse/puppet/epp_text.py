"""EPP templates: what lies outside the tags becomes RENDER_STRING tokens, `<%= x %>` RENDER_EXPR x EPP_END.

<%- | String $name | -%>
Hello <%= $name %>!
"""

from __future__ import annotations

import re
from typing import Final

from translator.parse.puppet import ast
from translator.parse.puppet.patterns import PATTERNS
from translator.parse.puppet.state import State

_LINE_REST: Final = re.compile(r"[ \t]*\r?\n?")
_COMMENT_END: Final = re.compile(r"[^%]%>", re.DOTALL)


class EppText(State):
    """Reads the text between tags."""

    __slots__ = ()

    def begin_template(self) -> None:
        """Read the text before the first tag."""
        self._epp = True
        self.match = PATTERNS[True, False].match
        self.add("EPP_START", (0, 0))
        self._text(0, trim=False)

    def close_tag(self, end: int) -> None:
        """`%>` or `-%>`: the code ends, text follows."""
        trim = self.text[self.pos] == "-"
        if self.tag_open == "=":
            self.sign("EPP_END", end)
        self._text(end, trim=trim)

    def _text(self, start: int, *, trim: bool) -> None:
        """Read text up to the next tag that holds code."""
        parts: list[str] = []
        self.tag_open = ""
        at, length = start, len(self.text)
        while at < length:
            found = self.text.find("<%", at)
            end = length if found < 0 else found + 2
            part = self.text[at:end]
            if trim:
                part, trim = _LINE_REST.sub("", part, count=1), False
            parts.append(part.replace("%%>", "%>"))
            mark = self.text[end : end + 1]
            if not mark:
                self._last_text(start, "".join(parts))
                return
            if mark == "%":
                at = end + 1
            elif mark == "#":
                at, trim = self._comment(parts, end)
            else:
                self._open_tag(start, end, mark, "".join(parts))
                return
        self.pos = length

    def _last_text(self, start: int, text: str) -> None:
        if text.endswith("<%"):
            self.fail("Unbalanced embedded expression - opening <% and reaching end of input", len(self.text))
        self._render(start, len(self.text), text)
        self.pos = len(self.text)

    def _open_tag(self, start: int, end: int, mark: str, text: str) -> None:
        text = text[:-2].rstrip(" \t") if mark == "-" else text[:-2]
        if text:
            self._render(start, end, text)
        self.pos = end + (mark in "-=")
        self.tag_open = mark if mark == "=" else "%"
        if mark == "=":
            self.add("RENDER_EXPR", (start, end + 1))

    def _comment(self, parts: list[str], at: int) -> tuple[int, bool]:
        """Skip a comment from its "#"; return where text goes on and whether its line's rest goes too."""
        found = _COMMENT_END.search(self.text, at)
        if found is None:
            self.fail("Reaching end after opening <%# without seeing %>", at)
        comment = self.text[at : found.end()]
        text = "".join(parts)[:-2]
        parts[:] = [text.rstrip(" \t") if comment[1] == "-" else text]
        return found.end(), comment.endswith("-%>")

    def _render(self, start: int, end: int, text: str) -> None:
        self.add("RENDER_STRING", ast.RenderString(self.span(start, end), text))
