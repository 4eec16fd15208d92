"""Native resource types: `find("file", compilation)` gives a type's attributes, namevars and titles, or None.

Types of Puppet itself and of the modules that its packages bring are in a table (core.py); those of modules are read
from lib/puppet/type/NAME.rb by the Ruby interpreter.
"""

from __future__ import annotations

from typing import Any

from translator.evaluate.puppet.resource_types.core import CORE_TYPES
from translator.evaluate.puppet.resource_types.model import NativeType


def find(name: str, compilation: Any) -> NativeType | None:
    """Return the native type of that name in lower case; None when neither Puppet nor a module has it."""
    found = CORE_TYPES.get(name)
    if found is not None:
        return found
    path = f"lib/puppet/type/{name}.rb"
    if not any(module.folder.find(path) for module in compilation.project.modules.values()):
        return None
    from translator.evaluate.puppet.ruby.resource_type import read_type

    return read_type(name, compilation)


__all__ = ["NativeType", "find"]
