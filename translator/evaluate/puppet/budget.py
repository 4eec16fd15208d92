"""What compiling may use up: steps and depth; running out is a PuppetError with Code.BUDGET."""

from __future__ import annotations

import sys
from typing import Final

from translator.diagnostics import Code
from translator.evaluate.puppet.errors import PuppetError
from translator.location import Span

_STEPS: Final = 250_000
_DEPTH: Final = 250
_ELEMENTS: Final = 2_000_000
_CHARACTERS: Final = 20_000_000
_FRAMES_PER_CALL: Final = 60


class Budget:
    """Counts steps (a call, a lambda's run, a resource) and how deep calls are nested."""

    def __init__(self, steps: int = _STEPS, depth: int = _DEPTH) -> None:
        self.steps = steps
        self.depth = depth
        self._left = steps
        self._deep = 0
        wanted = depth * _FRAMES_PER_CALL + 5_000
        if sys.getrecursionlimit() < wanted:
            sys.setrecursionlimit(wanted)

    def step(self, span: Span | None) -> None:
        """Count one step."""
        self._left -= 1
        if self._left < 0:
            raise PuppetError(f"the code takes more than {self.steps} steps", span, Code.BUDGET)

    def enter(self, span: Span | None) -> None:
        """Count one step and go one call deeper; `leave` comes back."""
        self._deep += 1
        if self._deep > self.depth:
            self._deep -= 1
            raise PuppetError(f"stack level too deep: more than {self.depth} nested calls", span, Code.BUDGET)
        self.step(span)

    def leave(self) -> None:
        self._deep -= 1

    def text(self, made: str, span: Span | None) -> str:
        """Return a text that was made; PuppetError when it is too long to go on with."""
        if len(made) > _CHARACTERS:
            raise PuppetError(f"a text of {len(made)} characters is too long", span, Code.BUDGET)
        return made

    def elements(self, count: int, span: Span | None) -> None:
        """Check that a collection of this size may be made."""
        if count > _ELEMENTS:
            raise PuppetError(f"a collection of {count} elements is too large", span, Code.BUDGET)
