"""The four kinds of value: known data is plain Python; Secret, Runtime and Unknown say why a value is not plain.

before:  "jdbc:#{node['ipaddress']}:#{port}"
after:   Text(("jdbc:", Hole(origin=Runtime("ipaddress"), sample="10.0.0.2"), ":5432"))

Evaluation always goes on with a sample (the secret's own text, the fact's value in the facts file), so that
branches and comparisons behave as on the legacy machine; the origin travels with it and decides where the value
may be written: a secret never, a runtime fact only when the container starts, an unknown into the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from translator.location import Span


@dataclass(frozen=True, slots=True)
class Secret:
    """A value out of a data bag, vault, eyaml or Sensitive; `name` is where it came from, never its text."""

    name: str


@dataclass(frozen=True, slots=True)
class Runtime:
    """A value known only where the container runs.

    `fact` is the path in the node data ("ipaddress", "cpu/total"); `expression` says how the value was computed
    from it when it is not the fact itself, as POSIX shell arithmetic over $fact where that is possible, else "".
    """

    fact: str
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be known, why, and where that was found."""

    reason: str
    span: Span | None


Origin: TypeAlias = Secret | Runtime | Unknown


@dataclass(frozen=True, slots=True)
class Hole:
    """A piece of a text that must not be baked; `sample` is its text on the legacy machine ("" when unknown)."""

    origin: Origin
    sample: str


Part: TypeAlias = str | Hole


@dataclass(frozen=True, slots=True)
class Text:
    """A string with at least one hole in it."""

    parts: tuple[Part, ...]

    @property
    def sample(self) -> str:
        """The whole text as the legacy machine would have it. Never print it when `secret` is true."""
        return "".join(part if isinstance(part, str) else part.sample for part in self.parts)

    @property
    def origins(self) -> tuple[Origin, ...]:
        return tuple(part.origin for part in self.parts if isinstance(part, Hole))

    @property
    def secret(self) -> bool:
        return any(isinstance(origin, Secret) for origin in self.origins)


@dataclass(frozen=True, slots=True)
class Tainted:
    """A value that is no string (a number, a boolean) and is not known: its sample and why."""

    sample: int | float | bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class SymbolValue:
    """A Ruby symbol as data."""

    name: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that has no word in data (an object, a lazy block, a regular expression): what it is."""

    kind: str
    detail: str = ""


Data: TypeAlias = "None | bool | int | float | str | Text | Tainted | Unknown | SymbolValue | Opaque | tuple[Data, ...] | dict[Data, Data]"


def sample_of(value: Data) -> Data:
    """Return the value as on the legacy machine, with the origin forgotten; for comparing, never for writing."""
    match value:
        case Text():
            return value.sample
        case Tainted(sample=sample):
            return sample
        case tuple():
            return tuple(sample_of(item) for item in value)
        case dict():
            return {sample_of(key): sample_of(item) for key, item in value.items()}
        case _:
            return value


def origins_of(value: Data) -> tuple[Origin, ...]:
    """Return every origin that occurs in the value, in order, duplicates kept."""
    match value:
        case Text():
            return value.origins
        case Tainted(origin=origin):
            return (origin,)
        case Unknown():
            return (value,)
        case tuple():
            return tuple(origin for item in value for origin in origins_of(item))
        case dict():
            return tuple(origin for pair in value.items() for item in pair for origin in origins_of(item))
        case _:
            return ()
