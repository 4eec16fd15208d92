"""Which `new` a type has, and what `Init` takes."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeVar

from translator.evaluate.puppet.calls import Call, CoreFunction
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.mismatch import assert_instance
from translator.evaluate.puppet.types.signatures import Read, read
from translator.evaluate.puppet.values import Value, derived
from translator.evaluate.values import Unknown

_FILES: Final = ("numbers", "scalars", "collections", "times", "versions", "binary", "others", "objects", "init")
CONSTRUCTORS: Final[dict[type[m.PType], CoreFunction]] = {}
Kind = TypeVar("Kind", bound=type[m.PType])


def constructor(name: str, *kinds: type[m.PType], local_types: dict[str, str] | None = None) -> CoreFunction:
    """Make the `new` of types and file it; `name` is what messages call it: "new_integer"."""
    made = CoreFunction(name, local_types=local_types)
    for kind in kinds:
        CONSTRUCTORS[kind] = made
    return made


@lru_cache(maxsize=1)
def _load() -> None:
    for name in _FILES:
        importlib.import_module(f"translator.evaluate.puppet.types.new.{name}")


def constructor_of(kind: m.PType) -> CoreFunction:
    """Return the `new` of a type; PuppetError when it has none."""
    from translator.evaluate.puppet.types.new.init import init_constructor
    from translator.evaluate.puppet.types.new.objects import object_constructor
    from translator.evaluate.puppet.types.new.others import unit

    _load()
    kind = m.unaliased(kind)
    if isinstance(kind, m.OptionalType) and kind.type is not None:
        return constructor_of(kind.type)
    if isinstance(kind, m.NotUndefType):
        return unit if kind.type is None else constructor_of(kind.type)
    if isinstance(kind, m.InitType) and kind.type is not None:
        return init_constructor(kind)
    if isinstance(kind, m.ObjectType) and kind.definition is not None:
        return object_constructor(kind)
    found = CONSTRUCTORS.get(type(kind))
    if found is None:
        raise PuppetError(f"Creation of new instance of type '{kind}' is not supported")
    return found


def new_value(call: Call, kind: m.PType, arguments: Sequence[Value]) -> Value:
    """Return what `kind.new(arguments)` makes; PuppetError when they do not fit or make something else."""
    if len(arguments) == 1 and isinstance(arguments[0], Unknown):
        return arguments[0]
    if len(arguments) == 1 and not isinstance(kind, m.InitType) and instance(kind, arguments[0]):
        return arguments[0]
    found = constructor_of(kind)
    made = found.call(Call(scope=call.scope, span=call.span, name=found.name), tuple(arguments))
    return assert_instance(f"Converted value from {kind}.new()", kind, derived(made, *arguments), call.span)


def reads_of(function: CoreFunction) -> list[Read]:
    """Return the signatures of a `new` with their types read."""
    return [read(item, None, function.local_types) for item in function.signatures if not item.mismatch]


def accepts(kind: m.InitType, value: Value) -> bool:
    """Tell whether `new` of the type takes the value, with the arguments that the Init has."""
    from translator.evaluate.puppet.types.new.init import takes

    return takes(kind, value)


def init_holds(kind: m.InitType, other: m.PType) -> bool:
    """Tell whether `new` of the type takes whatever is of the other type."""
    from translator.evaluate.puppet.types.new.init import holds

    return holds(kind, other)
