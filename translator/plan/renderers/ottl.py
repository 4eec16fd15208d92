"""Filters and conditions of a pipeline → statements in the OpenTelemetry Collector's transformation language (OTTL).

before:  Filter(convert, {"size": "integer"}, tests=(level equals debug,))
after:   set(log.attributes["size"], Int(Double(log.attributes["size"]))) where log.attributes["size"] != nil
         and log.attributes["level"] == "debug"

A record's line is its body, its fields are attributes. Source: opentelemetry-collector-contrib 0.159, pkg/ottl (grammar,
ottlfuncs) and internal/coreinternal/timeutils (what strftime's words are there).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from translator.plan.pipeline import Condition, Filter
from translator.plan.reading.joda import regex as date_regex
from translator.plan.renderers.base import at_least_pattern, has_lookaround, tag_pattern
from translator.plan.syslog import selected

REGEXES: Final = {
    "nginx": r'^(?P<remote>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<method>\S+) (?P<path>\S+)[^"]*" (?P<code>\d+) (?P<size>\S+)(?: "(?P<referer>[^"]*)" "(?P<agent>[^"]*)")?',
    "apache_error": r"^\[(?P<time>[^\]]+)\] \[(?P<level>[^\]]+)\](?: \[pid (?P<pid>[^\]]+)\])?(?: \[client (?P<client>[^\]]+)\])? (?P<message>.*)$",
    "syslog": r"^(?P<time>\w{3} +\d+ \d\d:\d\d:\d\d) (?P<host>\S+) (?P<ident>[\w/.-]*)(?:\[(?P<pid>\d+)\])?[^:]*: *(?P<message>.*)$",
}  # fmt: skip


def statements(each: Filter) -> list[str]:
    """Return what a filter does to a log record, each statement under its tags and tests."""
    guards = (
        [f'IsMatch(log.attributes["tag"], {text_of(tag_pattern(each.match))})'] if each.match not in ("*", "**") else []
    )
    guards += [holds(each.tests, "log.")] if each.tests else []
    return [for_file(_guarded(statement, own, guards)) for statement, own in _KINDS[each.kind](each)]


def unable(each: Filter) -> str:
    """Return why the collector cannot do a filter, "" when it can."""
    if any(has_lookaround(pattern) for pattern in (each.pattern, *each.patterns)):
        return "its regular expressions have no look-around, and no two groups of one name"
    if each.kind == "date" and any("%Z" in pattern for pattern in each.patterns):
        return "times with the name of a zone"
    if each.kind == "parse" and each.fields.get("prefix"):
        return "a prefix of parsed names"
    if each.format == "kv" and max(len(each.fields["pairs"]), len(each.fields["values"])) > 1:
        return "pairs are divided by one text there, not by any of several characters"
    return ""


def for_file(text: str) -> str:
    """Return a statement as it stands in a file, where the collector reads ${NAME} as a variable and $$ as $."""
    return re.sub(r"\$(?=[\w{$])(?!\{(?:env:)?\w+\})", "$$$$", text)


def go_regex(pattern: str) -> str:
    """Return a Ruby or Python regular expression in Go's syntax: named groups are (?P<name>…)."""
    return pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")


def text_of(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _guarded(statement: str, own: str, guards: list[str]) -> str:
    tests = " and ".join([*([own] if own else []), *guards])
    return f"{statement} where {tests}" if tests else statement


def _place(name: str) -> str:
    name = "tag" if name == "@tag" else name
    return "log.body" if name in ("message", "log") else f"log.attributes[{text_of(name)}]"


Statements = Iterator[tuple[str, str]]
"""Statements, each with what must hold for it."""


def _add(each: Filter) -> Statements:
    return ((f"set({_place(name)}, {text_of(value)})", "") for name, value in each.fields.items())


def _format(each: Filter) -> Statements:
    for name, text in each.fields.items():
        parts = [part for part in enumerate(re.split(r"%\{([^}]+)\}", text)) if part[1]]
        said = ", ".join(text_of(part) if at % 2 == 0 else _place(part) for at, part in parts)
        known = " and ".join(f"{_place(part)} != nil" for at, part in parts if at % 2)
        yield f'set({_place(name)}, Concat([{said}], ""))', known


def _append(each: Filter) -> Statements:
    for name, word in each.fields.items():
        yield f'set({_place(name)}, Concat([{_place(name)}, {text_of(word)}], ","))', f"{_place(name)} != nil"
        yield f"set({_place(name)}, {text_of(word)})", f"{_place(name)} == nil"


def _remove(each: Filter) -> Statements:
    for name in each.fields:
        yield (
            ('set(log.body, "")' if _place(name) == "log.body" else f"delete_key(log.attributes, {text_of(name)})"),
            "",
        )


def _only(each: Filter) -> Statements:
    yield f"keep_keys(log.attributes, {text_of_list(['tag', *each.fields])})", ""
    if not {"message", "log"} & set(each.fields):
        yield 'set(log.body, "")', ""


def text_of_list(values: list[str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _rename(each: Filter) -> Statements:
    for old, new in each.fields.items():
        yield f"set({_place(new)}, {_place(old)})", f"{_place(old)} != nil"
        yield f"delete_key(log.attributes, {text_of(old)})", ""


def _copy(each: Filter) -> Statements:
    return ((f"set({_place(new)}, {_place(old)})", f"{_place(old)} != nil") for old, new in each.fields.items())


_CONVERSIONS: Final = {
    "integer": "Int(Double({0}))",
    "float": "Double({0})",
    "string": "String({0})",
    "boolean": 'IsMatch({0}, "^(?i:true|t|yes|y|1)$")',
}


def _convert(each: Filter) -> Statements:
    for name, kind in each.fields.items():
        made = _CONVERSIONS.get(kind, "String({0})").format(_place(name))
        yield f"set({_place(name)}, {made})", f"{_place(name)} != nil"


def _text(function: str) -> Callable[[Filter], Statements]:
    def made(each: Filter) -> Statements:
        return (
            (f"set({_place(name)}, {function}({_place(name)}))", f"IsString({_place(name)})") for name in each.fields
        )

    return made


def _gsub(each: Filter) -> Statements:
    for name, text in each.fields.items():
        to = re.sub(r"\\(\d)", r"${\1}", text.replace("$", "$$"))
        yield (
            f"replace_pattern({_place(name)}, {text_of(go_regex(each.pattern))}, {text_of(to)})",
            f"IsString({_place(name)})",
        )


def _split(each: Filter) -> Statements:
    for name, separator in each.fields.items():
        yield f"set({_place(name)}, Split({_place(name)}, {text_of(separator)}))", f"IsString({_place(name)})"


def _merge(each: Filter) -> Statements:
    return ((f"append({_place(to)}, {_place(name)})", f"{_place(name)} != nil") for to, name in each.fields.items())


_ISO: Final = ("%Y-%m-%dT%H:%M:%S.%LZ", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%L%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S")  # fmt: skip


def _date(each: Filter) -> Statements:
    key = _place(each.fields["key"])
    zone = f", {text_of(each.fields['zone'])}" if each.fields.get("zone") else ""
    for pattern in each.patterns:
        if pattern in ("UNIX", "UNIX_MS"):
            times = "1000000000" if pattern == "UNIX" else "1000000"
            yield f"set(log.time_unix_nano, Int(Double({key}) * {times}))", f'IsMatch({key}, "^[0-9.]+$")'
            continue
        for said in _ISO if pattern == "ISO8601" else (pattern,):
            own = "" if said.endswith(("%z", "Z")) else zone
            yield (
                f"set(log.time, Time({key}, {text_of(said)}{own}))",
                f"IsMatch({key}, {text_of(f'^{date_regex(said)}$')})",
            )
    if "consume" in each.fields and key != "log.body":
        yield f"delete_key(log.attributes, {text_of(each.fields['key'])})", ""


def _parse(each: Filter) -> Statements:
    source = _place(each.fields.get("key", "message"))
    if each.format in ("regex", *REGEXES, "apache", "apache2"):
        patterns = (
            (each.pattern, *each.patterns) if each.format == "regex" else (REGEXES.get(each.format, REGEXES["nginx"]),)
        )
        for pattern in patterns:
            yield from _taken(f"ExtractPatterns({source}, {text_of(go_regex(pattern))})", each, pattern)
        return
    pairs, values = text_of(each.fields.get("pairs", " ")), text_of(each.fields.get("values", "="))
    separator = each.fields.get("separator", ",")
    header = text_of(each.fields.get("columns", "").replace(",", separator))
    calls = {
        "kv": f"ParseKeyValue({source}, {values}, {pairs})",
        "logfmt": f"ParseKeyValue({source})",
        "ltsv": f'ParseKeyValue({source}, ":", "\\t")',
        "csv": f"ParseCSV({source}, {header}, delimiter={text_of(separator)})",
    }
    yield from _taken(calls.get(each.format, f"ParseJSON({source})"), each, "")


def _taken(made: str, each: Filter, pattern: str) -> Statements:
    """Yield what is done with what was parsed, where the text is one that can be."""
    key = each.fields.get("key", "message")
    can = f"IsMatch({_place(key)}, {text_of(go_regex(pattern))})" if pattern else ""
    if "alone" in each.fields:
        yield 'keep_keys(log.attributes, ["tag"])', can
    if each.fields.get("target"):
        yield f"set({_place(each.fields['target'])}, {made})", can
    else:
        yield f'merge_maps(log.attributes, {made}, "upsert")', can
    if "consume" in each.fields and _place(key) != "log.body":
        yield f"delete_key(log.attributes, {text_of(key)})", can


_KINDS: Final[dict[str, Callable[[Filter], Statements]]] = {
    "add": _add, "format": _format, "append": _append, "remove": _remove, "only": _only, "rename": _rename, "copy": _copy,
    "convert": _convert, "lowercase": _text("ToLowerCase"), "uppercase": _text("ToUpperCase"), "strip": _text("Trim"),
    "gsub": _gsub, "split": _split, "merge": _merge, "date": _date, "parse": _parse,
}  # fmt: skip


# --- conditions

_FIELDS: Final = {"program": "appname", "host": "hostname"}
_NUMBERS: Final = {"less": "<", "at_most": "<=", "more": ">", "no_less": ">="}


def holds(tests: tuple[Condition, ...], context: str = "") -> str:
    """Return a condition that holds where every test does; `context` is "log." in a transform processor."""
    return " and ".join(_test(test, context) for test in tests) or "true"


def _test(test: Condition, context: str) -> str:
    if test.operator in ("any", "all"):
        word = " or " if test.operator == "any" else " and "
        found = f"({word.join(_test(part, context) for part in test.parts)})"
    else:
        found = _leaf(test, context)
    return f"not ({found})" if test.negate else found


def _leaf(test: Condition, context: str) -> str:
    name = _FIELDS.get(test.field, test.field)
    field = f"{context}body" if name == "message" else f"{context}attributes[{text_of(name)}]"
    patterns = {
        "contains": re.escape(test.value).replace(r"\ ", " "),
        "startswith": f"^{re.escape(test.value)}",
        "endswith": f"{re.escape(test.value)}$",
        "regex": go_regex(test.value),
    }
    if test.operator == "selector":
        return f'IsMatch(String({context}attributes["priority"]), {text_of(_priorities(test.value))})'
    if test.operator == "at_least":
        return f'IsMatch(String({context}attributes["priority"]), {text_of(at_least_pattern(int(test.value)))})'
    if test.operator in _NUMBERS:
        return f"{field} != nil and Double({field}) {_NUMBERS[test.operator]} {float(test.value or 0)}"
    if test.operator == "exists":
        return f"{field} != nil"
    if test.operator == "equals":
        return f"{field} == {text_of(test.value)}"
    return f"IsMatch({field}, {text_of(patterns.get(test.operator, ''))})"


def _priorities(selector: str) -> str:
    numbers = (8 * facility + each for facility, found in enumerate(selected(selector)) for each in sorted(found))
    return f"^({'|'.join(map(str, numbers))})$"
