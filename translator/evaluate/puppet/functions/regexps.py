"""Regular expressions in functions: a pattern as text or Regexp in, matches out, with Ruby's words when one is bad."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import regex

from translator.diagnostics import Code
from translator.evaluate.puppet import patterns
from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.values import Regexp

LONGEST: Final = 4.0  # seconds that one search may take
Match = Any
"""A match of the `regex` library."""


def compiled(pattern: Regexp | str) -> regex.Pattern[str]:
    """Compile a pattern; PuppetError when it is not valid."""
    return patterns.compiled(pattern if isinstance(pattern, Regexp) else Regexp(str(pattern)))


def searched(pattern: Regexp | str, text: str, call: Call, start: int = 0) -> Match | None:
    """Return the first match from `start` on."""
    try:
        return compiled(pattern).search(str(text), start, timeout=LONGEST)
    except TimeoutError:
        source = pattern.source if isinstance(pattern, Regexp) else pattern
        raise PuppetError(f"matching /{source}/ takes too long", call.span, Code.BUDGET) from None


def every(pattern: Regexp | str, text: str, call: Call) -> Iterator[Match]:
    """Yield the matches one after the other; after an empty one Ruby goes on at the next character."""
    at = 0
    while at <= len(text):
        found = searched(pattern, text, call, at)
        if found is None:
            return
        yield found
        at = found.end() + (found.end() == found.start())
