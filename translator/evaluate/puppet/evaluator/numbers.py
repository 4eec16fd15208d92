"""Strings as numbers: the text in, its number out, as Puppet's arithmetic reads it."""

from __future__ import annotations

import math
import re
from typing import Final

_NUMBER: Final = re.compile(
    r"[ \t]*([-+]?)[ \t]*(?:(0[xX][0-9A-Fa-f]+)|([0-9]+)((?:\.[0-9]+)?(?:[eE]-?[0-9]+)?))[ \t]*\Z"
)


def to_number(text: str) -> int | float | None:
    """Return the number that a text writes (decimal, octal with 0, hexadecimal with 0x), None when it writes none."""
    found = _NUMBER.match(text.removeprefix("::"))
    if found is None:
        return None
    number = _unsigned(found)
    return -number if number is not None and found[1] == "-" else number


def _unsigned(found: re.Match[str]) -> int | float | None:
    if found[2]:
        return int(found[2], 16)
    if found[4]:
        value = float(found[3] + found[4])
        return None if math.isinf(value) else value
    digits = found[3]
    if len(digits) > 1 and digits[0] == "0":
        return int(digits, 8) if re.fullmatch("[0-7]+", digits) else None
    return int(digits)
