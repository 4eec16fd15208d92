"""Which signature of a function a call takes: `chosen(function, call, arguments)`.

Signatures are read from their text once. When none fits, the PuppetError is worded as Puppet words it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from translator.evaluate.puppet.calls import Call, Signature
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.infer import infer, infer_set
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.mismatch.calls import described_calls
from translator.evaluate.puppet.types.mismatch.describe import unresolved_in
from translator.evaluate.puppet.types.parse import Resolve, parse_type
from translator.evaluate.puppet.values import Value


@dataclass(frozen=True, slots=True)
class Read:
    """A signature whose types are read: `callable` is its type, `names` are its parameters'."""

    callable: m.CallableType
    names: tuple[str, ...] = ()
    block_name: str = "block"

    def takes(self, arguments: tuple[Value, ...], block: Value) -> bool:
        """Tell whether the arguments, and the block or None, fit."""
        parameters = self.callable.parameters
        if parameters is not None and not instance(parameters, arguments):
            return False
        if self.callable.block is None:
            return block is None
        return instance(self.callable.block, block)


class Overloaded(Protocol):
    """What is chosen from: a function with its signatures."""

    name: str
    signatures: list[Signature]


Written = tuple[tuple[str, ...], tuple[str, ...], str]
_RESOLVED: WeakKeyDictionary[Any, dict[Written, Read]] = WeakKeyDictionary()


def read(signature: Signature, call: Call | None = None, local: Mapping[str, str] | None = None) -> Read:
    """Return a signature with its types read; `local` aliases and the names of the call's modules are known."""
    written = (signature.parameters, signature.names, signature.block)
    if local:
        return _with_local(written, tuple(local.items()))
    plain = _core_only(written)
    if call is None or not _has_unresolved(plain):
        return plain
    known = _RESOLVED.setdefault(call.scope.evaluation, {})
    if written not in known:
        known[written] = _read(written, _resolver(call))
    return known[written]


def _has_unresolved(found: Read) -> bool:
    return unresolved_in(found.callable, set()) is not None


def _resolver(call: Call) -> Resolve:
    loaders = call.scope.evaluation.loaders

    def resolve(name: str) -> m.PType | None:
        found = loaders.find_alias(name)
        if found is None and loaders.find_resource_type(name) is not None:
            found = m.ResourceType(name)
        return found if isinstance(found, m.PType) else None

    return resolve


@lru_cache(maxsize=2048)
def _core_only(written: Written) -> Read:
    return _read(written, None)


@lru_cache(maxsize=256)
def _with_local(written: Written, local: tuple[tuple[str, str], ...]) -> Read:
    aliases: dict[str, m.PType] = {}
    for name, text in local:
        aliases[name.lower()] = m.AliasType(name, _reader(text, aliases))
    return _read(written, lambda name: aliases.get(name.lower()))


def _reader(text: str, aliases: Mapping[str, m.PType]) -> Callable[[], m.PType]:
    return lambda: parse_type(text, lambda name: aliases.get(name.lower()))


def _read(written: Written, resolve: Resolve | None) -> Read:
    parameters, names, block = written
    types = tuple(parse_type(text.lstrip("*+?"), resolve) for text in parameters)
    block_type = parse_type(block.lstrip("?"), resolve) if block else None
    if block.startswith("?"):
        block_type = m.OptionalType(block_type)
    return Read(m.CallableType(m.TupleType(types, _size(parameters)), block_type), names)


def _size(parameters: tuple[str, ...]) -> m.IntegerType | None:
    least = sum(1 for text in parameters if text[0] not in "*?")
    many = bool(parameters) and parameters[-1][0] in "*+"
    if not parameters:
        return m.NO_SIZE
    if least == len(parameters) and not many:
        return None
    return m.IntegerType(least, m.INF if many else len(parameters))


def chosen(function: Overloaded, call: Call, arguments: tuple[Value, ...]) -> Signature:
    """Return the first signature that takes the arguments and the call's block; PuppetError when none does."""
    local: Mapping[str, str] = getattr(function, "local_types", None) or {}
    for signature in function.signatures:
        if read(signature, call, local).takes(arguments, call.block):
            return signature
    reads = [read(signature, call, local) for signature in function.signatures if not signature.mismatch]
    raise PuppetError(mismatch(function.name, reads, arguments, call.block), call.span)


def mismatch(name: str, reads: Sequence[Read], arguments: Sequence[Value], block: Value = None) -> str:
    """Return why none of the signatures takes the arguments."""
    kinds = [infer_set(argument) for argument in arguments]
    if block is not None:
        kinds.append(infer(block))
    return described_calls(name, reads, kinds)


def check_closure(name: str, kind: m.CallableType, arguments: tuple[Value, ...], names: Sequence[str]) -> None:
    """Check what a lambda or a function in Puppet's language is called with; PuppetError when it does not fit."""
    taken = Read(kind, tuple(names))
    if not taken.takes(arguments, None):
        raise PuppetError(mismatch(name, [taken], arguments))
