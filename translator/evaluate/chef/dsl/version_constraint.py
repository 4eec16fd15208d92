"""Chef::VersionConstraint: `Chef::VersionConstraint.new('>= 7.0').include?(node['platform_version'])`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.chef.versions import satisfies
from translator.evaluate.ruby.native import define_class, method, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RProc, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"
CONSTRAINT = "Chef::VersionConstraint"

define_class(CONSTRAINT)
define_class(f"{CONSTRAINT}::Platform", CONSTRAINT)


@singleton(CONSTRAINT, "new", argc=(0, 1))
def new(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    """Without an argument, or with an empty list, every version is taken."""
    first = args[0][0] if args and isinstance(args[0], list) and args[0] else args[0] if args else None
    made = RObject(self)
    made.ivars["raw"] = interp.to_s(first) if first not in (None, []) else RString(">= 0.0.0")
    return made


@method(CONSTRAINT, "include?", argc=1)
def include(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    """Tell whether a version, or an object that has one, meets the constraint."""
    given = args[0]
    if isinstance(given, RObject) and interp.responds_to(given, "version"):
        given = interp.call(given, "version")
    return satisfies(interp.to_s(given).text, interp.to_s(self.ivars["raw"]).text)


@method(CONSTRAINT, "to_s", argc=0)
def to_s(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return self.ivars["raw"]
