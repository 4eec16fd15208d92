"""regsubst: replace what a pattern finds, once or everywhere, in a string or in those of an array."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import regex

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.regexps import every, searched
from translator.evaluate.puppet.functions.texts import cut
from translator.evaluate.puppet.types.model import RegexpType
from translator.evaluate.puppet.values import Regexp, TracedStr, Value, concat, derived, origins_within, parts_of
from translator.evaluate.values import Part, Unknown

REFERENCE: Final = regex.compile(r"\\(?:([0-9&`'\\])|k<(\w+)>)")
FLAGS: Final = {"E": "x", "I": "i", "M": "m"}

regsubst = core_function("regsubst", origins=True)
TEXTS: Final = "Variant[Array[String],String]"
NEW: Final = "Variant[String,Hash[String,String]]"
NAMES: Final = ("target", "pattern", "replacement", "flags", "encoding")


@regsubst.signature(TEXTS, "String", NEW, "?Optional[Pattern[/^[GEIM]*$/]]", "?Enum['N','E','S','U']", names=NAMES)
def by_text(call: Call, target: Value, pattern: str, new: Value, flags: str | None = None, encoding: str = "") -> Value:
    flags = flags or ""
    unknown = next((item for item in (target, pattern, new, flags) if isinstance(item, Unknown)), None)
    made = Regexp(str(pattern), "".join(FLAGS[flag] for flag in sorted(set(flags) - {"G"}))) if not unknown else None
    return unknown or replaced(call, target, made, new, "G" in flags)


@regsubst.signature(TEXTS, "Variant[Regexp,Type[Regexp]]", NEW, "?Pattern[/^G?$/]", names=NAMES[:4])
def by_regexp(call: Call, target: Value, pattern: Regexp | RegexpType, new: Value, flags: str = "") -> Value:
    unknown = next((item for item in (target, pattern, new, flags) if isinstance(item, Unknown)), None)
    made = pattern.pattern or Regexp("") if isinstance(pattern, RegexpType) else pattern
    return unknown or replaced(call, target, made, new, flags == "G")


def replaced(call: Call, target: Value, pattern: Any, new: Value, everywhere: bool) -> Value:
    """Return the target with the matches replaced; `new` is a template, or a hash of text to replacement."""
    if isinstance(target, tuple):
        return tuple(replaced(call, item, pattern, new, everywhere) for item in target)
    if isinstance(target, Unknown):
        return target
    one = None if everywhere else searched(pattern, target, call)
    matches = every(pattern, target, call) if everywhere else [one] if one else []
    return _text(call, target, matches, new)


def _text(call: Call, target: str, matches: Iterable[Any], new: Value) -> str:
    parts: list[Part] = []
    at, touched = 0, False
    for found in matches:
        parts.extend(parts_of(cut(target, at, found.start())))
        parts.extend(parts_of(_replacement(call, target, found, new)))
        touched = touched or bool(origins_within(cut(target, *found.span())))
        at = found.end()
    parts.extend(parts_of(cut(target, at, len(target))))
    made = concat(parts)
    return derived(str(made), target) if touched and not isinstance(made, TracedStr) and not _whole(new) else made


def _whole(new: Value) -> bool:
    """Whether a replacement says nothing of what was matched: a secret that was cut out is gone."""
    return isinstance(new, str) and "\\" not in new


def _replacement(call: Call, target: str, found: Any, new: Value) -> str:
    if isinstance(new, dict):
        value = new.get(found.group(), "")
        return value if isinstance(value, str) else ""
    template: str = new
    if "\\" not in template:
        return template
    parts: list[Part] = []
    at = 0
    for reference in REFERENCE.finditer(str(new)):
        parts.extend(parts_of(cut(new, at, reference.start())))
        parts.extend(parts_of(_referred(call, target, found, reference)))
        at = reference.end()
    parts.extend(parts_of(cut(new, at, len(new))))
    return concat(parts)


def _referred(call: Call, target: str, found: Any, reference: Any) -> str:
    sign, name = reference.groups()
    if name is not None:
        return _group(call, target, found, int(name) if name.isdigit() else name)
    if sign.isdigit():
        known = int(sign) <= found.re.groups and not (sign != "0" and found.re.groupindex)
        return _group(call, target, found, int(sign)) if known else ""
    spans: dict[str, tuple[int, int]] = {"&": found.span(), "`": (0, found.start()), "'": (found.end(), len(target))}
    return "\\" if sign == "\\" else cut(target, *spans[sign])


def _group(call: Call, target: str, found: Any, which: int | str) -> str:
    try:
        start, end = found.span(which)
    except IndexError:
        raise PuppetError(f"undefined group name reference: {which}", call.span) from None
    return "" if start < 0 else cut(target, start, end)
