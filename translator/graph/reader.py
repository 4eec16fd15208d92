"""Reads one step's properties as the plain values that nodes hold; what is not plain raises `Unsettled`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypedDict

from translator.evaluate.catalog import Catalog, Platform, Step, Tool
from translator.evaluate.values import Data, Hole, Opaque, Runtime, Secret, SymbolValue, Tainted, Text, Unknown
from translator.evaluate.values import Origin as ValueOrigin
from translator.graph.nodes import Guard, Manual, Node, Origin, Silent, String
from translator.registry import Registry


class Unsettled(Exception):
    """A property that a node needs as plain text is a secret, a runtime fact or unknown."""

    def __init__(self, name: str, origin: ValueOrigin) -> None:
        super().__init__(name)
        self.name = name
        self.origin = origin

    def reason(self) -> str:
        """Return why the property is not plain, as a phrase for the report; never a secret's text."""
        match self.origin:
            case Secret(name=name):
                return f"its {self.name} holds the secret {name}"
            case Runtime(fact=fact):
                return f"its {self.name} depends on the fact {fact}, which only the running container knows"
            case Unknown(reason=reason):
                return f"its {self.name} is not known: {reason}"


class Base(TypedDict):
    """The fields that every node has."""

    index: int
    origin: Origin
    guards: tuple[Guard, ...]
    doubt: str


class Reader:
    """One step, read property by property: the effective value, else the declared one."""

    __slots__ = ("catalog", "step")

    def __init__(self, step: Step, catalog: Catalog) -> None:
        self.step = step
        self.catalog = catalog

    @property
    def platform(self) -> Platform:
        return self.catalog.platform

    @property
    def name(self) -> str:
        return self.step.resource.id.name

    @property
    def type(self) -> str:
        """The class chosen for the resource on this platform, or the type as written."""
        return self.step.resource.resource_name or self.step.resource.id.type

    @property
    def action(self) -> str:
        return self.step.action

    @property
    def origin(self) -> Origin:
        resource = self.step.resource
        by_class = self.catalog.tool is Tool.PUPPET
        return Origin(
            resource=resource.id,
            action=self.step.action,
            span=resource.span,
            created_by=resource.created_by,
            group=resource.declared_in if by_class else resource.span.path,
        )

    def base(self) -> Base:
        """Return the fields common to all nodes; build_graph sets the index."""
        return {"index": 0, "origin": self.origin, "guards": self._guards(), "doubt": self.step.doubt}

    def raw(self, name: str) -> Data:
        """Return the property as evaluation left it, None when it is not set."""
        value = self.step.effective.get(name)
        return self.step.resource.properties.get(name) if value is None else value

    def text(self, name: str, default: str = "") -> str:
        """Return the property as plain text; raises Unsettled when it is none."""
        return plain(name, self.raw(name), default)

    def named(self, name: str) -> str:
        """Return the property that the resource's name stands for when it is not set."""
        return self.text(name) or self.name

    def string(self, name: str) -> String:
        """Return the property as text, holes kept; raises Unsettled when it is unknown."""
        return string(name, self.raw(name))

    def flag(self, name: str) -> bool:
        value = self.raw(name)
        return bool(value.sample) if isinstance(value, Tainted) else bool(value)

    def number(self, name: str) -> int:
        text = self.text(name)
        return int(text) if text.lstrip("-").isdigit() else 0

    def names(self, name: str) -> tuple[str, ...]:
        """Return an array property, or a lone value as an array of one."""
        value = self.raw(name)
        items = value if isinstance(value, tuple) else (value,)
        return tuple(plain(name, item) for item in items if item is not None)

    def strings(self, name: str) -> dict[str, String]:
        """Return a hash property as name → text, holes kept."""
        value = self.raw(name)
        if not isinstance(value, dict):
            return {}
        return {plain(name, key): string(name, item) for key, item in value.items() if item is not None}

    def mode(self, name: str = "mode") -> str:
        """Return a file mode as four octal digits: 493 and "755" are both "0755"; "" when not set."""
        value = self.raw(name)
        digits = f"{value:o}" if isinstance(value, int) else self.text(name).removeprefix("0o")
        return digits.rjust(4, "0") if digits else ""

    def silent(self, reason: str) -> Silent:
        return Silent(**self.base(), reason=reason)

    def manual(self, reason: str, advice: str, code: str = "") -> Manual:
        return Manual(**self.base(), reason=reason, advice=advice, code=code)

    def _guards(self) -> tuple[Guard, ...]:
        return tuple(
            Guard(command=plain("guard", guard.command), negate=guard.kind == "not_if", span=guard.span)
            for guard in self.step.resource.guards
            if guard.verdict is None and guard.command is not None
        )


Builder: TypeAlias = Callable[[Reader], "Node | tuple[Node, ...]"]

RESOURCES: Registry[Builder] = Registry("resource type")

MEANINGFUL: set[str] = set()
"""Types whose name says more than the files and commands that their custom resource declares (firewall_rule)."""


def plain(name: str, value: Data, default: str = "") -> str:
    """Return a value as plain text: numbers as digits, symbols by name, None as `default`."""
    match value:
        case None:
            return default
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case SymbolValue(name=text):
            return text
        case Text(parts=parts):
            raise Unsettled(name, next(part.origin for part in parts if isinstance(part, Hole)))
        case Tainted(origin=origin):
            raise Unsettled(name, origin)
        case Unknown():
            raise Unsettled(name, value)
        case Opaque(kind=kind):
            raise Unsettled(name, Unknown(f"it is {kind}", None))
        case tuple():
            return " ".join(plain(name, item) for item in value)
        case dict():
            return " ".join(f"{plain(name, key)}={plain(name, item)}" for key, item in value.items())


def string(name: str, value: Data) -> String:
    """Return a value as text with its holes kept; an unknown one becomes a hole without a sample."""
    match value:
        case Text():
            return value
        case Tainted(sample=sample, origin=origin):
            return Text((Hole(origin, str(sample)),))
        case Unknown():
            return Text((Hole(value, ""),))
        case tuple() if any(isinstance(item, Text | Tainted | Unknown) for item in value):
            return joined(tuple(string(name, item) for item in value), " ")
        case _:
            return plain(name, value)


def joined(items: tuple[String, ...], separator: str) -> String:
    """Join texts as str.join does, holes kept."""
    parts: list[str | Hole] = []
    for index, item in enumerate(items):
        if index:
            parts.append(separator)
        parts.extend(item.parts if isinstance(item, Text) else (item,))
    if not any(isinstance(part, Hole) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    return Text(tuple(parts))
