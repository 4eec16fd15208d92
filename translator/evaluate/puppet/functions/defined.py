"""defined: whether a class, a define, a type or a variable is known, or a resource is declared by now."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.types.model import ClassType, PType, ResourceType, TypeType
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

defined = core_function("defined", origins=True)


@defined.signature("+Variant[String, Type[CatalogEntry], Type[Type[CatalogEntry]]]", names=("vals",))
def is_defined(call: Call, *values: Value) -> Value:
    unknown = next((value for value in values if isinstance(value, Unknown)), None)
    return unknown or any(_defined(call, value) for value in values)


def _defined(call: Call, value: Value) -> bool:
    match value:
        case str():
            return _by_name(call, value)
        case ResourceType() | ClassType():
            return _declared(call, value)
        case TypeType(type=ClassType(name=name)):
            return host(call).has_class(_named(call, name, "class type", "classes"))
        case TypeType(type=ResourceType(type_name=name)):
            return host(call).has_resource_type(_named(call, name, "resource type", "kind of types"))
        case _:
            return False


def _by_name(call: Call, name: str) -> bool:
    if name.startswith("$") and len(name) > 1:
        return call.scope.exists(name[1:])
    if name in ("", "main"):
        return name == "main" and host(call).has_resource("class", "")
    plain = name.removeprefix("::")
    return host(call).has_resource_type(plain) or host(call).has_class(plain)


def _declared(call: Call, reference: PType) -> bool:
    if isinstance(reference, ClassType):
        return host(call).has_resource("class", _named(call, reference.name, "class type", "classes"))
    assert isinstance(reference, ResourceType)
    name = _named(call, reference.type_name, "resource type", "kind of types")
    if reference.title is None:
        return host(call).has_resource_type(name)
    return host(call).has_resource(name, reference.title)


def _named(call: Call, name: str | None, kind: str, all_of_it: str) -> str:
    if name is None:
        raise PuppetError(f"The given {kind} is a reference to all {all_of_it}", call.span)
    return name.removeprefix("::")
