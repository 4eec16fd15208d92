"""File modes as Puppet reads them → octal digits: symbolic ones computed, `x` added for folders where they are readable."""

from __future__ import annotations

import re

BITS = {"r": 4, "w": 2, "x": 1}
SHIFTS = {"u": 6, "g": 3, "o": 0}
SPECIAL = {"u": 0o4000, "g": 0o2000, "o": 0}


def octal(mode: str, folder: bool) -> str:
    """Return four octal digits, "" for an empty mode; ValueError when it is no mode.

    >>> octal("u=rw,g=r,o=", False)
    '0640'
    """
    if not mode:
        return ""
    number = int(mode, 8) if re.fullmatch(r"[0-7]{1,4}", mode) else _symbolic(mode, 0o755 if folder else 0o644, folder)
    if folder and mode.isdigit():
        number |= (number & 0o444) >> 2
    return f"{number:04o}"


def _symbolic(mode: str, current: int, folder: bool) -> int:
    for clause in mode.split(","):
        match = re.fullmatch(r"([ugoa]*)((?:[-+=][rwxXstugo]*)+)", clause)
        if match is None:
            raise ValueError(f"The file mode specification is invalid: {mode!r}")
        for operator, letters in re.findall(r"([-+=])([rwxXstugo]*)", match[2]):
            current = _changed(current, match[1].replace("a", "ugo") or "ugo", operator, letters, folder)
    return current


def _changed(current: int, who: str, operator: str, letters: str, folder: bool) -> int:
    for each in who:
        bits = _bits(current, each, letters, folder)
        if operator == "=":
            current &= ~((0o7 << SHIFTS[each]) | SPECIAL[each])
        current = current & ~bits if operator == "-" else current | bits
    return current


def _bits(current: int, who: str, letters: str, folder: bool) -> int:
    bits = 0
    for letter in letters:
        if letter in BITS:
            bits |= BITS[letter] << SHIFTS[who]
        elif letter == "X" and (folder or current & 0o111):
            bits |= 1 << SHIFTS[who]
        elif letter == "s":
            bits |= SPECIAL[who]
        elif letter == "t":
            bits |= 0o1000
        elif letter in SHIFTS:
            bits |= ((current >> SHIFTS[letter]) & 7) << SHIFTS[who]
    return bits
