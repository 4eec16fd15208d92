"""td-agent and fluentd → log pipeline: sources, filters and matches of its configuration.

before:  <source>\\n  @type tail\\n  path /var/log/nginx/a.log\\n  tag web.a\\n</source>
         <match web.**>\\n  @type forward\\n  <server>\\n    host logs\\n    port 24224\\n  </server>\\n</match>
after:   Tail("/var/log/nginx/a.log", "web.a"), Output(forward, "web.**", logs:24224)

Source: fluentd's documentation of its input, filter and output plugins, v1.16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from translator.plan.pipeline import Condition, Filter, Listen, Multiline, Output, Pipeline, Tail
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.sections import Section, read
from translator.plan.sidecars.base import log_collector

_KINDS: Final = {
    "forward": "forward", "secure_forward": "forward", "elasticsearch": "elasticsearch", "opensearch": "elasticsearch",
    "elasticsearch_dynamic": "elasticsearch", "s3": "s3", "kafka": "kafka", "kafka2": "kafka", "kafka_buffered": "kafka",
    "rdkafka2": "kafka", "http": "http", "file": "file", "stdout": "stdout", "null": "null", "remote_syslog": "syslog",
    "syslog": "syslog", "syslog_tls": "syslog", "splunk_hec": "splunk", "loki": "loki",
    "cloudwatch_logs": "cloudwatch_logs",
}  # fmt: skip
_SETTINGS: Final = {
    "host": "host", "port": "port", "index_name": "index", "logstash_prefix": "index", "s3_bucket": "bucket",
    "s3_region": "region", "path": "path", "default_topic": "topic", "topic": "topic", "brokers": "brokers",
    "endpoint_url": "uri", "endpoint": "uri", "scheme": "scheme", "protocol": "protocol", "log_group_name": "group",
    "log_stream_name": "stream", "region": "region", "hec_host": "host", "hec_port": "port", "index": "index",
    "url": "uri", "hosts": "host", "remote_syslog": "host", "ssl": "tls", "transport": "protocol",
}  # fmt: skip
_SECRETS: Final = frozenset(
    ("password", "aws_sec_key", "aws_key_id", "shared_key", "apikey", "user", "hec_token", "api_key")
)
_BUFFERS: Final = frozenset(("buffer", "secondary", "format", "inject", "server", "security", "transport", "instance_profile_credentials", "assume_role_credentials"))  # fmt: skip
_FORMATS: Final = {
    "none": "", "json": "json", "nginx": "nginx", "apache2": "apache2", "apache": "apache", "apache_error": "apache_error",
    "syslog": "syslog", "ltsv": "ltsv", "csv": "csv", "regexp": "regex", "": "",
}  # fmt: skip


@log_collector("td_agent")
def td_agent(files: tuple[Configuration, ...]) -> Pipeline:
    """Return what td-agent's files read, change and send."""
    reading = _Reading()
    for file in files:
        found = read(file)
        reading.untranslated.extend(found.errors)
        reading.path = file.path
        for section in found.top.sections:
            reading.add(section)
    return reading.pipeline()


@dataclass(slots=True)
class _Reading:
    """What the files said so far; `path` is the file that is being read."""

    path: str = ""
    tails: list[Tail] = field(default_factory=list)
    listens: list[Listen] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    untranslated: list[Untranslated] = field(default_factory=list)
    directives: int = 0

    def add(self, section: Section) -> None:
        """Take one section of the top level, or of a label."""
        self.directives += 1
        match section.name:
            case "source":
                self._source(section)
            case "match":
                self._match(section, section.argument or "**")
            case "filter":
                self._filter(section)
            case "label":
                for inner in section.sections:
                    self.add(inner)
            case "system":
                pass
            case _:
                self.refuse(section, "the section has no counterpart")

    def refuse(self, section: Section, reason: str) -> None:
        kind = section.value("@type", "type")
        text = f"<{section.name}> @type {kind}" if kind else f"<{section.name} {section.argument}>"
        self.untranslated.append(Untranslated(path=self.path, line=section.line, text=text, reason=reason))

    def pipeline(self) -> Pipeline:
        return Pipeline(
            tails=tuple(self.tails),
            listens=tuple(self.listens),
            filters=tuple(self.filters),
            outputs=tuple(self.outputs),
            untranslated=tuple(self.untranslated),
            directives=self.directives,
        )

    def _source(self, section: Section) -> None:
        kind = section.value("@type", "type")
        if kind == "tail":
            self.tails.extend(_tails(section))
        elif kind in _LISTENERS:
            self.listens.append(_listen(section, kind))
        elif kind in ("monitor_agent", "debug_agent", "dummy", "sample"):
            self.refuse(section, "it looks at the collector itself; the new one has its own endpoint")
        else:
            self.refuse(section, "this kind of source has no counterpart")

    def _filter(self, section: Section) -> None:
        kind = section.value("@type", "type")
        made = tuple(_FILTERS[kind](section)) if kind in _FILTERS else ()
        self.filters.extend(made)
        if not made:
            self.refuse(section, "this kind of filter has no counterpart")

    def _match(self, section: Section, pattern: str) -> None:
        kind = section.value("@type", "type")
        stores = tuple(section.within("store"))
        if kind in ("copy", "roundrobin") and stores:
            for store in stores:
                self._match(store, pattern)
        elif kind == "relabel" or (kind == "null" and not pattern):
            return
        elif kind in _KINDS:
            self.outputs.append(_output(section, _KINDS[kind], pattern))
        elif kind in ("rewrite_tag_filter", "rewrite"):
            self.refuse(section, "routing by content is not carried over; every record of the tag goes on as it is")
        else:
            self.refuse(section, "this kind of output has no counterpart; its records go to stdout")
            self.outputs.append(Output(kind="stdout", match=_tags(pattern)))


def _tails(section: Section) -> Iterator[Tail]:
    parse = next(section.within("parse"), Section(name="parse"))
    word = section.value("format") or parse.value("@type", "format")
    pattern = parse.value("expression") or (word if word.startswith("/") else "")
    form = "regex" if pattern else _FORMATS.get(word, word if word.startswith("multiline") else "")
    start = parse.value("format_firstline", "multiline_start_regexp") or section.value("format_firstline")
    first = parse.value("format1") or section.value("format1")
    tag = section.value("tag") or "log"
    for path in section.value("path").split(","):
        if path := path.strip():
            yield Tail(
                path=_path(path),
                tag=tag,
                format="regex"
                if form.startswith("multiline") and first
                else ""
                if form.startswith("multiline")
                else form,
                pattern=_regex(pattern or first),
                time_key=parse.value("time_key") or section.value("time_key"),
                time_format=parse.value("time_format") or section.value("time_format"),
                exclude=tuple(re.findall(r'"([^"]+)"', section.value("exclude_path"))),
                multiline=Multiline(start=_regex(start or first)) if form.startswith("multiline") else None,
                from_head=section.value("read_from_head") in ("true", "yes", ""),
            )


def _path(path: str) -> str:
    """Return a path with strftime's placeholders as a pattern."""
    return re.sub(r"(%[A-Za-z])+", "*", path)


def _regex(text: str) -> str:
    """Return Ruby's /…/ without its slashes; the flags stay behind."""
    match = re.fullmatch(r"/(.*)/[imx]*", text, re.DOTALL)
    return match[1].replace("\\/", "/") if match else text


_LISTENERS: Final = {
    "forward": ("forward", "24224", "tcp"), "syslog": ("syslog", "5140", "udp"), "http": ("http", "9880", "tcp"),
    "tcp": ("tcp", "5170", "tcp"), "udp": ("udp", "5160", "udp"),
}  # fmt: skip


def _listen(section: Section, kind: str) -> Listen:
    word, port, protocol = _LISTENERS[kind]
    transport = next(section.within("transport"), Section(name="transport")).argument
    given = section.value("port")
    return Listen(
        kind=word,
        port=int(given if given.isdigit() else port),
        protocol=section.value("protocol_type") or transport or protocol,
        tag=section.value("tag") or kind,
    )


# --- filters


def _tags(pattern: str) -> str:
    """Return a match pattern in the pipeline's own words; {a,b} is spelled out."""
    found: list[str] = []
    for each in pattern.split():
        braces = re.match(r"(.*)\{([^}]*)\}(.*)", each)
        found.extend(f"{braces[1]}{word}{braces[3]}" for word in braces[2].split(",")) if braces else found.append(each)
    return " ".join(found) or "*"


def _record_transformer(section: Section) -> Iterator[Filter]:
    match = _tags(section.argument or "**")
    for record in section.within("record"):
        plain = {each.name: each.value for each in record.settings if "${" not in each.value}
        if plain:
            yield Filter(kind="add", match=match, fields=plain)
        hostname = {
            each.name: "${HOSTNAME}" for each in record.settings if "hostname" in each.value and "${" in each.value
        }
        if hostname:
            yield Filter(kind="add", match=match, fields=hostname)
    if removed := [name.strip() for name in section.value("remove_keys").split(",") if name.strip()]:
        yield Filter(kind="remove", match=match, fields=dict.fromkeys(removed, ""))


def _grep(section: Section) -> Iterator[Filter]:
    match = _tags(section.argument or "**")
    for kind, name in (("keep", "regexp"), ("drop", "exclude")):
        for inner in section.within(name):
            test = Condition(field=_key(inner.value("key")), operator="regex", value=_regex(inner.value("pattern")))
            yield Filter(kind=kind, match=match, tests=(test,))
        for setting in section.settings:
            if re.fullmatch(rf"{name}\d+", setting.name) and " " in setting.value:
                key, _, pattern = setting.value.partition(" ")
                test = Condition(field=_key(key), operator="regex", value=_regex(pattern))
                yield Filter(kind=kind, match=match, tests=(test,))


def _key(name: str) -> str:
    return "message" if name in ("message", "log") else name


def _parser(section: Section) -> Iterator[Filter]:
    parse = next(section.within("parse"), section)
    word = parse.value("@type") if parse is not section else section.value("format")
    pattern = parse.value("expression") or (word if word.startswith("/") else "")
    form = "regex" if pattern else _FORMATS.get(word, "")
    if form:
        key = {"key": section.value("key_name") or "log"}
        yield Filter(kind="parse", match=_tags(section.argument), fields=key, format=form, pattern=_regex(pattern))


_FILTERS: Final = {
    "record_transformer": _record_transformer, "record_modifier": _record_transformer, "grep": _grep, "parser": _parser,
}  # fmt: skip


# --- outputs


def _output(section: Section, kind: str, pattern: str) -> Output:
    values = _all_values(section)
    settings = {_SETTINGS[name]: value for name, value in reversed(values.items()) if name in _SETTINGS}
    if kind == "elasticsearch" and "://" in settings.get("host", ""):
        settings["tls"] = "on" if settings["host"].startswith("https") else "off"
        settings["host"] = re.sub(r"^https?://(?:[^@/]*@)?", "", settings["host"]).partition("/")[0]
    if settings.get("scheme") == "https":
        settings["tls"] = "on"
    host, _, port = settings.get("host", "").partition(",")[0].partition(":")
    if port.isdigit():
        settings |= {"host": host, "port": port}
    secrets = {_secret_name(name): f"fluent_{name}" for name in values if name in _SECRETS}
    return Output(kind=kind, match=_tags(pattern), settings=settings, secrets=secrets)


def _secret_name(name: str) -> str:
    return {"hec_token": "token"}.get(name, name)


def _all_values(section: Section) -> dict[str, str]:
    """Return the settings of the section and of the servers in it, outer ones first."""
    found: dict[str, str] = {}
    for inner in section.within("server", "endpoint", "security", "auth"):
        found = {**_all_values(inner), **found}
    return {**found, **{setting.name: setting.value for setting in section.settings}}
