"""Proc: calling, arity, currying, composing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.binding import shape_of
from translator.evaluate.ruby.core.reflection import parameter_list
from translator.evaluate.ruby.frames import Frame
from translator.evaluate.ruby.native import define_class, method, singleton
from translator.evaluate.ruby.objects import RProc, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Proc")


@singleton("Proc", "new", taint=True)
def new(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        raise interp.error("ArgumentError", "tried to create Proc object without a block")
    return block


@method("Proc", "call", "()", "[]", "===", "yield", taint=True)
def call(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return interp.yield_block(self, args, block_arg=block)


@method("Proc", "to_proc", argc=0, taint=True)
def to_proc(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return self


@method("Proc", "lambda?", argc=0)
def is_lambda(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return self.is_lambda


@method("Proc", "arity", argc=0)
def arity(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return proc_arity(self)


def proc_arity(proc: RProc) -> int:
    """Return Ruby's arity: a proc's optional parameters count only when a lambda would not take fewer."""
    if proc.block is None:
        return proc.arity
    shape = shape_of(proc.block.params)
    if proc.is_lambda or shape.rest is not None or not shape.optional:
        return shape.arity
    return shape.count


@method("Proc", "parameters")
def parameters(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return [] if self.block is None else parameter_list(self.block.params, lenient=not self.is_lambda)


@method("Proc", "curry", argc=(0, 1), taint=True)
def curry(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    count = args[0] if args else proc_arity(self)
    return _curried(interp, self, count if count >= 0 else -count - 1, [])


def _curried(interp: Interpreter, proc: RProc, count: int, given: list[Value]) -> RProc:
    def take(args: list[Value]) -> Value:
        total = [*given, *args]
        return interp.yield_block(proc, total) if len(total) >= count else _curried(interp, proc, count, total)

    return interp.native_proc(take)


@method("Proc", ">>", argc=1, taint=True)
def then(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return interp.native_proc(lambda given: interp.call(args[0], "call", [interp.yield_block(self, given)]))


@method("Proc", "<<", argc=1, taint=True)
def after(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return interp.native_proc(lambda given: interp.yield_block(self, [interp.call(args[0], "call", given)]))


@method("Proc", "binding", argc=0)
def binding(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    from translator.evaluate.ruby.core.kernel import RBinding

    return RBinding(interp.const_class("Binding"), self.frame if isinstance(self.frame, Frame) else interp.frame)


@method("Proc", "source_location", argc=0)
def source_location(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return None if self.block is None else [RString(self.block.span.path), self.block.span.line]


@method("Proc", "inspect", "to_s", argc=0)
def inspect(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return RString(f"#<Proc:0x{interp.object_id(self):016x}{' (lambda)' if self.is_lambda else ''}>")


@method("Proc", "ruby2_keywords", argc=0)
def ruby2_keywords(interp: Interpreter, self: RProc, args: list[Value], block: RProc | None) -> Value:
    return self
