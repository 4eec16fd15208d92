"""shellquote: words quoted for a Bourne shell, with blanks between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.collections import flat
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.functions.texts import changed
from translator.evaluate.puppet.types.names import ruby_class
from translator.evaluate.puppet.values import Value, concat, parts_of
from translator.evaluate.values import Hole, Part, Unknown

SAFE: Final = re.compile(r"[a-zA-Z0-9@%_+=:,./-]+\Z")
DANGEROUS: Final = re.compile(r'[!"`$\\]')


@legacy_function("shellquote", 0, origins=True)
def shellquote(call: Call, arguments: tuple[Value, ...]) -> Value:
    return concat(_joined(call, tuple(flat(arguments))))


def _joined(call: Call, words: tuple[Value, ...]) -> Iterator[Part]:
    for number, word in enumerate(words):
        if number:
            yield " "
        yield from _quoted(call, word)


def _quoted(call: Call, word: Value) -> tuple[Part, ...]:
    if isinstance(word, Unknown):
        return ('"', Hole(word, ""), '"')
    if not isinstance(word, str):
        raise PuppetError(f"undefined method `length' for {_shown(word)}:{ruby_class(word)}", call.span)
    if SAFE.match(word):
        return parts_of(word)
    if not DANGEROUS.search(word):
        return ('"', *parts_of(word), '"')
    if "'" not in word:
        return ("'", *parts_of(word), "'")
    if not word.isascii():
        raise PuppetError("incompatible character encodings: UTF-8 and ASCII-8BIT", call.span)
    return ('"', *parts_of(changed(word, lambda text: DANGEROUS.sub(r"\\\g<0>", text))), '"')


def _shown(value: Value) -> str:
    return "nil" if value is None else str(value).lower()
