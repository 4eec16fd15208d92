"""Numbers as Ruby's sprintf writes them: a directive's letter, flags, width and precision in, the text out."""

from __future__ import annotations

import math
import re

from translator.evaluate.ruby.methods.support.quoting import fixed_text

RADIX = {"x": (16, "x"), "X": (16, "X"), "o": (8, "o"), "b": (2, "b"), "B": (2, "b")}
PREFIX = {"x": "0x", "X": "0X", "o": "0", "b": "0b", "B": "0B"}


def whole_text(kind: str, flags: str, width: int, precision: int | None, value: int) -> str:
    """Return an integer as one of %d %i %u %x %X %o %b %B writes it."""
    base, code = RADIX.get(kind, (10, "d"))
    if base != 10 and value < 0 and "+" not in flags and " " not in flags:
        return _twos(kind, flags, width, precision, value)
    digits = "" if precision == 0 and value == 0 else f"{abs(value):{code}}"
    sign = "-" if value < 0 else ("+" if "+" in flags else " " if " " in flags else "")
    prefix = PREFIX.get(kind, "") if "#" in flags and value else ""
    if precision is not None:
        digits = digits.rjust(precision, "0")
    elif "0" in flags and "-" not in flags:
        digits = digits.rjust(width - len(sign) - len(prefix), "0")
    return _padded(sign + prefix + digits, flags, width)


def _twos(kind: str, flags: str, width: int, precision: int | None, value: int) -> str:
    """Return a negative number as Ruby writes it without sign: "..f" and the digits of its two's complement."""
    base, code = RADIX[kind]
    bits = {16: 4, 8: 3, 2: 1}[base]
    count = 1
    while value < -(1 << (bits * count - 1)) if bits > 1 else value < -(1 << (count - 1)):
        count += 1
    top = f"{base - 1:{code}}"
    digits = f"{value % (1 << (bits * count)):{code}}".rjust(count, top).lstrip(top)
    prefix = PREFIX[kind] if "#" in flags and kind != "o" else ""
    body = top + digits
    if precision is not None:
        return _padded(prefix + ".." + body.rjust(precision - 2, top), flags, width)
    if "0" in flags and "-" not in flags:
        body = body.rjust(width - len(prefix) - 2, top)
    return _padded(prefix + ".." + body, flags, width)


def fraction_text(kind: str, flags: str, width: int, precision: int | None, value: float) -> str:
    """Return a float as one of %f %e %E %g %G %a %A writes it."""
    sign = "-" if math.copysign(1, value) < 0 else ("+" if "+" in flags else " " if " " in flags else "")
    if math.isinf(value) or math.isnan(value):
        return _padded(
            ("" if math.isnan(value) and sign == "-" else sign) + ("NaN" if math.isnan(value) else "Inf"), flags, width
        )
    if kind in "aA":
        text = abs(value).hex()
        body = re.sub(r"\.?0+p", "p", text)
        body = body.upper() if kind == "A" else body
    else:
        digits = 6 if precision is None else precision
        body = (
            fixed_text(value, digits) if kind == "f" else f"{abs(value):{'#' if '#' in flags else ''}.{digits}{kind}}"
        )
    if "0" in flags and "-" not in flags:
        body = body.rjust(width - len(sign), "0")
    return _padded(sign + body, flags, width)


def _padded(text: str, flags: str, width: int) -> str:
    return text.ljust(width) if "-" in flags else text.rjust(width)
