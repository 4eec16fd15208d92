"""What the lexer's parts share: the text, where it stands, the tokens so far and what is open."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

from translator.location import Source, Span
from translator.parse.puppet import ast
from translator.parse.puppet.patterns import PATTERNS
from translator.parse.puppet.problem import SyntaxProblem


class Template:
    """A string or heredoc that is being read: how its text is cut, what is done to it, and what is read so far.

    `heredoc` is where the lexer goes on behind a heredoc: (offset, the target of that line's end).
    """

    __slots__ = ("braces", "cut", "end", "head", "heredoc", "literal", "piece", "segments", "start")

    def __init__(self, start: int, end: int, cut: re.Pattern[str], literal: Callable[[str, int], str]) -> None:
        self.start = start
        self.end = end
        self.cut = cut
        self.literal = literal
        self.segments: list[ast.Node] = []
        self.piece = "STRING_START"
        self.braces = 0
        self.heredoc: tuple[int, int] | None = None
        self.head: tuple[int, int, str] = (start, end, "")


class State:
    """The lexer's state."""

    __slots__ = (
        "_epp",
        "braces",
        "jump_to",
        "kinds",
        "match",
        "open_strings",
        "pos",
        "source",
        "tag_open",
        "text",
        "values",
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.pos = 0
        self.kinds: list[str] = []
        self.values: list[Any] = []
        self.braces = 0
        self.open_strings: list[Template] = []
        self.jump_to: int | None = None
        self.tag_open = ""
        self._epp = False
        self.match: Callable[..., Any] = PATTERNS[False, False].match

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def add(self, kind: str, value: Any) -> None:
        """Add a token."""
        self.kinds.append(kind)
        self.values.append(value)

    def sign(self, kind: str, end: int) -> None:
        """Add the token from here to `end`, whose value is its place."""
        self.add(kind, (self.pos, end))
        self.pos = end

    def literal(self, kind: str, node: ast.Node, end: int) -> None:
        """Add a token whose value is its node, and go on behind it."""
        self.add(kind, node)
        self.pos = end

    def fail(self, message: str, at: int) -> NoReturn:
        """Raise Puppet's complaint at a place."""
        raise SyntaxProblem(message, at, at + 1)

    def followed_by(self, at: int) -> str:
        """Return the next characters as Puppet shows them."""
        if at >= len(self.text):
            return "<eof>"
        shown = self.text[at : at + 5] + "..."
        return shown.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")

    def set_jump(self, target: int | None) -> None:
        """Note that the next line's end leads to `target`; None: lines follow each other again."""
        self.jump_to = target
        self.match = PATTERNS[self._epp, target is not None].match

    def jump(self) -> None:
        """Go on behind the heredocs of this line."""
        assert self.jump_to is not None
        self.pos = self.jump_to
        self.set_jump(None)
