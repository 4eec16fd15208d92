"""The tree builder: one method a rule of puppet.lark, which takes the values of the rule's symbols and makes the node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from translator.location import Source
from translator.parse.lalr import tables
from translator.parse.puppet.builder.definitions import Definitions


class Builder(Definitions):
    """Makes the nodes of one text; `methods` has the method of each rule."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        rules = tables("puppet.lark").rules
        self.methods: list[Callable[..., Any]] = [getattr(self, name) if name else _unused for _, _, name in rules]


def _unused(*values: Any) -> Any:
    raise AssertionError("a rule without a method is handed through")
