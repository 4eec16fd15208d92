"""What is written to the output folder: `Artifact`s, in memory until all of them are complete."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file of the output. `path` is relative to the output folder with /, `mode` its octal permission bits."""

    path: str
    content: str | bytes
    mode: int = 0o644
    link_target: str = ""
