"""Enumerator#to_a of `1.upto(9)` and its like, without running the loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.counted import counted
from translator.evaluate.ruby.native import method
from translator.evaluate.ruby.objects import REnumerator, RProc, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


@method("Enumerator", "to_a", "entries", "force", taint=True)
def to_a(interp: Interpreter, self: REnumerator, args: list[Value], block: RProc | None) -> Value:
    """The items as an array."""
    found = _counted(self)
    return list(interp.each(self)) if found is None else found


def _counted(self: REnumerator) -> list[Value] | None:
    if type(self.receiver) is not int or any(type(arg) is not int for arg in self.args):
        return None
    match self.name, self.args:
        case "upto", [last]:
            return counted(self.receiver, last)
        case "downto", [last]:
            return counted(self.receiver, last, -1)
        case "times", []:
            return counted(0, self.receiver - 1)
        case _:
            return None
