"""Chef's parameter checks with Chef's messages: is, kind_of, equal_to, regex, respond_to, cannot_be, callbacks.

in:   a property's name, value and checks, or the two hashes of `validate(options, map)`
out:  nothing, or Chef::Exceptions::ValidationFailed
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RRegexp, RString, RubyError, Symbol, Value
from translator.evaluate.values import Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun
    from translator.evaluate.ruby.interpreter import Interpreter


def failed(interp: Interpreter, message: str) -> RubyError:
    """Return a ValidationFailed to raise."""
    return interp.error("Chef::Exceptions::ValidationFailed", message)


def sample(value: Value) -> Value:
    """Return a tainted value's sample, which is what checks look at."""
    return value.sample if isinstance(value, Tainted) else value


def listed(run: ChefRun, value: Value) -> list[Value]:
    """Return Ruby's Array(value) for what checks take."""
    if isinstance(value, (RClass, RHash)):
        return [value]
    return run.interp.splat(value)


def accepts(run: ChefRun, resource: RObject | None, wanted: Value, value: Value) -> bool:
    """Tell whether one of `is:`'s alternatives takes the value."""
    return any(_matches(run, resource, item, value) for item in _alternatives(wanted))


def _alternatives(wanted: Value) -> list[Value]:
    return list(wanted) if isinstance(wanted, list) else [wanted]


def _matches(run: ChefRun, resource: RObject | None, wanted: Value, value: Value) -> bool:
    from translator.evaluate.chef.property import Property

    interp = run.interp
    if isinstance(wanted, RClass):
        return _kind_of(run, value, wanted)
    if wanted is None or isinstance(wanted, bool):
        return value is wanted
    if isinstance(wanted, RProc):
        return interp.truthy(interp.yield_block(wanted, [value], self_value=resource))
    if isinstance(wanted, Property):
        try:
            validate_value(run, resource, wanted.name, value, wanted.checks)
        except RubyError:
            return False
        return True
    return interp.truthy(interp.call(wanted, "===", [value]))


def _kind_of(run: ChefRun, value: Value, wanted: RClass) -> bool:
    return isinstance(value, Unknown) or run.interp.is_a(sample(value), wanted)


def validate_value(run: ChefRun, resource: RObject | None, name: str, value: Value, checks: dict[str, Any]) -> None:
    """Check one value; unknown values pass, as nothing can be said about them."""
    if isinstance(value, Unknown):
        return
    for check, argument in checks.items():
        rule = CHECKS.get(check)
        if rule is None:
            raise run.interp.error("ArgumentError", f"Validation map has unknown check: {check}")
        rule(run, resource, name, sample(value), argument)


def validate_hash(run: ChefRun, resource: RObject | None, options: RHash, rules: RHash) -> RHash:
    """`validate({a: 1}, {a: {kind_of: Integer, default: 2}})`: check each option, fill in the defaults."""
    for key, rule in rules.items():
        name = key.name if isinstance(key, Symbol) else key.text
        value = options.get(key)
        if rule is True and value is None:
            raise failed(run.interp, f"Required argument {run.interp.inspect(key)} is missing!")
        if not isinstance(rule, RHash):
            continue
        for check, argument in rule.items():
            _validate_option(run, resource, options, key, name, check.name, argument)
    return options


def _validate_option(
    run: ChefRun, resource: RObject | None, options: RHash, key: Value, name: str, check: str, argument: Value
) -> None:
    value = options.get(key)
    if check == "required":
        if argument and value is None:
            raise failed(run.interp, f"Required argument {run.interp.inspect(key)} is missing!")
    elif check == "default":
        if value is None:
            options.set(key, argument)
    elif check in ("name_attribute", "name_property"):
        if argument and value is None and resource is not None:
            options.set(key, resource.ivars.get("name"))
    elif check != "validation_message":
        validate_value(run, resource, name, value, {check: argument})


Check = Callable[["ChefRun", "RObject | None", str, Value, Value], None]


def _check_is(run: ChefRun, resource: RObject | None, name: str, value: Value, wanted: Value) -> None:
    if accepts(run, resource, wanted, value):
        return
    shown = ", ".join(run.interp.inspect(item) for item in _alternatives(wanted))
    raise failed(run.interp, f"Property {name} must be one of: {shown}!  You passed {run.interp.inspect(value)}.")


def _check_kind_of(run: ChefRun, resource: RObject | None, name: str, value: Value, wanted: Value) -> None:
    if value is None or any(_kind_of(run, value, item) for item in listed(run, wanted)):
        return
    shown = run.interp.inspect(listed(run, wanted))
    raise failed(run.interp, f"Option {name} must be a kind of {shown}!  You passed {run.interp.inspect(value)}.")


def _check_equal_to(run: ChefRun, resource: RObject | None, name: str, value: Value, wanted: Value) -> None:
    if value is None or any(run.interp.equal(value, item) for item in listed(run, wanted)):
        return
    shown = ", ".join(run.interp.inspect(item) for item in listed(run, wanted))
    raise failed(
        run.interp, f"Option {name} must be equal to one of: {shown}!  You passed {run.interp.inspect(value)}."
    )


def _check_regex(run: ChefRun, resource: RObject | None, name: str, value: Value, wanted: Value) -> None:
    if value is None:
        return
    text = run.interp.to_s(value)
    for item in _flat(run, wanted):
        if isinstance(item, RRegexp) and item.compiled.search(text.text if isinstance(text, RString) else text):
            return
    raise failed(
        run.interp,
        f"Property {name}'s value {run.text(value)} does not match regular expression {run.interp.inspect(wanted)}",
    )


def _flat(run: ChefRun, value: Value) -> list[Value]:
    return [inner for item in listed(run, value) for inner in (_flat(run, item) if isinstance(item, list) else [item])]


def _check_respond_to(run: ChefRun, resource: RObject | None, name: str, value: Value, wanted: Value) -> None:
    for item in listed(run, wanted):
        if value is not None and not run.interp.responds_to(value, run.name(item)):
            raise failed(run.interp, f"Option {name} must have a {run.name(item)} method!")


def _check_cannot_be(run: ChefRun, resource: RObject | None, name: str, value: Value, wanted: Value) -> None:
    for item in listed(run, wanted):
        predicate = run.name(item) + "?"
        if value is None or not run.interp.responds_to(value, predicate):
            continue
        if run.interp.truthy(run.interp.call(value, predicate, [])):
            raise failed(run.interp, f"Option {name} cannot be {run.name(item)}")


def _check_callbacks(run: ChefRun, resource: RObject | None, name: str, value: Value, wanted: Value) -> None:
    if value is None:
        return
    for message, callback in wanted.items():
        if not run.interp.truthy(run.interp.call(callback, "call", [value])):
            raise failed(run.interp, f"Option {name}'s value {run.text(value)} {run.text(message)}!")


def _check_nothing(run: ChefRun, resource: RObject | None, name: str, value: Value, wanted: Value) -> None:
    """For options that are no checks: validation_message and the like."""


CHECKS: dict[str, Check] = {
    "is": _check_is,
    "kind_of": _check_kind_of,
    "equal_to": _check_equal_to,
    "regex": _check_regex,
    "respond_to": _check_respond_to,
    "cannot_be": _check_cannot_be,
    "callbacks": _check_callbacks,
    "validation_message": _check_nothing,
    "default_set": _check_nothing,
}
