"""Array#pack and String#unpack for the directives in use: values and a template in, text out, and back.

Bytes that are no UTF-8 are held as lone surrogates, as everywhere in the interpreter.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import struct
from collections.abc import Callable, Iterator

DIRECTIVE = re.compile(r"([a-zA-Z@])([_!<>]*)(\*|\d+)?")
NUMBERS = {
    "C": "B",
    "c": "b",
    "S": "<H",
    "s": "<h",
    "L": "<I",
    "l": "<i",
    "Q": "<Q",
    "q": "<q",
    "N": ">I",
    "n": ">H",
    "V": "<I",
    "v": "<H",
    "J": "<Q",
    "I": "<I",
    "i": "<i",
    "D": "<d",
    "d": "<d",
    "F": "<f",
    "f": "<f",
    "E": "<d",
    "e": "<f",
    "G": ">d",
    "g": ">f",
}
Item = str | int | float | None


def to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def to_text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def pack_values(values: list[Item], template: str) -> str:
    """Return the text that the values make; ValueError when there are too few or one has the wrong kind."""
    out = bytearray()
    queue = iter(values)
    for directive, modifiers, count in DIRECTIVE.findall(template):
        if directive in NUMBERS:
            for value in _taken(queue, count, len(values)):
                out += _number(directive, modifiers, value)
        elif directive == "U":
            out += to_bytes("".join(chr(int(value or 0)) for value in _taken(queue, count, len(values))))
        elif directive == "x":
            out += b"\0" * int(count or 1)
        else:
            out += _packed_text(directive, count, str(_taken(queue, "1", 1)[0]))
    return to_text(bytes(out))


def _taken(queue: Iterator[Item], count: str, most: int) -> list[Item]:
    wanted = most if count == "*" else int(count or 1)
    found = [value for value, _ in zip(queue, range(wanted), strict=False)]
    if count != "*" and len(found) < wanted:
        raise ValueError("too few arguments")
    return found


def _number(directive: str, modifiers: str, value: Item) -> bytes:
    code = NUMBERS[directive]
    if ">" in modifiers:
        code = ">" + code[-1]
    if code[-1] in "df":
        return struct.pack(code, float(value or 0))
    size = struct.calcsize(code)
    unsigned = int(value or 0) & ((1 << (8 * size)) - 1)
    return unsigned.to_bytes(size, "big" if code.startswith(">") else "little")


def _packed_text(directive: str, count: str, text: str) -> bytes:
    data = to_bytes(text)
    packers: dict[str, Callable[[], bytes]] = {
        "m": lambda: _base64(data, count),
        "M": lambda: quopri.encodestring(data) + b"=\n",
        "u": lambda: b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)),
        "H": lambda: bytes.fromhex(text + "0" * (len(text) % 2)),
        "B": lambda: _bits(text),
        "b": lambda: bytes(int(text[at : at + 8][::-1], 2) for at in range(0, len(text), 8)),
    }
    if directive in packers:
        return packers[directive]()
    if count == "*":
        return data + (b"\0" if directive == "Z" else b"")
    filler = b" " if directive == "A" else b"\0"
    return data[: int(count or 1)].ljust(int(count or 1), filler)


def _bits(text: str) -> bytes:
    return bytes(int(text[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(text), 8))


def _base64(data: bytes, count: str) -> bytes:
    if count == "0":
        return base64.b64encode(data)
    size = int(count) // 3 * 3 if count not in ("", "*") and int(count) >= 3 else 45
    lines = (base64.b64encode(data[at : at + size]) + b"\n" for at in range(0, len(data), size))
    return b"".join(lines)


def unpack_text(text: str, template: str) -> list[Item]:
    """Return the values that a text holds by a template."""
    data = to_bytes(text)
    found: list[Item] = []
    at = 0
    for directive, modifiers, count in DIRECTIVE.findall(template):
        if directive in NUMBERS:
            code = (">" if ">" in modifiers else NUMBERS[directive][:-1]) + NUMBERS[directive][-1]
            size = struct.calcsize(code)
            times = (len(data) - at) // size if count == "*" else int(count or 1)
            for _ in range(times):
                found.append(struct.unpack_from(code, data, at)[0] if at + size <= len(data) else None)
                at += size
        elif directive == "U":
            chars = to_text(data[at:])
            chars = chars if count == "*" else chars[: int(count or 1)]
            found.extend(map(ord, chars))
            at += len(to_bytes(chars))
        else:
            piece, used = _unpacked_text(directive, count, data[at:])
            at += used
            found.extend(piece)
    return found


def _unpacked_text(directive: str, count: str, data: bytes) -> tuple[list[Item], int]:
    if directive == "x":
        return [], int(count or 1)
    if directive in "mMu":
        decoders: dict[str, Callable[[bytes], bytes]] = {
            "m": base64.b64decode,
            "M": quopri.decodestring,
            "u": lambda d: b"".join(map(binascii.a2b_uu, d.splitlines())),
        }
        return [to_text(decoders[directive](data))], len(data)
    if directive in "Hh":
        size = len(data) * 2 if count == "*" else int(count or 1)
        return [data.hex()[:size]], (size + 1) // 2
    if directive in "Bb":
        size = len(data) * 8 if count == "*" else int(count or 1)
        bits = (f"{byte:08b}" if directive == "B" else f"{byte:08b}"[::-1] for byte in data)
        return ["".join(bits)[:size]], (size + 7) // 8
    size = len(data) if count == "*" else min(int(count or 1), len(data))
    piece = data[:size]
    stripped = {"A": piece.rstrip(b" \0"), "Z": piece.split(b"\0")[0]}.get(directive, piece)
    used = len(stripped) + 1 if directive == "Z" and count == "*" and b"\0" in piece else size
    return [to_text(stripped)], used
