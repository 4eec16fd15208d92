"""compare: -1, 0 or 1 for two numbers, strings, versions or times."""

from __future__ import annotations

from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.evaluator.labels import label
from translator.evaluate.puppet.functions.versioncmp import order
from translator.evaluate.puppet.values import Value

LOCAL: Final = {
    "TimeComparable": "Variant[Numeric, Timespan, Timestamp]",
    "Comparable": "Variant[String, SemVer, TimeComparable]",
}

compare = core_function("compare", local_types=LOCAL)


@compare.signature("Numeric", "Numeric", names=("a", "b"))
def numbers(call: Call, one: float, other: float) -> Value:
    return order(one, other)


@compare.signature("String", "String", "?Boolean", names=("a", "b", "ignore_case"))
def strings(call: Call, one: str, other: str, ignore_case: bool = True) -> Value:
    return order(folded(one), folded(other)) if ignore_case else order(one, other)


def folded(text: str) -> str:
    """Return a text with its ASCII letters small, as Ruby's casecmp compares it."""
    return "".join(char.lower() if char.isascii() else char for char in text)


@compare.signature("Timespan", "Variant[Timespan, Numeric]", names=("a", "b"))
@compare.signature("Timestamp", "Variant[Timestamp, Numeric]", names=("a", "b"))
@compare.signature("Numeric", "Variant[Timespan, Timestamp]", names=("a", "b"))
@compare.signature("SemVer", "SemVer", names=("a", "b"))
def ordered(call: Call, one: Value, other: Value) -> Value:
    return order(one, other)


@compare.mismatch("Comparable", "Comparable", "*Any")
def wrong(call: Call, one: Value, other: Value, *ignore_case: Value) -> str:
    if ignore_case and not (isinstance(one, str) and isinstance(other, str)):
        return "compare(): The third argument (ignore case) can only be used when comparing strings"
    if len(ignore_case) > 1:
        return f"compare(): Accepts at most 3 arguments, got {2 + len(ignore_case)}"
    if ignore_case and not isinstance(ignore_case[0], bool):
        kind = label(ignore_case[0])
        return f"compare(): The third argument (ignore case) must be a Boolean. Got {kind}"
    return (
        "compare(): Can only compare values of the same type (or for Timestamp/Timespan also against Numeric). "
        f"Got {label(one)} and {label(other)}"
    )


@compare.mismatch("Any", "Any", "*Any")
def not_comparable(call: Call, one: Value, other: Value, *ignore_case: Value) -> str:
    return (
        "compare(): Non comparable type. Only values of the types Numeric, String, Semver, Timestamp and Timestamp "
        f"can be compared. Got {label(one)} and {label(other)}"
    )
