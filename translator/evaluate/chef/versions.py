"""Version numbers and constraints: texts in, an order or a yes or no out. Gem::Version's order, Gem::Requirement's operators.

before:  satisfies("2.4.1", "~> 2.3")
after:   True
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_VERSION = re.compile(r"^\s*([0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?\s*$")
_CONSTRAINT = re.compile(r"^\s*(=|!=|>=|<=|>|<|~>)?\s*([0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z.-]+)?)\s*$")
_SEGMENT = re.compile(r"[0-9]+|[a-z]+", re.IGNORECASE)

Segment = int | str


def is_version(text: str) -> bool:
    """Tell whether Gem::Version would take the text; the empty text is version 0."""
    return _VERSION.match(text) is not None


def segments(text: str) -> list[Segment]:
    """Return the parts of a version: "1.2.b3" gives [1, 2, "b", 3]."""
    parts = _SEGMENT.findall(text.replace("-", ".pre."))
    return [int(part) if part.isdigit() else part for part in parts] or [0]


def compare(left: str, right: str) -> int:
    """Return -1, 0 or 1; letters (a prerelease) are less than numbers, missing parts are 0."""
    a, b = _trimmed(segments(left)), _trimmed(segments(right))
    for at in range(max(len(a), len(b))):
        x: Segment = a[at] if at < len(a) else 0
        y: Segment = b[at] if at < len(b) else 0
        if x == y:
            continue
        if isinstance(x, str) != isinstance(y, str):
            return -1 if isinstance(x, str) else 1
        return -1 if x < y else 1  # type: ignore[operator]
    return 0


def satisfies(version: str, constraint: str) -> bool:
    """Tell whether a version satisfies one constraint ("~> 1.2", "= 1.0.0", "1.0"); one that is none is satisfied."""
    found = _CONSTRAINT.match(constraint)
    if found is None:
        return True
    operator, wanted = found[1] or "=", found[2]
    if operator == "~>":
        return compare(version, wanted) >= 0 and compare(version, _bump(wanted)) < 0
    order = compare(version, wanted)
    return {
        "=": order == 0, "!=": order != 0, ">": order > 0, "<": order < 0, ">=": order >= 0, "<=": order <= 0,
    }[operator]  # fmt: skip


def satisfies_all(version: str, constraints: Iterable[str]) -> bool:
    """Tell whether a version satisfies every constraint."""
    return all(satisfies(version, constraint) for constraint in constraints)


def _trimmed(parts: list[Segment]) -> list[Segment]:
    while len(parts) > 1 and parts[-1] == 0:
        parts = parts[:-1]
    return parts


def _bump(version: str) -> str:
    """Return the first version that "~> version" no longer takes."""
    numbers: list[int] = []
    for part in segments(version):
        if isinstance(part, str):
            break
        numbers.append(part)
    kept = numbers[:-1] if len(numbers) > 1 else numbers
    return ".".join(map(str, [*kept[:-1], kept[-1] + 1]))
