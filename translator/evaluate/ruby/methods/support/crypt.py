"""crypt(3): a password and a salt such as "$6$abc" in, the hash that Debian's libc makes out: MD5, SHA-256, SHA-512."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final

ALPHABET: Final = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SALT: Final = re.compile(r"\$(1|5|6)\$(?:rounds=(\d+)\$)?([^$:\n]*)")
MD5_ORDER: Final = ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5))
MOST_ROUNDS: Final = 100_000


def crypt(password: bytes, salt: str) -> str | None:
    """Return the hash with its salt before it; None when the salt asks for what is not done here."""
    found = SALT.match(salt)
    if found is None:
        return None
    method, rounds, text = found.groups()
    if method == "1":
        return f"$1${text[:8]}${_md5(password, text[:8].encode())}" if rounds is None else None
    count = int(rounds) if rounds else 5000
    if not 1000 <= count <= MOST_ROUNDS:
        return None
    shown = f"rounds={count}$" if rounds else ""
    digest = _sha(password, text[:16].encode(), count, "sha256" if method == "5" else "sha512")
    return f"${method}${shown}{text[:16]}${digest}"


def _md5(password: bytes, salt: bytes) -> str:
    def md5(data: bytes) -> bytes:
        return hashlib.md5(data, usedforsecurity=False).digest()

    inner = md5(password + salt + password)
    data = password + b"$1$" + salt + _repeated(inner, len(password))
    length = len(password)
    while length:
        data += b"\0" if length & 1 else password[:1]
        length >>= 1
    found = md5(data)
    for turn in range(1000):
        found = md5(_mixed(turn, found, password, salt))
    groups = [(found[a], found[b], found[c]) for a, b, c in MD5_ORDER]
    return _encoded(groups) + _letters(found[11], 2)


def _mixed(turn: int, found: bytes, password: bytes, salt: bytes) -> bytes:
    """Return what one of many rounds hashes."""
    data = password if turn & 1 else found
    data += salt if turn % 3 else b""
    data += password if turn % 7 else b""
    return data + (found if turn & 1 else password)


def _sha(password: bytes, salt: bytes, rounds: int, algorithm: str) -> str:
    def sha(data: bytes) -> bytes:
        return hashlib.new(algorithm, data).digest()

    inner = sha(password + salt + password)
    data = password + salt + _repeated(inner, len(password))
    length = len(password)
    while length:
        data += inner if length & 1 else password
        length >>= 1
    found = sha(data)
    first = _repeated(sha(password * len(password)), len(password))
    second = _repeated(sha(salt * (16 + found[0])), len(salt))
    for turn in range(rounds):
        found = sha(_mixed(turn, found, first, second))
    return _sha_text(found)


def _sha_text(found: bytes) -> str:
    third = len(found) // 3
    groups = []
    a, b, c = 0, third, 2 * third
    for _ in range(third):
        groups.append((found[a], found[b], found[c]))
        a, b, c = (c + 1, a + 1, b + 1) if len(found) == 32 else (b + 1, c + 1, a + 1)
    if len(found) == 32:
        return _encoded(groups) + _letters(found[31] << 8 | found[30], 3)
    return _encoded(groups) + _letters(found[63], 2)


def _repeated(data: bytes, length: int) -> bytes:
    return (data * (length // len(data) + 1))[:length]


def _encoded(groups: Iterable[tuple[int, int, int]]) -> str:
    return "".join(_letters(a << 16 | b << 8 | c, 4) for a, b, c in groups)


def _letters(value: int, count: int) -> str:
    return "".join(ALPHABET[value >> 6 * place & 63] for place in range(count))
