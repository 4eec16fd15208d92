"""ChefUtils::VersionString: a string that compares as a version, which node['platform_version'] is.

before:  node['platform_version'] >= "9"     with platform_version "12"
after:   true (as text "12" would be less)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from translator.evaluate.chef.versions import compare, is_version, satisfies_all
from translator.evaluate.ruby.native import define_class, method, singleton
from translator.evaluate.ruby.objects import RProc, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

CLASS = "ChefUtils::VersionString"

define_class(CLASS, "String")
define_class("Chef", "Object")


class VersionString(RString):
    """A version number as a string."""

    __slots__ = ()
    ruby_class: ClassVar[str] = CLASS


@singleton(CLASS, "new", argc=1, taint=True)
def new(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """VersionString.new("1.2")."""
    text = args[0]
    return VersionString(text.text, text.holes) if isinstance(text, RString) else VersionString("")


def order(interp: Interpreter, left: RString, right: Value) -> int | None:
    """Return left <=> right: as versions when both are, as texts when the right one is a text that is none."""
    other = right.text if isinstance(right, RString) else interp.to_s(right).text
    if is_version(other) and is_version(left.text):
        return compare(left.text, other)
    if not isinstance(right, RString):
        return None
    return (left.text > other) - (left.text < other)


@method(CLASS, "<=>", argc=1)
def spaceship(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value:
    """Version order."""
    return order(interp, self, args[0])


@method(CLASS, "==", argc=1)
def equal(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value:
    """Equal as versions: "12" == "12.0"."""
    return order(interp, self, args[0]) == 0


@method(CLASS, "!=", argc=1)
def not_equal(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value:
    """The opposite of ==."""
    return order(interp, self, args[0]) != 0


def _required(interp: Interpreter, self: RString, other: Value) -> int:
    found = order(interp, self, other)
    if found is None:
        raise interp.error("ArgumentError", f"comparison of {CLASS} with {interp.shown(other)} failed")
    return found


@method(CLASS, "<", argc=1)
def less(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value:
    """Version order."""
    return _required(interp, self, args[0]) < 0


@method(CLASS, "<=", argc=1)
def at_most(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value:
    """Version order."""
    return _required(interp, self, args[0]) <= 0


@method(CLASS, ">", argc=1)
def greater(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value:
    """Version order."""
    return _required(interp, self, args[0]) > 0


@method(CLASS, ">=", argc=1)
def at_least(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value:
    """Version order."""
    return _required(interp, self, args[0]) >= 0


@method(CLASS, "=~", argc=1)
def matches(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value:
    """Match a regular expression, or a constraint such as "~> 1.0"."""
    if isinstance(args[0], RString):
        return satisfies_all(self.text, [args[0].text])
    return interp.call(RString(self.text, self.holes), "=~", args, block)


@method(CLASS, "satisfies?", argc=(1, None))
def satisfied(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value:
    """Tell whether every constraint holds."""
    return satisfies_all(self.text, [interp.to_s(arg).text for arg in args])
