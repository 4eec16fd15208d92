"""Filters and conditions of a pipeline → programs in Vector's own language (VRL).

before:  Filter(convert, {"size": "integer"}), tests=(level equals debug,)
after:   if (to_string(.level) ?? "") == "debug" {
           number, error = to_float(.size)
           if error == null { .size = to_int(number) }
         }

A record that an expression does not fit goes on as it is. Source: Vector 0.56, VRL's function and expression reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from translator.plan.pipeline import Condition, Filter, Tail
from translator.plan.renderers.base import has_lookaround, tag_pattern
from translator.plan.syslog import selected

_PARSERS: Final = {
    "json": "parse_json({text})",
    "logfmt": "parse_logfmt({text})",
    "nginx": 'parse_nginx_log({text}, "combined")',
    "apache": 'parse_apache_log({text}, "common")',
    "apache2": 'parse_apache_log({text}, "combined")',
    "apache_error": 'parse_apache_log({text}, "error")',
    "syslog": "parse_syslog({text})",
    "ltsv": 'parse_key_value({text}, field_delimiter: "\\t", key_value_delimiter: ":")',
}


def changes(each: Filter) -> str:
    """Return what a filter does to a record, under its tags and tests."""
    lines = "\n".join(_KINDS[each.kind](each))
    guard = " && ".join(part for part in (tagged(each.match), holds(each.tests) if each.tests else "") if part)
    return f"if {guard} {{\n{lines}\n}}" if guard else lines


def verdict(each: Filter) -> str:
    """Return whether a record goes on after a filter that keeps or drops."""
    found = holds(each.tests)
    said = found if each.kind == "keep" else f"!({found})"
    guard = tagged(each.match)
    return f"!{guard} || {said}" if guard else said


def unable(each: Filter) -> str:
    """Return why Vector cannot do a filter, "" when it can."""
    if any(has_lookaround(pattern) for pattern in (each.pattern, *each.patterns)):
        return "its regular expressions have no look-around, and no two groups of one name"
    if each.format == "kv" and max(len(each.fields["pairs"]), len(each.fields["values"])) > 1:
        return "pairs are divided by one text there, not by any of several characters"
    if each.format == "csv" and len(each.fields["separator"]) != 1:
        return "a separator of several characters"
    return ""


def tagged(match: str) -> str:
    """Return a test of a record's tag, "" when every tag will do."""
    return "" if match in ("*", "**") else f"match(string(.tag) ?? \"\", r'{tag_pattern(match)}')"


def for_file(program: str) -> str:
    """Return a program as it stands in a file, where Vector reads $NAME as a variable and $$ as $.

    ${NAME} in capitals is one: credentials are written so.
    """
    return re.sub(r"\$(?=[\w{$.])(?!\{[A-Z][A-Z0-9_]*\})", "$$$$", program)


def parsed(kind: str, patterns: tuple[str, ...], key: str, each: Filter | None = None) -> list[str]:
    """Return lines that parse a field; a record that does not parse goes on as it is."""
    text = f'(to_string({key}) ?? "")'
    calls = [_PARSERS.get(kind, _PARSERS["json"]).format(text=text)]
    if kind == "regex":
        calls = [f"parse_regex({text}, r'{rust_regex(pattern)}')" for pattern in patterns]
    elif kind == "kv" and each is not None:
        pairs, values = text_of(each.fields["pairs"]), text_of(each.fields["values"])
        calls = [f"parse_key_value({text}, field_delimiter: {pairs}, key_value_delimiter: {values})"]
    lines = [f"parsed, error = {calls[0]}"]
    lines += [f"if error != null {{ parsed, error = {call} }}" for call in calls[1:]]
    return [*lines, f"if error == null {{ {_taken(kind, key, each)} }}"]


def _taken(kind: str, key: str, each: Filter | None) -> str:
    """Return what is done with the object that was parsed."""
    found = {"json": "object(parsed) ?? {}", "regex": "compact(parsed)"}.get(kind, "parsed")
    fields = each.fields if each is not None else {}
    if fields.get("prefix"):
        found = f"map_keys({found}) -> |name| {{ {text_of(fields['prefix'])} + name }}"
    first = f"del({key}); " if "consume" in fields else ""
    if fields.get("target"):
        return f"{first}.{path(fields['target'])} = {found}"
    record = '{"tag": .tag, "timestamp": .timestamp}' if "alone" in fields else "."
    return f"{first}. = merge({record}, {found})"


def rust_regex(pattern: str) -> str:
    """Return a Ruby or Python regular expression in Rust's syntax: named groups are (?P<name>…)."""
    return pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!").replace("'", "\\x27")


def path(name: str) -> str:
    """Return a field's name, a.b within a, as a path without its leading dot."""
    return ".".join(part if re.fullmatch(r"[A-Za-z_]\w*", part) else json.dumps(part) for part in name.split("."))


def text_of(value: str) -> str:
    """Return a text; ${NAME} is a variable of Vector's own environment."""
    if match := re.fullmatch(r"\$\{(\w+)\}", value):
        return f'(get_env_var("{match[1]}") ?? "")'
    return json.dumps(value, ensure_ascii=False)


def _field(name: str) -> str:
    return f".{path({'log': 'message', '@tag': 'tag'}.get(name, name))}"


# --- what filters do


def _add(each: Filter) -> Iterator[str]:
    return (f"{_field(name)} = {text_of(value)}" for name, value in each.fields.items())


def _format(each: Filter) -> Iterator[str]:
    for name, text in each.fields.items():
        parts = [part for part in enumerate(re.split(r"%\{([^}]+)\}", text)) if part[1]]
        said = (
            json.dumps(part)
            if at % 2 == 0
            else f'{{ if exists({_field(part)}) {{ to_string({_field(part)}) ?? "" }} else {{ {json.dumps(f"%{{{part}}}")} }} }}'
            for at, part in parts
        )
        yield f"{_field(name)} = {' + '.join(said) or json.dumps('')}"


def _append(each: Filter) -> Iterator[str]:
    for name, word in each.fields.items():
        field = _field(name)
        yield f'{field} = if exists({field}) {{ (to_string({field}) ?? "") + {json.dumps("," + word)} }} else {{ {json.dumps(word)} }}'


def _remove(each: Filter) -> Iterator[str]:
    return (f"del({_field(name)})" for name in each.fields)


def _only(each: Filter) -> Iterator[str]:
    names = json.dumps(["tag", "timestamp", *({"log": "message"}.get(name, name) for name in each.fields)])
    yield f". = filter(object(.)) -> |name, _value| {{ includes({names}, name) }}"


def _rename(each: Filter) -> Iterator[str]:
    return (f"if exists({_field(old)}) {{ {_field(new)} = del({_field(old)}) }}" for old, new in each.fields.items())


def _copy(each: Filter) -> Iterator[str]:
    return (f"if exists({_field(old)}) {{ {_field(new)} = {_field(old)} }}" for old, new in each.fields.items())


def _convert(each: Filter) -> Iterator[str]:
    for name, kind in each.fields.items():
        field = _field(name)
        if kind in ("integer", "float"):
            number = "to_int(number)" if kind == "integer" else "number"
            yield f"number, error = to_float({field})\nif error == null && {field} != null {{ {field} = {number} }}"
        elif kind == "boolean":
            yield f"{field} = to_bool({field}) ?? {field}"
        else:
            yield f"{field} = to_string({field}) ?? {field}"


def _text(call: str) -> Callable[[Filter], Iterator[str]]:
    def lines(each: Filter) -> Iterator[str]:
        for name in each.fields:
            yield f"if is_string({_field(name)}) {{ {_field(name)} = {call}(string!({_field(name)})) }}"

    return lines


def _gsub(each: Filter) -> Iterator[str]:
    for name, text in each.fields.items():
        field = _field(name)
        to = json.dumps(re.sub(r"\\(\d)", r"${\1}", text.replace("$", "$$")), ensure_ascii=False)
        call = f"replace(string!({field}), r'{rust_regex(each.pattern)}', {to})"
        yield f"if is_string({field}) {{ {field} = {call} }}"


def _split(each: Filter) -> Iterator[str]:
    for name, separator in each.fields.items():
        yield f"if is_string({_field(name)}) {{ {_field(name)} = split(string!({_field(name)}), {json.dumps(separator)}) }}"


def _merge(each: Filter) -> Iterator[str]:
    for to, name in each.fields.items():
        yield f"{_field(to)} = compact(flatten([{_field(to)}, {_field(name)}]))"


def time_of(tail: Tail) -> list[str]:
    """Return lines that make the field of a tail's own format the record's time."""
    if not tail.format or not tail.time_format:
        return []
    fields = {"key": tail.time_key or "time", "consume": "on"}
    return list(_date(Filter(kind="date", fields=fields, patterns=(tail.time_format,))))


def _parse(each: Filter) -> Iterator[str]:
    key = _field(each.fields.get("key", "message"))
    if each.format != "csv":
        yield from parsed(each.format, (each.pattern, *each.patterns), key, each)
        return
    yield f'parsed, error = parse_csv((to_string({key}) ?? ""), {json.dumps(each.fields["separator"])})'
    names = enumerate(each.fields["columns"].split(","))
    yield f"if error == null {{\n{chr(10).join(f'{_field(name)} = parsed[{at}]' for at, name in names)}\n}}"


_ISO: Final = ("%+", "%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f")


def _date(each: Filter) -> Iterator[str]:
    key = _field(each.fields["key"])
    text = f'(to_string({key}) ?? "")'
    zone = f", timezone: {json.dumps(each.fields['zone'])}" if each.fields.get("zone") else ""
    first, *others = [line for pattern in each.patterns for line in _times(pattern, text, zone)]
    yield first
    yield from (f"if error != null {{\n{line}\n}}" for line in others)
    consume = f"; del({key})" if "consume" in each.fields else ""
    yield f"if error == null {{ .timestamp = time{consume} }}"


def _times(pattern: str, text: str, zone: str) -> Iterator[str]:
    """Yield lines that set `time`, or `error`."""
    if pattern in ("UNIX", "UNIX_MS"):
        times = "1000.0" if pattern == "UNIX" else "1.0"
        milliseconds = f'from_unix_timestamp(to_int(number * {times}), unit: "milliseconds")'
        yield f"time = null\nnumber, error = to_float({text})\nif error == null {{ time, error = {milliseconds} }}"
    else:
        for each in _ISO if pattern == "ISO8601" else (pattern.replace(".%L", "%.f").replace("%L", "%3f"),):
            own = "" if each.endswith(("%z", "%+")) else zone
            yield f"time, error = parse_timestamp({text}, format: {json.dumps(each)}{own})"


_KINDS: Final[dict[str, Callable[[Filter], Iterator[str]]]] = {
    "add": _add, "format": _format, "append": _append, "remove": _remove, "only": _only, "rename": _rename, "copy": _copy,
    "convert": _convert, "lowercase": _text("downcase"), "uppercase": _text("upcase"),
    "strip": _text("strip_whitespace"), "gsub": _gsub, "split": _split, "merge": _merge, "parse": _parse, "date": _date,
}  # fmt: skip


# --- conditions

_FIELDS: Final = {"program": "appname"}


def holds(tests: tuple[Condition, ...]) -> str:
    """Return an expression that is true for the records for which every test holds."""
    return " && ".join(map(_test, tests)) or "true"


def _test(test: Condition) -> str:
    if test.operator in ("any", "all"):
        found = f"({(' || ' if test.operator == 'any' else ' && ').join(map(_test, test.parts))})"
    elif test.operator in ("selector", "at_least"):
        found = _priority(test)
    else:
        found = _compare(test)
    return f"!({found})" if test.negate else found


_NUMBERS: Final = {"less": "<", "at_most": "<=", "more": ">", "no_less": ">="}


def _compare(test: Condition) -> str:
    field = f".{path(_FIELDS.get(test.field, test.field))}"
    if test.operator in _NUMBERS:
        return f"({field} != null && (to_float({field}) ?? 0.0) {_NUMBERS[test.operator]} {float(test.value or 0)})"
    text, value = f'(string({field}) ?? "")', text_of(test.value)
    if test.operator == "equals":
        text = f'(to_string({field}) ?? "")'
    return {
        "equals": f"{text} == {value}",
        "contains": f"contains({text}, {value})",
        "startswith": f"starts_with({text}, {value})",
        "endswith": f"ends_with({text}, {value})",
        "regex": f"match({text}, r'{rust_regex(test.value)}')",
        "exists": f"exists({field})",
    }.get(test.operator, "true")


def _priority(test: Condition) -> str:
    """Return a test of the numbers that a syslog source leaves as names."""
    severity = '(to_syslog_severity(string(.severity) ?? "notice") ?? 5)'
    if test.operator == "at_least":
        return f"{severity} <= {test.value}"
    taken = selected(test.value)
    if len(set(taken)) == 1:
        return f"includes({sorted(taken[0])}, {severity})"
    facility = '(to_syslog_facility_code(string(.facility) ?? "local0") ?? 16)'
    numbers = [8 * at + each for at, found in enumerate(taken) for each in sorted(found)]
    return f"includes({json.dumps(numbers)}, {facility} * 8 + {severity})"
