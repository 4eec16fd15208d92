"""Chef::Version: a cookbook's version, "1.2" or "1.2.3"; Chef::Version::Platform takes "1" as well.

Source: lib/chef/version_class.rb and lib/chef/version/platform.rb of Chef 18.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RObject, RProc, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"
COOKBOOK = "Chef::Version"
PLATFORM = "Chef::Version::Platform"
_PARTS = ("major", "minor", "patch")

define_class(COOKBOOK, includes=("Comparable",))
define_class(PLATFORM, COOKBOOK)


@method(COOKBOOK, "initialize", argc=(0, 1), private=True)
def initialize(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    """Raise Chef::Exceptions::InvalidCookbookVersion unless it is of the form x.y.z or x.y."""
    return _parse(interp, self, args, r"(\d+)\.(\d+)(?:\.(\d+))?", "InvalidCookbookVersion", "'x.y.z' or 'x.y'")


@method(PLATFORM, "initialize", argc=(0, 1), private=True)
def initialize_platform(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    """Raise Chef::Exceptions::InvalidPlatformVersion unless it is of the form x.y.z, x.y or x."""
    form = r"(\d+)(?:\.(\d+)(?:\.(\d+))?)?"
    return _parse(interp, self, args, form, "InvalidPlatformVersion", "'x.y.z', 'x.y' or 'x'")


def _parse(interp: Interpreter, self: RObject, args: Args, form: str, error: str, forms: str) -> Value:
    text = interp.to_s(args[0]).text if args else ""
    found = re.fullmatch(form, text.removesuffix("\n"))
    if found is None:
        raise interp.error(f"Chef::Exceptions::{error}", f"'{text}' does not match {forms}")
    for name, digits in zip(_PARTS, found.groups(), strict=True):
        self.ivars[name] = int(digits or 0)
    return None


def _part(name: str) -> None:
    def native(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
        return self.ivars.get(name)

    method(COOKBOOK, name, argc=0)(native)


for _name in _PARTS:
    _part(_name)


@method(COOKBOOK, "to_s", "inspect", argc=0)
def to_s(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return RString(".".join(str(self.ivars.get(name)) for name in _PARTS))


@method(COOKBOOK, "<=>", argc=1)
def spaceship(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    """Order by major, minor and patch; nil for what has none of them."""
    other = args[0]
    if not all(interp.responds_to(other, name) for name in _PARTS):
        return None
    for name in _PARTS:
        order = interp.call(self.ivars.get(name), "<=>", [interp.call(other, name)])
        if order != 0:
            return order
    return 0


@method(COOKBOOK, "eql?", argc=1)
def same(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    other = args[0]
    return isinstance(other, RObject) and all(self.ivars.get(name) == other.ivars.get(name) for name in _PARTS)


@method(COOKBOOK, "hash", argc=0)
def hashed(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return interp.call(to_s(interp, self, [], None), "hash", [])
