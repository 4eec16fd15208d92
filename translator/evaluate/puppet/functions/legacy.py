"""Functions of Puppet's old interface (3.x): they take a number of values, see undef as "", and read types as text."""

from __future__ import annotations

from collections.abc import Callable

from translator.evaluate.puppet.calls import Call, CoreFunction, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.ruby_text import inspect
from translator.evaluate.puppet.values import Regexp, Value

Body = Callable[[Call, tuple[Value, ...]], Value]


def legacy_function(
    name: str, least: int, most: int | None = None, *, origins: bool = False
) -> Callable[[Body], CoreFunction]:
    """Return a decorator that files a function of at least `least` values, without a most when that is None."""

    def decorate(body: Body) -> CoreFunction:
        function = core_function(name, origins=origins)

        @function.signature("*Any", names=("args",))
        def run(call: Call, *arguments: Value) -> Value:
            _check(call, name, len(arguments), least, most)
            return body(call, tuple("" if item is None else converted(item) for item in arguments))

        return function

    return decorate


def _check(call: Call, name: str, given: int, least: int, most: int | None) -> None:
    if given < least or (most is not None and given > most):
        wanted = f"minimum {least}" if most is None else most
        raise PuppetError(f"{name}(): Wrong number of arguments given ({given} for {wanted})", call.span)


def converted(value: Value) -> Value:
    """Return a value as the old interface hands it over: regular expressions as their text."""
    if isinstance(value, Regexp):
        return inspect(value)
    if isinstance(value, tuple):
        return tuple(converted(item) for item in value)
    if isinstance(value, dict):
        return {converted(key): converted(item) for key, item in value.items()}
    return value
