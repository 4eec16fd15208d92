"""Numbers computed from a fact that only the container knows: a result and what it came from in, the same traced out.

before:  $facts['processors']['count'] * 25
after:   TracedInt(50, Runtime("cpu/total", "$fact * 25"))
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Final

from translator.evaluate.puppet.values import TracedInt, Value, derived
from translator.evaluate.values import Runtime

_SHELL_OPERATORS: Final = ("+", "-", "*", "/", "%")


def calculated(result: Value, operator: str, left: Value, right: Value) -> Value:
    """Return the result of an operator with the origin of its operands; as shell arithmetic where that is possible."""
    origin = _runtime(left) or _runtime(right)
    if origin is not None and isinstance(result, int) and operator in _SHELL_OPERATORS:
        written = [_operand(origin.fact, left), _operand(origin.fact, right)]
        if all(written):
            return TracedInt.of(int(result), Runtime(origin.fact, f" {operator} ".join(written)))
    return derived(result, left, right)


def chosen(best: Value, items: Sequence[Value], sign: str) -> Value:
    """Return `best`, the smallest ("<") or largest (">") of numbers, as a choice that the container makes."""
    origin = next(filter(None, map(_runtime, items)), None)
    if origin is None:
        return best
    written = [_operand(origin.fact, item) for item in items]
    if not all(written):
        return derived(best, *items)
    choice = reduce(lambda left, right: f"({left} {sign} {right} ? {left} : {right})", written)
    return TracedInt.of(int(best), Runtime(origin.fact, choice))


def _runtime(value: Value) -> Runtime | None:
    return value.origin if isinstance(value, TracedInt) and isinstance(value.origin, Runtime) else None


def _operand(fact: str, value: Value) -> str:
    """Return a number as a word of shell arithmetic over one fact; "" when it is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return ""
    if not isinstance(value, TracedInt):
        return str(value) if value >= 0 else f"({value})"
    origin = value.origin
    if not isinstance(origin, Runtime) or origin.fact != fact:
        return ""
    if not origin.expression:
        return "$fact"
    return origin.expression if re.fullmatch(r"\$\S+", origin.expression) else f"({origin.expression})"
