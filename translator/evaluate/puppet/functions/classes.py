"""include, contain, require: evaluate classes, once each; tag and tagged: the tags of what is around."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.collections import flat
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.types.model import ClassType, ResourceType
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

NAMED: Final = "where a Resource['class', name] is expected"

include = core_function("include", origins=True)
contain = core_function("contain", origins=True)
require = core_function("require", origins=True)


@include.signature("+Any", names=("names",))
def included(call: Call, *names: Value) -> Value:
    classes = class_names(call, names)
    host(call).include_classes(classes, call.scope, call.span)
    return _references(classes)


@contain.signature("+Any", names=("names",))
def contained(call: Call, *names: Value) -> Value:
    classes = class_names(call, names)
    host(call).contain_classes(classes, call.scope, call.span)
    return _references(classes)


@require.signature("+Any", names=("names",))
def required(call: Call, *names: Value) -> Value:
    classes = class_names(call, names)
    host(call).require_classes(classes, call.scope, call.span)
    return _references(classes)


def _references(names: Iterable[str]) -> tuple[ClassType, ...]:
    return tuple(ClassType(name) for name in names)


def class_names(call: Call, names: Iterable[Value]) -> list[str]:
    """Return the names of classes given as strings or references; PuppetError for what names none."""
    return [str(class_name(call, name)).lower() for name in flat(names) if not _unknown(call, name)]


def _unknown(call: Call, name: Value) -> bool:
    if isinstance(name, Unknown):
        message = f"a class that {call.name}() names is left out: {name.reason}"
        host(call).report(Diagnostic(code=Code.UNKNOWN_VALUE, message=message, span=call.span))
    return isinstance(name, Unknown)


def class_name(call: Call, name: Value) -> str:
    """Return one class's name without leading colons."""
    match name:
        case None:
            raise PuppetError("Cannot use undef as a class name", call.span)
        case "":
            raise PuppetError("Cannot use empty string as a class name", call.span)
        case str():
            return name.removeprefix("::")
        case ClassType(name=None):
            raise PuppetError("Cannot use an unspecific Class[] Type", call.span)
        case ClassType(name=str(found)):
            return found.removeprefix("::")
        case ResourceType():
            return _of_resource(call, name)
        case _:
            raise PuppetError("undefined method `downcase' for nil:NilClass", call.span)


def _of_resource(call: Call, reference: ResourceType) -> str:
    if not reference.type_name:
        raise PuppetError(f"Cannot use an unspecific Resource[] {NAMED}", call.span)
    if not re.fullmatch("[Cc]lass", reference.type_name):
        raise PuppetError(f"Cannot use a Resource[{reference.type_name}] {NAMED}", call.span)
    if reference.title is None:
        raise PuppetError(f"Cannot use an unspecific Resource['class'] {NAMED}", call.span)
    return reference.title.removeprefix("::")


@legacy_function("tag", 1, origins=True)
def tag(call: Call, names: tuple[Value, ...]) -> Value:
    host(call).tag([to_s(name) for name in flat(names)], call.scope)
    return None


@legacy_function("tagged", 1, origins=True)
def tagged(call: Call, names: tuple[Value, ...]) -> Value:
    return all(host(call).tagged(to_s(name), call.scope) for name in names)
