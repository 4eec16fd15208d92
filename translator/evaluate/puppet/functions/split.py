"""split: the pieces of a string between the matches of a pattern."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.regexps import compiled, every
from translator.evaluate.puppet.functions.texts import characters, cut
from translator.evaluate.puppet.types.model import RegexpType
from translator.evaluate.puppet.values import Regexp, Value
from translator.evaluate.values import Unknown

split = core_function("split", origins=True)


@split.signature("String", "Regexp", names=("str", "pattern"))
@split.signature("String", "String", names=("str", "pattern"))
def by_pattern(call: Call, text: str, pattern: str | Regexp) -> Value:
    unknown = next((item for item in (text, pattern) if isinstance(item, Unknown)), None)
    return unknown or pieces(call, text, pattern)


@split.signature("String", "Type[Regexp]", names=("str", "pattern"))
def by_type(call: Call, text: str, pattern: RegexpType) -> Value:
    return pieces(call, text, pattern.pattern or Regexp(""))


def pieces(call: Call, text: str, pattern: str | Regexp) -> Value:
    """Return the pieces as Ruby's String#split has them: groups are kept, empty ones at the end are not."""
    if (pattern.source if isinstance(pattern, Regexp) else pattern) == "":
        return characters(text)
    compiled(pattern)
    spans = _spans(call, text, pattern) if text else []
    while spans and spans[-1][0] >= spans[-1][1]:
        spans.pop()
    return tuple(cut(text, *span) for span in spans)


def _spans(call: Call, text: str, pattern: str | Regexp) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = 0
    for found in every(pattern, text, call):
        start, end = found.span()
        if start == end == at or (start == end == len(text)):
            continue
        spans.append((at, start))
        spans.extend(found.span(group) for group in range(1, found.re.groups + 1) if found.start(group) >= 0)
        at = end
    return [*spans, (at, len(text))]
