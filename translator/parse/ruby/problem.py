"""A syntax problem on its way from the lexer or builder to the Diagnostic."""

from __future__ import annotations


class SyntaxProblem(Exception):
    """What is wrong between the characters `start` and `end`; caught by the parser."""

    def __init__(self, message: str, start: int, end: int, *, refused: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(end, start + 1)
        self.refused = refused
