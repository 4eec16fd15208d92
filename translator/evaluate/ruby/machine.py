"""What Ruby code may learn about a machine: a protocol that the Chef layer answers from its simulation.

Nothing here touches the machine that runs the conversion. `None` and Unknown mean that the answer is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from translator.evaluate.ruby.objects import RString
from translator.evaluate.values import Hole, Runtime, Unknown


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command would have printed, and its exit status; `fact` names what a container says otherwise."""

    stdout: str
    stderr: str = ""
    status: int = 0
    fact: str = ""

    @property
    def printed(self) -> RString:
        """The output as a Ruby string, a hole where it is a fact of the machine."""
        line = self.stdout.rstrip("\n")
        hole = Hole(Runtime(self.fact), line) if self.fact else line
        return RString.from_parts((hole, self.stdout[len(line) :]))


class Machine(Protocol):
    """The legacy machine as far as it is known, by absolute path."""

    def exists(self, path: str) -> bool | None:
        """Tell whether anything is at `path`."""

    def is_dir(self, path: str) -> bool | None:
        """Tell whether `path` is a directory."""

    def is_link(self, path: str) -> bool | None:
        """Tell whether `path` is a symbolic link."""

    def read(self, path: str) -> RString | Unknown | None:
        """Return the content of a file; None when it does not exist."""

    def glob(self, pattern: str) -> list[str] | None:
        """Return the paths that match a shell pattern, sorted."""

    def shell_out(self, command: str) -> CommandResult | Unknown:
        """Return what `command` prints there. It is never run."""


class EmptyMachine:
    """A machine with nothing on it; reading a file and running a command are refused."""

    def exists(self, path: str) -> bool | None:
        return False

    def is_dir(self, path: str) -> bool | None:
        return False

    def is_link(self, path: str) -> bool | None:
        return False

    def read(self, path: str) -> RString | Unknown | None:
        return Unknown(f"the content of {path} is not known", None)

    def glob(self, pattern: str) -> list[str] | None:
        return []

    def shell_out(self, command: str) -> CommandResult | Unknown:
        return Unknown(f"the command `{command}` is not run", None)
