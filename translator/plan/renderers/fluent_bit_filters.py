"""Filters of a pipeline → Fluent Bit's, or processors of its inputs where one of them has a condition.

before:  Filter(add, app, {"team": "zoo"}), Filter(drop, *, tests=(level is debug or path begins with /health,))
after:   processors of the input app: record_modifier, then grep under a condition

A filter of the pipeline knows no conditions in Fluent Bit, a processor does, and all processors come before all filters:
therefore it is one or the other for all of them. Source: Fluent Bit 5.1 manual: filters record_modifier, modify, grep, parser,
lua; processors, "Conditional processing".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any, Final, TypeAlias

from translator.plan.pipeline import Condition, Filter, Listen, Pipeline, Tail, leaves, normal
from translator.plan.reading.configuration import Untranslated
from translator.plan.renderers import lua
from translator.plan.renderers.base import at_least_pattern, number_pattern, tag_pattern
from translator.plan.renderers.fluent_bit_parsers import filter_parsers, tail_parser
from translator.plan.syslog import selected

Item: TypeAlias = dict[str, Any]
_LUA: Final = frozenset(("format", "append", "convert", "gsub", "split", "merge", "lowercase", "uppercase", "strip"))
_NEVER: Final = "$cook2image_never ."


def filters(pipeline: Pipeline) -> list[Item]:
    """Return the pipeline's filters, none when they are processors of the inputs."""
    if _conditional(pipeline):
        return []
    return [
        {"name": item.pop("name"), **matching(each.match), **item}
        for each, names in _steps(pipeline)
        for item in _items(each, names)
    ]


def processors(pipeline: Pipeline, tag: str) -> list[Item]:
    """Return the processors of the input with this tag."""
    if not _conditional(pipeline):
        return []
    steps = [(each, names) for each, names in _steps(pipeline) if takes(each.match, tag)]
    return [item for each, names in steps for item in _items(each, names)]


def takes(match: str, tag: str) -> bool:
    """Return whether one of the patterns takes the tag."""
    return any(fnmatchcase(tag, pattern) for pattern in match.split())


def lost(pipeline: Pipeline) -> Iterator[Untranslated]:
    """Yield the filters that Fluent Bit cannot do."""
    for each in pipeline.filters:
        reason = _unable(each)
        if reason and each.spot:
            yield each.spot.lost(f"Fluent Bit cannot do this: {reason}; the records go on as they are")


def _steps(pipeline: Pipeline) -> Iterator[tuple[Filter, tuple[str, ...]]]:
    """Yield what is done to records in order, each with its parsers: first what the inputs ask for."""
    yield from ((each, ()) for each in _named_alike(pipeline))
    if any(output.kind == "syslog" for output in pipeline.outputs):
        yield from ((Filter(kind="relay", match=each.tag), ()) for each in pipeline.listens if each.kind == "syslog")
    for tail in pipeline.tails:
        if tail.multiline and (parser := tail_parser(tail)):
            fields = {"key": "message", "consume": "on"}
            yield Filter(kind="parse", match=tail.tag, fields=fields, format=tail.format), (parser,)
    inputs: tuple[Tail | Listen, ...] = (*pipeline.tails, *pipeline.listens)
    yield from ((Filter(kind="add", match=each.tag, fields=each.fields), ()) for each in inputs if each.fields)
    names = filter_parsers(pipeline)
    yield from ((each, names[at]) for at, each in enumerate(pipeline.filters) if not _unable(each))


def _named_alike(pipeline: Pipeline) -> Iterator[Filter]:
    """Yield what makes every input's line be called message."""
    inputs: tuple[Tail | Listen, ...] = (*pipeline.tails, *pipeline.listens)
    for each in inputs:
        joined = isinstance(each, Tail) and each.multiline is not None
        if joined or (isinstance(each, Listen) and each.kind in ("tcp", "udp")):
            yield Filter(kind="rename", match=each.tag, fields={"log": "message"})


def matching(match: str) -> Item:
    """Return a tag pattern in Fluent Bit's words."""
    return {"match": match.replace("**", "*")} if len(match.split()) == 1 else {"match_regex": tag_pattern(match)}


def _conditional(pipeline: Pipeline) -> bool:
    return any(_is_conditional(each) for each in pipeline.filters if not _unable(each))


def _is_conditional(each: Filter) -> bool:
    """Return whether a filter needs a condition: a grep alone can keep and drop by tests that are all alike."""
    if each.kind not in ("keep", "drop"):
        return bool(each.tests)
    several = len({test.negate for test in each.tests}) > 1 and each.kind == "drop"
    return several or not each.tests or any(test.parts for test in each.tests)


def _unable(each: Filter) -> str:
    """Return why Fluent Bit cannot do a filter, "" when it can."""
    tests = _dropped(each) if each.kind in ("keep", "drop") else each.tests
    if _is_conditional(each) and tests and condition(tests) is None:
        return "a condition of both and and or"
    if each.kind in _LUA and lua.body(each) is None:
        return "the change is more than Lua's patterns can say"
    if (
        each.kind == "date"
        and each.fields.get("zone", "UTC").upper() not in _UTC
        and any("%z" not in p for p in each.patterns)
    ):
        return f"times in the zone {each.fields['zone']}"
    if each.kind == "date" and "UNIX_MS" in each.patterns and len(each.patterns) > 1:
        return "milliseconds beside another format"
    if each.kind == "parse" and "target" in each.fields:
        return "a parsed text that becomes one field"
    if each.kind == "parse" and each.format in ("kv", "csv") and lua.body(each) is None:
        return "a separator of several characters"
    return ""


_UTC: Final = frozenset(("UTC", "GMT", "ETC/UTC", "ETC/GMT", "Z"))


def _items(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    if each.kind in ("keep", "drop") and not _is_conditional(each):
        yield grep(each.tests) if each.kind == "keep" else _swapped(grep(each.tests))
        return
    tests = _dropped(each) if each.kind in ("keep", "drop") else each.tests
    asked = condition(tests) if tests else None
    for item in _FILTERS.get(each.kind, _lua)(each, names):
        yield {**item, **({"condition": asked} if asked else {})}


def _dropped(each: Filter) -> tuple[Condition, ...]:
    """Return the tests of the records that a keep or drop takes away."""
    if each.kind == "drop":
        return each.tests
    return normal((Condition(operator="all", parts=each.tests, negate=True),))


def _add(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    yield {"name": "record_modifier", "record": [f"{name} {value}" for name, value in each.fields.items()]}


def _remove(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    yield {"name": "record_modifier", "remove_key": list(each.fields)}


def _only(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    yield {"name": "record_modifier", "allowlist_key": list(each.fields)}


def _rename(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    yield {"name": "modify", "rename": [f"{old} {new}" for old, new in each.fields.items()]}


def _copy(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    yield {"name": "modify", "copy": [f"{old} {new}" for old, new in each.fields.items()]}


def _parse(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    if each.format in ("kv", "csv"):
        yield from _lua(each, names)
        return
    key = each.fields.get("key", "message")
    made = f"(?<{key}>" in "".join((each.pattern, *each.patterns))
    kept = "consume" not in each.fields and "alone" not in each.fields and not made
    yield {
        "name": "parser",
        "key_name": key,
        "parser": names[0] if len(names) == 1 else list(names),
        "reserve_data": "alone" not in each.fields,
        **({"preserve_key": True} if kept else {}),
    }


def _date(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    if each.patterns == ("UNIX_MS",):
        yield from _lua(each, names)
        return
    kept = {} if "consume" in each.fields else {"preserve_key": True}
    parser = names[0] if len(names) == 1 else list(names)
    yield {"name": "parser", "key_name": each.fields["key"], "parser": parser, "reserve_data": True, **kept}


def _lua(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    whole = " ".join(name for name, kind in each.fields.items() if each.kind == "convert" and kind == "integer")
    lists = " ".join(each.fields) if each.kind in ("split", "merge") else ""
    types = {**({"type_int_key": whole} if whole else {}), **({"type_array_key": lists} if lists else {})}
    yield {"name": "lua", "call": "change", **types, "code": lua.script(lua.body(each) or "")}


_RELAY: Final = """local pri = tonumber(record["pri"])
if pri then
  record["facility"] = string.format("%d", math.floor(pri / 8))
  record["severity"] = string.format("%d", pri % 8)
end
record["appname"] = record["appname"] or record["ident"]
record["hostname"] = record["hostname"] or record["host"]
record["procid"] = record["procid"] or record["pid"]"""


def _relay(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    """Yield what gives a syslog message its own header again when it is sent on."""
    yield {"name": "lua", "call": "change", "code": lua.script(_RELAY)}


def _gone(each: Filter, names: tuple[str, ...]) -> Iterator[Item]:
    """Yield a grep for a field that no record has: under a condition, it takes away what the condition holds for."""
    yield {"name": "grep", "regex": _NEVER}


_FILTERS: Final[dict[str, Callable[[Filter, tuple[str, ...]], Iterator[Item]]]] = {
    "add": _add, "remove": _remove, "only": _only, "rename": _rename, "copy": _copy, "parse": _parse, "date": _date, "keep": _gone,
    "drop": _gone, "relay": _relay,
}  # fmt: skip


# --- conditions

_KEYS: Final = {"program": "ident", "severity": "pri", "facility": "pri", "priority": "pri"}


def _key(name: str) -> str:
    return f"${_KEYS.get(name, name)}"


def _swapped(item: Item) -> Item:
    swapped = {"regex": "exclude", "exclude": "regex"}
    return {swapped.get(name, name): value for name, value in item.items()}


def grep(tests: tuple[Condition, ...]) -> Item:
    """Return a grep that keeps the records for which every test holds, or one of the parts of an `any`."""
    parts = tests[0].parts if len(tests) == 1 and tests[0].operator == "any" else tests
    rules: dict[str, list[str]] = {"regex": [], "exclude": []}
    for test in parts:
        rules["exclude" if test.negate else "regex"].append(f"{_key(test.field)} {regex(test)}")
    single = {name: found[0] if len(found) == 1 else found for name, found in rules.items() if found}
    several = len(rules["regex"]) > 1 or len(rules["exclude"]) > 1
    word = "or" if parts is not tests else "and"
    return {"name": "grep", **({"logical_op": word} if several and len(single) == 1 else {}), **single}


def can_grep(tests: tuple[Condition, ...]) -> bool:
    """Return whether one grep can ask these tests."""
    if not any(test.parts for test in tests):
        return True
    parts = tests[0].parts if len(tests) == 1 else ()
    return bool(parts) and not any(part.parts or part.negate for part in parts)


def condition(tests: tuple[Condition, ...]) -> Item | None:
    """Return a processor's condition, None when the tests are more than an and or an or."""
    either = len(tests) == 1 and tests[0].operator == "any"
    rules = tests[0].parts if either else tests
    if any(test.parts for test in rules) or any(test.operator == "unknown" for test in leaves(tests)):
        return None
    return {"op": "or" if either else "and", "rules": [_rule(test) for test in rules]}


def _rule(test: Condition) -> Item:
    field = _key(test.field)
    if test.operator == "equals" and test.value:
        return {"field": field, "op": "neq" if test.negate else "eq", "value": test.value}
    return {"field": field, "op": "not_regex" if test.negate else "regex", "value": regex(test)}


def regex(test: Condition) -> str:
    """Return a test of one field as a regular expression."""
    plain = re.escape(test.value).replace(r"\ ", " ").replace("/", r"\/")
    patterns = {
        "equals": f"^{plain}$",
        "contains": plain,
        "startswith": f"^{plain}",
        "endswith": f"{plain}$",
        "regex": test.value,
        "exists": ".",
    }
    if test.operator == "selector":
        return _priorities(test.value)
    if test.operator == "at_least":
        return at_least_pattern(int(test.value))
    return patterns.get(test.operator) or number_pattern(test.operator, test.value)


def _priorities(selector: str) -> str:
    """Return the syslog priorities (8 × facility + severity) that a selector takes, as a regular expression."""
    taken = selected(selector)
    return f"^({'|'.join(str(8 * facility + each) for facility, found in enumerate(taken) for each in sorted(found))})$"
