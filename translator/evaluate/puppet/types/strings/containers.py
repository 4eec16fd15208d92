"""Lists and hashes by their formats: on one line, or with `%#a` and `%#h` indented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from translator.evaluate.puppet.types.objects import ObjectValue
from translator.evaluate.puppet.types.strings.formats import CONTAINED, Format, Formats
from translator.evaluate.puppet.types.strings.words import wrong
from translator.evaluate.puppet.values import Value


@dataclass(frozen=True, slots=True)
class Indentation:
    """How deep a container is, whether it is the first in the one around it, and whether lines are broken at all."""

    level: int = 0
    first: bool = True
    indenting: bool = False

    def inner(self, indenting: bool = False) -> Indentation:
        return Indentation(self.level + 1, True, indenting)

    @property
    def breaks(self) -> bool:
        return self.indenting and self.level > 0 and not self.first

    @property
    def padding(self) -> str:
        return "  " * self.level


PLAIN: Final = Indentation()
Write = Callable[[Value, Formats, Indentation], str]


def _is_container(value: Value) -> bool:
    return isinstance(value, (tuple, dict, ObjectValue))


def _nests(value: Value) -> bool:
    return isinstance(value, (tuple, dict))


def array_text(value: tuple[Value, ...], form: Format, formats: Formats, indentation: Indentation, write: Write) -> str:
    """Return a list's text; `write` gives that of its elements."""
    if form.letter not in "asp":
        raise wrong("Array", form, "asp")
    indentation = replace(indentation, indenting=form.alternate or indentation.indenting)
    start, end = form.delimiters("[]")
    opening = "\n" + indentation.padding if indentation.breaks else ""
    inner = indentation.inner(form.alternate)
    texts = _elements(value, form, formats, inner, write)
    return opening + _joined(value, texts, form, start, inner.padding) + end


def _elements(value: tuple[Value, ...], form: Format, formats: Formats, inner: Indentation, write: Write) -> list[str]:
    contained = CONTAINED if form.inner is None else form.inner
    inner = replace(inner, first=False)
    return [write(item, formats if _is_container(item) else contained, inner) for item in value]


def _joined(value: tuple[Value, ...], texts: list[str], form: Format, start: str, padding: str) -> str:
    separator = ", " if form.separator is None else form.separator
    wide = _too_wide(value, texts, form)
    text = start
    for index, (item, shown) in enumerate(zip(value, texts, strict=True)):
        if index == 0:
            text += " " if wide and not _nests(item) else ""
        else:
            text += separator
            after = form.alternate and _nests(value[index - 1])
            if not _nests(item) and (wide or after):
                text = (text if text.endswith("\n") else text.rstrip()) + "\n" + padding
        if text.endswith(" ") and shown.startswith("\n"):
            text = text.rstrip()
        text += shown
    return text


def _too_wide(value: tuple[Value, ...], texts: list[str], form: Format) -> bool:
    if not form.alternate or form.width is None:
        return False
    runs = [0]
    for item, text in zip(value, texts, strict=True):
        if _nests(item):
            runs.append(0)
        else:
            runs[-1] += len(text)
    return max(runs) > form.width


def hash_text(value: dict[Any, Any], form: Format, formats: Formats, indentation: Indentation, write: Write) -> str:
    """Return a hash's text; `write` gives that of its keys and values."""
    if form.letter not in "hsp":
        raise wrong("Hash", form, "hasp")
    indentation = replace(indentation, indenting=form.alternate or indentation.indenting)
    start, end = form.delimiters("{}")
    opening = "\n" + indentation.padding if indentation.breaks else ""
    inner = indentation.inner()
    pairs = _pairs(value, form, formats, inner, write)
    separator = ", " if form.separator is None else form.separator
    if not form.alternate:
        return opening + start + separator.join(pairs) + end
    broken = (separator if separator.endswith("\n") else separator.rstrip()) + "\n"
    lines = broken.join(inner.padding + pair for pair in pairs)
    return f"{opening}{start}\n{lines}\n{indentation.padding}{end}"


def _pairs(value: dict[Any, Any], form: Format, formats: Formats, inner: Indentation, write: Write) -> list[str]:
    contained = CONTAINED if form.inner is None else form.inner
    arrow = " => " if form.separator2 is None else form.separator2

    def shown(item: Value) -> str:
        return write(item, formats if _is_container(item) else contained, inner)

    return [f"{shown(key)}{arrow}{shown(item)}" for key, item in value.items()]
