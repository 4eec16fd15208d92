"""Looking a key up in all layers: a scope and names in, the value out, merged and converted as lookup_options say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.lookup.assertion import assert_type
from translator.evaluate.puppet.lookup.errors import LookupFailure
from translator.evaluate.puppet.lookup.invocation import Invocation
from translator.evaluate.puppet.lookup.keys import LOOKUP_OPTIONS, LookupKey, NotFound, parse_key
from translator.evaluate.puppet.lookup.layers import found_in, has_environment_layer, layer_of
from translator.evaluate.puppet.lookup.merge import HASH, Strategy, strategy
from translator.evaluate.puppet.lookup.options import LookupOptions, compiled_options, validated_options
from translator.evaluate.puppet.lookup.state import State, state_of
from translator.evaluate.puppet.values import Value
from translator.location import Source
from translator.parse.puppet.parser import parse

MISSING: Final[Any] = object()
_LAYERS: Final = ("global", "environment", "module")
_RESERVED: Final = "lookup_options"


def lookup_class_parameter(compilation: Any, key: str, scope: Any = None) -> tuple[bool, Value]:
    """Return whether the data has a class parameter ("ntp::servers"), and its value."""
    state = state_of(compilation)
    invocation = Invocation(state, compilation.top if scope is None else scope)
    try:
        return True, _search(key, invocation, None)
    except NotFound:
        return False, None


def find(
    scope: Any,
    names: Sequence[str],
    *,
    value_type: Value = None,
    merge: Value = None,
    default: Value = MISSING,
    block: Callable[[Value], Value] | None = None,
    overrides: Mapping[str, Value] | None = None,
    defaults: Mapping[str, Value] | None = None,
    shown: Value = None,
) -> Value:
    """Return the value of the first of `names` that has one, as the function `lookup` does.

    `shown` is what the block is given: the name, or the list of names, as the caller wrote it.
    """
    invocation = Invocation(state_of(scope.evaluation), scope, overrides, defaults)
    return find_in(invocation, names, value_type, merge, default, block, shown)


def find_old(scope: Any, key: str, merge: str, override: Value, default: Value, block: Any) -> Value:
    """Return what `hiera` and its like find: in the global layer only, unless the environment has a hiera.yaml."""
    state = state_of(scope.evaluation)
    invocation = Invocation(state, scope)
    invocation.old_function = True
    invocation.global_only = invocation.global_only or not has_environment_layer(state)
    if override not in (None, ()):
        invocation.location_overrides = override if isinstance(override, tuple) else (override,)
    return find_in(invocation, (key,), None, merge, default, block, key)


def find_in(
    invocation: Invocation,
    names: Sequence[str],
    value_type: Value = None,
    merge: Value = None,
    default: Value = MISSING,
    block: Callable[[Value], Value] | None = None,
    shown: Value = None,
) -> Value:
    """Return the value of the first name that has one, within a look-up that is set up."""
    for name in names:
        if name in invocation.overrides:
            value = invocation.overrides[name]
            return _typed(f"Value found for key '{name}' in override hash", value_type, value)
        try:
            return _typed("Found value", value_type, _search(name, invocation, merge))
        except NotFound:
            continue
    for name in names:
        if name in invocation.defaults:
            subject = f"Value found for key '{name}' in default values hash"
            return _typed(subject, value_type, invocation.defaults[name])
    if block is not None:
        return _typed("Value returned from default block", value_type, block(shown))
    if default is MISSING:
        raise _failed(names)
    return _typed("Default value", value_type, default)


def _typed(subject: str, wanted: Value, value: Value) -> Value:
    return value if wanted is None else assert_type(subject, wanted, value)


def _failed(names: Sequence[str]) -> LookupFailure:
    if len(names) == 1:
        return LookupFailure(f"Function lookup() did not find a value for the name '{names[0]}'")
    listed = ", ".join(f"'{name}'" for name in names)
    return LookupFailure(f"Function lookup() did not find a value for any of the names [{listed}]")


def _search(name: str, invocation: Invocation, merge: Value) -> Value:
    """Return the value of one key; NotFound when no layer has it."""
    if name == _RESERVED or name.startswith(f"{_RESERVED}."):
        raise NotFound
    key = parse_key(name)
    with invocation.running(key):
        options = _options_of(key, invocation)
        chosen = strategy(options.get("merge") if merge is None else merge)
        return _converted(key, options, invocation, _found(key, invocation, chosen))


def _found(key: LookupKey, invocation: Invocation, merge: Strategy) -> Value:
    try:
        return key.dig(_in_layers(key, invocation, merge))
    except NotFound:
        if invocation.global_only:
            raise
    return key.dig(_in_fallback(key, invocation))


def _in_layers(key: LookupKey, invocation: Invocation, merge: Strategy) -> Value:
    if invocation.global_only:
        return _ask("global", key, invocation, merge)
    return merge.lookup(_LAYERS, lambda layer: _ask(layer, key, invocation, merge))


def _ask(layer: str, key: LookupKey, invocation: Invocation, merge: Strategy) -> Value:
    if layer == "module":
        if invocation.module is None:
            raise NotFound
        layer = f"module/{invocation.module}"
    if layer == "global":
        return _ask_global(key, invocation, merge)
    return found_in(layer_of(invocation.state, layer), key, invocation, merge)


def _ask_global(key: LookupKey, invocation: Invocation, merge: Strategy) -> Value:
    layer = layer_of(invocation.state, "global")
    try:
        if layer is None:
            with invocation.checked(key.text):
                raise NotFound
        return layer.lookup(key, invocation, merge)
    except LookupFailure as error:
        if error.issue:
            raise
        raise PuppetError(f"Lookup of key '{invocation.top}' failed: {error.message}", error.span) from error


def _in_fallback(key: LookupKey, invocation: Invocation) -> Value:
    """Return what the default_hierarchy of the key's module has, merged as the options in it say."""
    module = invocation.module
    layer = layer_of(invocation.state, f"module/{module}") if module is not None else None
    if module is None or layer is None or not layer.has_fallback:
        raise NotFound
    known = invocation.state.default_options
    if module not in known:
        known[module] = LookupOptions()
        known[module] = compiled_options(_default_options(module, invocation))
    return layer.lookup(key, invocation, strategy(known[module].of(key.root).get("merge")), fallback=True)


def _default_options(module: str, invocation: Invocation) -> Value:
    layer = layer_of(invocation.state, f"module/{module}")
    assert layer is not None
    inner = Invocation(invocation.state, invocation.scope)
    with inner.running(LOOKUP_OPTIONS, module):
        try:
            return validated_options(layer.lookup(LOOKUP_OPTIONS, inner, HASH, fallback=True), module)
        except NotFound:
            return None


# --- lookup_options


def _options_of(key: LookupKey, invocation: Invocation) -> Mapping[str, Value]:
    known = invocation.state.options
    module = key.module
    if module not in known:
        inner = Invocation(invocation.state, invocation.scope)
        with inner.running(LOOKUP_OPTIONS, invocation.module):
            known[module] = compiled_options(_merged_options(module, inner))
    return known[module].of(key.root)


def _merged_options(module: str | None, invocation: Invocation) -> Value:
    """Return the options of all layers as one; those of a layer above count more."""
    found = [_layer_options("global", None, invocation)]
    if not invocation.global_only:
        found.append(_layer_options("environment", None, invocation))
        if module is not None:
            found.append(_layer_options("module", module, invocation))
    given = [options for options in found if options is not None]
    made = given[0] if given else None
    for under in given[1:]:
        made = HASH.merge(made, under)
    return made


def _layer_options(layer: str, module: str | None, invocation: Invocation) -> Value:
    try:
        return validated_options(_ask(layer, LOOKUP_OPTIONS, invocation, HASH), module)
    except NotFound:
        return None


def _converted(key: LookupKey, options: Mapping[str, Value], invocation: Invocation, value: Value) -> Value:
    """Return the value as `convert_to` wants it: a type, or a type and what `new` is given beside the value."""
    wanted = options.get("convert_to")
    if wanted is None:
        return value
    kind, *arguments = wanted if isinstance(wanted, tuple) else (wanted,)
    compilation = invocation.state.compilation
    if isinstance(kind, str):
        kind = _parsed_type(key, kind, invocation)
    try:
        return compilation.call("new", (kind, value, *arguments), scope=invocation.scope, span=None)
    except PuppetError as error:
        message = f"The convert_to lookup_option for key '{key.text}' raised error: {error.message}"
        raise LookupFailure(message) from None


def _parsed_type(key: LookupKey, text: str, invocation: Invocation) -> Value:
    message = f"Invalid data type in lookup_options for key '{key.text}' could not parse '{text}'"
    problems = parse(Source("lookup_options", text))[1]
    if problems:
        raise LookupFailure(f"{message}, error: '{problems[0].message}")
    try:
        return invocation.state.compilation.parse_type(text, invocation.scope)
    except PuppetError as error:
        raise LookupFailure(f"{message}, error: '{error.message}") from None


__all__ = ["MISSING", "State", "find", "find_in", "find_old", "lookup_class_parameter"]
