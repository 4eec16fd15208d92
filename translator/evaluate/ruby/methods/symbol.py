"""Symbol: what a String of the same name answers, as a Symbol where Ruby says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, plain
from translator.evaluate.ruby.methods.support.quoting import inspect_symbol
from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Symbol", includes=("Comparable",))


@plain("Symbol", "to_s", "name", "id2name")
def to_s(interp: Interpreter, self: Symbol) -> Value:
    return RString(self.name)


@plain("Symbol", "inspect")
def inspect(interp: Interpreter, self: Symbol) -> Value:
    return RString(inspect_symbol(self.name))


@plain("Symbol", "to_sym")
def to_sym(interp: Interpreter, self: Symbol) -> Value:
    return self


@plain("Symbol", "to_proc")
def to_proc(interp: Interpreter, self: Symbol) -> Value:
    made = RProc(None, None, None, is_lambda=True)
    made.native = lambda args: interp.call(args[0], self.name, args[1:])
    return made


@plain("Symbol", "<=>")
def order(interp: Interpreter, self: Symbol, other: Value) -> Value:
    return (self.name > other.name) - (self.name < other.name) if isinstance(other, Symbol) else None


def _delegate(name: str, to_symbol: bool) -> None:
    def native(interp: Interpreter, self: Symbol, args: Args, block: Blk) -> Value:
        plain_args = [RString(arg.name) if isinstance(arg, Symbol) else arg for arg in args]
        result = interp.call(RString(self.name), name, plain_args, block)
        return Symbol.of(result.text) if to_symbol else result

    method("Symbol", name)(native)


for _name in ("upcase", "downcase", "capitalize", "swapcase", "succ", "next"):
    _delegate(_name, True)
for _name in (
    "length",
    "size",
    "empty?",
    "start_with?",
    "end_with?",
    "=~",
    "match",
    "match?",
    "[]",
    "casecmp",
    "casecmp?",
):
    _delegate(_name, False)
