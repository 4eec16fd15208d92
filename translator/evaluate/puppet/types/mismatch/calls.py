"""Why no signature of a function takes a call: signatures and the types of the arguments in, the message out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.assignable import assignable
from translator.evaluate.puppet.types.build import is_callable
from translator.evaluate.puppet.types.mismatch.describe import Found, describe, merge
from translator.evaluate.puppet.types.mismatch.errors import (
    At,
    CountMismatch,
    MissingBlock,
    Path,
    Step,
    UnexpectedBlock,
)


class Signed(Protocol):
    """A signature: its type, and its parameters' names as messages show them."""

    @property
    def callable(self) -> m.CallableType: ...

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def block_name(self) -> str: ...


def described_calls(name: str, signatures: Sequence[Signed], arguments: Sequence[m.PType]) -> str:
    """Return why a call with arguments of these types, a block's last, fits none of the signatures."""
    each = [_arguments(item, arguments, (At(Step.SIGNATURE, index),)) for index, item in enumerate(signatures)]
    if not all(each):
        each = _with_blocks(each, signatures, arguments)
    label = "block" if name == "lambda" else f"'{name}'"
    merged = merge(0, CountMismatch, each)
    if len(merged) == 1:
        return f"{label}{merged[0]}"
    return "\n".join(_listed(label, signatures, each))


def _listed(label: str, signatures: Sequence[Signed], each: Sequence[Found]) -> list[str]:
    if len(signatures) == 1:
        rejected = [f"  rejected:{item.without(0)}" for item in each[0]]
        return [f"{label} expects ({signature_text(signatures[0])})", *rejected]
    lines = [f"The function {label} was called with arguments it does not accept. It expects one of:"]
    for signature, found in zip(signatures, each, strict=True):
        lines.append(f"  ({signature_text(signature)})")
        lines += [f"    rejected:{item.without(0)}" for item in found]
    return lines


def _with_blocks(each: list[Found], signatures: Sequence[Signed], arguments: Sequence[m.PType]) -> list[Found]:
    blocks = [_block(item, arguments, (At(Step.SIGNATURE, index),)) for index, item in enumerate(signatures)]
    if all(blocks):
        return blocks
    return [found or block for found, block in zip(each, blocks, strict=True)]


def _arguments(signature: Signed, arguments: Sequence[m.PType], path: Path) -> Found:
    parameters = signature.callable.parameters or m.TupleType()
    given = arguments[:-1] if arguments and is_callable(arguments[-1]) else arguments
    count = m.IntegerType(len(given), len(given))
    if not assignable(parameters.size_range, count):
        return (CountMismatch(path, parameters.size_range, count),)
    for index, kind in enumerate(given):
        expected = parameters.at(index)
        if not assignable(expected, kind):
            at = min(index, len(parameters.types) - 1)
            name = signature.names[at] if at < len(signature.names) else ""
            found = describe(expected, kind, (*path, At(Step.PARAMETER, name)))
            if found:
                return found
    return ()


def _block(signature: Signed, arguments: Sequence[m.PType], path: Path) -> Found:
    expected = signature.callable.block
    if arguments and is_callable(arguments[-1]):
        if expected is None:
            return (UnexpectedBlock(path),)
        return describe(expected, arguments[-1], (*path, At(Step.BLOCK)))
    return () if expected is None or assignable(expected, m.UNDEF) else (MissingBlock(path),)


def signature_text(signature: Signed) -> str:
    """Return a signature as messages list it: `String a, Integer b?, Callable block`."""
    parameters = signature.callable.parameters or m.TupleType()
    size = parameters.size_range
    if size == m.NO_SIZE:
        return ""
    names = list(signature.names) or [""] * len(parameters.types)
    shown = [_parameter(parameters, index, name, len(names)) for index, name in enumerate(names)]
    block = signature.callable.block
    if isinstance(block, m.OptionalType):
        shown.append(f"{block.type} {signature.block_name}?")
    elif isinstance(block, m.CallableType):
        shown.append(f"{block} {signature.block_name}")
    return ", ".join(shown)


def _parameter(parameters: m.TupleType, index: int, name: str, count: int) -> str:
    kind, size, mark = parameters.at(index), parameters.size_range, ""
    if size.high == m.INF and index == count - 1:
        mark = "+" if size.low == count else "*"
    elif index + 1 > size.low:
        mark = "?"
        if isinstance(kind, m.OptionalType) and kind.type is not None:
            kind = kind.type
    return f"{kind} {name}{mark}"
