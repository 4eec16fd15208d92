"""Fluent Bit's own configuration, in its classic form and in YAML → log pipeline.

before:  [INPUT]
             Name tail
             Path /var/log/app.log
             Tag  app
         [OUTPUT]
             Name  es
             Match app
             Host  es
after:   Tail("/var/log/app.log", "app"), Output(elasticsearch, "app", es:9200)

Source: Fluent Bit 5.1 manual, "Classic mode", "YAML configuration", and the pages of the plugins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from translator.plan.pipeline import Condition, Draft, Filter, Listen, Output, Pipeline, Tail
from translator.plan.reading.configuration import Configuration, Spot, Untranslated, shown
from translator.plan.reading.documents import read_yaml

_CLASSIC: Final = re.compile(r"^\s*\[(SERVICE|INPUT|FILTER|OUTPUT|PARSER|MULTILINE_PARSER|CUSTOM)\]", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One section: its kind (input, filter, output, parser, service), its settings in lower case, several of a name in turn."""

    kind: str
    settings: dict[str, list[str]] = field(default_factory=dict)
    line: int = 1

    def text(self, *names: str) -> str:
        return next((self.settings[name][-1] for name in names if self.settings.get(name)), "")


def is_fluent_bit(file: Configuration) -> bool:
    """Return whether a file is Fluent Bit's rather than fluentd's."""
    if file.path.endswith((".yaml", ".yml")):
        return bool(re.search(r"^pipeline:", file.text, re.MULTILINE))
    return bool(_CLASSIC.search(file.text))


def read(file: Configuration, parsers: dict[str, Plugin] | None = None) -> Pipeline:
    """Return the pipeline of one file; `parsers` are those of other files by name."""
    errors: list[Untranslated] = []
    plugins = list(_of_yaml(file, errors) if file.path.endswith((".yaml", ".yml")) else _classic(file, errors))
    named = {**(parsers or {}), **parsers_of(plugins)}
    reading = _Reading(path=file.path, parsers=named, untranslated=errors)
    for plugin in plugins:
        reading.add(plugin)
    return reading.pipeline()


def parsers_of(plugins: list[Plugin]) -> dict[str, Plugin]:
    return {plugin.text("name"): plugin for plugin in plugins if plugin.kind == "parser"}


def parsers_in(file: Configuration) -> dict[str, Plugin]:
    """Return the parsers that a file defines."""
    return parsers_of(list(_classic(file, []))) if not file.path.endswith((".yaml", ".yml")) else {}


def _classic(file: Configuration, errors: list[Untranslated]) -> Iterator[Plugin]:
    plugin: Plugin | None = None
    for number, line in enumerate(file.text.splitlines(), 1):
        text = line.strip()
        if not text or text.startswith(("#", "@")):
            continue
        if match := re.fullmatch(r"\[(\w+)\]", text):
            if plugin:
                yield plugin
            plugin = Plugin(kind=match[1].lower(), line=number)
        elif plugin and (pair := re.match(r"([\w.:-]+)\s+(.+)$", text)):
            plugin.settings.setdefault(pair[1].lower(), []).append(pair[2].strip())
        else:
            errors.append(
                Untranslated(
                    path=file.path, line=number, text=shown(text), reason="this is neither a section nor a setting"
                )
            )
    if plugin:
        yield plugin


def _of_yaml(file: Configuration, errors: list[Untranslated]) -> Iterator[Plugin]:
    document = read_yaml(file, errors)
    pipeline = document.get("pipeline") if isinstance(document, dict) else None
    for kind in ("input", "filter", "output"):
        for each in (pipeline.get(f"{kind}s") or ()) if isinstance(pipeline, dict) else ():
            if isinstance(each, dict):
                settings = {
                    str(key).lower(): [str(one) for one in (value if isinstance(value, list) else [value])]
                    for key, value in each.items()
                }
                match = re.search(rf"name:\s*{re.escape(str(each.get('name', '')))}\b", file.text)
                yield Plugin(
                    kind=kind, settings=settings, line=file.text.count("\n", 0, match.start()) + 1 if match else 1
                )


_LISTENERS: Final = {"syslog": ("5140", "udp"), "forward": ("24224", "tcp"), "http": ("9880", "tcp"), "tcp": ("5170", "tcp"), "udp": ("5170", "udp")}  # fmt: skip
_KINDS: Final = {
    "es": "elasticsearch", "opensearch": "elasticsearch", "forward": "forward", "http": "http", "kafka": "kafka", "s3": "s3",
    "splunk": "splunk", "loki": "loki", "cloudwatch_logs": "cloudwatch_logs", "cloudwatch": "cloudwatch_logs", "syslog": "syslog",
    "tcp": "tcp", "udp": "udp", "file": "file", "stdout": "stdout", "null": "null",
}  # fmt: skip
_SETTINGS: Final = {
    "host": "host", "port": "port", "index": "index", "bucket": "bucket", "region": "region", "topics": "topic", "brokers": "brokers",
    "log_group_name": "group", "log_stream_name": "stream", "mode": "protocol", "tls": "tls", "event_index": "index",
    "pipeline": "pipeline", "path": "path",
}  # fmt: skip
_SECRETS: Final = {
    "http_user": "user", "http_passwd": "password", "http_api_key": "api_key", "splunk_token": "token", "shared_key": "shared_key",
    "username": "user", "password": "password",
}  # fmt: skip
_OF_HOST: Final = frozenset(("cpu", "mem", "disk", "netif", "proc", "kmsg", "docker", "thermal", "node_exporter_metrics", "fluentbit_metrics"))  # fmt: skip


@dataclass(slots=True, kw_only=True)
class _Reading(Draft):
    path: str
    parsers: dict[str, Plugin]

    def add(self, plugin: Plugin) -> None:
        make = {"input": self._input, "filter": self._filter, "output": self._output}.get(plugin.kind)
        if make is not None:
            self.directives += 1
            make(plugin)

    def _spot(self, plugin: Plugin) -> Spot:
        return Spot(path=self.path, line=plugin.line, text=f"{plugin.kind} {plugin.text('name')}")

    def parser(self, name: str) -> tuple[str, str, str, str]:
        """Return format, pattern, time key and time format of a parser by its name."""
        own = self.parsers.get(name)
        if own is None:
            return {"syslog-rfc3164": "syslog", "docker": "json"}.get(name, name), "", "", ""
        form = own.text("format").lower()
        return form, own.text("regex"), own.text("time_key"), own.text("time_format")

    def _input(self, plugin: Plugin) -> None:
        kind = plugin.text("name").lower()
        if kind == "tail":
            form, pattern, time_key, time_format = (
                self.parser(plugin.text("parser")) if plugin.text("parser") else ("", "", "", "")
            )
            exclude = tuple(each.strip() for each in plugin.text("exclude_path").split(",") if each.strip())
            for path in plugin.text("path").split(","):
                tail = Tail(
                    path=path.strip(), tag=plugin.text("tag") or "tail.0", format=form, pattern=pattern, time_key=time_key,
                    time_format=time_format, exclude=exclude, from_head=plugin.text("read_from_head").lower() in ("on", "true", "yes"),
                )  # fmt: skip
                self.tails.append(tail)
        elif kind in _LISTENERS:
            port, protocol = _LISTENERS[kind]
            mode = plugin.text("mode").lower() if kind == "syslog" else protocol
            given = plugin.text("port")
            self.listens.append(
                Listen(
                    kind=kind,
                    port=int(given if given.isdigit() else port),
                    protocol=mode or protocol,
                    tag=plugin.text("tag") or kind,
                )
            )
        elif kind == "systemd":
            reason = (
                "what the service wrote to the journal is its container's own stdout, which the node's collector reads"
            )
            self.remarks.append(self._spot(plugin).lost(reason))
        elif kind in _OF_HOST:
            self.remarks.append(self._spot(plugin).lost("the node's own DaemonSet measures the host"))
        else:
            self.untranslated.append(self._spot(plugin).lost("this kind of input has no counterpart"))

    def _filter(self, plugin: Plugin) -> None:
        make = _FILTERS.get(plugin.text("name").lower())
        made = tuple(make(plugin, self)) if make else ()
        for each in made:
            self.filters.append(Filter(kind=each.kind, match=plugin.text("match") or "*", fields=each.fields, tests=each.tests, format=each.format, pattern=each.pattern, spot=self._spot(plugin)))  # fmt: skip
        if not made:
            self.untranslated.append(
                self._spot(plugin).lost("this kind of filter has no counterpart; the records go on as they are")
            )

    def _output(self, plugin: Plugin) -> None:
        kind = _KINDS.get(plugin.text("name").lower())
        match = plugin.text("match") or "*"
        if kind is None:
            self.untranslated.append(
                self._spot(plugin).lost("this kind of output has no counterpart; its records go to stdout")
            )
            self.outputs.append(Output(kind="stdout", match=match))
            return
        settings = {_SETTINGS[name]: values[-1] for name, values in plugin.settings.items() if name in _SETTINGS}
        if kind == "http":
            scheme = "https" if plugin.text("tls").lower() in ("on", "true") else "http"
            settings = {
                "uri": f"{scheme}://{plugin.text('host')}:{plugin.text('port') or 80}{plugin.text('uri') or '/'}"
            }
        if plugin.text("logstash_format").lower() in ("on", "true"):
            settings["index"] = (
                f"{plugin.text('logstash_prefix') or 'logstash'}-{plugin.text('logstash_dateformat') or '%Y.%m.%d'}"
            )
        settings["tls"] = "on" if settings.get("tls", "").lower() in ("on", "true") else ""
        secrets = {word: f"fluent_bit_{name}" for name, word in _SECRETS.items() if name in plugin.settings}
        kept = {name: value for name, value in settings.items() if value}
        self.outputs.append(Output(kind=kind, match=match, settings=kept, secrets=secrets, spot=self._spot(plugin)))


def _key(name: str) -> str:
    return {"log": "message"}.get(name.lstrip("$"), name.lstrip("$"))


def _grep(plugin: Plugin, reading: _Reading) -> Iterator[Filter]:
    for kind, name in (("keep", "regex"), ("drop", "exclude")):
        for said in plugin.settings.get(name, ()):
            key, _, pattern = said.partition(" ")
            yield Filter(kind=kind, tests=(Condition(field=_key(key), operator="regex", value=pattern.strip()),))


def _record_modifier(plugin: Plugin, reading: _Reading) -> Iterator[Filter]:
    added = dict(said.split(None, 1) for said in plugin.settings.get("record", ()) if " " in said.strip())
    if added:
        yield Filter(kind="add", fields=added)
    if removed := plugin.settings.get("remove_key"):
        yield Filter(kind="remove", fields={_key(name): "" for name in removed})
    if kept := [*plugin.settings.get("allowlist_key", ()), *plugin.settings.get("whitelist_key", ())]:
        yield Filter(kind="only", fields={_key(name): "" for name in kept})


def _modify(plugin: Plugin, reading: _Reading) -> Iterator[Filter]:
    if "condition" in plugin.settings:
        return
    for kind, names in (
        ("add", ("add", "set")),
        ("rename", ("rename", "hard_rename")),
        ("copy", ("copy", "hard_copy")),
    ):
        pairs = [said.split(None, 1) for name in names for said in plugin.settings.get(name, ()) if " " in said.strip()]
        if pairs:
            yield Filter(
                kind=kind, fields={_key(first): _key(second) if kind != "add" else second for first, second in pairs}
            )
    if removed := plugin.settings.get("remove"):
        yield Filter(kind="remove", fields={_key(name): "" for name in removed})


def _parse(plugin: Plugin, reading: _Reading) -> Iterator[Filter]:
    form, pattern, _, _ = reading.parser(plugin.text("parser"))
    words = {"key": _key(plugin.text("key_name") or "log")}
    if plugin.text("reserve_data").lower() not in ("on", "true"):
        words["alone"] = "on"
    if plugin.text("preserve_key").lower() not in ("on", "true"):
        words["consume"] = "on"
    yield Filter(kind="parse", fields=words, format=form, pattern=pattern)


_FILTERS: Final[dict[str, Callable[[Plugin, _Reading], Iterator[Filter]]]] = {
    "grep": _grep, "record_modifier": _record_modifier, "modify": _modify, "parser": _parse,
}  # fmt: skip
