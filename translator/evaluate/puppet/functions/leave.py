"""break, next, return: end a loop, a block, or what is around it."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import LeaveFunction, LeaveIteration, LeaveLambda
from translator.evaluate.puppet.values import Value

break_function = core_function("break", origins=True)
next_function = core_function("next", origins=True)
return_function = core_function("return", origins=True)


@break_function.signature()
def leave_loop(call: Call) -> Value:
    raise LeaveIteration(call.span)


@next_function.signature("?Any", names=("value",))
def leave_block(call: Call, value: Value = None) -> Value:
    raise LeaveLambda(value, call.span)


@return_function.signature("?Any", names=("value",))
def leave_function(call: Call, value: Value = None) -> Value:
    raise LeaveFunction(value, call.span)
