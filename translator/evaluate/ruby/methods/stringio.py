"""StringIO: reading from and writing to a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk
from translator.evaluate.ruby.methods.file_machine import RFile
from translator.evaluate.ruby.native import define_class, method, singleton
from translator.evaluate.ruby.objects import RClass, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("StringIO", "File")


class RStringIO(RFile):
    """A StringIO: an open file whose text is kept here."""

    __slots__ = ()


@singleton("StringIO", "new", "open", argc=(0, 2), taint=True)
def stringio_new(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    made = RStringIO(self, "", "r", interp.str_of(args[0]) if args else RString(""))
    return made if block is None else interp.yield_block(block, [made])


@method("StringIO", "string", argc=0)
def string(interp: Interpreter, self: RStringIO, args: Args, block: Blk) -> Value:
    if self.pieces:
        parts = [part for piece in (self.text, *self.pieces) for part in piece.parts]
        whole = RString.from_parts(parts)
        self.text, self.pieces = whole, []
    return self.text


@method("StringIO", "close", "close_write", "close_read", "flush", argc=0)
def close(interp: Interpreter, self: RStringIO, args: Args, block: Blk) -> Value:
    return None
