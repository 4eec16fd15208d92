"""scanf: values read from a string by a format, as C reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.texts import cut
from translator.evaluate.puppet.values import Value, derived
from translator.evaluate.values import Unknown

PIECE: Final = re.compile(r"%(\*?)(\d*)(?:[hlL]*)(\[\^?\]?[^\]]*\]|[diuxXoeEfFgGaAsc%])|(\s+)|(.)", re.DOTALL)
FLOAT: Final = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
PATTERNS: Final = {
    "d": r"[-+]?\d+",
    "u": r"[-+]?\d+",
    "i": r"[-+]?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)",
    "x": r"[-+]?(?:0[xX])?[0-9a-fA-F]+",
    "o": r"[-+]?[0-7]+",
    "s": r"\S+",
    "c": r".",
    **dict.fromkeys("eEfFgGaA", FLOAT),
}
READ: Final[dict[str, Callable[[str], Value]]] = {
    "d": int,
    "u": int,
    "i": lambda text: int(text, 0) if not re.match("[-+]?0[0-7]", text) else int(text, 8),
    "x": lambda text: int(text, 16),
    "o": lambda text: int(text, 8),
    **dict.fromkeys("eEfFgGaA", float),
}

scanf = core_function("scanf", origins=True)


@scanf.signature("String", "String", block="?Callable", names=("data", "format"))
def scanned(call: Call, data: str, template: str) -> Value:
    unknown = next((item for item in (data, template) if isinstance(item, Unknown)), None)
    if unknown is not None:
        return unknown
    found = tuple(_values(data, str(template)))
    return found if call.block is None else call.block.call(found)


def _values(data: str, template: str) -> list[Value]:
    """Read until something does not fit; what was read so far is the answer."""
    values: list[Value] = []
    at = 0
    for piece in PIECE.finditer(template):
        skipped, width, kind, blank, char = piece.groups()
        found = re.compile(_pattern(kind, width, blank, char), re.DOTALL | re.ASCII).match(str(data), at)
        if found is None:
            break
        at = found.end()
        if kind and kind != "%" and not skipped:
            values.append(_read(data, kind, found.span(1)))
    return values


def _pattern(kind: str | None, width: str, blank: str | None, char: str | None) -> str:
    if kind is None:
        return r"\s*" if blank else re.escape(char or "")
    if kind == "%":
        return r"\s*%"
    if kind == "c":
        return f"(.{{{width or 1}}})"
    if kind.startswith("["):
        return f"({kind}{f'{{1,{width}}}' if width else '+'})"
    inner = PATTERNS[kind.lower() if kind == "X" else kind]
    return rf"\s*({_limited(kind, int(width))})" if width else rf"\s*({inner})"


def _limited(kind: str, width: int) -> str:
    """Return a pattern of at most `width` characters."""
    shortest = {"s": r"\S", "x": "[0-9a-fA-F]", "X": "[0-9a-fA-F]", "o": "[0-7]"}.get(kind, r"\d")
    return rf"{shortest}{{1,{width}}}"


def _read(data: str, kind: str, span: tuple[int, int]) -> Value:
    text = cut(data, *span)
    read = READ.get(kind.lower() if kind == "X" else kind)
    return text if read is None else derived(read(str(text)), text)
