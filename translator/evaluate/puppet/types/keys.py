"""The values between a type's brackets: checked one by one, errors at the one that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.names import class_label, label, ruby_class, type_name
from translator.evaluate.puppet.values import Value
from translator.location import Span

MANY = m.INF


class Keys:
    """The values between the brackets, lists opened, and where each stands."""

    def __init__(self, values: Sequence[Value], span: Span | None = None, spans: Sequence[Span | None] = ()) -> None:
        self.written = tuple(values)
        self.values: tuple[Value, ...] = _flat(values)
        self.span = span
        self.spans = tuple(spans)

    def __len__(self) -> int:
        return len(self.values)

    def at(self, index: int) -> Span | None:
        return self.spans[index] if index < len(self.spans) else self.span

    def bad(self, message: str, index: int | None = None) -> NoReturn:
        raise PuppetError(message, self.span if index is None else self.at(index))

    def failed(self, message: str) -> NoReturn:
        """Raise what Puppet's type factory raises: an exception that the evaluator wraps."""
        self.bad(f"Error while evaluating a '[]' expression, {message}")

    def arity(self, base: str, least: int, most: float) -> None:
        """Check the number of keys; `base` is what the message calls the type."""
        if least <= len(self) <= most:
            return
        if most == MANY:
            wanted = f"{least} or more arguments"
        elif least == most:
            wanted = f"{least} argument{'s' if least > 1 else ''}"
        else:
            wanted = f"{least} to {most} arguments"
        self.bad(f"{base}[] accepts {wanted}. Got {len(self)}")

    def kinds(
        self,
        base: m.PType,
        *allowed: type,
    ) -> None:
        """Check that every key is of one of the Python classes `allowed`."""
        for index, value in enumerate(self.values):
            if not _is_one(value, allowed):
                expected = " or ".join(class_label(kind) for kind in allowed)
                self.unusable(base, index, value, expected)

    def unusable(self, base: m.PType, index: int, value: Value, expected: str) -> NoReturn:
        self.bad(
            f"Error creating type specialization of {label(base)}, "
            f"Cannot use {type_name(value)} where {expected} is expected",
            index,
        )

    def type_at(self, index: int, base: str, what: str = "arguments must be types") -> m.PType:
        value = self.values[index]
        if not isinstance(value, m.PType):
            self.bad(f"{base}[] {what}. Got {ruby_class(value)}", index)
        return value


def _flat(values: Sequence[Value]) -> tuple[Value, ...]:
    if not any(isinstance(value, tuple) for value in values):
        return tuple(values)
    return tuple(item for value in values for item in (_flat(value) if isinstance(value, tuple) else (value,)))


def _is_one(value: Value, allowed: tuple[type, ...]) -> bool:
    return isinstance(value, allowed) and (not isinstance(value, bool) or bool in allowed)
