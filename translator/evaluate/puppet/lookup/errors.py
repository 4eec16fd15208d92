"""How look-ups fail: as Puppet's LookupError, shown as it stands, or as an error of Ruby's that is no Puppet::Error."""

from __future__ import annotations

from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.location import Span


class LookupFailure(PlainError):
    """What is wrong with data or its configuration. `issue` tells those that the global layer passes on as they are."""

    def __init__(self, message: str, span: Span | None = None, *, issue: bool = False) -> None:
        super().__init__(message, span)
        self.issue = issue


class ArgumentFailure(PuppetError):
    """A function of Puppet's own was not called as it must be; look-ups around it pass it on as it is."""
