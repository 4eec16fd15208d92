"""Assignment in all its forms: to every kind of target, of several at once, and `op=`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby import constants
from translator.evaluate.ruby.dispatch import EVAL, evaluates
from translator.evaluate.ruby.frames import Frame
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Value
from translator.evaluate.values import Unknown
from translator.parse.ruby import ast

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_SKIPPED: Any = object()  # what `nil&.x` reads as in an assignment: nothing is evaluated further
_ASSIGN: dict[type[ast.Node], Callable[[Interpreter, Any, Value, Frame], None]] = {}


@evaluates(ast.Assign)
def assign_node(interp: Interpreter, node: ast.Assign, frame: Frame) -> Value:
    """`target = value`; receiver and arguments of a target come before the value."""
    target = node.target
    if type(target) is ast.Index or type(target) is ast.Call:
        write = _accessors(interp, target, frame, "=")[1]
        value = EVAL[type(node.value)](interp, node.value, frame)
        interp.span = target.span
        write(value)
        return value
    value = EVAL[type(node.value)](interp, node.value, frame)
    if type(target) is ast.LocalVar:
        frame.set(target.name, value)
        return value
    if type(target) is ast.Targets:
        destructure(interp, target, value, frame)
        return value
    assign(interp, target, value, frame)
    return value


@evaluates(ast.OpAssign)
def op_assign_node(interp: Interpreter, node: ast.OpAssign, frame: Frame) -> Value:
    """`target op= value`; receiver and arguments of the target are evaluated once."""
    read, write = _accessors(interp, node.target, frame, node.op)
    current = read()
    if current is _SKIPPED:
        return None
    if node.op == "||":
        if current is not None and current is not False and interp.truthy(current):
            return current
        value = EVAL[type(node.value)](interp, node.value, frame)
    elif node.op == "&&":
        if not interp.truthy(current):
            return current
        value = EVAL[type(node.value)](interp, node.value, frame)
    else:
        operand = EVAL[type(node.value)](interp, node.value, frame)
        interp.span = node.span
        value = interp.call_public(current, node.op, [operand])
    write(value)
    return value


def assign(interp: Interpreter, target: ast.Node, value: Value, frame: Frame) -> None:
    """Store a value in any target."""
    _ASSIGN[type(target)](interp, target, value, frame)


def destructure(interp: Interpreter, targets: ast.Targets, value: Value, frame: Frame, fresh: bool = False) -> None:
    """Spread a value over several targets. `fresh`: names are parameters, so they belong to this frame."""
    values = _values(interp, value)
    items = targets.items
    star = next((at for at, item in enumerate(items) if type(item) is ast.Splat), None)
    if star is None:
        _store_all(interp, items, values, frame, fresh)
        return
    after = len(items) - star - 1
    end = max(star, len(values) - after)
    _store_all(interp, items[:star], values, frame, fresh)
    rest = items[star]
    assert isinstance(rest, ast.Splat)
    if rest.value is not None:
        _store(interp, rest.value, values[star:end], frame, fresh)
    _store_all(interp, items[star + 1 :], values[end:], frame, fresh)


def _values(interp: Interpreter, value: Value) -> list[Value]:
    if isinstance(value, list):
        return list(value)
    if isinstance(value, RObject) and interp.responds_to(value, "to_ary"):
        found = interp.call(value, "to_ary")
        if isinstance(found, list):
            return list(found)
    return [value]


def _store_all(
    interp: Interpreter, items: tuple[ast.Node, ...], values: list[Value], frame: Frame, fresh: bool
) -> None:
    for at, item in enumerate(items):
        _store(interp, item, values[at] if at < len(values) else None, frame, fresh)


def _store(interp: Interpreter, target: ast.Node, value: Value, frame: Frame, fresh: bool) -> None:
    if fresh and isinstance(target, ast.LocalVar):
        frame.locals[target.name] = value
    elif isinstance(target, ast.Targets):
        destructure(interp, target, value, frame, fresh)
    else:
        assign(interp, target, value, frame)


# --- one target


def _assign_local(interp: Interpreter, target: ast.LocalVar, value: Value, frame: Frame) -> None:
    frame.set(target.name, value)


def _assign_instance(interp: Interpreter, target: ast.InstanceVar, value: Value, frame: Frame) -> None:
    set_instance_variable(interp, frame.self_value, target.name, value)


def _assign_global(interp: Interpreter, target: ast.GlobalVar, value: Value, frame: Frame) -> None:
    interp.globals[target.name] = value


def _assign_class_variable(interp: Interpreter, target: ast.ClassVar, value: Value, frame: Frame) -> None:
    set_class_variable(interp, class_variable_scope(interp, frame), target.name, value)


def _assign_const(interp: Interpreter, target: ast.Const, value: Value, frame: Frame) -> None:
    constants.assign(interp, _const_scope(interp, target, frame), target.name, value)


def _assign_index(interp: Interpreter, target: ast.Index, value: Value, frame: Frame) -> None:
    receiver = EVAL[type(target.receiver)](interp, target.receiver, frame)
    args = interp.evaluate_args(target.args, frame)
    interp.span = target.span
    _call(interp, target.receiver, receiver, "[]=", [*args, value])


def _assign_call(interp: Interpreter, target: ast.Call, value: Value, frame: Frame) -> None:
    assert target.receiver is not None
    receiver = EVAL[type(target.receiver)](interp, target.receiver, frame)
    if target.safe and receiver is None:
        return
    interp.span = target.span
    _call(interp, target.receiver, receiver, f"{target.name}=", [value])


def _assign_targets(interp: Interpreter, target: ast.Targets, value: Value, frame: Frame) -> None:
    destructure(interp, target, value, frame)


def _assign_splat(interp: Interpreter, target: ast.Splat, value: Value, frame: Frame) -> None:
    if target.value is not None:
        assign(interp, target.value, _values(interp, value), frame)


_ASSIGN.update(
    {
        ast.LocalVar: _assign_local,
        ast.InstanceVar: _assign_instance,
        ast.GlobalVar: _assign_global,
        ast.ClassVar: _assign_class_variable,
        ast.Const: _assign_const,
        ast.Index: _assign_index,
        ast.Call: _assign_call,
        ast.Targets: _assign_targets,
        ast.Splat: _assign_splat,
    }
)


def _call(interp: Interpreter, node: ast.Node, receiver: Value, name: str, args: list[Value]) -> Value:
    if isinstance(node, ast.SelfRef):
        return interp.call(receiver, name, args)
    return interp.call_public(receiver, name, args)


# --- variables of objects and classes


def instance_variables(value: Value) -> dict[str, Value] | None:
    """Return the table of a value's instance variables; None when it cannot have any."""
    return getattr(value, "ivars", None)


def set_instance_variable(interp: Interpreter, owner: Value, name: str, value: Value) -> None:
    """Set `@name` of an object."""
    table = instance_variables(owner)
    if table is None:
        if isinstance(owner, (RString, RHash, list)):
            table = interp.extra_ivars.setdefault(id(owner), (owner, {}))[1]
        else:
            raise interp.frozen_error(owner)
    if isinstance(owner, RObject) and owner.frozen:
        raise interp.frozen_error(owner)
    table[name] = value


def get_instance_variable(interp: Interpreter, owner: Value, name: str) -> Value:
    """Return `@name` of an object, nil when it is not set."""
    table = instance_variables(owner)
    if table is None:
        found = interp.extra_ivars.get(id(owner))
        return None if found is None else found[1].get(name)
    return table.get(name)


def class_variable_scope(interp: Interpreter, frame: Frame) -> RClass:
    """Return the class that `@@x` belongs to."""
    for module in reversed(frame.lexical):
        if module.attached is None:
            return module
        if isinstance(module.attached, RClass):
            return module.attached
    return interp.object


def class_variable_owner(interp: Interpreter, cls: RClass, name: str) -> RClass | None:
    """Return the class along the ancestors that has `@@name`."""
    return next((module for module in interp.table.ancestors(cls) if name in module.class_vars), None)


def set_class_variable(interp: Interpreter, cls: RClass, name: str, value: Value) -> None:
    """Set `@@name` where it is defined, in `cls` when it is new."""
    (class_variable_owner(interp, cls, name) or cls).class_vars[name] = value


def _const_scope(interp: Interpreter, target: ast.Const, frame: Frame) -> RClass:
    if target.top:
        return interp.object
    if target.scope is not None:
        scope = EVAL[type(target.scope)](interp, target.scope, frame)
        if not isinstance(scope, RClass):
            raise interp.error("TypeError", f"{interp.shown(scope)} is not a class/module")
        return scope
    return frame.lexical[-1] if frame.lexical else interp.object


# --- op=


def _accessors(
    interp: Interpreter, target: ast.Node, frame: Frame, op: str
) -> tuple[Callable[[], Value], Callable[[Value], object]]:
    if isinstance(target, ast.Index):
        return _index_accessors(interp, target, frame)
    if isinstance(target, ast.Call):
        return _call_accessors(interp, target, frame)
    if op == "||" and isinstance(target, (ast.Const, ast.ClassVar)):
        return lambda: _read_if_defined(interp, target, frame), lambda value: assign(interp, target, value, frame)
    return (
        lambda: EVAL[type(target)](interp, target, frame),
        lambda value: assign(interp, target, value, frame),
    )


def _index_accessors(
    interp: Interpreter, target: ast.Index, frame: Frame
) -> tuple[Callable[[], Value], Callable[[Value], object]]:
    receiver = EVAL[type(target.receiver)](interp, target.receiver, frame)
    args = interp.evaluate_args(target.args, frame)
    interp.span = target.span
    return (
        lambda: _call(interp, target.receiver, receiver, "[]", list(args)),
        lambda value: _call(interp, target.receiver, receiver, "[]=", [*args, value]),
    )


def _call_accessors(
    interp: Interpreter, target: ast.Call, frame: Frame
) -> tuple[Callable[[], Value], Callable[[Value], object]]:
    receiver_node = target.receiver or ast.SelfRef(target.span)
    receiver = EVAL[type(receiver_node)](interp, receiver_node, frame)
    interp.span = target.span
    if target.safe and receiver is None:
        return lambda: _SKIPPED, lambda value: None
    if isinstance(receiver, Unknown):
        return lambda: receiver, lambda value: None
    return (
        lambda: _call(interp, receiver_node, receiver, target.name, []),
        lambda value: _call(interp, receiver_node, receiver, f"{target.name}=", [value]),
    )


def _read_if_defined(interp: Interpreter, target: ast.Const | ast.ClassVar, frame: Frame) -> Value:
    if isinstance(target, ast.ClassVar):
        owner = class_variable_owner(interp, class_variable_scope(interp, frame), target.name)
        return None if owner is None else owner.class_vars[target.name]
    if target.scope is None and not target.top:
        found = constants.find(interp, frame.lexical, target.name)
    else:
        found = constants.find_in(interp, _const_scope(interp, target, frame), target.name)
    return None if found is constants.MISSING else found
