"""A string as Puppet code writes it: `'it\\'s'`, or in double quotes when it holds a control character."""

from __future__ import annotations

from typing import Any, Final

from translator.evaluate.puppet.values import TracedStr, origins_within
from translator.evaluate.values import Part, Secret

REDACTED: Final = "[value redacted]"
_DOUBLE: Final = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "$": "\\$", "\\": "\\\\"}


def revealed(value: Any) -> str:
    """Return a value's text for a message: what came out of a secret is never shown."""
    if isinstance(value, TracedStr):
        return "".join(map(_part, value.parts))
    return REDACTED if any(isinstance(origin, Secret) for origin in origins_within(value)) else str(value)


def _part(part: Part) -> str:
    if isinstance(part, str):
        return part
    return REDACTED if isinstance(part.origin, Secret) else part.sample


def quoted(text: str, double: bool = False) -> str:
    """Return `text` in quotes; in double ones when asked, or when single ones cannot hold it."""
    if double or any(char < " " for char in text):
        return '"' + "".join(_in_double(char) for char in text) + '"'
    out: list[str] = []
    escaped = False
    for char in text:
        if escaped:
            out.append("\\" + char)
            escaped = False
        elif char == "\\":
            escaped = True
        else:
            out.append("\\'" if char == "'" else char)
    return "'" + "".join(out) + ("\\" if escaped else "") + "'"


def _in_double(char: str) -> str:
    if char in _DOUBLE:
        return _DOUBLE[char]
    return f"\\u{{{ord(char):X}}}" if char < " " else char
