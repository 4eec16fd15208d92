"""logstash as a shipper on the machine → log pipeline: its file and network inputs, plain filters, and outputs.

before:  input { file { path => "/var/log/app.log" type => "app" } }
         output { elasticsearch { hosts => ["es:9200"] index => "app" } }
after:   Tail("/var/log/app.log", "app", {"type": "app"}), Output(elasticsearch, es:9200, index app)

Source: Logstash reference 7.17, input, filter and output plugins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from translator.plan.pipeline import Condition, Filter, Listen, Multiline, Output, Pipeline, Tail
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.logstash import Plugin, read
from translator.plan.sidecars.base import log_collector

_LISTENERS: Final = {"syslog": ("syslog", "514", "udp"), "tcp": ("tcp", "", "tcp"), "udp": ("udp", "", "udp"), "http": ("http", "8080", "tcp")}  # fmt: skip
_BY_TYPE: Final = re.compile(r"\[type\] == [\"']([^\"']+)[\"']")
_SECRETS: Final = {"password": "password", "user": "user", "api_key": "api_key"}


@log_collector("logstash")
def logstash(files: tuple[Configuration, ...]) -> Pipeline:
    """Return what logstash's files read, change and send."""
    reading = _Reading()
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
class _Reading:
    path: str = ""
    tails: list[Tail] = field(default_factory=list)
    listens: list[Listen] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    untranslated: list[Untranslated] = field(default_factory=list)
    directives: int = 0

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
        text = f"{plugin.section} {plugin.name}"
        self.untranslated.append(Untranslated(path=self.path, line=plugin.line, text=text, reason=reason))

    def pipeline(self) -> Pipeline:
        return Pipeline(
            tails=tuple(self.tails),
            listens=tuple(self.listens),
            filters=tuple(self.filters),
            outputs=tuple(self.outputs),
            untranslated=tuple(self.untranslated),
            directives=self.directives,
        )

    def _input(self, plugin: Plugin) -> None:
        port = plugin.text("port")
        if plugin.name == "file":
            self.tails.extend(_tails(plugin))
        elif plugin.name in _LISTENERS and (port or _LISTENERS[plugin.name][1]).isdigit():
            kind, default, protocol = _LISTENERS[plugin.name]
            self.listens.append(
                Listen(kind=kind, port=int(port or default), protocol=protocol, tag=plugin.text("type") or kind)
            )
        else:
            self.refuse(plugin, "this kind of input has no counterpart")

    def _filter(self, plugin: Plugin) -> None:
        match = self._match(plugin)
        made = tuple(_FILTERS[plugin.name](plugin, match)) if plugin.name in _FILTERS and match is not None else ()
        self.filters.extend(made)
        if not made:
            what = "its condition" if match is None else "this kind of filter"
            self.refuse(plugin, f"{what} has no counterpart; the records go on as they are")

    def _output(self, plugin: Plugin) -> None:
        match = self._match(plugin)
        if match is None:
            self.refuse(plugin, "its condition has no counterpart; every record goes there")
        made = _output(plugin, match or "*")
        if isinstance(made, Output):
            self.outputs.append(made)
        else:
            self.refuse(plugin, made)

    def _match(self, plugin: Plugin) -> str | None:
        """Return the tags that the plugin's conditions let through; None when they are more than a type."""
        if not plugin.conditions:
            return "*"
        types = [_BY_TYPE.fullmatch(condition) for condition in plugin.conditions]
        named = [found[1] for found in types if found]
        return named[0] if len(named) == 1 and len(plugin.conditions) == 1 else None


def _tails(plugin: Plugin) -> Iterator[Tail]:
    codec = plugin.settings.get("codec")
    name = codec.name if isinstance(codec, Plugin) else str(codec or "")
    fields = {**({"type": plugin.text("type")} if plugin.text("type") else {}), **plugin.pairs("add_field")}
    tags = plugin.texts("tags")
    for path in plugin.texts("path"):
        base = path.rpartition("/")[2].removesuffix(".log").replace("*", "all")
        yield Tail(
            path=path,
            tag=plugin.text("type") or base,
            fields={**fields, **({"tags": ",".join(tags)} if tags else {})},
            format="json" if name.startswith("json") else "",
            exclude=tuple(f"*/{pattern}" for pattern in plugin.texts("exclude")),
            multiline=_multiline(codec),
            from_head=plugin.text("start_position") == "beginning",
        )


def _multiline(codec: object) -> Multiline | None:
    """Return how the multiline codec joins; `negate => true, what => previous` says the pattern begins a record."""
    if not isinstance(codec, Plugin) or codec.name != "multiline":
        return None
    return Multiline(start=codec.text("pattern"), negate=codec.text("negate") != "true")


def _mutate(plugin: Plugin, match: str) -> Iterator[Filter]:
    if fields := {**plugin.pairs("add_field"), **plugin.pairs("replace")}:
        yield Filter(kind="add", match=match, fields=fields)
    if renamed := plugin.pairs("rename"):
        yield Filter(kind="rename", match=match, fields=renamed)
    if removed := plugin.texts("remove_field"):
        yield Filter(kind="remove", match=match, fields=dict.fromkeys(removed, ""))


def _json(plugin: Plugin, match: str) -> Iterator[Filter]:
    source = plugin.text("source") or "message"
    yield Filter(kind="parse", match=match, fields={"key": "log" if source == "message" else source}, format="json")


def _drop(plugin: Plugin, match: str) -> Iterator[Filter]:
    if match != "*":
        yield Filter(kind="drop", match=match, tests=(Condition(field="message", operator="exists"),))


_FILTERS: Final = {"mutate": _mutate, "json": _json, "drop": _drop}


def _output(plugin: Plugin, match: str) -> Output | str:
    host, _, port = re.sub(r"^\w+://", "", plugin.text("hosts", "host")).partition("/")[0].partition(":")
    words = {
        "host": host,
        "port": port or plugin.text("port"),
        "index": plugin.text("index"),
        "topic": plugin.text("topic_id"),
        "brokers": plugin.text("bootstrap_servers", "broker_list"),
        "bucket": plugin.text("bucket"),
        "region": plugin.text("region"),
        "uri": plugin.text("url"),
        "protocol": plugin.text("protocol"),
        "tls": "on" if plugin.text("ssl", "ssl_enable") == "true" or plugin.text("hosts").startswith("https") else "",
    }
    kind = {"elasticsearch": "elasticsearch", "kafka": "kafka", "s3": "s3", "http": "http", "syslog": "syslog", "stdout": "stdout", "file": "stdout", "null": "null"}.get(plugin.name)  # fmt: skip
    if kind is None:
        return f"the output to {host or plugin.name} has no counterpart; records go to stdout"
    secrets = {word: f"{plugin.name}_{name}" for name, word in _SECRETS.items() if name in plugin.settings}
    return Output(
        kind=kind, match=match, settings={name: value for name, value in words.items() if value}, secrets=secrets
    )
