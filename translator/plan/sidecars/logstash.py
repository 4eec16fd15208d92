"""logstash as a shipper on the machine → log pipeline: its file and network inputs, plain filters, and outputs.

before:  input { file { path => "/var/log/app.log" type => "app" } }
         output { elasticsearch { hosts => ["es:9200"] index => "app" } }
after:   Tail("/var/log/app.log", "app", {"type": "app"}), Output(elasticsearch, es:9200, index app)

Source: Logstash reference 7.17, input, filter and output plugins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from translator.plan.pipeline import Condition, Draft, Filter, Listen, Multiline, Output, Pipeline, Tail, leaves, normal
from translator.plan.reading.configuration import Configuration, Spot
from translator.plan.reading.logstash import Plugin, read
from translator.plan.reading.logstash_filters import filters
from translator.plan.reading.logstash_outputs import output, remarks
from translator.plan.sidecars.base import log_collector

_LISTENERS: Final = {"syslog": ("syslog", "514", "udp"), "tcp": ("tcp", "", "tcp"), "udp": ("udp", "", "udp"), "http": ("http", "8080", "tcp")}  # fmt: skip
_ELSEWHERE: Final = {
    "stdin": "it reads a pipe or a terminal, which a container's collector has not",
    "beats": "filebeat's own protocol comes in here; have the shippers send where this sends",
    "elastic_agent": "Elastic's own protocol comes in here; have the agents send where this sends",
    "lumberjack": "the forwarder's own protocol comes in here; have the shippers send where this sends",
    "jdbc": "it reads a database, which is a job of its own",
    "twitter": "it reads a web service, which is a job of its own",
    "heartbeat": "it makes records itself",
    "generator": "it makes records itself",
    "exec": "it runs a command; have it as a CronJob that writes to stdout",
}


@log_collector("logstash")
def logstash(files: tuple[Configuration, ...]) -> Pipeline:
    """Return what logstash's files read, change and send."""
    reading = _Reading(patterns=dict(pair for file in files for pair in _patterns(file)))
    for file in files:
        if not file.path.endswith((".conf", ".cfg")):
            continue
        found = read(file)
        reading.untranslated.extend(found.errors)
        reading.path = file.path
        for plugin in found.plugins:
            reading.add(plugin)
    return reading.pipeline()


@dataclass(slots=True)
class _Reading(Draft):
    path: str = ""
    patterns: dict[str, str] = field(default_factory=dict)
    captured: str = ""

    def add(self, plugin: Plugin) -> None:
        self.directives += 1
        match plugin.section:
            case "input":
                self._input(plugin)
            case "filter":
                self._filter(plugin)
            case _:
                self._output(plugin)

    def refuse(self, plugin: Plugin, reason: str) -> None:
        self.untranslated.append(self._spot(plugin).lost(reason))

    def _spot(self, plugin: Plugin) -> Spot:
        return Spot(path=self.path, line=plugin.line, text=f"{plugin.section} {plugin.name}")

    def _input(self, plugin: Plugin) -> None:
        port = plugin.text("port")
        codec = plugin.codec()
        if codec is not None and codec.name not in _CODECS:
            self.refuse(plugin, f"its codec {codec.name} has no counterpart")
        if plugin.name == "file":
            self.tails.extend(_tails(plugin))
        elif plugin.name in _LISTENERS and (port or _LISTENERS[plugin.name][1]).isdigit():
            listen = _listen(plugin)
            self.listens.append(listen)
            if codec is not None and codec.name.startswith("json"):
                self.filters.append(Filter(kind="parse", match=listen.tag, fields={"key": "message"}, format="json"))
        elif codec is None or codec.name in _CODECS:
            self.refuse(plugin, _ELSEWHERE.get(plugin.name, "this kind of input has no counterpart"))

    def _filter(self, plugin: Plugin) -> None:
        found = self._conditions(plugin)
        made = filters(plugin, self.patterns)
        if isinstance(made, str) or found is None:
            reason = made if isinstance(made, str) else "its condition has no counterpart"
            self.refuse(plugin, f"{reason}; the records go on as they are")
            return
        match, tests = found
        spot = self._spot(plugin)
        for each in made:
            own = (*tests, *each.tests) if each.kind != "drop" else tests
            self.filters.append(replace(each, match=match, tests=own, spot=spot))
        self._learn(plugin, made)

    def _learn(self, plugin: Plugin, made: tuple[Filter, ...]) -> None:
        """Keep the first field of the last grok: it is there unless the grok failed."""
        for each in made if plugin.name == "grok" else ():
            if each.tests and each.tests[0].operator == "exists":
                self.captured = each.tests[0].field
            elif each.kind == "parse" and (names := re.findall(r"\(\?<([A-Za-z_]\w*)>", each.pattern)):
                self.captured = names[0]

    def _output(self, plugin: Plugin) -> None:
        found = self._conditions(plugin)
        if found is None:
            self.refuse(plugin, "its condition has no counterpart; every record goes there")
        made = output(plugin)
        if isinstance(made, Output):
            match, tests = found or ("*", ())
            self.outputs.append(replace(made, match=match, tests=tests, spot=self._spot(plugin)))
            self.remarks.extend(self._spot(plugin).lost(each) for each in remarks(plugin))
        elif found is not None:
            self.refuse(plugin, made)

    def _conditions(self, plugin: Plugin) -> tuple[str, tuple[Condition, ...]] | None:
        """Return tags and tests that the plugin's conditions let through; None when they are more than that."""
        tests = tuple(self._settled(test) for test in normal(plugin.conditions))
        if any(test.operator == "unknown" for test in leaves(tests)):
            return None
        known = {tail.tag for tail in self.tails} | {listen.tag for listen in self.listens}
        types = [test.value for test in tests if test.field == "type" and test.operator == "equals" and not test.negate]
        if len(types) == 1 and (types[0] in known or not known):
            return types[0], tuple(test for test in tests if test.field != "type")
        return "*", tests

    def _settled(self, test: Condition) -> Condition:
        """Return a test that asks for the tag of a failed grok as one for the field that it would have made."""
        if test.parts:
            return replace(test, parts=tuple(self._settled(part) for part in test.parts))
        if test.field != "tags" or not test.value.endswith("failure"):
            return test
        if test.value == "_grokparsefailure" and self.captured:
            return Condition(field=self.captured, operator="exists", negate=not test.negate)
        return Condition(operator="unknown")


def _patterns(file: Configuration) -> Iterator[tuple[str, str]]:
    """Yield names and texts of a file of grok patterns, a line each."""
    if "/patterns" in file.path and not file.path.endswith((".conf", ".cfg", ".yml")):
        for line in file.text.splitlines():
            if match := re.match(r"(\w+) +(.+)$", line):
                yield match[1], match[2]


_CODECS: Final = ("plain", "line", "json", "json_lines", "multiline", "rubydebug", "dots")


def _fields(plugin: Plugin) -> dict[str, str]:
    tags = plugin.texts("tags")
    named = {"type": plugin.text("type")} if plugin.text("type") else {}
    return {**named, **plugin.pairs("add_field"), **({"tags": ",".join(tags)} if tags else {})}


def _listen(plugin: Plugin) -> Listen:
    kind, default, protocol = _LISTENERS[plugin.name]
    port = int(plugin.text("port") or default)
    return Listen(kind=kind, port=port, protocol=protocol, tag=plugin.text("type") or kind, fields=_fields(plugin))


def _tails(plugin: Plugin) -> Iterator[Tail]:
    codec = plugin.codec()
    for path in plugin.texts("path"):
        base = path.rpartition("/")[2].removesuffix(".log").replace("*", "all")
        yield Tail(
            path=path,
            tag=plugin.text("type") or base,
            fields=_fields(plugin),
            format="json" if codec is not None and codec.name.startswith("json") else "",
            exclude=tuple(f"*/{pattern}" for pattern in plugin.texts("exclude")),
            multiline=_multiline(codec),
            from_head=plugin.text("start_position") == "beginning",
        )


def _multiline(codec: Plugin | None) -> Multiline | None:
    """Return how the multiline codec joins; `negate => true, what => previous` says the pattern begins a record."""
    if codec is None or codec.name != "multiline":
        return None
    return Multiline(start=codec.text("pattern"), negate=codec.text("negate") != "true")
