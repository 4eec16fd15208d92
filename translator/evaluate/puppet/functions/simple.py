"""with, then, lest, unwrap: hand values to a block."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.blocks import block_of, skipped
from translator.evaluate.puppet.values import Sensitive, Value, derived
from translator.evaluate.values import Unknown

with_function = core_function("with", origins=True)
then = core_function("then", origins=True)
lest = core_function("lest", origins=True)
unwrap = core_function("unwrap", origins=True)


@with_function.signature("*Any", block="Callable", names=("arg",))
def with_values(call: Call, *values: Value) -> Value:
    return block_of(call).call(*values)


@then.signature("Any", block="Callable[1,1]", names=("arg",))
def then_value(call: Call, value: Value) -> Value:
    if isinstance(value, Unknown):
        return skipped(call, value)
    return None if value is None else block_of(call).call(value)


@lest.signature("Any", block="Callable[0,0]", names=("arg",))
def lest_undef(call: Call, value: Value) -> Value:
    return block_of(call).call() if value is None else value


@unwrap.signature("Any", block="?Callable", names=("arg",))
@unwrap.signature("Sensitive", block="?Callable", names=("arg",))
def unwrapped(call: Call, value: Value) -> Value:
    """Return what a Sensitive holds: it stays a secret, which only the catalog's own text forgets."""
    inner = derived(value.value, value) if isinstance(value, Sensitive) else value
    return inner if call.block is None else call.block.call(inner)
