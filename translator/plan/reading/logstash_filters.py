"""Logstash's filter plugins → filters of a pipeline.

before:  grok { match => { "message" => "%{IP:client} %{NUMBER:size:int}" } add_field => { "kind" => "web" } }
after:   Filter(parse message, regex (?<client>…) (?<size>…)), Filter(convert size integer), Filter(add kind=web)

Source: Logstash reference 7.17, "Filter plugins"; what a filter does only when it succeeds (add_field and the like) is
done where the first field that it makes is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from translator.plan.pipeline import Condition, Filter
from translator.plan.reading.grok import Grok, expand, plain_field
from translator.plan.reading.joda import strftime
from translator.plan.reading.logstash import Plugin, Value

_MUTATIONS: Final = (
    "add_field", "replace", "update", "rename", "copy", "convert", "gsub", "lowercase", "uppercase", "strip", "split",
    "merge",
)  # fmt: skip


def filters(plugin: Plugin, patterns: Mapping[str, str] | None = None) -> tuple[Filter, ...] | str:
    """Return what one filter plugin does, or why that cannot be said; tags and conditions are the caller's.

    `patterns` are the machine's own grok patterns.
    """
    if plugin.name == "grok":
        return _grok(plugin, patterns or {})
    make = _PLUGINS.get(plugin.name)
    if make is None:
        return _REASONS.get(plugin.name, "this kind of filter has no counterpart")
    made = make(plugin)
    return made if isinstance(made, str) else (*made, *_afterwards(plugin, ()))


def _field(name: str) -> str:
    return plain_field(name)


def _texts(pairs: Mapping[str, str]) -> Iterator[Filter]:
    """Yield the filters that set fields: those of other fields' texts apart."""
    plain = {_field(name): value for name, value in pairs.items() if "%{" not in value}
    formed = {_field(name): _references(value) for name, value in pairs.items() if "%{" in value}
    if plain:
        yield Filter(kind="add", fields=plain)
    if formed:
        yield Filter(kind="format", fields=formed)


def _references(text: str) -> str:
    return re.sub(r"%\{((?:\[[^\]]+\])+)\}", lambda match: f"%{{{_field(match[1])}}}", text)


def _afterwards(plugin: Plugin, tests: tuple[Condition, ...]) -> Iterator[Filter]:
    """Yield what every filter can do besides: add and remove fields and tags."""
    for each in _texts(plugin.pairs("add_field")):
        yield replace(each, tests=tests)
    if tags := plugin.texts("add_tag"):
        yield Filter(kind="append", fields={"tags": ",".join(tags)}, tests=tests)
    consumed = _field(plugin.text("source") or "message") if plugin.name == "json" else ""
    consumed = _field(plugin.text("match")) if plugin.name == "date" else consumed
    if removed := [name for name in map(_field, plugin.texts("remove_field")) if name != consumed]:
        yield Filter(kind="remove", fields=dict.fromkeys(removed, ""), tests=tests)


# --- mutate: always in this order, whatever the file's


def _mutate(plugin: Plugin) -> tuple[Filter, ...] | str:
    unknown = [name for name in plugin.settings if name not in _MUTATIONS and name not in _COMMON]
    if unknown:
        return f"mutate's {', '.join(unknown)} has no counterpart"
    replaced = {**plugin.pairs("replace"), **plugin.pairs("update")}
    found: list[Filter] = []
    if pairs := plugin.pairs("rename"):
        found.append(Filter(kind="rename", fields={_field(old): _field(new) for old, new in pairs.items()}))
    found.extend(_texts(replaced))
    if types := plugin.pairs("convert"):
        found.append(
            Filter(kind="convert", fields={_field(name): _TYPES.get(kind, kind) for name, kind in types.items()})
        )
    found.extend(_gsub(plugin.texts("gsub")))
    for kind in ("uppercase", "lowercase", "strip"):
        if names := plugin.texts(kind):
            found.append(Filter(kind=kind, fields=dict.fromkeys(map(_field, names), "")))
    if separators := plugin.pairs("split"):
        found.append(Filter(kind="split", fields={_field(name): value for name, value in separators.items()}))
    if merged := plugin.pairs("merge"):
        found.append(Filter(kind="merge", fields={_field(to): _field(name) for to, name in merged.items()}))
    if copied := plugin.pairs("copy"):
        found.append(Filter(kind="copy", fields={_field(old): _field(new) for old, new in copied.items()}))
    return tuple(found)


_TYPES: Final = {"integer_eu": "integer", "float_eu": "float"}
_COMMON: Final = frozenset(("add_field", "remove_field", "add_tag", "id", "enable_metric", "periodic_flush"))


def _gsub(texts: tuple[str, ...]) -> Iterator[Filter]:
    for at in range(0, len(texts) - 2, 3):
        name, pattern, text = texts[at : at + 3]
        yield Filter(kind="gsub", fields={_field(name): text}, pattern=pattern)


# --- parsing


def _grok(plugin: Plugin, patterns: Mapping[str, str]) -> tuple[Filter, ...] | str:
    definitions = {**patterns, **plugin.pairs("pattern_definitions")}
    found: list[Filter] = []
    for key, texts in _matches(plugin.settings.get("match")):
        expanded = [expand(text, definitions) for text in texts]
        wrong = next((each for each in expanded if isinstance(each, str)), None)
        if wrong is not None or not expanded:
            return wrong or "it has no pattern"
        found.extend(_parsed(_field(key), [each for each in expanded if isinstance(each, Grok)], plugin))
    return tuple(found) or "it has no pattern"


def _matches(value: Value | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield field and patterns of grok's match, a hash or a list."""
    pairs = list(value.items()) if isinstance(value, dict) else []
    if isinstance(value, tuple):
        pairs = list(zip(map(str, value[::2]), value[1::2], strict=False))
    for key, patterns in pairs:
        listed = patterns if isinstance(patterns, tuple) else (patterns,)
        yield key, tuple(str(each) for each in listed)


def _parsed(key: str, groks: list[Grok], plugin: Plugin) -> Iterator[Filter]:
    """Yield the parsing, what puts its fields right, and what is done when it succeeds."""
    first, *others = (each.pattern for each in groks)
    yield Filter(kind="parse", fields={"key": key}, format="regex", pattern=first, patterns=tuple(others))
    rename = {word: real for each in groks for word, real in each.rename.items()}
    convert = {name: kind for each in groks for name, kind in each.convert.items()}
    if rename:
        yield Filter(kind="rename", fields=rename)
    if convert:
        yield Filter(kind="convert", fields=convert)
    made = re.findall(r"\(\?<([A-Za-z_]\w*)>", first)
    if made:
        name = rename.get(made[0], made[0])
        yield from _afterwards(plugin, (Condition(field=name, operator="exists"),))


def _dissect(plugin: Plugin) -> tuple[Filter, ...] | str:
    """Return a parse for each mapping: %{name} is all up to what follows it."""
    found: list[Filter] = []
    for key, text in plugin.pairs("mapping").items():
        if re.search(r"%\{[+&*/?]|%\{[^}]*->", text):
            return "dissect's modifiers have no counterpart"
        parts = re.split(r"%\{([^}]*)\}", text)
        pattern = "".join(_dissected(parts, at) for at in range(len(parts)))
        found.append(Filter(kind="parse", fields={"key": _field(key)}, format="regex", pattern=f"^{pattern}$"))
    if types := plugin.pairs("convert_datatype"):
        found.append(
            Filter(kind="convert", fields={name: {"int": "integer"}.get(each, each) for name, each in types.items()})
        )
    return tuple(found) or "it has no mapping"


def _dissected(parts: list[str], at: int) -> str:
    if at % 2 == 0:
        return re.escape(parts[at]).replace(r"\ ", " ")
    last = at + 2 >= len(parts) and not parts[at + 1]
    return f"(?<{re.sub(r'[^A-Za-z0-9_]', '_', parts[at])}>{'.*' if last else '.*?'})" if parts[at] else ".*?"


def _json(plugin: Plugin) -> tuple[Filter, ...] | str:
    key = _field(plugin.text("source") or "message")
    consume = {"consume": "on"} if key in map(_field, plugin.texts("remove_field")) else {}
    target = {"target": _field(plugin.text("target"))} if plugin.text("target") else {}
    return (Filter(kind="parse", fields={"key": key, **target, **consume}, format="json"),)


def _kv(plugin: Plugin) -> tuple[Filter, ...] | str:
    odd = [name for name in ("field_split_pattern", "value_split_pattern", "include_keys", "exclude_keys", "default_keys", "transform_key") if name in plugin.settings]  # fmt: skip
    if odd:
        return f"kv's {', '.join(odd)} has no counterpart"
    words = {"key": _field(plugin.text("source") or "message"), "pairs": plugin.text("field_split") or " "}
    words["values"] = plugin.text("value_split") or "="
    for word, name in (("prefix", "prefix"), ("target", "target")):
        if plugin.text(name):
            words[word] = _field(plugin.text(name))
    return (Filter(kind="parse", fields=words, format="kv"),)


def _csv(plugin: Plugin) -> tuple[Filter, ...] | str:
    columns = plugin.texts("columns")
    if not columns:
        return "its columns are named by the data"
    words = {"key": _field(plugin.text("source") or "message"), "columns": ",".join(map(_field, columns))}
    words["separator"] = plugin.text("separator") or ","
    found = [Filter(kind="parse", fields=words, format="csv")]
    if types := {
        _field(name): kind for name, kind in plugin.pairs("convert").items() if kind in ("integer", "float", "boolean")
    }:
        found.append(Filter(kind="convert", fields=types))
    return tuple(found)


def _date(plugin: Plugin) -> tuple[Filter, ...] | str:
    match = plugin.texts("match")
    if plugin.text("target") not in ("", "@timestamp", "[@timestamp]"):
        return "a date that is not the record's own time has no counterpart"
    patterns = [(each, strftime(each)) for each in match[1:]]
    odd = next((text for text, said in patterns if said is None), None)
    if odd is not None or not patterns:
        return f"the date pattern {odd} has no counterpart" if odd else "it has no pattern"
    key = _field(match[0])
    words = {"key": key, **({"zone": plugin.text("timezone")} if plugin.text("timezone") else {})}
    if key in map(_field, plugin.texts("remove_field")):
        words["consume"] = "on"
    return (Filter(kind="date", fields=words, patterns=tuple(said for _, said in patterns if said)),)


def _drop(plugin: Plugin) -> tuple[Filter, ...] | str:
    if "percentage" in plugin.settings:
        return "dropping by chance has no counterpart"
    return (Filter(kind="drop"),)


_PLUGINS: Final[dict[str, Callable[[Plugin], tuple[Filter, ...] | str]]] = {
    "mutate": _mutate, "dissect": _dissect, "json": _json, "kv": _kv, "csv": _csv, "date": _date,
    "drop": _drop,
}  # fmt: skip
_REASONS: Final = {
    "geoip": "the database of places comes with logstash alone; let Elasticsearch's geoip processor look addresses up",
    "useragent": "the table of browsers comes with logstash alone; let Elasticsearch's user_agent processor read it",
    "ruby": "it runs Ruby code",
    "fingerprint": "no other collector hashes a field with a key",
    "multiline": "lines are joined where the file is read; give its input a multiline codec",
    "translate": "its dictionary is looked up by logstash alone",
    "dns": "no other collector asks a name server",
    "metrics": "it counts records; have the counter as a metric of the application",
    "aggregate": "it remembers other records",
    "elapsed": "it remembers other records",
    "throttle": "it remembers other records",
    "clone": "it makes a second record of one",
    "elasticsearch": "it asks Elasticsearch for each record",
    "jdbc_streaming": "it asks a database for each record",
    "xml": "no other collector reads XML",
}
