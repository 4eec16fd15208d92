"""new, type, convert_to, assert_type: values and their types; call: a function by its name."""

from __future__ import annotations

from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.types.infer import generalize, infer, infer_set
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.model import PType
from translator.evaluate.puppet.values import Deferred, Value

REACTION: Final = "?Callable[Type, Type]"

new_function = core_function("new", origins=True)
type_function = core_function("type", origins=True)
convert_to = core_function("convert_to", origins=True)
assert_type = core_function("assert_type", origins=True)
call_function = core_function("call", origins=True)


@new_function.signature("Type", "*Any", block="?Callable", names=("type", "args"))
def new(call: Call, kind: PType, *arguments: Value) -> Value:
    from translator.evaluate.puppet.types.new import new_value

    made = new_value(call, kind, arguments)
    return made if call.block is None else call.block.call(made)


@convert_to.signature("Any", "Type", "*Any", block="?Callable[1,1]", names=("value", "type", "args"))
def converted(call: Call, value: Value, kind: PType, *arguments: Value) -> Value:
    made = call.function("new", kind, value, *arguments)
    return made if call.block is None else call.block.call(made)


@type_function.signature("Any", "?Enum[detailed]", names=("value", "inference_method"))
def detailed(call: Call, value: Value, method: str = "detailed") -> Value:
    return infer_set(value)


@type_function.signature("Any", "Enum[reduced]", names=("value", "inference_method"))
def reduced(call: Call, value: Value, method: str) -> Value:
    return infer(value)


@type_function.signature("Any", "Enum[generalized]", names=("value", "inference_method"))
def generalized(call: Call, value: Value, method: str) -> Value:
    return generalize(infer(value))


@assert_type.signature("Type", "Any", block=REACTION, names=("type", "value"))
def asserted(call: Call, kind: PType, value: Value) -> Value:
    if instance(kind, value):
        return value
    inferred = infer_set(value)
    if call.block is not None:
        return call.block.call(kind, inferred)
    from translator.evaluate.puppet.types.mismatch import describe_mismatch

    raise PuppetError(describe_mismatch("assert_type():", kind, inferred), call.span)


@assert_type.signature("String", "Any", block=REACTION, names=("type_string", "value"))
def asserted_by_text(call: Call, text: str, value: Value) -> Value:
    return asserted(call, host(call).parse_type(text, call.scope), value)


@call_function.signature("String", "*Any", block="?Callable", names=("function_name", "arguments"))
def called(call: Call, name: str, *arguments: Value) -> Value:
    return call.function(name, *arguments, block=call.block)


@call_function.signature("Deferred", names=("deferred",))
def resolved(call: Call, deferred: Deferred) -> Value:
    return host(call).resolve_deferred(deferred, call.scope, call.span)
