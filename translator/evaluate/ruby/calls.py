"""Calls: arguments are evaluated, the method is looked up and run, a block's break ends the call."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby import taint
from translator.evaluate.ruby.absence import NOTHING, may_thaw, thawed
from translator.evaluate.ruby.binding import FORWARDED, bind_method, shape_of
from translator.evaluate.ruby.budget import SMALL, BudgetExceeded
from translator.evaluate.ruby.dispatch import EVAL, evaluates
from translator.evaluate.ruby.frames import BreakSignal, Frame, ReturnSignal
from translator.evaluate.ruby.methods_table import MethodEntry
from translator.evaluate.ruby.objects import (
    RHash,
    RMethod,
    RProc,
    RString,
    RubyError,
    RubyMethod,
    Symbol,
    Value,
    hash_key,
)
from translator.evaluate.values import Tainted, Unknown
from translator.location import Span
from translator.parse.ruby import ast

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_HUGE = 1 << 4_096
_BYTES = 7  # what an element of an array takes beyond a character
_INT_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


# --- the nodes


@evaluates(ast.Call)
def call_node(interp: Interpreter, node: ast.Call, frame: Frame) -> Value:
    """`receiver.name(args) { block }`."""
    receiver_node = node.receiver
    own = True
    if receiver_node is None:
        receiver = frame.self_value
    else:
        kind = type(receiver_node)
        receiver = EVAL[kind](interp, receiver_node, frame)
        own = kind is ast.SelfRef
        if node.safe and receiver is None:
            return None
    args = evaluate_args(interp, node.args, frame) if node.args else []
    if node.block is not None:
        return _call_with_block(interp, node, frame, receiver, args, own)
    if node.args and type(node.args[-1]) is ast.Splat and _forwards(node.args[-1]):
        return send(interp, receiver, node.name, args, frame.home.block, own, node.span, False)
    if len(args) == 1 and type(receiver) is int and type(args[0]) is int:
        fast = _INT_OPERATORS.get(node.name)
        if fast is not None and interp.integers_are_plain:
            return fast(receiver, args[0])
    vcall = receiver_node is None and not node.parens and not args
    return send(interp, receiver, node.name, args, None, own, node.span, vcall)


@evaluates(ast.Index)
def index_node(interp: Interpreter, node: ast.Index, frame: Frame) -> Value:
    """`receiver[args]`, read."""
    receiver = EVAL[type(node.receiver)](interp, node.receiver, frame)
    args = evaluate_args(interp, node.args, frame)
    if type(receiver) is RHash and len(args) == 1:
        found = receiver.table.get(hash_key(args[0]))
        if found is not None:
            return found[1]
    return send(interp, receiver, "[]", args, None, type(node.receiver) is ast.SelfRef, node.span, False)


@evaluates(ast.Super)
def super_node(interp: Interpreter, node: ast.Super, frame: Frame) -> Value:
    """`super` and `super(args)`."""
    home = _method_frame(frame)
    if home is None or home.method is None:
        raise interp.error("RuntimeError", "super called outside of method")
    args = _own_arguments(home) if node.args is None else evaluate_args(interp, node.args, frame)
    block = home.block if node.block is None else block_value(interp, node.block, frame)
    interp.span = node.span
    if type(node.block) is not ast.Block or block is None:
        return call_super(interp, home.self_value, home.method, args, block)
    block.live = True
    try:
        return call_super(interp, home.self_value, home.method, args, block)
    except BreakSignal as signal:
        if signal.frame is not None and signal.frame.proc is block:
            return signal.value
        raise
    finally:
        block.live = False


@evaluates(ast.Yield)
def yield_node(interp: Interpreter, node: ast.Yield, frame: Frame) -> Value:
    """`yield args`."""
    args = evaluate_args(interp, node.args, frame) if node.args else []
    block = frame.home.block
    interp.span = node.span
    if block is None:
        raise interp.error("LocalJumpError", "no block given (yield)")
    return interp.yield_block(block, args)


# --- arguments and blocks


def evaluate_args(interp: Interpreter, nodes: tuple[ast.Node, ...], frame: Frame) -> list[Value]:
    """Return the values of arguments: splats spread, a braceless hash marked as keywords."""
    values: list[Value] = []
    for node in nodes:
        kind = type(node)
        if kind is ast.Splat:
            assert isinstance(node, ast.Splat)
            source = frame.get("*") if node.value is None else EVAL[type(node.value)](interp, node.value, frame)
            values.extend(interp.splat(source))
        elif kind is ast.Hash:
            value = EVAL[kind](interp, node, frame)
            if not node.braces:  # type: ignore[attr-defined]
                if not len(value):
                    continue
                value.keyword = True
            values.append(value)
        else:
            values.append(EVAL[kind](interp, node, frame))
    return values


def block_value(interp: Interpreter, node: ast.Block | ast.BlockPass, frame: Frame) -> RProc | None:
    """Return the proc of a literal block or of `&value`."""
    if type(node) is ast.Block:
        return RProc(node, frame, frame.self_value)
    assert isinstance(node, ast.BlockPass)
    if node.value is None:
        passed = frame.get("&")
        return passed if isinstance(passed, RProc) else frame.home.block
    return to_proc(interp, EVAL[type(node.value)](interp, node.value, frame))


def to_proc(interp: Interpreter, value: Value) -> RProc | None:
    """Return what `&value` passes: nil is no block."""
    if value is None or type(value) is RProc:
        return value
    if type(value) is Symbol:
        return symbol_proc(interp, value.name)
    if type(value) is RMethod:
        return method_proc(interp, value)
    if isinstance(value, Unknown):
        return None
    if interp.responds_to(value, "to_proc"):
        found = interp.call(value, "to_proc", [])
        if isinstance(found, RProc):
            return found
    raise interp.error("TypeError", f"wrong argument type {interp.class_of(value).name} (expected Proc)")


def symbol_proc(interp: Interpreter, name: str) -> RProc:
    """Return the proc of `&:name`."""

    def run(args: list[Value]) -> Value:
        if not args:
            raise interp.error("ArgumentError", "no receiver given")
        return send(interp, args[0], name, args[1:], None, False, interp.span, False)

    proc = RProc(None, None, None, is_lambda=True)
    proc.native = run
    proc.arity = -2
    return proc


def method_proc(interp: Interpreter, method: RMethod) -> RProc:
    """Return a Method object as a lambda."""
    proc = RProc(None, None, method.receiver, is_lambda=True)
    arity = method_arity(interp, method)

    def run(args: list[Value]) -> Value:
        if len(args) == 1 and isinstance(args[0], list) and len(args[0]) == arity > 1:
            args = args[0]  # an iterator that yields several values may hand them on as one array
        return call_method_object(interp, method, args, None)

    proc.native = run
    proc.arity = arity
    return proc


def call_method_object(interp: Interpreter, method: RMethod, args: list[Value], block: RProc | None) -> Value:
    """Call a bound Method object."""
    entry = method.method if method.method is not None else find(interp, method.receiver, method.name)
    if entry is None:
        missing = [Symbol.of(method.name), *args]
        return interp.call(method.receiver, "method_missing", missing, block)
    return invoke(interp, method.receiver, entry, args, block)


def method_arity(interp: Interpreter, method: RMethod) -> int:
    """Return Ruby's arity of a Method object."""
    entry: MethodEntry | None = method.method
    if entry is None:
        return -1
    if isinstance(entry.method, RubyMethod):
        proc = entry.method.proc
        return shape_of(entry.method.params if proc is None or proc.block is None else proc.block.params).arity
    if entry.argc is None:
        return -1
    low, high = entry.argc
    return low if low == high else -low - 1


def _forwards(node: ast.Splat) -> bool:
    return isinstance(node.value, ast.LocalVar) and node.value.name == FORWARDED


def _call_with_block(
    interp: Interpreter, node: ast.Call, frame: Frame, receiver: Value, args: list[Value], own: bool
) -> Value:
    assert node.block is not None
    if type(node.block) is not ast.Block:
        block = block_value(interp, node.block, frame)
        return send(interp, receiver, node.name, args, block, own, node.span, False)
    proc = RProc(node.block, frame, frame.self_value)
    proc.live = True
    try:
        return send(interp, receiver, node.name, args, proc, own, node.span, False)
    except BreakSignal as signal:
        if signal.frame is not None and signal.frame.proc is proc:
            return signal.value
        raise
    finally:
        proc.live = False


def _method_frame(frame: Frame | None) -> Frame | None:
    while frame is not None:
        if frame.method is not None and frame.home is frame:
            return frame
        frame = frame.parent if frame.home is frame else frame.home
    return None


def _own_arguments(home: Frame) -> list[Value]:
    method = home.method
    assert method is not None
    shape = shape_of(home.proc.block.params if home.proc and home.proc.block else method.params)
    local = home.locals
    args = [local.get(param.name) for param in (*shape.required, *shape.optional)]
    if shape.rest is not None:
        args.extend(local.get(shape.rest.name or "*", []))
    args.extend(local.get(param.name) for param in shape.post)
    if shape.has_keywords:
        keywords = RHash((Symbol.of(param.name), local.get(param.name)) for param in shape.keys)
        if shape.keyrest is not None:
            for key, value in local[shape.keyrest.name or "**"].items():
                keywords.set(key, value)
        if len(keywords):
            keywords.keyword = True
            args.append(keywords)
    return args


# --- lookup and running


def find(interp: Interpreter, receiver: Value, name: str) -> MethodEntry | None:
    """Return the method that `receiver.name` runs, None when there is none."""
    return interp.table.find(interp.class_of(receiver), name)


def send(
    interp: Interpreter,
    receiver: Value,
    name: str,
    args: list[Value],
    block: RProc | None,
    own: bool,
    span: Span | None,
    vcall: bool,
) -> Value:
    """Call a method. `own`: private methods may be called; `vcall`: it could have been a local variable."""
    interp.span = span
    kind = type(receiver)
    if kind is Unknown:
        return interp.unknown_call(receiver, name, args, span, block)
    if kind is Tainted:
        return taint.call_tainted(interp, receiver, name, args, block)
    entry = interp.table.find(interp.class_of(receiver), name)
    if entry is None:
        return call_missing(interp, receiver, name, args, block, "vcall" if vcall else "")
    if entry.visibility != "public" and not own and not _may_call(interp, receiver, name, entry):
        return call_missing(interp, receiver, name, args, block, entry.visibility)
    return invoke(interp, receiver, entry, args, block)


def invoke(interp: Interpreter, receiver: Value, entry: MethodEntry, args: list[Value], block: RProc | None) -> Value:
    """Run a method that was looked up."""
    interp.steps -= 1
    if interp.steps < 0:
        interp.out_of_steps()
    if entry.is_ruby:
        return run_ruby(interp, receiver, entry.method, args, block)
    if entry.argc is not None:
        _check_argc(interp, entry.argc, args)
    if type(receiver) is RString and receiver.holes is not None:
        return taint.call_native(interp, receiver, entry, args, block)
    for arg in args:
        kind = type(arg)
        if kind is Tainted or kind is Unknown or (kind is RString and arg.holes is not None):
            return taint.call_native(interp, receiver, entry, args, block)
    try:
        result = entry.method(interp, receiver, args, block)
    except taint.NeedsValue as needed:
        return needed.unknown
    except (BudgetExceeded, RecursionError):
        raise
    except RubyError as error:
        return _answer_error(interp, error, receiver, entry, args, block)
    except Exception as error:
        unknown = next((found for found in interp.origins_in([receiver]) if isinstance(found, Unknown)), None)
        return unknown if unknown is not None else interp.native_failure(error, entry.name, receiver, args)
    kind = type(result)
    if kind is RString:
        if len(result.text) > SMALL:
            interp.check_growth(len(result.text), result is receiver)
        if entry.stamps and result.holes is None:
            return taint.stamp_collection(interp, receiver, args, result)
    elif kind is list:
        if len(result) > SMALL and (result is not receiver or len(result) > interp.budget.size):
            interp.check_size(len(result))
            interp.made += _BYTES * len(result)
    elif kind is int and not -_HUGE < result < _HUGE:
        interp.check_number(result)
    return result


def _answer_error(
    interp: Interpreter, error: RubyError, receiver: Value, entry: MethodEntry, args: list[Value], block: RProc | None
) -> Value:
    """Return what stands for the result of a native method that raised: on nil that nobody gave, on a frozen value."""
    if interp.absence is None:
        raise error
    if None in args and interp.is_a(error.value, "TypeError"):
        found = interp.absence.nil_argument(entry.name, args)
        if found is not NOTHING:
            return found
    if may_thaw(interp, error, receiver):
        return thawed(receiver, lambda: invoke(interp, receiver, entry, args, block))
    raise error


def run_ruby(interp: Interpreter, receiver: Value, method: RubyMethod, args: list[Value], block: RProc | None) -> Value:
    """Run a method written in Ruby."""
    if method.proc is not None:
        return _run_defined(interp, receiver, method, args, block)
    caller = interp.frame
    frame = Frame(receiver, method.lexical, caller, interp.span, method, block)
    if frame.depth > interp.budget.depth:
        raise BudgetExceeded("stack level too deep", interp.span)
    interp.frame = frame
    try:
        bind_method(interp, method.params, frame, args, block)
        body = method.body
        return EVAL[type(body)](interp, body, frame)
    except ReturnSignal as signal:
        if signal.frame is frame:
            return signal.value
        raise
    finally:
        interp.frame = caller


def _run_defined(
    interp: Interpreter, receiver: Value, method: RubyMethod, args: list[Value], block: RProc | None
) -> Value:
    proc = method.proc
    assert proc is not None
    if proc.native is not None:
        return proc.native(args)
    bound = RProc(proc.block, proc.frame, receiver, is_lambda=True)
    bound.method = method
    return interp.yield_block(bound, args, self_value=receiver, block_arg=block)


def call_super(
    interp: Interpreter, receiver: Value, method: RubyMethod, args: list[Value], block: RProc | None
) -> Value:
    """Call the next method of that name along the ancestors."""
    entry = interp.table.find_after(interp.class_of(receiver), method.owner, method.name)
    if entry is not None:
        return invoke(interp, receiver, entry, args, block)
    if method.name == "respond_to_missing?":
        return False
    text = f"super: no superclass method `{method.name}' for {interp.describe(receiver)}"
    raise interp.name_error("NoMethodError", text, method.name, receiver)


def call_missing(
    interp: Interpreter, receiver: Value, name: str, args: list[Value], block: RProc | None, reason: str
) -> Value:
    """Call method_missing; `reason` is why: "vcall", "private", "protected" or ""."""
    entry = find(interp, receiver, "method_missing")
    interp.missing_reason = reason
    if entry is None or entry.owner is interp.basic_object:
        return answer_missing(interp, receiver, name, args, block, reason)
    return invoke(interp, receiver, entry, [Symbol.of(name), *args], block)


def answer_missing(
    interp: Interpreter, receiver: Value, name: str, args: list[Value], block: RProc | None, reason: str
) -> Value:
    """Return what stands for the result of a method that is not there; its error when nothing does."""
    if interp.absence is not None and (reason in ("vcall", "") or receiver is None):
        found = interp.absence.method(receiver, name, args, block)
        if found is not NOTHING:
            return found
    raise missing_error(interp, receiver, name, reason)


def missing_error(interp: Interpreter, receiver: Value, name: str, reason: str) -> RubyError:
    """Return the NameError or NoMethodError of a method that is not there."""
    described = interp.describe(receiver)
    if reason == "vcall":
        return interp.name_error(
            "NameError", f"undefined local variable or method `{name}' for {described}", name, receiver
        )
    if reason in ("private", "protected"):
        text = f"{reason} method `{name}' called for {described}"
    else:
        text = f"undefined method `{name}' for {described}"
    return interp.name_error("NoMethodError", text, name, receiver)


def _may_call(interp: Interpreter, receiver: Value, name: str, entry: MethodEntry) -> bool:
    if entry.visibility == "protected":
        return interp.frame is not None and interp.is_a(interp.frame.self_value, entry.owner)
    return False


def _check_argc(interp: Interpreter, argc: tuple[int, int | None], args: list[Value]) -> None:
    low, high = argc
    if len(args) < low or (high is not None and len(args) > high):
        expected = str(low) if low == high else f"{low}+" if high is None else f"{low}..{high}"
        raise interp.error("ArgumentError", f"wrong number of arguments (given {len(args)}, expected {expected})")
