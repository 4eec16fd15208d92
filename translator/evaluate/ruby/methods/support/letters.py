"""Text algorithms of Ruby's String that Python does not have: tr, squeeze, count, succ, to_i, to_f."""

from __future__ import annotations

import re
from functools import lru_cache

INTEGER_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
FLOAT = re.compile(r"\s*[+-]?(?:(?:\d+(?:_\d+)*)(?:\.\d+(?:_\d+)*)?|\.\d+)(?:[eE][+-]?\d+(?:_\d+)*)?")
PREFIXES = {"0x": 16, "0b": 2, "0o": 8, "0d": 10}
SPACE = " \t\n\v\f\r"


@lru_cache(maxsize=512)
def characters(spec: str) -> tuple[bool, str]:
    """Return whether a tr-like set is negated, and its characters in order: "^a-c" is (True, "abc")."""
    negated = len(spec) > 1 and spec.startswith("^")
    at = 1 if negated else 0
    found: list[str] = []
    while at < len(spec):
        if spec[at] == "\\" and at + 1 < len(spec):
            at += 1
            found.append(spec[at])
        elif spec[at + 1 : at + 2] == "-" and at + 2 < len(spec):
            if spec[at] > spec[at + 2]:
                raise ValueError(f'invalid range "{spec[at : at + 3]}" in string transliteration')
            found.extend(map(chr, range(ord(spec[at]), ord(spec[at + 2]) + 1)))
            at += 2
        else:
            found.append(spec[at])
        at += 1
    return negated, "".join(found)


def in_sets(char: str, specs: tuple[str, ...]) -> bool:
    """Tell whether a character is in every one of the sets."""
    for spec in specs:
        negated, members = characters(spec)
        if (char in members) == negated:
            return False
    return True


def translate(text: str, source: str, target: str, squeeze: bool = False) -> str:
    """Return what String#tr (tr_s when `squeeze`) makes of a text."""
    negated, members = characters(source)
    _, replaced = characters(target) if not target.startswith("^") else (False, target)
    out: list[str] = []
    last = ""
    for char in text:
        at = members.find(char)
        if (at >= 0) == negated:
            out.append(char)
            last = ""
            continue
        new = "" if not replaced else replaced[-1 if negated else min(at, len(replaced) - 1)]
        if not (squeeze and new == last):
            out.append(new)
        last = new
    return "".join(out)


def squeeze(text: str, specs: tuple[str, ...]) -> str:
    """Return the text with runs of one character reduced to one."""
    out: list[str] = []
    for char in text:
        if not (out and out[-1] == char and in_sets(char, specs)):
            out.append(char)
    return "".join(out)


def successor(text: str) -> str:
    """Return String#succ: "az" → "ba", "Zz9" → "AAa0", "1.9" → "2.0"."""
    if not text:
        return ""
    chars = list(text)
    places = [at for at, char in enumerate(chars) if char.isalnum()]
    if not places:
        return _next_code(chars)
    at = places[-1]
    while True:
        chars[at], carry = _bump(chars[at])
        if not carry:
            return "".join(chars)
        earlier = _carry_place(chars, at)
        if earlier is None:
            chars.insert(at, {"0": "1"}.get(chars[at], chars[at]))
            return "".join(chars)
        at = earlier


def _carry_place(chars: list[str], at: int) -> int | None:
    """Return where a carry goes: the next alphanumeric to the left, not across other text unless digits are there."""
    for earlier in range(at - 1, -1, -1):
        if chars[earlier].isalnum():
            if earlier < at - 1 and not _carries_over(chars[earlier], chars[at]):
                return None
            return earlier
    return None


def _carries_over(left: str, right: str) -> bool:
    return left.isdigit() == right.isdigit() or not right.isdigit()


def _bump(char: str) -> tuple[str, bool]:
    wrapped = {"z": "a", "Z": "A", "9": "0"}.get(char)
    return (wrapped, True) if wrapped else (chr(ord(char) + 1), False)


def _next_code(chars: list[str]) -> str:
    chars[-1] = chr(ord(chars[-1]) + 1)
    return "".join(chars)


def leading_integer(text: str, base: int = 10) -> int:
    """Return String#to_i: the integer that the text begins with, else 0."""
    digits, sign, base = _unsigned(text, base)
    found = _digit_run(digits, base)
    return sign * int(found, base) if found else 0


def whole_integer(text: str, base: int = 0) -> int | None:
    """Return Kernel#Integer of a text, None when it is no integer as a whole; base 0 reads prefixes."""
    body = text.strip(SPACE)
    if not body or "\0" in body:
        return None
    digits, sign, base = _unsigned(body, base or 10, prefixes=base in (0, 10), octal=base == 0)
    run = _digit_run(digits, base)
    if not run or len(run) + _underscores(digits, run) != len(digits):
        return None
    return sign * int(run, base)


def _underscores(digits: str, run: str) -> int:
    return digits.count("_") if len(digits.replace("_", "")) == len(run) and not digits.endswith("_") else 0


def _unsigned(text: str, base: int, prefixes: bool = False, octal: bool = False) -> tuple[str, int, int]:
    text = text.lstrip(SPACE).lower()
    sign = -1 if text.startswith("-") else 1
    text = text[1:] if text[:1] in ("+", "-") and text else text
    prefix = PREFIXES.get(text[:2])
    if prefix is not None and (prefix == base or octal):
        return text[2:], sign, prefix
    if octal and len(text) > 1 and text[0] == "0":
        return text[1:].removeprefix("_"), sign, 8
    return text, sign, base


def _digit_run(text: str, base: int) -> str:
    allowed = INTEGER_DIGITS[:base]
    out: list[str] = []
    for at, char in enumerate(text):
        if char in allowed:
            out.append(char)
        elif not (
            char == "_" and at and text[at - 1] != "_" and text[at + 1 : at + 2] in allowed and at + 1 < len(text)
        ):
            break
    return "".join(out)


def leading_float(text: str) -> float:
    """Return String#to_f: the number that the text begins with, else 0.0."""
    found = FLOAT.match(text)
    return float(found.group().replace("_", "")) if found else 0.0


def whole_float(text: str) -> float | None:
    """Return Kernel#Float of a text, None when it is no number as a whole."""
    body = text.strip(SPACE)
    found = FLOAT.fullmatch(body)
    if found:
        return float(body.replace("_", ""))
    hexadecimal = re.fullmatch(r"[+-]?0[xX][0-9a-fA-F]+(?:\.[0-9a-fA-F]+)?(?:[pP][+-]?\d+)?", body)
    return float.fromhex(body) if hexadecimal else None
