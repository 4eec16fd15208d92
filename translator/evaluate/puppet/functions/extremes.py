"""max and min: the largest or smallest of the arguments, or of one array."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.ordering import Comparison, by_block, compared
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.functions.versioncmp import order
from translator.evaluate.puppet.runtime_numbers import chosen
from translator.evaluate.puppet.values import Value
from translator.evaluate.ruby.methods.support.letters import leading_float
from translator.evaluate.values import Unknown

NUMBER: Final = re.compile(r"-?\d+([._eE]\d+)?\Z", re.ASCII)
PAIR: Final = "Callable[2,2]"
Better = Callable[[int], bool]


def _text_order(one: Value, other: Value) -> int:
    left, right = str(to_s(one)), str(to_s(other))
    if NUMBER.match(left) and NUMBER.match(right):
        return order(leading_float(left), leading_float(right))
    return order(left, right)


def _extreme(name: str, better: Better) -> None:
    function = core_function(name, origins=True)

    def numbers(call: Call, *values: Value) -> Value:
        return _best(call, name, values, lambda one, other: compared(call, one, other), better)

    def texts(call: Call, *values: Value) -> Value:
        return _best(call, name, values, _text_order, better)

    def asked(call: Call, *values: Value) -> Value:
        assert call.block is not None
        return _best(call, "", values, by_block(call, call.block), better)

    def of_array(plain: Callable[..., Value]) -> Callable[[Call, Value], Value]:
        def body(call: Call, array: Value) -> Value:
            if isinstance(array, Unknown):
                return array
            return (asked if call.block is not None else plain)(call, *array)

        return body

    function.signature("*Numeric", names=("values",))(numbers)
    function.signature("*String", names=("values",))(texts)
    function.signature("Array[Numeric]", block=f"?{PAIR}", names=("values",))(of_array(numbers))
    function.signature("Array[String]", block=f"?{PAIR}", names=("values",))(of_array(texts))
    function.signature("Array", block=f"?{PAIR}", names=("values",))(of_array(texts))
    function.signature("*Any", block=PAIR, names=("values",))(asked)
    function.signature("*Any", names=("values",))(texts)


def _best(call: Call, name: str, values: Sequence[Value], compare: Comparison, better: Better) -> Value:
    unknown = next((value for value in values if isinstance(value, Unknown)), None)
    if unknown is not None or not values:
        return _without(call, name, unknown)
    best = values[0]
    for value in values[1:]:
        if better(compare(value, best)):
            best = value
    return chosen(best, values, ">" if name == "max" else "<") if name else best


def _without(call: Call, name: str, unknown: Unknown | None) -> Value:
    if unknown is None and name:
        raise PuppetError(f"{name}(): Wrong number of arguments need at least one", call.span)
    return unknown


_extreme("max", lambda found: found > 0)
_extreme("min", lambda found: found < 0)
