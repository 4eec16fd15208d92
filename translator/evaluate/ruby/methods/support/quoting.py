"""Ruby's own notation of strings, symbols and floats: a Python value in, its `inspect` or `to_s` out."""

from __future__ import annotations

import math
import re
import unicodedata

ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\x0b": "\\v",
    "\x0c": "\\f",
    "\x08": "\\b",
    "\x07": "\\a",
    "\x1b": "\\e",
}
PLAIN = re.compile(r'[ !$-\[\]-~]*"?')
SAFE = re.compile(r"[ !%-\[\]-~]*\Z")
PLAIN_SYMBOL = re.compile(
    r"(?:[^\W\d]\w*[?!=]?|(?:\$|@@?)[^\W\d]\w*|\$\d+|\$[~*$?!@/\\;,.=:<>\"&`'+0_]|\$-\w"
    r"|\[\]=?|\*\*|[+\-~!]@?|[*/%<>^|&`]|<=>|===?|=~|![=~]|<<|>>|<=|>=)\Z"
)
PLAIN_KEY = re.compile(r"[^\W\d]\w*[?!]?\Z")


def inspect_string(text: str) -> str:
    """Return `text` as String#inspect writes it: double quotes, Ruby's escapes."""
    if SAFE.match(text):
        return f'"{text}"'
    return '"' + "".join(_escape(char, text[at + 1 : at + 2]) for at, char in enumerate(text)) + '"'


def _escape(char: str, following: str) -> str:
    if char == "#":
        return "\\#" if following in ("{", "$", "@") and following else "#"
    if char in ESCAPES:
        return ESCAPES[char]
    return char if _printable(char) else _code(char)


def _printable(char: str) -> bool:
    if " " <= char <= "~":
        return True
    return char == "\x85" or unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Zl", "Zp")


def _code(char: str) -> str:
    number = ord(char)
    if 0xDC80 <= number <= 0xDCFF:
        return f"\\x{number - 0xDC00:02X}"
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\u{{{number:X}}}"


def inspect_symbol(name: str) -> str:
    """Return a symbol's literal: `:name`, or `:"with space"`."""
    return f":{name}" if PLAIN_SYMBOL.match(name) else f":{inspect_string(name)}"


def fixed_text(number: float, digits: int) -> str:
    """Return a float with so many digits after the point, as Ruby's sprintf rounds: halves of its shown digits go even."""
    fraction = repr(abs(number)).partition(".")[2]
    if len(fraction) == digits + 1 and fraction.endswith("5") and fraction.isdigit():
        scaled = int(repr(abs(number)).replace(".", "")) // 10
        scaled += scaled % 2
        text = str(scaled).rjust(digits + 1, "0")
        return text[: len(text) - digits] + ("." + text[len(text) - digits :] if digits else "")
    return f"{abs(number):.{digits}f}"


def float_text(number: float) -> str:
    """Return Float#to_s: 1.0, 1.0e+20, 1.0e-05, Infinity, NaN."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "-0.0" if math.copysign(1, number) < 0 else "0.0"
    sign = "-" if number < 0 else ""
    digits, exponent = _digits(abs(number))
    if -4 < exponent <= 15:
        return sign + _fixed(digits, exponent)
    shown = exponent - 1
    return f"{sign}{digits[0]}.{digits[1:] or '0'}e{'-' if shown < 0 else '+'}{abs(shown):02d}"


def _digits(number: float) -> tuple[str, int]:
    """Return the shortest digits and the place of the point: 0.DIGITS × 10 ** exponent."""
    mantissa, _, power = repr(float(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole) if whole.strip("0") else -(len(fraction) - len(fraction.lstrip("0")))
    return digits.rstrip("0") or "0", leading + int(power or 0)


def _fixed(digits: str, exponent: int) -> str:
    if exponent <= 0:
        return "0." + "0" * -exponent + digits
    whole = digits[:exponent].ljust(exponent, "0")
    return f"{whole}.{digits[exponent:] or '0'}"
