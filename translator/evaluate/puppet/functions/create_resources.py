"""create_resources: resources out of a hash of hashes; realize: virtual resources by reference."""

from __future__ import annotations

from collections.abc import Mapping

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.functions.collections import flat
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.types.names import ruby_class
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown


@legacy_function("create_resources", 2, origins=True)
def create_resources(call: Call, arguments: tuple[Value, ...]) -> Value:
    unknown = next((argument for argument in arguments if isinstance(argument, Unknown)), None)
    if unknown is not None:
        return _left_out(call, unknown)
    _check(call, arguments)
    kind, instances, *defaults = arguments
    prefix = "@@" if kind.startswith("@@") else "@" if kind.startswith("@") else ""
    name = kind.removeprefix(prefix).lower()
    if name == "class" and prefix:
        raise PlainError("Evaluation Error: Classes are not virtualizable", call.span)
    for title, parameters in instances.items():
        every = {**(defaults[0] if defaults else {}), **_hash(call, parameters)}
        _declare(call, name, prefix, title, every)
    return None


def _left_out(call: Call, unknown: Unknown) -> Unknown:
    message = f"create_resources() is left out: {unknown.reason}"
    host(call).report(Diagnostic(code=Code.UNKNOWN_VALUE, message=message, span=call.span))
    return unknown


def _check(call: Call, arguments: tuple[Value, ...]) -> None:
    if len(arguments) > 3:
        message = f"create_resources(): wrong number of arguments ({len(arguments)}; must be 2 or 3)"
    elif not isinstance(arguments[1], dict):
        message = "create_resources(): second argument must be a hash"
    elif len(arguments) == 3 and not isinstance(arguments[2], dict):
        message = "create_resources(): third argument, if provided, must be a hash"
    else:
        return
    raise PuppetError(message, call.span)


def _hash(call: Call, parameters: Value) -> Mapping[str, Value]:
    if isinstance(parameters, dict):
        return parameters
    if isinstance(parameters, Unknown):
        host(call).report(Diagnostic(code=Code.UNKNOWN_VALUE, message=parameters.reason, span=call.span))
        return {}

    shown = "nil" if parameters is None else ruby_class(parameters)
    raise PuppetError(f"no implicit conversion of {shown} into Hash", call.span)


def _declare(call: Call, name: str, prefix: str, title: Value, parameters: Mapping[str, Value]) -> None:
    host(call).create_resources(
        name,
        title if isinstance(title, tuple) else (title,),
        {to_s(key): value for key, value in parameters.items()},
        virtual=bool(prefix),
        exported=prefix == "@@",
        scope=call.scope,
        span=call.span,
    )


@legacy_function("realize", 1, origins=True)
def realize(call: Call, references: tuple[Value, ...]) -> Value:
    host(call).realize(tuple(flat(references)), call.scope, call.span)
    return None
