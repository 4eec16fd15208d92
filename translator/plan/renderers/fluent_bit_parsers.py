"""Parsers of Fluent Bit: what a format or a regular expression is called there, and how it is defined.

The ready-made ones of its image stand in a file that this configuration does not read, so that each is defined here.
Source: Fluent Bit 5.1 manual, "Parsers" and "Multiline parsing"; nginx's combined and Apache's common and combined log
formats; RFC 3164.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from translator.plan.pipeline import Filter, Pipeline, Tail
from translator.plan.reading.joda import regex as date_regex

Item: TypeAlias = dict[str, Any]

_CLF: Final = "%d/%b/%Y:%H:%M:%S %z"
_REQUEST: Final = r'"(?<method>\S+)(?: +(?<path>[^"]*?)(?: +\S*)?)?"'
_AGENT: Final = r'(?: "(?<referer>[^"]*)" "(?<agent>[^"]*)")?'
_WEB: Final = rf"^(?<remote>\S+) (?<host>\S+) (?<user>\S+) \[(?<time>[^\]]*)\] {_REQUEST} (?<code>\S+) (?<size>\S+)"
_APACHE: Final = rf"^(?<host>\S+) \S+ (?<user>\S+) \[(?<time>[^\]]*)\] {_REQUEST} (?<code>\S+) (?<size>\S+)"
_SYSLOG_HEAD: Final = r"(?<time>\w{3} +\d+ \d\d:\d\d:\d\d)"
_PROGRAM: Final = r"(?<ident>[\w/.-]*)(?:\[(?<pid>\d+)\])?[^:]*: *(?<message>.*)$"
READY: Final[dict[str, Item]] = {
    "json": {"format": "json"},
    "logfmt": {"format": "logfmt"},
    "ltsv": {"format": "ltsv"},
    "nginx": {"format": "regex", "regex": f"{_WEB}{_AGENT}", "time_key": "time", "time_format": _CLF},
    "apache": {"format": "regex", "regex": f"{_APACHE}{_AGENT}", "time_key": "time", "time_format": _CLF},
    "apache2": {"format": "regex", "regex": f"{_APACHE}{_AGENT}", "time_key": "time", "time_format": _CLF},
    "apache_error": {
        "format": "regex",
        "regex": (
            r"^\[[^ ]* (?<time>[^\]]*)\] \[(?<level>[^\]]*)\](?: \[pid (?<pid>[^\]]*)\])?"
            r"(?: \[client (?<client>[^\]]*)\])? (?<message>.*)$"
        ),
    },
    "syslog": {
        "format": "regex",
        "regex": rf"^{_SYSLOG_HEAD} (?<host>\S+) {_PROGRAM}",
        "time_key": "time",
        "time_format": "%b %d %H:%M:%S",
    },
    "syslog-packet": {
        "format": "regex",
        "regex": rf"^<(?<pri>\d+)>{_SYSLOG_HEAD} (?:(?<host>[^ :]+) )?{_PROGRAM}",
        "time_key": "time",
        "time_format": "%b %d %H:%M:%S",
    },
}


def word(tag: str) -> str:
    """Return a tag as a word that names something."""
    return re.sub(r"[^\w.-]+", "-", tag.replace("*", "all")).strip("-.") or "all"


def tail_parser(tail: Tail) -> str:
    """Return the name of a tail's parser, "" for plain lines."""
    if tail.format in READY and not tail.time_format:
        return tail.format
    return word(tail.tag) if tail.format in READY or tail.format == "regex" else ""


def filter_parsers(pipeline: Pipeline) -> dict[int, tuple[str, ...]]:
    """Return the names of the parsers that every filter of kind parse or date uses, by the filter's place."""
    found: dict[int, tuple[str, ...]] = {}
    used: set[str] = set()
    for at, each in enumerate(pipeline.filters):
        count = len(_definitions(each))
        ready = each.kind == "parse" and each.format in READY
        base = f"{word(each.match)}-{each.fields.get('key', 'message')}"
        base = f"{base}-{at}" if base in used else base
        used.update([] if ready else [base])
        found[at] = (each.format,) if ready else tuple(f"{base}-{part}" if part else base for part in range(count))
    return found


def definitions(pipeline: Pipeline) -> Iterator[Item]:
    """Yield every parser that the pipeline uses, with its name."""
    for tail in pipeline.tails:
        if name := tail_parser(tail):
            own = {"format": "regex", "regex": tail.pattern} if tail.format == "regex" else READY[tail.format]
            yield {"name": name, **own, **_time(tail)}
    if any(each.kind == "syslog" for each in pipeline.listens):
        yield {"name": "syslog-packet", **READY["syslog-packet"]}
    names = filter_parsers(pipeline)
    for at, each in enumerate(pipeline.filters):
        yield from ({"name": name, **own} for name, own in zip(names[at], _definitions(each), strict=True))


def _time(tail: Tail) -> Item:
    if not tail.time_format:
        return {}
    return {"time_key": tail.time_key or "time", "time_format": tail.time_format}


def _definitions(each: Filter) -> list[Item]:
    """Return the parsers that a filter needs, without names: one a pattern."""
    if each.kind == "parse" and each.format in READY:
        return [READY[each.format]]
    if each.kind == "parse" and each.format == "regex":
        return [{"format": "regex", "regex": pattern} for pattern in (each.pattern, *each.patterns)]
    if each.kind == "date" and each.patterns != ("UNIX_MS",):
        return [item for pattern in each.patterns for item in _dates(pattern)]
    return []


_ISO: Final = ("%Y-%m-%dT%H:%M:%S.%L%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S.%L", "%Y-%m-%d %H:%M:%S")


def _dates(pattern: str) -> Iterator[Item]:
    """Yield parsers of a whole field that is a time; the text tells which of several formats it has."""
    for time_format in _ISO if pattern == "ISO8601" else ("%s",) if pattern == "UNIX" else (pattern,):
        yield {
            "format": "regex",
            "regex": f"^(?<parsed_time>{date_regex(time_format)})$",
            "time_key": "parsed_time",
            "time_format": time_format,
        }
