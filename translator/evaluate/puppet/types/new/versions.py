"""`SemVer.new` and `SemVerRange.new`."""

from __future__ import annotations

from typing import Any

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.new.base import constructor
from translator.evaluate.puppet.types.quoting import revealed
from translator.evaluate.puppet.types.versions import (
    MAX,
    MIN,
    VERSION_PATTERN,
    SemVer,
    SemVerRange,
    parse_range,
    parse_version,
)
from translator.evaluate.puppet.values import DEFAULT, Value

new_version = constructor(
    "new_Version",
    m.SemVerType,
    local_types={
        "PositiveInteger": "Integer[0,default]",
        "SemVerQualifier": r"Pattern[/\A(?<part>[0-9A-Za-z-]+)(?:\.\g<part>)*\Z/]",
        "SemVerPattern": rf"Pattern[/\A{VERSION_PATTERN}\Z/]",
        "SemVerHash": "Struct[{major=>PositiveInteger,minor=>PositiveInteger,patch=>PositiveInteger,"
        "Optional[prerelease]=>SemVerQualifier,Optional[build]=>SemVerQualifier}]",
    },
)
new_range = constructor(
    "new_VersionRange",
    m.SemVerRangeType,
    local_types={
        "SemVerRangeString": "String[1]",
        "SemVerRangeHash": "Struct[{min=>Variant[Default,SemVer],Optional[max]=>Variant[Default,SemVer],"
        "Optional[exclude_max]=>Boolean}]",
    },
)


@new_version.signature("SemVerPattern", names=("str",))
def version(call: Call, text: str) -> SemVer:
    return parse_version(str(text))


@new_version.signature(
    *("PositiveInteger", "PositiveInteger", "PositiveInteger", "?SemVerQualifier", "?SemVerQualifier"),
    names=("major", "minor", "patch", "prerelease", "build"),
)
def version_of_parts(
    call: Call, major: int, minor: int, patch: int, prerelease: str | None = None, build: str | None = None
) -> SemVer:
    return SemVer(major, minor, patch, prerelease and (str(prerelease),), build and (str(build),))  # type: ignore[arg-type]


@new_version.signature("SemVerHash", names=("hash_args",))
def version_of_hash(call: Call, given: dict[str, Any]) -> SemVer:
    numbers = (given["major"], given["minor"], given["patch"])
    return version_of_parts(call, *numbers, given.get("prerelease"), given.get("build"))


@new_version.mismatch("String")
def no_version(call: Call, text: str) -> str:
    return f"The string '{revealed(text)}' cannot be converted to a SemVer"


@new_range.signature("SemVerRangeString", names=("str",))
def version_range(call: Call, text: str) -> SemVerRange:
    return parse_range(str(text))


@new_range.signature(
    "Variant[Default,SemVer]", "Variant[Default,SemVer]", "?Boolean", names=("min", "max", "exclude_max")
)
def between(call: Call, low: Value, high: Value = DEFAULT, exclude: bool = False) -> SemVerRange:
    return SemVerRange.between(MIN if low is DEFAULT else low, MAX if high is DEFAULT else high, exclude)


@new_range.signature("SemVerRangeHash", names=("hash_args",))
def range_of_hash(call: Call, given: dict[str, Any]) -> SemVerRange:
    return between(call, given["min"], given.get("max", DEFAULT), given.get("exclude_max", False))
