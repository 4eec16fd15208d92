"""Backslash escapes: the raw text between quotes in, the characters it stands for out."""

from __future__ import annotations

import re
from typing import Final

_SIMPLE: Final = {
    "n": "\n",
    "t": "\t",
    "s": " ",
    "r": "\r",
    "0": "\0",
    "e": "\x1b",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "\n": "",
}

_ESCAPE: Final = re.compile(
    r"""(?P<bytes>(?:\\x[89a-fA-F][\da-fA-F]|\\[2-3][0-7][0-7])+)
    | \\x(?P<hex>[\da-fA-F]{1,2})
    | \\u(?P<code>[\da-fA-F]{4})
    | \\u\{(?P<codes>[^}]*)\}
    | \\(?P<octal>[0-7]{1,3})
    | \\(?P<control>c|C-)(?P<key>\\?.)
    | \\M-(?P<meta>\\?.)
    | \\\r?(?P<simple>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BYTE: Final = re.compile(r"\\x([\da-fA-F]{2})|\\([0-7]{3})")


def unescape(raw: str) -> str:
    """Return the text a double-quoted literal stands for; `raw` as it is written."""
    return _ESCAPE.sub(_character, raw) if "\\" in raw else raw


def unescape_single(raw: str, opener: str, closer: str) -> str:
    """Return the text of a single-quoted literal: only backslash and its own delimiters are escaped."""
    if "\\" not in raw:
        return raw
    return re.sub(rf"\\([\\{re.escape(opener + closer)}])", r"\1", raw)


def unescape_word(raw: str, opener: str, closer: str) -> str:
    """Return one word of `%w`: as in single quotes, and an escaped blank belongs to the word."""
    if "\\" not in raw:
        return raw
    return re.sub(rf"\\([\\\s{re.escape(opener + closer)}])", r"\1", raw)


def _character(match: re.Match[str]) -> str:
    kind = match.lastgroup
    text = match[kind] if kind else ""
    if kind == "simple":
        return _SIMPLE.get(text, text)
    if kind == "bytes":
        return _decode(text)
    if kind in ("hex", "code"):
        return chr(int(text, 16))
    if kind == "codes":
        return "".join(_from_hex(code) for code in text.split())
    if kind == "octal":
        return chr(int(text, 8) & 0xFF)
    return chr(ord(text[-1]) & 0x1F) if kind == "key" else chr(ord(text[-1]) | 0x80)


def _from_hex(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"


def _decode(text: str) -> str:
    """Bytes written one by one make up UTF-8 characters together."""
    numbers = [int(hexa, 16) if hexa else int(octal, 8) for hexa, octal in _BYTE.findall(text)]
    return bytes(numbers).decode("utf-8", "surrogateescape")
