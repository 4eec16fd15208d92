"""The DNS names in a PEM certificate: text → its subject alternative names, else its common name.

before:  "-----BEGIN CERTIFICATE-----…" of shop.example.com and www.example.com
after:   ("shop.example.com", "www.example.com")

Source: RFC 5280, sections 4.1 and 4.2.1.6; X.690 for the encoding.
"""

from __future__ import annotations

import base64
import binascii
import re

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_ALTERNATIVE = bytes.fromhex("0603551d11")
_COMMON = bytes.fromhex("0603550403")
_NAME = re.compile(r"(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_DNS, _TRUE, _OCTETS = 0x82, 0x01, 0x04


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the first certificate of a text in the order in which they stand; () when there is none."""
    found = _PEM.search(text)
    if found is None:
        return ()
    try:
        data = base64.b64decode("".join(found[1].split()), validate=True)
        return tuple(dict.fromkeys(_alternative(data) or _common(data)))
    except (binascii.Error, IndexError, ValueError):
        return ()


def _alternative(data: bytes) -> tuple[str, ...]:
    at = data.find(_ALTERNATIVE)
    if at < 0:
        return ()
    at += len(_ALTERNATIVE)
    if data[at] == _TRUE:
        at += 3
    if data[at] != _OCTETS:
        return ()
    _, at, _ = _element(data, at)
    _, at, end = _element(data, at)
    names = []
    while at < end:
        tag, start, at = _element(data, at)
        names += [data[start:at].decode("ascii")] if tag == _DNS else []
    return tuple(name for name in names if _NAME.fullmatch(name))


def _common(data: bytes) -> tuple[str, ...]:
    """Return the subject's common name: the last that stands in the certificate, behind the issuer's."""
    at = data.rfind(_COMMON)
    if at < 0:
        return ()
    _, start, end = _element(data, at + len(_COMMON))
    name = data[start:end].decode("ascii")
    return (name,) if _NAME.fullmatch(name) else ()


def _element(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the tag of the element at `at`, and where its content starts and ends."""
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[start : start + count], "big"), start + count
    if start + length > len(data):
        raise ValueError("the certificate is cut short")
    return tag, start, start + length
