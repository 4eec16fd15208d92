"""Booleans, strings and undef by a format's letter: `%y` of true is "yes", `%C` of "a::b" is "A::B"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types.quoting import quoted
from translator.evaluate.puppet.types.strings.formats import Format


def wrong(kind: str, form: Format, letters: str) -> PuppetError:
    """Return the error for a letter that values of a type do not have."""
    return PuppetError(
        f"Illegal format '{form.letter}' specified for value of {kind} type - "
        f"expected one of the characters '{letters}'"
    )


_BOOLEANS: Final = {"t": ("true", "false"), "T": ("True", "False"), "y": ("yes", "no"), "Y": ("Yes", "No")}


def boolean_text(value: bool, form: Format) -> str:
    """Return a boolean's text for the letters that are words."""
    if form.letter in "sp":
        return form.text("true" if value else "false")
    if form.letter not in _BOOLEANS:
        raise wrong("Boolean", form, "tTyYdxXobBeEfgGaAsp")
    word = _BOOLEANS[form.letter][0 if value else 1]
    return form.text(word[0] if form.alternate else word)


_UNDEF: Final = {"n": ("nil", "null"), "u": ("undef", "undefined"), "s": ("", '""'), "p": ("undef", '"undef"')}


def undef_text(form: Format) -> str:
    """Return the text of undef."""
    if form.letter in _UNDEF:
        return form.text(_UNDEF[form.letter][form.alternate])
    if form.letter in "vV":
        return form.text("n/a" if form.letter == "v" else "N/A")
    if form.letter in "dxXobBeEfgGaA":
        return form.text("NaN")
    raise wrong("Undef", form, "nudxXobBeEfgGaAvVsp")


_STRINGS: Final[dict[str, Callable[[str], str]]] = {
    "c": str.capitalize,
    "C": lambda text: "::".join(part.capitalize() for part in text.split("::")),
    "u": str.upper,
    "d": str.lower,
    "t": lambda text: text.strip(" \t\n\v\f\r\0"),
}


def string_text(text: str, form: Format) -> str:
    """Return a string by the format's letter."""
    if form.letter == "s":
        return form.printed(text)
    if form.letter == "p":
        return form.text(quoted(text, double=form.alternate))
    if form.letter not in _STRINGS:
        raise wrong("String", form, "cCudspt")
    changed = _STRINGS[form.letter](text)
    return form.text(quoted(changed)) if form.alternate else form.printed(changed)
