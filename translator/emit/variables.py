"""A process's environment → what ENV can carry, and what the entrypoint exports instead."""

from __future__ import annotations

import re

from translator.plan.model import Process

_SENSITIVE = re.compile(
    r"(?:_|^)(?:apikey|auth|credentials?|key|pass|password|pword|passwd|passphrase|private|secret|token)(?:_|$)",
    re.IGNORECASE,
)


def baked(process: Process) -> tuple[tuple[str, str], ...]:
    """Return the variables for ENV, by name."""
    return tuple((name, value) for name, value in sorted(process.environment.items()) if not _exported(name, value))


def exported(process: Process) -> tuple[tuple[str, str], ...]:
    """Return the variables that the entrypoint sets.

    Those are values of several lines, and names that linters take for secrets although the value is none: the path
    of a key file, say.
    """
    return tuple((name, value) for name, value in sorted(process.environment.items()) if _exported(name, value))


def _exported(name: str, value: str) -> bool:
    return "\n" in value or bool(_SENSITIVE.search(name))
