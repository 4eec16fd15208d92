"""Fluentd's filter plugins → filters of a pipeline, and how it parses.

before:  <filter app.**>\\n  @type grep\\n  <exclude>\\n    key path\\n    pattern /health/\\n  </exclude>\\n</filter>
after:   Filter(drop, tests=(path matches health,))

Source: fluentd 1.16, "Filter Plugins", "Parser Plugins" and "Record Accessor Plugin Helper"; fluent-plugin-grok-parser 2.6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from translator.plan.pipeline import Condition, Filter
from translator.plan.reading.grok import Grok, expand
from translator.plan.reading.sections import Section

FORMATS: Final = {
    "none": "", "json": "json", "nginx": "nginx", "apache2": "apache2", "apache": "apache", "apache_error": "apache_error",
    "syslog": "syslog", "ltsv": "ltsv", "regexp": "regex", "": "", "csv": "csv", "tsv": "csv", "logfmt": "logfmt",
}  # fmt: skip


def filters(section: Section) -> tuple[Filter, ...] | str:
    """Return what a filter section does, or why that cannot be said; its tags are the caller's."""
    kind = section.value("@type", "type")
    make = _FILTERS.get(kind)
    if make is None:
        return _REASONS.get(kind, "this kind of filter has no counterpart")
    made = make(section)
    return made if isinstance(made, str) else tuple(made)


def without_slashes(text: str) -> str:
    """Return Ruby's /…/ as a regular expression; i stands in it, x leaves blanks and comments out."""
    match = re.fullmatch(r"/(.*)/([imx]*)", text, re.DOTALL)
    if match is None:
        return text
    found = match[1].replace("\\/", "/")
    if "x" in match[2]:
        found = re.sub(r"(?<!\\)\s+|(?<!\\)#.*$", "", found, flags=re.MULTILINE)
    return f"(?i){found}" if "i" in match[2] else found


def key_of(name: str) -> str:
    """Return a record accessor ($.a.b, $['a']['b']) as a.b."""
    if name.startswith("$."):
        return name[2:]
    parts = re.findall(r"\[[\"']([^\"']+)[\"']\]", name) if name.startswith("$[") else []
    return ".".join(parts) if parts else {"log": "message"}.get(name, name)


# --- parsing


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """How lines are parsed: a Tail's format, pattern and time, or the filters that do it after the line is read."""

    format: str = ""
    pattern: str = ""
    time_key: str = ""
    time_format: str = ""
    after: tuple[Filter, ...] = ()
    unknown: str = ""


def parse_of(section: Section, key: str = "message") -> Parse:
    """Return how a source or a parser filter parses, from its <parse> or, as it was before 0.14, from its own settings."""
    inner = next(section.within("parse"), None)
    given = inner or section
    word = (inner.value("@type", "format", "type") if inner else section.value("format")) or ""
    pattern = given.value("expression") or (word if word.startswith("/") else "")
    time = (given.value("time_key"), given.value("time_format"))
    if pattern or word.startswith("multiline"):
        return _matched(word, pattern, given, time)
    if word in ("grok", "multiline_grok"):
        return _grok(given, key)
    if word in ("csv", "tsv"):
        separator = given.value("delimiter") or ("\t" if word == "tsv" else ",")
        names = re.sub(r"[\[\]\"' ]", "", given.value("keys"))
        columns = {"key": key, "columns": names, "separator": {"\\t": "\t"}.get(separator, separator)}
        return Parse(after=(Filter(kind="parse", fields=columns, format="csv"), *_date(time)))
    unknown = "" if word in FORMATS else word
    return Parse(format=FORMATS.get(word, ""), unknown=unknown, time_key=time[0], time_format=time[1])


def _matched(word: str, pattern: str, given: Section, time: tuple[str, str]) -> Parse:
    """Return a parse by regular expressions; those of several lines are one, as fluentd joins them."""
    lines = [given.value(f"format{number}") for number in range(1, 21)]
    joined = "".join(without_slashes(line) for line in lines if line)
    found = without_slashes(pattern) or joined
    return Parse(format="regex" if found else "", pattern=found, time_key=time[0], time_format=time[1])


def _grok(given: Section, key: str) -> Parse:
    texts = [each.value("pattern") for each in given.within("grok")] or [given.value("grok_pattern")]
    own = {name: text for name, _, text in (line.partition(" ") for line in given.values("custom_pattern"))}
    expanded = [expand(text, own) for text in texts if text]
    groks = [each for each in expanded if isinstance(each, Grok)]
    if not groks or len(groks) < len(expanded):
        return Parse(unknown=next((each for each in expanded if isinstance(each, str)), "grok without a pattern"))
    first, *others = groks
    rename = {word: real for each in groks for word, real in each.rename.items()}
    convert = {name: kind for each in groks for name, kind in each.convert.items()}
    made = [
        Filter(
            kind="parse",
            fields={"key": key},
            format="regex",
            pattern=first.pattern,
            patterns=tuple(each.pattern for each in others),
        )
    ]
    made += [Filter(kind="rename", fields=rename)] if rename else []
    made += [Filter(kind="convert", fields=convert)] if convert else []
    return Parse(after=tuple(made))


def _date(time: tuple[str, str]) -> Iterator[Filter]:
    if all(time):
        yield Filter(kind="date", fields={"key": time[0], "consume": "on"}, patterns=(time[1],))


def _parser(section: Section) -> Iterator[Filter] | str:
    key = key_of(section.value("key_name") or "message")
    found = parse_of(section, key)
    if found.unknown:
        return f"the format {found.unknown} has no counterpart"
    alone = section.value("reserve_data") != "true"
    consume = section.value("remove_key_name_field") == "true" or alone
    words = {"key": key, **({"alone": "on"} if alone else {}), **({"consume": "on"} if consume else {})}
    if found.after:
        return (
            replace(each, fields={**words, **each.fields}) if each.kind == "parse" else each for each in found.after
        )
    if not found.format:
        return iter(())
    parse = Filter(kind="parse", fields=words, format=found.format, pattern=found.pattern)
    return iter((parse, *_date((found.time_key, found.time_format))))


# --- changing records

_REFERENCE: Final = re.compile(
    r"\$\{(?:record\[[\"']([^\"']+)[\"']\]|record\.dig\([\"']([^)]+)[\"']\)|(\w+))(?:\.(\w+))?\}"
)
_METHODS: Final = {"downcase": "lowercase", "upcase": "uppercase", "strip": "strip", "to_i": "integer", "to_f": "float"}
_SPECIAL: Final = {"tag": "@tag", "hostname": "@hostname"}


def _record_transformer(section: Section) -> Iterator[Filter] | str:
    found: list[Filter] = []
    for record in section.within("record", "replace"):
        for setting in record.settings:
            made = _value(key_of(setting.name), setting.value)
            if isinstance(made, str):
                return f"{setting.name}: {made}"
            found.extend(made)
    if removed := _names(section.value("remove_keys")):
        found.append(Filter(kind="remove", fields=dict.fromkeys(map(key_of, removed), "")))
    if kept := _names(section.value("keep_keys", "whitelist_keys")):
        made_here = [name for each in found if each.kind != "remove" for name in each.fields]
        found.insert(0, Filter(kind="only", fields=dict.fromkeys([*map(key_of, kept), *made_here], "")))
    elif section.value("renew_record") == "true":
        return "a record that is made anew of nothing but these fields"
    return iter(_joined(found))


def _names(text: str) -> list[str]:
    return [name for each in re.sub(r"^\[|\]$", "", text.strip()).split(",") if (name := each.strip().strip("\"'"))]


def _value(name: str, text: str) -> list[Filter] | str:
    """Return what sets one field, or why nothing does."""
    if re.fullmatch(r"\$\{hostname\}|\"?#\{Socket\.gethostname\}\"?", text):
        return [Filter(kind="add", fields={name: "${HOSTNAME}"})]
    if ("${" not in text and "#{" not in text) or re.fullmatch(r"\$\{[A-Z][A-Z0-9_]*\}", text):
        return [Filter(kind="add", fields={name: text})]
    methods: list[str] = []

    def said(match: re.Match[str]) -> str:
        field = match[1] or (match[2] or "").replace('", "', ".") or match[3]
        methods.extend([match[4]] if match[4] else [])
        return f"%{{{_SPECIAL.get(field, field) if match[3] else field}}}"

    formed = _REFERENCE.sub(said, text)
    whole = bool(re.fullmatch(r"%\{[^}]*\}", formed))
    if "${" in formed or "#{" in formed or "%{@hostname}" in formed or any(each not in _METHODS for each in methods):
        return "it runs Ruby code"
    if methods and not whole:
        return "it runs Ruby code"
    last = [_METHODS[each] for each in methods]
    changes = [
        Filter(kind="convert", fields={name: each})
        if each in ("integer", "float")
        else Filter(kind=each, fields={name: ""})
        for each in last
    ]
    return [Filter(kind="format", fields={name: formed}), *changes]


def _joined(found: list[Filter]) -> list[Filter]:
    """Return the filters, neighbours that both add or both form fields made one."""
    joined: list[Filter] = []
    for each in found:
        if joined and each.kind == joined[-1].kind and each.kind in ("add", "format"):
            joined[-1] = Filter(kind=each.kind, fields={**joined[-1].fields, **each.fields})
        else:
            joined.append(each)
    return joined


def _grep(section: Section) -> Iterator[Filter]:
    for kind, name in (("keep", "regexp"), ("drop", "exclude")):
        for inner in section.within(name):
            yield Filter(kind=kind, tests=(_test(inner.value("key"), inner.value("pattern")),))
        for setting in section.settings:
            if re.fullmatch(rf"{name}\d+", setting.name) and " " in setting.value:
                key, _, pattern = setting.value.partition(" ")
                yield Filter(kind=kind, tests=(_test(key, pattern.strip()),))
    for word in ("and", "or"):
        for group in section.within(word):
            yield from _group(group, word)


def _group(group: Section, word: str) -> Iterator[Filter]:
    """Yield what <and> and <or> ask: all of the patterns within them, or any."""
    for kind, name in (("keep", "regexp"), ("drop", "exclude")):
        tests = tuple(_test(inner.value("key"), inner.value("pattern")) for inner in group.within(name))
        if tests:
            yield Filter(kind=kind, tests=tests if word == "and" else (Condition(operator="any", parts=tests),))


def _test(key: str, pattern: str) -> Condition:
    return Condition(field=key_of(key), operator="regex", value=without_slashes(pattern))


def _modify(section: Section) -> Iterator[Filter]:
    """Yield what fluent-plugin-record-modifier does beyond record_transformer: replaced texts."""
    for inner in section.within("replace"):
        pattern = without_slashes(inner.value("expression"))
        yield Filter(kind="gsub", fields={key_of(inner.value("key")): inner.value("replace")}, pattern=pattern)


def _record_modifier(section: Section) -> Iterator[Filter] | str:
    plain = Section(name=section.name, settings=section.settings, sections=list(section.within("record")))
    made = _record_transformer(plain)
    return made if isinstance(made, str) else iter((*made, *_modify(section)))


_FILTERS: Final[dict[str, Callable[[Section], Iterator[Filter] | str]]] = {
    "record_transformer": _record_transformer, "record_modifier": _record_modifier, "grep": _grep, "parser": _parser,
}  # fmt: skip
_REASONS: Final = {
    "geoip": "the database of places comes with the plugin; let the store look addresses up",
    "kubernetes_metadata": "the node's own collector knows the pod's metadata",
    "concat": "lines are joined where the file is read; give its source a multiline parser",
    "throttle": "it remembers other records",
}
