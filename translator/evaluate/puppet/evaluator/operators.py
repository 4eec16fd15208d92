"""Arithmetic, comparisons, matches, and what works on collections: two values and an operator in, a value out."""

from __future__ import annotations

import math
import operator as python
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urljoin

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.evaluator.comparing import (
    NotComparable,
    compare,
    equals,
    includes,
    matches_regexp,
)
from translator.evaluate.puppet.evaluator.dispatch import evaluate, failure, handles, is_true, unknown_among
from translator.evaluate.puppet.evaluator.labels import a_label, label
from translator.evaluate.puppet.evaluator.numbers import to_number
from translator.evaluate.puppet.functions.ruby_text import inspect, to_s
from translator.evaluate.puppet.patterns import compiled
from translator.evaluate.puppet.runtime_numbers import calculated
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.types.assignable import assignable, same
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.model import PType
from translator.evaluate.puppet.types.times import SECOND, Timespan, Timestamp
from translator.evaluate.puppet.types.uris import Uri, parse_uri
from translator.evaluate.puppet.types.versions import SemVerRange
from translator.evaluate.puppet.values import Regexp, Value, derived
from translator.evaluate.values import Unknown
from translator.parse.puppet import ast

_MOST: Final = 2**63 - 1
_LEAST: Final = -(2**63)


# --- logic


@handles(ast.Not)
def not_(node: ast.Not, scope: Scope) -> Value:
    value = evaluate(node.expr, scope)
    return value if isinstance(value, Unknown) else not is_true(value, scope, node.expr)


@handles(ast.And)
def and_(node: ast.And, scope: Scope) -> Value:
    left = evaluate(node.left, scope)
    if isinstance(left, Unknown):
        return left
    if not is_true(left, scope, node.left):
        return False
    right = evaluate(node.right, scope)
    return right if isinstance(right, Unknown) else is_true(right, scope, node.right)


@handles(ast.Or)
def or_(node: ast.Or, scope: Scope) -> Value:
    left = evaluate(node.left, scope)
    if not isinstance(left, Unknown) and is_true(left, scope, node.left):
        return True
    right = evaluate(node.right, scope)
    if isinstance(right, Unknown) or is_true(right, scope, node.right):
        return right if isinstance(right, Unknown) else True
    return left if isinstance(left, Unknown) else False


@handles(ast.Comparison)
def comparison(node: ast.Comparison, scope: Scope) -> Value:
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    if unknown := unknown_among(left, right):
        return unknown
    if isinstance(left, PType):
        return _compare_types(node.operator, left, right)
    if node.operator in ("==", "!="):
        return equals(left, right) is (node.operator == "==")
    return _compare(node, left, right)


_ORDERS: Final[dict[str, Callable[[int], bool]]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def _compare(node: ast.Comparison, left: Value, right: Value) -> bool:
    try:
        return _ORDERS[node.operator](compare(left, right))
    except NotComparable as problem:
        shown = f"{label(left)} {node.operator} {label(right)}"
        raise failure(f"Comparison of: {shown}, is not possible. Caused by '{problem}'.", node) from None


def _compare_types(operator: str, left: PType, right: Value) -> bool:
    equal = isinstance(right, PType) and same(left, right)
    if operator in ("==", "!="):
        return equal is (operator == "==")
    if not isinstance(right, PType):
        return False
    fits = assignable(right, left) if operator.startswith("<") else assignable(left, right)
    return fits and (operator.endswith("=") or not equal)


@handles(ast.Match)
def match(node: ast.Match, scope: Scope) -> Value:
    left, pattern = evaluate(node.left, scope), evaluate(node.right, scope)
    if unknown := unknown_among(left, pattern):
        return unknown
    return _matched(node, left, pattern, scope) is (node.operator == "=~")


def _matched(node: ast.Match, left: Value, pattern: Value, scope: Scope) -> bool:
    if isinstance(pattern, PType):
        return instance(pattern, left)
    if isinstance(pattern, SemVerRange):
        return pattern.includes(left)
    expression = _expression(pattern, node)
    if not isinstance(left, str):
        raise failure(f"Left match operand must result in a String value. Got {a_label(left)}.", node.left)
    return matches_regexp(expression, left, scope)


def _expression(pattern: Value, node: ast.Match) -> Regexp:
    start = "Can not convert right match operand to a regular expression. Caused by"
    if isinstance(pattern, Regexp):
        return pattern
    if not isinstance(pattern, str):
        shown = inspect(pattern) if pattern is None or isinstance(pattern, bool) else label(pattern)
        raise failure(f"{start} 'no implicit conversion of {shown} into String'.", node.right)
    try:
        compiled(Regexp(str(pattern)))
    except PuppetError as problem:
        raise failure(f"{start} '{problem.message}'.", node.right) from None
    return Regexp(str(pattern))


@handles(ast.In)
def in_(node: ast.In, scope: Scope) -> Value:
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    unknown = unknown_among(left, right)
    return includes(right, left, scope) if unknown is None else unknown


# --- numbers


@handles(ast.UnaryMinus)
def minus(node: ast.UnaryMinus, scope: Scope) -> Value:
    value = evaluate(node.expr, scope)
    return value if isinstance(value, Unknown) else derived(-_number(value, node, scope), value)


def _number(value: Value, node: ast.Node, scope: Scope) -> Value:
    """Return a number, made of a string if need be."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, (Timespan, Timestamp)):
        return value
    number = to_number(value) if isinstance(value, str) else None
    if number is None:
        raise failure(f"The value '{to_s(value)}' cannot be converted to Numeric.", node)
    message = f"The string '{value}' was automatically coerced to the numerical value {number}"
    scope.compilation.strictly(message, node.span)
    return number


@handles(ast.Arithmetic)
def arithmetic(node: ast.Arithmetic, scope: Scope) -> Value:
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    if unknown := unknown_among(left, right):
        return unknown
    if isinstance(left, (tuple, dict)) and node.operator in ("+", "-", "<<"):
        made = _COLLECTIONS[node.operator](left, right, node)
        scope.compilation.budget.elements(len(made), node.span)
        return made
    if isinstance(left, (Uri, Binary)) and node.operator == "+":
        return _joined(left, right)
    return calculated(_calculated(node, left, right, scope), node.operator, left, right)


def _joined(left: Uri | Binary, right: Value) -> Value:
    if isinstance(left, Binary):
        if not isinstance(right, Binary):
            raise PuppetError("Can only append Binary to a Binary")
        return Binary(left.data + right.data)
    if not isinstance(right, (str, Uri)):
        raise PuppetError("An URI can only be merged with an URI or String")
    return parse_uri(urljoin(str(left), str(right)))


def _calculated(node: ast.Arithmetic, left: Value, right: Value, scope: Scope) -> Value:
    left, right = _times_first(node, _number(left, node.left, scope), _number(right, node.right, scope))
    if node.operator in ("%", "<<", ">>"):
        _check_integers(node, left, right)
    try:
        result = _ARITHMETIC[node.operator](left, right)
    except ZeroDivisionError:
        raise failure("Division by 0", node.right) from None
    except (OverflowError, ValueError):
        raise failure(f"The result of the {node.operator} expression is Infinity", node.left) from None
    except TypeError:
        times = f"when right side is {a_label(right)}"
        raise failure(f"Operator '{node.operator}' is not applicable to {a_label(left)} {times}.", node.left) from None
    return _within_range(node, result)


def _times_first(node: ast.Arithmetic, left: Value, right: Value) -> tuple[Value, Value]:
    """Return the operands so that a time is the first: 2 * Timespan becomes Timespan * 2."""
    if not isinstance(right, (Timespan, Timestamp)) or isinstance(left, (Timespan, Timestamp)):
        return left, right
    if node.operator == "+" or (node.operator == "*" and isinstance(right, Timespan)):
        return right, left
    if node.operator == "-" and isinstance(right, Timespan):
        return Timespan(int(left * SECOND)), right
    what = f"{a_label(left)} when right side is {a_label(right)}"
    raise failure(f"Operator '{node.operator}' is not applicable to {what}.", node.left)


def _check_integers(node: ast.Arithmetic, left: Value, right: Value) -> None:
    if isinstance(left, float):
        raise failure(f"Operator '{node.operator}' is not applicable to {a_label(left)}.", node.left)
    if isinstance(right, float) and node.operator == "%":
        what = f"{a_label(left)} when right side is {a_label(right)}"
        raise failure(f"Operator '%' is not applicable to {what}.", node.left)


def _within_range(node: ast.Arithmetic, result: Value) -> Value:
    if isinstance(result, float) and math.isinf(result):
        raise failure(f"The result of the {node.operator} expression is Infinity", node.left)
    if isinstance(result, int) and not _LEAST <= result <= _MOST:
        end = "max" if result > 0 else "min"
        what = f"{a_label(node, capital=True)} resulted in a value outside of Puppet Integer {end} range"
        raise failure(f"{what}, got '{result:+#x}'", node)
    return result


def _divided(left: Any, right: Any) -> Any:
    """Divide as Ruby does: integers downwards, floats by 0 to infinity."""
    if isinstance(left, int) and isinstance(right, int):
        return left // right
    if right == 0 and isinstance(left, (int, float)):
        return math.copysign(math.inf, left) if left else math.nan
    return left / right


def _shifted(left: Any, right: Any) -> Any:
    count = int(right)
    return left >> -count if count < 0 else left << min(count, 4096)


_ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": python.add,
    "-": python.sub,
    "*": python.mul,
    "/": _divided,
    "%": python.mod,
    "<<": _shifted,
    ">>": lambda left, right: _shifted(left, -int(right)),
}


# --- collections


def _as_array(value: Value) -> tuple[Value, ...]:
    if isinstance(value, dict):
        return tuple(value.items())
    return value if isinstance(value, tuple) else (value,)


def _added(left: Value, right: Value, node: ast.Arithmetic) -> Value:
    if isinstance(left, tuple):
        return left + _as_array(right)
    return {**left, **_as_hash(right)}


def _as_hash(value: Value) -> dict[Value, Value]:
    if isinstance(value, dict):
        return value
    if not isinstance(value, tuple):
        raise PuppetError("Can only append Array or Hash to a Hash")
    if value and all(isinstance(item, tuple) for item in value):
        return {pair[0]: pair[1] if len(pair) > 1 else None for pair in value if pair}
    if len(value) % 2:
        raise PuppetError("odd number of arguments for Hash")
    return dict(zip(value[::2], value[1::2], strict=True))


def _removed(left: Value, right: Value, node: ast.Arithmetic) -> Value:
    gone = tuple(right) if isinstance(right, dict) and isinstance(left, dict) else _as_array(right)
    if isinstance(left, dict):
        return {key: value for key, value in left.items() if not _is_among(key, gone)}
    return tuple(item for item in left if not _is_among(item, gone))


def _is_among(item: Value, items: tuple[Value, ...]) -> bool:
    """Whether an item is one of several as Ruby's == has it: case matters, 1 is 1.0, true is not 1."""
    return any(item == other and isinstance(item, bool) is isinstance(other, bool) for other in items)


def _appended(left: Value, right: Value, node: ast.Arithmetic) -> Value:
    if not isinstance(left, tuple):
        raise failure(f"Operator '<<' is not applicable to {a_label(left)}.", node.left)
    return (*left, right)


_COLLECTIONS: Final[dict[str, Callable[[Value, Value, ast.Arithmetic], Value]]] = {
    "+": _added,
    "-": _removed,
    "<<": _appended,
}
