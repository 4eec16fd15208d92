"""What readers of collectors' configuration share: the file, places in it, and what could not be carried over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One configuration file as the machine would have it: its path there, its text, and the graph node it is."""

    path: str
    text: str
    node: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Untranslated:
    """One directive that the new pipeline does not have: where it stands, its text, and why."""

    path: str
    line: int
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a directive stands, kept with what was made of it, for those that a renderer cannot express."""

    path: str
    line: int
    text: str

    def lost(self, reason: str) -> Untranslated:
        """Return the directive as one that is not carried over."""
        return Untranslated(path=self.path, line=self.line, text=self.text, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of a file that can be read on its own; `line` (from 1) is where it begins."""

    line: int
    text: str


MOST_STATEMENTS: Final = 20_000


def limited(chunks: Iterable[Chunk], path: str, errors: list[Untranslated]) -> Iterator[Chunk]:
    """Yield the chunks, the first 20,000 at most; what is left out after them is an error."""
    for number, chunk in enumerate(chunks):
        if number == MOST_STATEMENTS:
            reason = f"only the first {MOST_STATEMENTS} statements are read"
            errors.append(Untranslated(path=path, line=chunk.line, text=shown(chunk.text), reason=reason))
            return
        yield chunk


def shown(text: str, width: int = 60) -> str:
    """Return the first line of a directive, short enough for a report."""
    first = " ".join(text.strip().split("\n", 1)[0].split())
    return first if len(first) <= width else first[: width - 1] + "…"
