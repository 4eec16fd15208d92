"""What the language on top of Ruby says to code that asks for something that is not there, before an error is raised.

before:  a call, a constant or an operation on nil that Ruby has an error for
after:   a value that stands for it, or NOTHING: then the error is raised
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from translator.evaluate.ruby.objects import RString, RubyError

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter
    from translator.evaluate.ruby.objects import RClass, RProc, Value
    from translator.evaluate.values import Unknown
    from translator.parse.ruby.ast import Node

NOTHING: Any = object()


class Absence(Protocol):
    """What may stand for things that are missing; every method answers NOTHING when nothing does."""

    def method(self, receiver: Value, name: str, args: list[Value], block: RProc | None) -> Value:
        """Return the result of a method that the receiver does not have."""

    def constant(self, scope: RClass, name: str) -> Value:
        """Return the value of a constant that nothing defines."""

    def nil_argument(self, name: str, args: list[Value]) -> Value:
        """Return the result of a native method that raised because one of its arguments is nil."""

    def attribute(self, cookbook: str) -> Value:
        """Return node data that a cookbook would set which is not there."""

    def passes(self, test: Node, branch: Node, alone: bool) -> bool:
        """Tell whether a branch that raises is passed over; `alone` when there is no other branch."""

    def cookbook(self, name: str) -> bool:
        """Tell whether a unit of code with this name is missing, and report it."""

    def file(self, path: str) -> Value:
        """Return the content of a file or directory that is not there."""

    def thaws(self) -> bool:
        """Tell whether a frozen string may be changed all the same."""

    def aliases(self, cls: RClass, name: str) -> bool:
        """Tell whether a method that a class does not have may be given another name."""

    def reopens(self, found: RClass) -> bool:
        """Tell whether a class is opened although what is there is a module, or has another superclass."""

    def follow(self, unknown: Unknown, block: RProc) -> None:
        """Take note of a block that was given to a method of an unknown value."""

    def follows(self, unknown: Unknown, self_value: Value) -> bool:
        """Tell whether a `for` over an unknown value is to be run once."""


def missing_file(interp: Interpreter, path: str, error: str) -> Value:
    """Return what stands for the content of a file that is not there; Errno::ENOENT when nothing does."""
    found = NOTHING if interp.absence is None else interp.absence.file(path)
    if found is NOTHING:
        raise interp.error("Errno::ENOENT", f"No such file or directory @ {error} - {path}")
    return found


def may_thaw(interp: Interpreter, error: RubyError, receiver: Value) -> bool:
    """Tell whether an error is that a frozen string was to be changed, and whether that may be."""
    if interp.absence is None or type(receiver) is not RString or not receiver.frozen:
        return False
    return interp.is_a(error.value, "FrozenError") and interp.absence.thaws()


def thawed(string: Value, change: Callable[[], Value]) -> Value:
    """Change a frozen string."""
    string.frozen = False
    try:
        return change()
    finally:
        string.frozen = True
