"""abs, ceiling, floor, round: of numbers, and of strings that are numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.values import Value
from translator.evaluate.ruby.methods.support.letters import leading_float, leading_integer, whole_float

FLOAT: Final = re.compile(r"^-?\d+\.\d+$", re.MULTILINE | re.ASCII)
INTEGER: Final = re.compile(r"^-?\d+$", re.MULTILINE | re.ASCII)

abs_function = core_function("abs")
round_function = core_function("round")


@abs_function.signature("Numeric", names=("val",))
def abs_of_number(call: Call, value: float) -> Value:
    return abs(value)


@abs_function.signature("String", names=("val",))
def abs_of_string(call: Call, value: str) -> Value:
    if FLOAT.search(value):
        return abs(leading_float(value))
    if INTEGER.search(value):
        return abs(leading_integer(value))
    message = "abs(): Requires float or integer to work with - was given non decimal string"
    raise PuppetError(message, call.span)


def _rounding(name: str, toward: Callable[[float], int]) -> None:
    function = core_function(name)

    @function.signature("Numeric", names=("val",))
    def on_number(call: Call, value: float) -> Value:
        return toward(value)

    @function.signature("String", names=("val",))
    def on_string(call: Call, value: str) -> Value:
        number = whole_float(value)
        if number is None:
            message = f"{name}(): cannot convert given value to a floating point value."
            raise PuppetError(message, call.span)
        return toward(number)


_rounding("ceiling", math.ceil)
_rounding("floor", math.floor)


@round_function.signature("Numeric", names=("val",))
def rounded(call: Call, value: float) -> Value:
    return int(value + 0.5) if value > 0 else int(value - 0.5)
