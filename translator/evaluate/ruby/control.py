"""Control flow: sequences, conditions, loops, case, jumps, begin and rescue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.diagnostics import Code
from translator.evaluate.ruby import assignment, constants, errors, taint
from translator.evaluate.ruby.dispatch import EVAL, evaluates
from translator.evaluate.ruby.frames import (
    BreakSignal,
    Frame,
    NextSignal,
    RedoSignal,
    RetrySignal,
    ReturnSignal,
    StopWaiting,
)
from translator.evaluate.ruby.objects import RClass, RException, RString, RubyError, Value
from translator.evaluate.values import Tainted, Unknown
from translator.location import Span
from translator.parse.ruby import ast

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


@evaluates(ast.Body)
def body(interp: Interpreter, node: ast.Body, frame: Frame) -> Value:
    """Statements in order; the last one's value."""
    value = None
    for statement in node.statements:
        value = EVAL[type(statement)](interp, statement, frame)
    return value


@evaluates(ast.Program)
def program(interp: Interpreter, node: ast.Program, frame: Frame) -> Value:
    return body(interp, node.body, frame)


@evaluates(ast.Unparsed)
def unparsed(interp: Interpreter, node: ast.Unparsed, frame: Frame) -> Value:
    """A statement that is refused: the user is told when it is reached."""
    errors.diagnose(interp, Code.UNSUPPORTED_SYNTAX, node.reason, node.span)
    return Unknown(node.reason, node.span)


@evaluates(ast.Targets, ast.Pair, ast.Param, ast.When, ast.Rescue, ast.BlockPass)
def misplaced(interp: Interpreter, node: ast.Node, frame: Frame) -> Value:
    """A piece of a statement where a statement should be: only a broken file has one."""
    errors.diagnose(interp, Code.SYNTAX, "this is only part of a statement", node.span)
    return Unknown("not a whole statement", node.span)


# --- conditions


def holds(interp: Interpreter, node: ast.Node, frame: Frame) -> bool:
    """Evaluate a condition."""
    value = EVAL[type(node)](interp, node, frame)
    return truth(interp, value, node)


def truth(interp: Interpreter, value: Value, node: ast.Node) -> bool:
    """Tell whether a value counts as true; `node` is where it came from."""
    if value is True:
        return True
    if value is None or value is False:
        return False
    if isinstance(value, (Tainted, Unknown)):
        return errors.branch(interp, value, node.span)
    return True


@evaluates(ast.If)
def if_node(interp: Interpreter, node: ast.If, frame: Frame) -> Value:
    chosen = node.then if holds(interp, node.test, frame) else node.orelse
    if chosen is None:
        return None
    if interp.absence is not None and raises(chosen):
        other = node.orelse if chosen is node.then else node.then
        if interp.absence.passes(node.test, chosen, other is None):
            return None if other is None else EVAL[type(other)](interp, other, frame)
    return EVAL[type(chosen)](interp, chosen, frame)


_RAISING = frozenset({"raise", "fail", "fatal!"})


def raises(node: ast.Node) -> bool:
    """Tell whether code ends by raising: `raise "…"`, or statements before one."""
    last = node.statements[-1] if type(node) is ast.Body and node.statements else node
    return type(last) is ast.Call and last.name in _RAISING


@evaluates(ast.And)
def and_node(interp: Interpreter, node: ast.And, frame: Frame) -> Value:
    left = EVAL[type(node.left)](interp, node.left, frame)
    if isinstance(left, Unknown) or not truth(interp, left, node.left):
        return left
    return EVAL[type(node.right)](interp, node.right, frame)


@evaluates(ast.Or)
def or_node(interp: Interpreter, node: ast.Or, frame: Frame) -> Value:
    left = EVAL[type(node.left)](interp, node.left, frame)
    if isinstance(left, Unknown) and raises(node.right):
        return left
    return left if truth(interp, left, node.left) else EVAL[type(node.right)](interp, node.right, frame)


@evaluates(ast.Not)
def not_node(interp: Interpreter, node: ast.Not, frame: Frame) -> Value:
    """`!value`; a class may define `!`, an unknown stays unknown."""
    value = EVAL[type(node.value)](interp, node.value, frame)
    if value is True or value is None or value is False:
        return value is not True
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Tainted):
        return Tainted(not taint.is_true(value), value.origin)
    return False


@evaluates(ast.Case)
def case_node(interp: Interpreter, node: ast.Case, frame: Frame) -> Value:
    """`case` with a subject compares by ===, without one it is a chain of conditions."""
    subject = None if node.subject is None else EVAL[type(node.subject)](interp, node.subject, frame)
    for when in node.whens:
        if any(_matches(interp, node, pattern, subject, frame) for pattern in when.patterns):
            return EVAL[type(when.body)](interp, when.body, frame)
    return None if node.orelse is None else EVAL[type(node.orelse)](interp, node.orelse, frame)


def _matches(interp: Interpreter, case: ast.Case, pattern: ast.Node, subject: Value, frame: Frame) -> bool:
    if isinstance(pattern, ast.Splat):
        values = interp.evaluate_args((pattern,), frame)
    else:
        values = [EVAL[type(pattern)](interp, pattern, frame)]
    if case.subject is None:
        return any(truth(interp, value, pattern) for value in values)
    for value in values:
        interp.span = pattern.span
        result = subject if isinstance(subject, Unknown) else interp.call(value, "===", [subject])
        if truth(interp, result, case.subject):
            return True
    return False


@evaluates(ast.Defined)
def defined(interp: Interpreter, node: ast.Defined, frame: Frame) -> Value:
    """`defined?(x)`: what kind of thing x is, nil when it is not defined."""
    found = _defined(interp, node.value, frame)
    return None if found is None else RString(found)


def _defined(interp: Interpreter, node: ast.Node, frame: Frame) -> str | None:
    fixed = _DEFINED.get(type(node))
    if fixed is not None:
        return fixed
    match node:
        case ast.Body(statements=(only,)):
            return _defined(interp, only, frame)
        case ast.InstanceVar(name=name):
            table = assignment.instance_variables(frame.self_value)
            return "instance-variable" if table and name in table else None
        case ast.GlobalVar(name=name):
            return "global-variable" if name in interp.globals or EVAL[ast.GlobalVar](interp, node, frame) else None
        case ast.ClassVar(name=name):
            scope = assignment.class_variable_scope(interp, frame)
            return "class variable" if assignment.class_variable_owner(interp, scope, name) else None
        case ast.Const():
            return _defined_const(interp, node, frame)
        case ast.Call() | ast.Index():
            return _defined_call(interp, node, frame)
        case ast.Yield():
            return "yield" if frame.home.block is not None else None
        case ast.Super():
            return _defined_super(interp, frame)
        case _:
            return "expression"


_DEFINED: dict[type[ast.Node], str] = {
    ast.LocalVar: "local-variable",
    ast.Assign: "assignment",
    ast.OpAssign: "assignment",
    ast.SelfRef: "self",
    ast.Nil: "nil",
    ast.TrueLit: "true",
    ast.FalseLit: "false",
}


def _defined_const(interp: Interpreter, node: ast.Const, frame: Frame) -> str | None:
    if node.scope is None:
        lexical = () if node.top else frame.lexical
        return None if constants.find(interp, lexical, node.name) is constants.MISSING else "constant"
    if _defined(interp, node.scope, frame) is None:
        return None
    scope = EVAL[type(node.scope)](interp, node.scope, frame)
    if not isinstance(scope, RClass):
        return None
    return None if constants.find_in(interp, scope, node.name) is constants.MISSING else "constant"


def _defined_call(interp: Interpreter, node: ast.Call | ast.Index, frame: Frame) -> str | None:
    name = node.name if isinstance(node, ast.Call) else "[]"
    if node.receiver is None:
        return "method" if interp.responds_to(frame.self_value, name, private=True) else None
    if _defined(interp, node.receiver, frame) is None:
        return None
    try:
        receiver = EVAL[type(node.receiver)](interp, node.receiver, frame)
    except RubyError:
        return None
    return "method" if interp.responds_to(receiver, name) else None


def _defined_super(interp: Interpreter, frame: Frame) -> str | None:
    method = frame.home.method
    if method is None:
        return None
    found = interp.table.find_after(interp.class_of(frame.self_value), method.owner, method.name)
    return None if found is None else "super"


# --- loops

_MOST_BLIND_TURNS = 500  # of a loop whose condition is not known: it may wait for what never changes here


@evaluates(ast.While)
def while_node(interp: Interpreter, node: ast.While, frame: Frame) -> Value:
    """`while`, `until` and `begin … end while`."""
    first, blind = node.body_first, 0
    try:
        while True:
            if not first:
                value = EVAL[type(node.test)](interp, node.test, frame)
                if truth(interp, value, node.test) is node.negate:
                    return None
                blind += isinstance(value, (Tainted, Unknown))
                if blind > _MOST_BLIND_TURNS:
                    errors.diagnose(
                        interp, Code.UNKNOWN_VALUE, "when this loop ends is not known; it is left", node.span
                    )
                    return None
            first = False
            interp.span = node.span
            interp.step()
            _turn(interp, node.body, frame)
    except BreakSignal as signal:
        if signal.frame is frame:
            return signal.value
        raise
    except StopWaiting as error:
        return stopped(interp, error, node.span)


def stopped(interp: Interpreter, error: StopWaiting, span: Span | None) -> Value:
    """Leave a loop that waits."""
    errors.diagnose(interp, Code.UNKNOWN_VALUE, f"{interp.message_of(error).text}; the loop is left", span)
    return None


@evaluates(ast.For)
def for_node(interp: Interpreter, node: ast.For, frame: Frame) -> Value:
    """`for x in list`: no scope of its own."""
    iterable = EVAL[type(node.iterable)](interp, node.iterable, frame)
    interp.span = node.span
    if isinstance(iterable, Unknown):
        if interp.absence is not None and interp.absence.follows(iterable, frame.self_value):
            assignment.assign(interp, node.target, iterable, frame)
            _turn(interp, node.body, frame)
        return iterable

    def turn(args: list[Value]) -> Value:
        interp.step()
        assignment.assign(interp, node.target, _for_value(node, args), frame)
        _turn(interp, node.body, frame)

    try:
        return interp.call_public(iterable, "each", [], interp.native_proc(turn))
    except BreakSignal as signal:
        if signal.frame is frame:
            return signal.value
        raise


def _for_value(node: ast.For, args: list[Value]) -> Value:
    """Return what a turn assigns: one variable takes the first of what `each` yields, several take it all."""
    if len(args) != 1 and isinstance(node.target, ast.Targets):
        return args
    return args[0] if args else None


def _turn(interp: Interpreter, node: ast.Node, frame: Frame) -> None:
    try:
        EVAL[type(node)](interp, node, frame)
    except NextSignal as signal:
        if signal.frame is not frame:
            raise
    except RedoSignal as signal:
        if signal.frame is not frame:
            raise
        interp.step()
        _turn(interp, node, frame)


# --- jumps


def _jump_value(interp: Interpreter, node: ast.Node | None, frame: Frame) -> Value:
    return None if node is None else EVAL[type(node)](interp, node, frame)


@evaluates(ast.Return)
def return_node(interp: Interpreter, node: ast.Return, frame: Frame) -> Value:
    value = _jump_value(interp, node.value, frame)
    if frame.home is not frame and not _running(interp, frame.home):
        interp.span = node.span
        raise interp.error("LocalJumpError", "unexpected return")
    raise ReturnSignal(frame.home, value)


def _running(interp: Interpreter, wanted: Frame) -> bool:
    frame: Frame | None = interp.frame
    while frame is not None and frame is not wanted:
        frame = frame.caller
    return frame is not None


@evaluates(ast.Break)
def break_node(interp: Interpreter, node: ast.Break, frame: Frame) -> Value:
    raise BreakSignal(frame, _jump_value(interp, node.value, frame))


@evaluates(ast.Next)
def next_node(interp: Interpreter, node: ast.Next, frame: Frame) -> Value:
    raise NextSignal(frame, _jump_value(interp, node.value, frame))


@evaluates(ast.Redo)
def redo_node(interp: Interpreter, node: ast.Redo, frame: Frame) -> Value:
    raise RedoSignal(frame)


@evaluates(ast.Retry)
def retry_node(interp: Interpreter, node: ast.Retry, frame: Frame) -> Value:
    raise RetrySignal(frame)


# --- exceptions


@evaluates(ast.Begin)
def begin_node(interp: Interpreter, node: ast.Begin, frame: Frame) -> Value:
    """begin … rescue … else … ensure … end."""
    if node.ensure is None:
        return _with_rescues(interp, node, frame)
    try:
        return _with_rescues(interp, node, frame)
    finally:
        saved = interp.frame
        interp.frame = frame
        EVAL[type(node.ensure)](interp, node.ensure, frame)
        interp.frame = saved


def _with_rescues(interp: Interpreter, node: ast.Begin, frame: Frame) -> Value:
    if not node.rescues:
        value = EVAL[type(node.body)](interp, node.body, frame)
        return value if node.orelse is None else EVAL[type(node.orelse)](interp, node.orelse, frame)
    while True:
        try:
            return _attempt(interp, node, frame)
        except RetrySignal as signal:
            if signal.frame is not frame:
                raise
            interp.step()


def _attempt(interp: Interpreter, node: ast.Begin, frame: Frame) -> Value:
    try:
        value = EVAL[type(node.body)](interp, node.body, frame)
    except RubyError as error:
        interp.frame = frame
        rescue = _rescue_for(interp, node, error.value, frame)
        if rescue is None:
            raise
        return _handle(interp, rescue, error.value, frame)
    if node.orelse is not None:
        return EVAL[type(node.orelse)](interp, node.orelse, frame)
    return value


def _rescue_for(interp: Interpreter, node: ast.Begin, error: RException, frame: Frame) -> ast.Rescue | None:
    for rescue in node.rescues:
        classes = interp.evaluate_args(rescue.classes, frame) if rescue.classes else [interp.standard_error]
        for cls in classes:
            if isinstance(cls, Unknown):
                continue
            if not isinstance(cls, RClass):
                raise interp.error("TypeError", "class or module required for rescue clause")
            if interp.case_equal(cls, error):
                return rescue
    return None


def _handle(interp: Interpreter, rescue: ast.Rescue, error: RException, frame: Frame) -> Value:
    previous = interp.globals.get("!")
    interp.globals["!"] = error
    try:
        if rescue.target is not None:
            assignment.assign(interp, rescue.target, error, frame)
        return EVAL[type(rescue.body)](interp, rescue.body, frame)
    finally:
        interp.globals["!"] = previous
