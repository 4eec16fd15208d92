"""Which signature of a function a call takes: `chosen(function, call, arguments)`.

Signatures are read from their text once a function. When none fits, the PuppetError is worded as Puppet words it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from translator.evaluate.puppet.calls import Call, CoreFunction, Signature
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.parse import parse_type
from translator.evaluate.puppet.values import Value


@dataclass(frozen=True, slots=True)
class Read:
    """A signature whose types are read: `callable` is its type, `names` are its parameters'."""

    callable: m.CallableType
    names: tuple[str, ...] = ()

    def takes(self, arguments: tuple[Value, ...], block: Value) -> bool:
        """Tell whether the arguments, and the block or None, fit."""
        parameters = self.callable.parameters
        if parameters is not None and not instance(parameters, arguments):
            return False
        if self.callable.block is None:
            return block is None
        return instance(self.callable.block, block)


def read(signature: Signature) -> Read:
    """Return a core function's signature with its types read from their text."""
    return _read(signature.parameters, signature.names, signature.block)


@lru_cache(maxsize=2048)
def _read(parameters: tuple[str, ...], names: tuple[str, ...], block: str) -> Read:
    types = tuple(parse_type(text.lstrip("*+?")) for text in parameters)
    least = sum(1 for text in parameters if text[0] not in "*?")
    many = bool(parameters) and parameters[-1][0] in "*+"
    size = m.IntegerType(least, m.INF if many else len(types))
    kept = None if size == m.IntegerType(len(types), len(types)) else size
    if not types:
        kept = m.NO_SIZE
    block_type = parse_type(block.lstrip("?")) if block else None
    if block.startswith("?"):
        block_type = m.OptionalType(block_type)
    return Read(m.CallableType(m.TupleType(types, kept), block_type), names)


def chosen(function: CoreFunction, call: Call, arguments: tuple[Value, ...]) -> Signature:
    """Return the first signature that takes the arguments and the call's block; PuppetError when none does."""
    for signature in function.signatures:
        if read(signature).takes(arguments, call.block):
            return signature
    reads = [read(signature) for signature in function.signatures]
    raise PuppetError(mismatch(function.name, reads, arguments, call.block), call.span)


def mismatch(name: str, reads: list[Read], arguments: tuple[Value, ...], block: Value) -> str:
    """Return why none of the signatures takes the arguments."""
    return f"The function '{name}' was called with arguments it does not accept"
