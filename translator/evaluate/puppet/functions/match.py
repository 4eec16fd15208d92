"""match: what a pattern finds in a string, groups after it; for an array one answer an element."""

from __future__ import annotations

from typing import Any

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.collections import flat
from translator.evaluate.puppet.functions.regexps import searched
from translator.evaluate.puppet.functions.texts import cut
from translator.evaluate.puppet.types.model import AliasType, PatternType, RegexpType, VariantType
from translator.evaluate.puppet.types.names import ruby_class
from translator.evaluate.puppet.values import Regexp, Value
from translator.evaluate.values import Unknown

match_function = core_function("match", origins=True)


@match_function.signature("String", "Variant[Any, Type]", names=("string", "pattern"))
def in_string(call: Call, text: str, pattern: Value) -> Value:
    unknown = next((item for item in (text, pattern) if isinstance(item, Unknown)), None)
    return unknown or matched(call, text, pattern)


@match_function.signature("Array[String]", "Variant[Any, Type]", names=("string", "pattern"))
def in_strings(call: Call, texts: tuple[str, ...], pattern: Value) -> Value:
    return tuple(in_string(call, text, pattern) for text in texts)


def matched(call: Call, text: str, pattern: Value) -> Value:
    """Return the match and its groups for whatever stands for a pattern; None when there is none."""
    match pattern:
        case str() | Regexp():
            return _groups(text, searched(pattern, text, call))
        case AliasType():
            return matched(call, text, pattern.resolved)
        case VariantType(types=several) | PatternType(patterns=several):
            return _first(call, text, several)
        case tuple():
            return _first(call, text, tuple(flat(pattern)))
        case RegexpType(pattern=None):
            raise PuppetError("Given Regexp Type has no regular expression", call.span)
        case RegexpType():
            return matched(call, text, pattern.pattern)
        case _:
            kinds = "T, where T is String, Regexp, Regexp[r], Pattern[p], or Array[T]"
            raise PuppetError(f"match() expects pattern of {kinds}. Got {ruby_class(pattern)}", call.span)


def _first(call: Call, text: str, patterns: tuple[Value, ...]) -> Value:
    answers = (matched(call, text, pattern) for pattern in patterns)
    return next((answer for answer in answers if answer is not None), None)


def _groups(text: str, found: Any) -> Value:
    if found is None:
        return None
    spans = [found.span(group) for group in range(found.re.groups + 1)]
    return tuple(None if start < 0 else cut(text, start, end) for start, end in spans)
