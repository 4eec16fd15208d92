"""What evaluation may use up: steps, depth, size and output; running out is BudgetExceeded, which Ruby cannot rescue."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from translator.location import Span

_PYTHON_FRAMES_PER_CALL = 24
SMALL = 4_096  # values up to here are not counted towards the total
MOST_BITS = 200_000


class BudgetExceeded(Exception):
    """The program used up its budget; `span` is the call that did."""

    def __init__(self, message: str, span: Span | None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


@dataclass(slots=True)
class Budget:
    """Limits of one unit of evaluation, such as a recipe.

    A step is a call, a block's run or a loop's turn. `size` is the largest string (characters) or collection
    (elements) that may be made, `total` what all the larger ones may come to, `copied` the characters that appending
    to large strings may copy; `output` the characters that puts and its like may write.
    """

    steps: int = 1_000_000
    depth: int = 1_200
    size: int = 5_000_000
    total: int = 200_000_000
    copied: int = 20_000_000_000
    output: int = 1_000_000

    def prepare_python(self) -> None:
        """Let Python's own stack hold `depth` nested Ruby calls."""
        wanted = self.depth * _PYTHON_FRAMES_PER_CALL + 5_000
        if sys.getrecursionlimit() < wanted:
            sys.setrecursionlimit(wanted)


def share(exhausted: int) -> int:
    """Return by how much the steps of a unit are divided after so many units that used theirs up."""
    return 1 if exhausted < 3 else 20 if exhausted < 20 else 500
