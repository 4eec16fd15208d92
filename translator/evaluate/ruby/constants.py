"""Constants: lexical nesting first, then ancestors, then Object, then what loads by itself, then const_missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.dispatch import EVAL, evaluates
from translator.evaluate.ruby.frames import Frame
from translator.evaluate.ruby.inspection import class_name
from translator.evaluate.ruby.native import AUTOLOADS
from translator.evaluate.ruby.objects import RClass, Symbol, Value
from translator.evaluate.values import Unknown
from translator.parse.ruby import ast

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

MISSING: Any = object()


@evaluates(ast.Const)
def const_node(interp: Interpreter, node: ast.Const, frame: Frame) -> Value:
    """`A`, `B::A` and `::A`."""
    interp.span = node.span
    if node.top:
        return lookup_in(interp, interp.object, node.name, True)
    if node.scope is None:
        return lookup(interp, frame.lexical, node.name, frame)
    scope = EVAL[type(node.scope)](interp, node.scope, frame)
    if isinstance(scope, Unknown):
        return scope
    if not isinstance(scope, RClass):
        raise interp.error("TypeError", f"{interp.shown(scope)} is not a class/module")
    return lookup_in(interp, scope, node.name, scope is interp.object)


def lookup(interp: Interpreter, lexical: tuple[RClass, ...], name: str, frame: Frame | None = None) -> Value:
    """Return the constant that a bare `name` means inside the modules `lexical`."""
    found = find(interp, lexical, name)
    if found is not MISSING:
        return found
    base = lexical[-1] if lexical else interp.object
    return interp.call(base, "const_missing", [Symbol.of(name)])


def find(interp: Interpreter, lexical: tuple[RClass, ...], name: str) -> Value:
    """Return the constant a bare name means, MISSING when there is none."""
    for module in reversed(lexical):
        if name in module.consts:
            return module.consts[name]
    if lexical:
        for module in interp.table.ancestors(_instance_side(lexical[-1])):
            if name in module.consts:
                return module.consts[name]
    return find_in(interp, interp.object, name)


def lookup_in(interp: Interpreter, scope: RClass, name: str, top: bool) -> Value:
    """Return `scope::name`."""
    found = find_in(interp, scope, name)
    if found is not MISSING:
        return found
    return interp.call(scope, "const_missing", [Symbol.of(name)])


def find_in(interp: Interpreter, scope: RClass, name: str) -> Value:
    """Return `scope::name`, MISSING when there is none; Object's constants only for Object itself."""
    for module in interp.table.ancestors(scope):
        if name in module.consts and (module is not interp.object or scope is interp.object):
            return module.consts[name]
    path = name if scope is interp.object else f"{scope.name}::{name}"
    module_name = AUTOLOADS.get(path)
    if module_name is not None and path not in interp.autoloaded:
        interp.autoloaded.add(path)
        interp.load_native_module(module_name)
        return find_in(interp, scope, name)
    return MISSING


def missing_message(interp: Interpreter, scope: RClass, name: str) -> str:
    """Return the message of the NameError for a constant that is not there."""
    prefix = "" if scope is interp.object else f"{class_name(interp, scope)}::"
    return f"uninitialized constant {prefix}{name}"


def assign(interp: Interpreter, scope: RClass, name: str, value: Value) -> None:
    """Define a constant; a class without a name takes it."""
    scope.consts[name] = value
    if isinstance(value, RClass) and value.name is None and value.attached is None:
        value.name = name if scope is interp.object else f"{class_name(interp, scope)}::{name}"
        value.lexical_parent = scope


def _instance_side(cls: RClass) -> RClass:
    while cls.attached is not None and isinstance(cls.attached, RClass):
        cls = cls.attached
    return cls
