"""Methods that Ruby's library adds to every object or string; what they need is imported when they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, string_of, text_of
from translator.evaluate.ruby.methods.holes import keep_holes
from translator.evaluate.ruby.native import method
from translator.evaluate.ruby.objects import RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


@method("Kernel", "to_json", taint=True)
def to_json(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    from translator.evaluate.ruby.methods.json_text import COMPACT, generate, layout_of

    interp.const("JSON")
    return generate(interp, self, layout_of(interp, args[0] if args else None, COMPACT))


@method("Kernel", "to_yaml", taint=True)
def to_yaml(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    from translator.evaluate.ruby.methods.yaml_dump import dump

    return dump(interp, self, options=args[0] if args else None)


@method("String", "shellescape", argc=0, taint=True)
def shellescape(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    from translator.evaluate.ruby.methods.shellwords import escape

    return keep_holes(interp, self, escape) if self.text else RString("''")


@method("String", "shellsplit", argc=0)
def shellsplit(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("Shellwords"), "split", [self])


@method("Array", "shelljoin", argc=0)
def shelljoin(interp: Interpreter, self: list[Value], args: Args, block: Blk) -> Value:
    return interp.call(interp.const("Shellwords"), "join", [self])


@method("Kernel", "URI", private=True, argc=1)
def uri(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("URI"), "parse", args)


@method("Kernel", "Pathname", private=True, argc=1)
def pathname(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("Pathname"), "new", args)


@method("Kernel", "BigDecimal", private=True)
def big_decimal(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(None, "Float", [RString(text_of(interp, args[0]))])


@method("Kernel", "pretty_inspect", argc=0)
def pretty_inspect(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString(interp.inspect(self) + "\n")


@method("Kernel", "display", argc=0)
def display(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    interp.write(string_of(interp, self))
    return None
