"""What Psych makes of YAML's plain scalars, and how it quotes a string that would be read as something else."""

from __future__ import annotations

import math
import re

from translator.evaluate.ruby.methods.support.letters import whole_integer

WORDS = re.compile(
    r"^[^\d.:-]?[^\W\d_][\w\s!@#$%\^&*(){}<>|/\\~;=]*|^[^\d.:-]?[_\s!@#$%\^&*(){}<>|/\\~;=]+", re.MULTILINE
)
TIME = re.compile(
    r"^-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?$",
    re.MULTILINE,
)
DATE = re.compile(r"^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$", re.MULTILINE)
SEXAGESIMAL = re.compile(r"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9]){1,2}(\.[0-9_]*)?$")
FLOAT = re.compile(r"^(?:[-+]?([0-9][0-9_,]*)?\.[0-9]*([eE][-+][0-9]+)?)$")
INTEGER = re.compile(
    r"^(?:[-+]?0b[0-1_,]+|[-+]?0[0-7_,]+|[-+]?(?:0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)|[-+]?0x[0-9a-fA-F_,]+)$"
)
NON_WORD_START = re.compile(r"^[^\w][^\"]*$", re.MULTILINE)
INNER_BREAK = re.compile(r"\n(?!\n?\Z)")
Scalar = "None | bool | int | float | str"


class Name(str):
    """A scalar that is a symbol."""

    __slots__ = ()


class Moment(str):
    """A scalar that is a date or a time."""

    __slots__ = ()


def tokenize(text: str) -> None | bool | int | float | str:
    """Return what a plain scalar means: nil, a truth, a number, a Name, a Moment, or the text itself."""
    if not text:
        return None
    if WORDS.match(text) or "\n" in text:
        return _word(text)
    if TIME.match(text) or DATE.match(text):
        return Moment(text)
    infinity = {".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}.get(text.lower())
    if infinity is not None:
        return infinity
    if text.startswith(":") and len(text) > 1:
        quoted = re.match(r"^:([\"'])(.*)\1", text)
        return Name(quoted.group(2).removeprefix(":") if quoted else text[1:])
    return _number(text)


def _word(text: str) -> None | bool | str:
    if len(text) > 5:
        return text
    lowered = text.lower()
    if text == "~" or lowered == "null":
        return None
    return {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}.get(lowered, text)


def _number(text: str) -> int | float | str:
    if SEXAGESIMAL.match(text):
        pieces = text.replace("_", "").split(":")
        if "." in text:
            return sum(float(piece) * (3600, 60, 1)[at] for at, piece in enumerate(pieces))
        return sum(int(piece) * (3600, 60, 1)[at] for at, piece in enumerate(pieces))
    if FLOAT.match(text):
        plain = re.sub(r"[,_]", "", text)
        return text if re.fullmatch(r"[-+]?\.", text) else float(plain)
    if INTEGER.match(text):
        number = whole_integer(re.sub(r"[,_]", "", text))
        return text if number is None else number
    return text


def style_of(text: str) -> tuple[str | None, str | None]:
    """Return the style that Psych asks for ("|", "'", '"' or None for plain) and the tag, if any."""
    if INNER_BREAK.search(text):
        return "|", None
    if text == "<<":
        return "'", "tag:yaml.org,2002:str"
    if text in ("y", "n") or NON_WORD_START.search(text):
        return '"', None
    if not (isinstance(tokenize(text), str) and type(tokenize(text)) is str) or re.match(r"\A0[0-7]*[89]", text):
        return "'", None
    return None, None
