"""Logstash's output plugins → outputs of a pipeline.

before:  elasticsearch { hosts => ["https://es:9200"] index => "app-%{+YYYY.MM.dd}" password => "…" }
after:   Output(elasticsearch, es:9200 tls, index app-%Y.%m.%d, password from the Secret)

An index is in strftime's words with %{field} for a record's field. Source: Logstash reference 7.17, "Output plugins".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from translator.plan.pipeline import Output
from translator.plan.reading.joda import strftime
from translator.plan.reading.logstash import Plugin

_SECRETS: Final = {
    "password": "password", "user": "user", "api_key": "api_key", "access_key_id": "access_key_id",
    "secret_access_key": "secret_access_key",
}  # fmt: skip


def output(plugin: Plugin) -> Output | str:
    """Return what one output plugin is, or why it has no counterpart; its tags and conditions are the caller's."""
    make = _OUTPUTS.get(plugin.name)
    if make is None:
        return _REASONS.get(plugin.name, "this kind of output has no counterpart; the records go to stdout")
    kind, words = make(plugin)
    secrets = {word: f"{plugin.name}_{name}" for name, word in _SECRETS.items() if name in plugin.settings}
    if any(re.fullmatch("(?i)authorization|x-api-key", name) for name in plugin.pairs("headers")):
        secrets["authorization"] = f"{plugin.name}_authorization"
    return Output(kind=kind, settings={name: value for name, value in words.items() if value}, secrets=secrets)


def remarks(plugin: Plugin) -> Iterator[str]:
    """Yield what of an output that is carried over is done elsewhere from now on."""
    if plugin.name == "elasticsearch" and "template" in plugin.settings:
        yield f"logstash installed the index template {plugin.text('template')}; install it in Elasticsearch itself"
    if plugin.name == "elasticsearch" and "document_id" in plugin.settings:
        yield "the records' ids are Elasticsearch's own from now on, so that a record sent twice is kept twice"


def _address(plugin: Plugin) -> dict[str, str]:
    text = plugin.text("hosts", "host")
    host, _, port = re.sub(r"^\w+://(?:[^@/]*@)?", "", text).partition("/")[0].partition(":")
    secure = text.startswith("https") or plugin.text("ssl", "ssl_enable", "ssl_enabled") == "true"
    return {"host": host, "port": port or plugin.text("port"), "tls": "on" if secure else ""}


def index_name(text: str) -> str:
    """Return an index with strftime's words where logstash has %{+joda}, and %{field} as it is."""
    return re.sub(r"%\{\+([^}]+)\}", lambda match: strftime(match[1]) or "%Y.%m.%d", text)


def _elasticsearch(plugin: Plugin) -> tuple[str, dict[str, str]]:
    words = {**_address(plugin), "index": index_name(plugin.text("index")), "pipeline": plugin.text("pipeline")}
    return "elasticsearch", {**words, "host": words["host"] or "127.0.0.1", "port": words["port"] or "9200"}


def _kafka(plugin: Plugin) -> tuple[str, dict[str, str]]:
    brokers = plugin.text("bootstrap_servers", "broker_list") or "localhost:9092"
    return "kafka", {"brokers": brokers, "topic": plugin.text("topic_id")}


def _s3(plugin: Plugin) -> tuple[str, dict[str, str]]:
    words = {"bucket": "bucket", "region": "region", "path": "prefix"}
    return "s3", {word: plugin.text(name) for word, name in words.items()}


def _http(plugin: Plugin) -> tuple[str, dict[str, str]]:
    return "http", {"uri": re.sub(r"//[^@/]*@", "//", plugin.text("url"))}


def _redis(plugin: Plugin) -> tuple[str, dict[str, str]]:
    address = _address(plugin)
    words = {"key": plugin.text("key"), "type": plugin.text("data_type") or "list"}
    return "redis", {**address, **words, "host": address["host"] or "127.0.0.1", "port": address["port"] or "6379"}


def _syslog(plugin: Plugin) -> tuple[str, dict[str, str]]:
    protocol = {"ssl-tcp": "tls"}.get(plugin.text("protocol"), plugin.text("protocol") or "udp")
    return "syslog", {**_address(plugin), "protocol": protocol}


def _socket(plugin: Plugin) -> tuple[str, dict[str, str]]:
    return plugin.name, _address(plugin)


def _file(plugin: Plugin) -> tuple[str, dict[str, str]]:
    return "file", {"path": plugin.text("path")}


def _plain(plugin: Plugin) -> tuple[str, dict[str, str]]:
    return plugin.name, {}


_OUTPUTS: Final[dict[str, Callable[[Plugin], tuple[str, dict[str, str]]]]] = {
    "elasticsearch": _elasticsearch, "opensearch": _elasticsearch, "kafka": _kafka, "s3": _s3, "http": _http,
    "redis": _redis, "syslog": _syslog, "tcp": _socket, "udp": _socket, "file": _file, "stdout": _plain, "null": _plain,
}  # fmt: skip
_COUNTS: Final = "it counts records; have the counter as a metric of the application"
_REASONS: Final = {
    "statsd": _COUNTS,
    "graphite": _COUNTS,
    "influxdb": _COUNTS,
    "lumberjack": "logstash alone takes this protocol; the records go to stdout",
    "logstash": "logstash alone takes this protocol; the records go to stdout",
    "email": "have an alert on the logs instead",
    "pagerduty": "have an alert on the logs instead",
    "nagios": "have an alert on the logs instead",
    "exec": "it runs a command for each record",
    "pipe": "it runs a command for each record",
}
