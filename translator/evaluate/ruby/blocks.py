"""Running blocks, procs and lambdas: a frame that closes over another, and what next, break and return mean in it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.binding import bind_block, bind_method
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.dispatch import EVAL
from translator.evaluate.ruby.frames import BreakSignal, Frame, NextSignal, RedoSignal, RetrySignal, ReturnSignal
from translator.evaluate.ruby.objects import RClass, RProc, Value
from translator.location import Span
from translator.parse.ruby.ast import Block, LocalVar, Node, Param

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


class Singleton:
    """Stands in Frame.definee for the singleton class of `value`, made only when a `def` needs it."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


def run(
    interp: Interpreter,
    proc: RProc,
    args: list[Value],
    has_self: bool,
    self_value: Value,
    block: RProc | None,
    definee: Any = None,
    lexical: tuple[RClass, ...] | None = None,
) -> Value:
    """Run a proc. With `has_self`, `self_value` replaces the self it closed over."""
    interp.steps -= 1
    if interp.steps < 0:
        interp.out_of_steps()
    if proc.native is not None:
        return proc.native(args)
    frame = _frame(interp, proc, self_value if has_self else proc.self_value, block)
    if definee is not None:
        frame.definee = definee
    if lexical is not None:
        frame.lexical = lexical
    caller, interp.frame = interp.frame, frame
    try:
        return _lambda(interp, proc, frame, args, block) if proc.is_lambda else _block(interp, proc, frame, args, block)
    finally:
        interp.frame = caller


def params_of(node: Block) -> tuple[Param, ...]:
    """Return the parameters of a block; `_1` and `_2` in its body are some too."""
    if not node.numbered or node.params:
        return node.params
    found = _NUMBERED.get(id(node))
    if found is None:
        count = _highest_number(node.body)
        made = tuple(Param(node.span, "req", f"_{at}") for at in range(1, count + 1))
        found = _NUMBERED[id(node)] = (node, made)
    return found[1]


_NUMBERED: dict[int, tuple[Block, tuple[Param, ...]]] = {}


def _highest_number(value: object) -> int:
    if isinstance(value, tuple) and not isinstance(value, Span):
        return max(map(_highest_number, value), default=0)
    if isinstance(value, LocalVar):
        return int(value.name[1:]) if value.name[:1] == "_" and value.name[1:].isdigit() else 0
    if not isinstance(value, Node):
        return 0
    return max((_highest_number(getattr(value, item.name)) for item in fields(value)), default=0)


def _frame(interp: Interpreter, proc: RProc, self_value: Value, block: RProc | None) -> Frame:
    outer: Frame = proc.frame
    frame = Frame(self_value, outer.lexical, interp.frame, interp.span, outer.method, outer.block)
    if frame.depth > interp.budget.depth:
        raise BudgetExceeded("stack level too deep", interp.span)
    frame.parent = outer
    frame.proc = proc
    frame.definee = outer.definee
    frame.home = outer.home
    if proc.is_lambda:
        frame.home = frame
        frame.method = proc.method
        frame.block = block if proc.method is not None else outer.home.block
        if proc.method is None:
            frame.method = None
    return frame


def _block(interp: Interpreter, proc: RProc, frame: Frame, args: list[Value], block: RProc | None) -> Value:
    node = proc.block
    assert node is not None
    if node.params or node.numbered:
        bind_block(interp, params_of(node), frame, args, block)
    body = node.body
    while True:
        try:
            return EVAL[type(body)](interp, body, frame)
        except NextSignal as signal:
            if signal.frame is frame:
                return signal.value
            raise
        except RedoSignal as signal:
            if signal.frame is not frame:
                raise
            interp.step()
        except BreakSignal as signal:
            if signal.frame is frame and not proc.live:
                raise interp.error("LocalJumpError", "break from proc-closure") from None
            raise
        except RetrySignal as signal:
            if signal.frame is frame:
                raise interp.error("LocalJumpError", "retry outside of a rescue clause") from None
            raise


def _lambda(interp: Interpreter, proc: RProc, frame: Frame, args: list[Value], block: RProc | None) -> Value:
    node = proc.block
    assert node is not None
    try:
        bind_method(interp, params_of(node), frame, args, block)
        return EVAL[type(node.body)](interp, node.body, frame)
    except (NextSignal, BreakSignal, ReturnSignal) as signal:
        if signal.frame is frame:
            return signal.value
        raise
