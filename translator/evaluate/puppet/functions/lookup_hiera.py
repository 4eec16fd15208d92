"""`hiera`, `hiera_array`, `hiera_hash` and `hiera_include`: look-ups as Hiera 3 had them."""

from __future__ import annotations

from typing import Final

from translator.evaluate.puppet.calls import Call, CoreFunction, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.lookup.lookups import MISSING, find_old
from translator.evaluate.puppet.values import Value

_MERGES: Final = {"hiera": "first", "hiera_array": "unique", "hiera_hash": "hash", "hiera_include": "unique"}


def _define(function: CoreFunction, merge: str) -> None:
    @function.signature("Tuple[String, Any, Any, 1, 3]", names=("args",))
    def splat(call: Call, arguments: tuple[Value, ...]) -> Value:
        key, *rest = arguments
        default, override = [*rest, MISSING, None][:2] if len(rest) < 2 else rest
        return _found(call, merge, key, default, override)

    @function.signature("String", names=("key",))
    def plain(call: Call, key: str) -> Value:
        return _found(call, merge, key, MISSING, None)

    @function.signature("String", "Any", "?Any", names=("key", "default", "override"))
    def with_default(call: Call, key: str, default: Value, override: Value = None) -> Value:
        return _found(call, merge, key, default, override)

    @function.signature("String", block="Callable[1,1]", names=("key",))
    def with_block(call: Call, key: str) -> Value:
        return _found(call, merge, key, MISSING, None)

    @function.signature("String", "Any", block="Callable[1,1]", names=("key", "override"))
    def with_override(call: Call, key: str, override: Value) -> Value:
        return _found(call, merge, key, MISSING, override)


def _found(call: Call, merge: str, key: str, default: Value, override: Value) -> Value:
    block = call.block.call if call.block is not None else None
    value = find_old(call.scope, key, merge, override, default, block)
    return _included(call, key, value) if call.name == "hiera_include" else value


def _included(call: Call, key: str, value: Value) -> Value:
    if value is None:
        raise PuppetError(f"Could not find data item {key}")
    return call.function("include", value) if value not in ((), "") else None


for _name, _merge in _MERGES.items():
    _define(core_function(_name, origins=True), _merge)
