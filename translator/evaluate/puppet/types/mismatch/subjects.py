"""Checks of values with a subject: a parameter, a class's parameters, a result. The value, or a PuppetError, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.infer import generalize, infer_set
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.mismatch.describe import describe
from translator.evaluate.puppet.types.mismatch.errors import At, InvalidParameter, Mismatch, MissingParameter, Step
from translator.evaluate.puppet.values import Deferred, Value
from translator.location import Span


def describe_mismatch(subject: str, expected: m.PType, actual: m.PType) -> str:
    """Return why a value of type `actual` is no `expected`; "" when it is one."""
    found = describe(expected, actual, (At(Step.SUBJECT, subject),))
    return str(found[0]).strip() if len(found) == 1 else "\n ".join(map(str, found))


def assert_instance(subject: str, kind: m.PType, value: Value, span: Span | None = None) -> Value:
    """Return the value; PuppetError "SUBJECT has wrong type, expects …" when it is not of the type."""
    if instance(kind, value):
        return value
    raise PuppetError(describe_mismatch(f"{subject} has wrong type,", kind, infer_set(value)), span)


def check_parameters(
    subject: str, expected: m.StructType, given: Mapping[str, Value], span: Span | None = None, missing_ok: bool = False
) -> None:
    """Check the parameters of a class, a define or a template; PuppetError "Class[Ntp]: parameter 'x' expects …"."""
    known = {item.name for item in expected.elements}
    found: list[Mismatch] = [InvalidParameter((), name) for name in given if name not in known]
    for element in expected.elements:
        found += _wrong_parameter(element, given, missing_ok)
    _raise(subject, found, span)


def _wrong_parameter(element: m.StructElement, given: Mapping[str, Value], missing_ok: bool) -> Sequence[Mismatch]:
    if element.name not in given:
        return () if missing_ok or element.optional else (MissingParameter((), element.name),)
    value = given[element.name]
    if isinstance(value, Deferred) or instance(element.value, value):
        return ()
    return describe(element.value, infer_set(value), (At(Step.PARAMETER, element.name),))


def check_default(subject: str, name: str, kind: m.PType, value: Value, span: Span | None = None) -> None:
    """Check the default value of a parameter; PuppetError as for one that was given."""
    if not instance(kind, value):
        _raise(subject, describe(kind, generalize(infer_set(value)), (At(Step.PARAMETER, name),)), span)


def _raise(subject: str, found: Sequence[Mismatch], span: Span | None) -> None:
    if len(found) == 1:
        raise PuppetError(f"{subject}:{found[0]}", span)
    if found:
        lines = "\n ".join(map(str, found))
        raise PuppetError(f"{subject}:\n {lines}", span)
