"""How evaluation stops: an error worded as Puppet words it, with the place that Puppet names."""

from __future__ import annotations

from translator.diagnostics import Code
from translator.location import Span


class PuppetError(Exception):
    """What makes real Puppet stop compiling. A `span` of None is filled in by the nearest caller that has one.

    `declared` says where the resource stands whose define went wrong, "" outside of defines.
    """

    def __init__(self, message: str, span: Span | None = None, code: Code = Code.PUPPET_ERROR) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.code = code
        self.declared = ""


class PlainError(PuppetError):
    """An error that Puppet shows as it stands, without "Evaluation Error:" before it."""


class LeaveIteration(Exception):
    """`break()`, raised through the lambda; `next` and `return` are alike."""

    def __init__(self, span: Span | None = None) -> None:
        super().__init__()
        self.span = span


class LeaveLambda(LeaveIteration):
    """`next(value)`: ends this turn of the lambda."""

    def __init__(self, value: object, span: Span | None = None) -> None:
        super().__init__(span)
        self.value = value


class LeaveFunction(LeaveLambda):
    """`return(value)`: ends the function, class or define around it."""
