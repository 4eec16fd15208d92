"""What messages call a value, a type or a Python class: `an Integer-Type`, `Type[String]`, `NilClass`."""

from __future__ import annotations

import re
from typing import Any, Final

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.values import Default, Deferred, Regexp, Sensitive, Value
from translator.location import Span

_RUBY_CLASSES: Final[tuple[tuple[type, str], ...]] = (
    (type(None), "NilClass"),
    (Default, "Symbol"),
    (int, "Integer"),
    (float, "Float"),
    (str, "String"),
    (tuple, "Array"),
    (dict, "Hash"),
    (Regexp, "Regexp"),
    (Sensitive, "Puppet::Pops::Types::PSensitiveType::Sensitive"),
    (Deferred, "Puppet::Pops::Types::Deferred"),
)
_OTHER_CLASSES: Final = {
    "SemVer": "SemanticPuppet::Version",
    "SemVerRange": "SemanticPuppet::VersionRange",
    "Timespan": "Puppet::Pops::Time::Timespan",
    "Timestamp": "Puppet::Pops::Time::Timestamp",
    "Binary": "Puppet::Pops::Types::PBinaryType::Binary",
    "Uri": "URI::Generic",
}
_NAME: Final = re.compile(r"((::)?[a-z_]\w*)(::[a-z]\w*)*", re.ASCII)


def kind_name(kind: m.PType) -> str:
    """Return the name of a type's class as Puppet has it: "Integer", "TypeReference"."""
    if isinstance(kind, m.AliasType):
        return str(kind)
    if isinstance(kind, m.ResourceType):
        return kind.type_name or "Resource"
    name = type(kind).__name__.removesuffix("Type")
    return {"Uri": "URI"}.get(name, name)


def ruby_class(value: Value) -> str:
    """Return the Ruby class that Puppet's messages name for a value."""
    if isinstance(value, bool):
        return "TrueClass" if value else "FalseClass"
    if isinstance(value, m.PType):
        return f"Puppet::Pops::Types::P{kind_name(value)}Type"
    found = next((name for kind, name in _RUBY_CLASSES if isinstance(value, kind)), type(value).__name__)
    return _OTHER_CLASSES.get(found, found)


def class_label(kind: type) -> str:
    """Return what a message calls a Python class among those that may stand between brackets."""
    if issubclass(kind, m.PType):
        return "Any-Type" if kind is m.PType else f"{kind.__name__.removesuffix('Type')}-Type"
    return next((name for known, name in _RUBY_CLASSES if known is kind), kind.__name__)


def article(word: str, capital: bool = False) -> str:
    """Return "a" or "an", as the word's first letter asks."""
    found = "an" if word[:1] in "aeiouAEIOU" else "a"
    return found.capitalize() if capital else found


def label(kind: m.PType, capital: bool = False) -> str:
    """Return what a message calls a type: "an Integer-Type"."""
    name = f"{kind_name(kind)}-Type"
    return f"{article(name, capital)} {name}"


def type_name(value: Value) -> str:
    """Return what a message calls a value that may not stand between brackets: its general type."""
    from translator.evaluate.puppet.types.infer import generalize, infer

    return str(generalize(infer(value)))


def capitalised(name: Any) -> str:
    """Return a type's name as a reference writes it: "apache::vhost" becomes "Apache::Vhost"."""
    if not isinstance(name, str):
        raise PuppetError(f"First argument to Resource[] must be a resource type or a String. Got {type_name(name)}.")
    if re.match("[A-Z]", name):
        return str(name)
    return "::".join(segment.capitalize() for segment in name.split("::"))


def class_name(name: Any, span: Span | None = None) -> str:
    """Return the plain name that `Class[name]` means; PuppetError when it cannot be one."""
    if not isinstance(name, str):
        kind = type_name(name)
        shown = f"{article(kind, capital=True)} {kind} cannot be used where a String is expected"
        raise PuppetError(f"Illegal Class name in class reference. {shown}", span)
    plain = str(name).lower().removeprefix("::")
    if not _NAME.fullmatch(plain):
        rule = r"/^((::)?[a-z_]\w*)(::[a-z]\w*)*$/"
        raise PuppetError(f"Illegal name. The given name '{name}' does not conform to the naming rule {rule}", span)
    return plain
