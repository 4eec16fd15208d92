"""The tree builder: one method a rule of chef.lark, which takes the values of the rule's symbols and makes the node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from translator.location import Source
from translator.parse.lalr import tables
from translator.parse.ruby.builder.definitions import Definitions
from translator.parse.ruby.builder.operators import Operators
from translator.parse.ruby.state import State


class Builder(Operators, Definitions):
    """Makes the nodes of one text; `methods` has the method of each rule."""

    def __init__(self, source: Source, state: State) -> None:
        super().__init__(source, state)
        self.methods: list[Callable[..., Any]] = [
            getattr(self, name) if name else _unused for _, _, name in tables("chef.lark").rules
        ]


def _unused(*values: Any) -> Any:
    raise AssertionError("a rule without a method is handed through")
