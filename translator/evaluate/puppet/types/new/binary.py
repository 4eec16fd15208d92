"""`Binary.new`: bytes from base64, text or a list of numbers."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.types.new.base import constructor

new_binary = constructor(
    "new_Binary",
    m.BinaryType,
    local_types={
        "ByteInteger": "Integer[0,255]",
        "Base64Format": 'Enum["%b", "%u", "%B", "%s", "%r"]',
        "StringHash": 'Struct[{value => String, "format" => Optional[Base64Format]}]',
        "ArrayHash": "Struct[{value => Array[ByteInteger]}]",
        "BinaryArgsHash": "Variant[StringHash, ArrayHash]",
    },
)
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def _strict(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PuppetError("invalid base64") from None


def _lenient(text: str) -> bytes:
    kept = "".join(char for char in text.partition("=")[0] if char in _LETTERS)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return base64.b64decode(kept + "=" * (-len(kept) % 4))


def _url_safe(text: str) -> bytes:
    plain = text.replace("-", "+").replace("_", "/")
    return _strict(plain + "=" * (-len(plain) % 4) if not plain.endswith("=") else plain)


_READERS: Final[dict[str, Callable[[str], bytes]]] = {
    "%b": _lenient,
    "%u": _url_safe,
    "%B": _strict,
    "%s": lambda text: text.encode("utf-8", "surrogateescape"),
    "%r": lambda text: text.encode("utf-8", "surrogateescape"),
}


@new_binary.signature("String", "?Base64Format", names=("str", "format"))
def binary(call: Call, text: str, form: str | None = None) -> Binary:
    return Binary(_READERS[str(form or "%B")](str(text)))


@new_binary.signature("Array[ByteInteger]", names=("byte_array",))
def binary_of_bytes(call: Call, numbers: tuple[int, ...]) -> Binary:
    return Binary(bytes(numbers))


@new_binary.signature("BinaryArgsHash", names=("hash_args",))
def binary_of_hash(call: Call, given: dict[str, Any]) -> Binary:
    if isinstance(given["value"], tuple):
        return binary_of_bytes(call, given["value"])
    return binary(call, given["value"], given.get("format"))
