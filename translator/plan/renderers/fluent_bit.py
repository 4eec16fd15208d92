"""Pipeline → Fluent Bit's YAML configuration and its sidecar.

Source: Fluent Bit 5.1 manual, tail, syslog, forward, es, s3, kafka and http plugins, July 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from translator.load.project import Settings
from translator.plan.model import Sidecar
from translator.plan.pipeline import Listen, Output, Pipeline, Tail
from translator.plan.tables.collectors import collector_image

CONFIG = "/fluent-bit/etc/fluent-bit.yaml"
STATE = "/tmp"
Item = dict[str, object]
NAMES = {"elasticsearch": "es", "syslog": "syslog", "forward": "forward", "s3": "s3", "kafka": "kafka", "http": "http", "file": "file", "stdout": "stdout", "null": "null", "cloudwatch_logs": "cloudwatch_logs"}  # fmt: skip


def sidecar(pipeline: Pipeline, settings: Settings) -> Sidecar | None:
    """Return the log sidecar, None when nothing is read."""
    if not pipeline.tails and not pipeline.listens:
        return None
    shares = tuple(dict.fromkeys(folder_of(tail.path) for tail in pipeline.tails))
    environment = {name.upper(): name for output in pipeline.outputs for name in output.secrets.values()}
    return Sidecar(
        name="fluent-bit",
        kind="logs",
        image=collector_image("fluent-bit", settings),
        command=("/fluent-bit/bin/fluent-bit", "-c", CONFIG),
        files=((CONFIG, configuration(pipeline)),),
        shares=shares,
        ports=(2020,),
        udp_ports=tuple(each.port for each in pipeline.listens if each.protocol == "udp"),
        secret_environment=environment,
        origins=pipeline.origins,
        reason="it reads the log files that the application cannot write to stdout",
    )


def folder_of(path: str) -> str:
    """Return the directory of a log path that holds no pattern."""
    plain = re.split(r"[*?\[]", path)[0]
    return plain.rpartition("/")[0] or "/"


def configuration(pipeline: Pipeline) -> str:
    """Return fluent-bit.yaml."""
    service = {
        "flush": 1,
        "log_level": "info",
        "http_server": "on",
        "http_listen": "0.0.0.0",
        "http_port": 2020,
        "health_check": "on",
    }
    inputs = [*(_tail(tail) for tail in pipeline.tails), *(_listen(each) for each in pipeline.listens)]
    filters = [_fields(tail) for tail in pipeline.tails if tail.fields]
    outputs = [_output(output) for output in pipeline.outputs] or [
        {"name": "stdout", "match": "*", "format": "json_lines"}
    ]
    parts: dict[str, object] = {"inputs": inputs, **({"filters": filters} if filters else {}), "outputs": outputs}
    return yaml.safe_dump({"service": service, "pipeline": parts}, sort_keys=False, width=120)


def _tail(tail: Tail) -> Item:
    item: Item = {"name": "tail", "path": tail.path, "tag": tail.tag}
    if tail.format in ("json", "nginx", "apache2", "apache"):
        item["parser"] = tail.format
    state = re.sub(r"[^\w.-]+", "-", tail.tag).strip("-")
    return {
        **item,
        "db": f"{STATE}/{state}.db",
        "mem_buf_limit": "16MB",
        "read_from_head": True,
        "skip_long_lines": True,
        "refresh_interval": 10,
    }


def _listen(each: Listen) -> Item:
    if each.kind == "forward":
        return {"name": "forward", "listen": "127.0.0.1", "port": each.port}
    return {
        "name": "syslog",
        "mode": each.protocol,
        "listen": "127.0.0.1",
        "port": each.port,
        "tag": each.tag,
        "parser": "syslog-rfc3164",
    }


def _fields(tail: Tail) -> Item:
    records = [f"{name} {value}" for name, value in tail.fields.items()]
    return {"name": "record_modifier", "match": tail.tag, "record": records}


def _output(output: Output) -> Item:
    item: Item = {"name": NAMES.get(output.kind, "stdout"), "match": output.match}
    item.update(_SETTINGS.get(output.kind, _plain)(output.settings))
    item.update({_SECRET_WORDS.get(name, name): f"${{{key.upper()}}}" for name, key in output.secrets.items()})
    return item


def _plain(settings: dict[str, str]) -> Item:
    return {name: _number(value) for name, value in _words(settings)}


def _words(settings: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((name, settings[name]) for name in ("host", "port") if settings.get(name))


def _number(value: str) -> str | int:
    return int(value) if value.isdigit() else value


def _syslog(settings: dict[str, str]) -> Item:
    """Return a syslog output; the fields that rsyslog's inputs set become the message's header."""
    return {
        **_plain(settings),
        "mode": settings.get("protocol", "udp"),
        "syslog_format": "rfc5424",
        "syslog_message_key": "log",
        "syslog_appname_key": "appname",
        "syslog_facility_key": "facility",
        "syslog_severity_key": "severity",
        "syslog_hostname_preset": "${HOSTNAME}",
    }


def _elasticsearch(settings: dict[str, str]) -> Item:
    index: Item = {"index": settings["index"]} if settings.get("index") else {"logstash_format": True}
    return {**_plain(settings), **index, "suppress_type_name": True}


def _s3(settings: dict[str, str]) -> Item:
    return {name: settings[name] for name in ("bucket", "region") if settings.get(name)}


def _kafka(settings: dict[str, str]) -> Item:
    brokers = settings.get("brokers") or f"{settings.get('host', '127.0.0.1')}:{settings.get('port', '9092')}"
    return {"brokers": brokers, "topics": settings.get("topic", "logs")}


def _file(settings: dict[str, str]) -> Item:
    return {"path": "/tmp"}


def _http(settings: dict[str, str]) -> Item:
    match = re.match(r"(https?)://([^/:]+)(?::(\d+))?(/.*)?$", settings.get("uri", ""))
    if match is None:
        return _plain(settings)
    secure = match[1] == "https"
    port = int(match[3] or (443 if secure else 80))
    return {
        "host": match[2],
        "port": port,
        "uri": match[4] or "/",
        "format": "json",
        **({"tls": "on"} if secure else {}),
    }


_SETTINGS = {
    "syslog": _syslog,
    "elasticsearch": _elasticsearch,
    "s3": _s3,
    "kafka": _kafka,
    "http": _http,
    "file": _file,
}
_SECRET_WORDS = {"password": "http_passwd", "user": "http_user", "shared_key": "shared_key"}
