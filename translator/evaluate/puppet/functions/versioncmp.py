"""versioncmp: which of two versions is the later one, as Puppet's packages compare them."""

from __future__ import annotations

import re
from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.values import Value

PIECE: Final = re.compile(r"[-.]|\d+|[^-.\d]+", re.ASCII)
NUMBER: Final = re.compile(r"\d+\Z", re.ASCII)
ZEROES: Final = re.compile(r"[.0]+$", re.MULTILINE)

versioncmp = core_function("versioncmp")


@versioncmp.signature("String", "String", "?Boolean", names=("a", "b", "ignore_trailing_zeroes"))
def compared(call: Call, one: str, other: str, ignore_trailing_zeroes: bool = False) -> Value:
    return compare(_trimmed(one), _trimmed(other)) if ignore_trailing_zeroes else compare(one, other)


def compare(one: str, other: str) -> int:
    """Return -1, 0 or 1; a dash is the lowest piece, then a dot, then numbers and words."""
    for left, right in zip(PIECE.findall(one), PIECE.findall(other), strict=False):
        if left != right:
            return _pieces(left, right)
    return order(one, other)


def _pieces(left: str, right: str) -> int:
    for lowest in "-.":
        if lowest in (left, right):
            return -1 if left == lowest else 1
    if NUMBER.match(left) and NUMBER.match(right) and not left.startswith("0") and not right.startswith("0"):
        return order(int(left), int(right))
    return order(left.upper(), right.upper())


def order(one: Value, other: Value) -> int:
    """Return Ruby's <=>: -1, 0 or 1."""
    return int(one > other) - int(one < other)


def _trimmed(version: str) -> str:
    first, *rest = version.rstrip("-").split("-")
    return "-".join([ZEROES.sub("", first, count=1), *rest])
