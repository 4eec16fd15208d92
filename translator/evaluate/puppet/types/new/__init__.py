"""`new` of every type."""

from __future__ import annotations

from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.values import Value


def accepts(kind: m.InitType, value: Value) -> bool:
    """Tell whether `new` of the type takes the value."""
    return True
