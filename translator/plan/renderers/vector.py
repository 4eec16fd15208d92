"""Pipeline → Vector's YAML configuration and its sidecar.

Source: Vector 0.56 reference: sources file, syslog, fluent, socket, http_server; transforms remap, filter; sinks socket,
elasticsearch, aws_s3, kafka, http, splunk_hec_logs, loki, aws_cloudwatch_logs, redis, console; July 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from translator.load.project import Settings
from translator.plan.model import Sidecar
from translator.plan.pipeline import Filter, Listen, Output, Pipeline, Tail
from translator.plan.reading.configuration import Untranslated
from translator.plan.renderers import vrl
from translator.plan.renderers.base import LIMITS, RENDERERS, secrets_of, shares_of, takes_all, wire_format
from translator.plan.tables.collectors import collector_image
from translator.plan.yaml_text import dump

CONFIG: Final = "/etc/vector/vector.yaml"
STATE: Final = "/tmp"
Item: TypeAlias = dict[str, Any]


@RENDERERS.register("vector")
def vector(pipeline: Pipeline, settings: Settings) -> Sidecar:
    """Return the sidecar with its configuration."""
    return Sidecar(
        name="vector",
        kind="logs",
        image=collector_image("vector", settings),
        command=("/usr/local/bin/vector", "--config", CONFIG),
        files=((CONFIG, configuration(pipeline)),),
        shares=shares_of(pipeline),
        ports=(8686,),
        udp_ports=tuple(each.port for each in pipeline.listens if each.protocol == "udp"),
        secret_environment=secrets_of(pipeline),
        origins=pipeline.origins,
        reason="it reads the log files that the application cannot write to stdout",
    )


@LIMITS.register("vector")
def lost(pipeline: Pipeline) -> Iterator[Untranslated]:
    """Yield what of a pipeline Vector cannot do."""
    for each in pipeline.filters:
        reason = vrl.unable(each)
        if reason and each.spot:
            yield each.spot.lost(f"Vector cannot do this: {reason}; the records go on as they are")
    for output in pipeline.outputs:
        if output.kind not in (*_SINKS, "file", "stdout", "null") and output.spot:
            yield output.spot.lost(f"Vector has no sink for {output.kind}; its records go to stdout")


def configuration(pipeline: Pipeline) -> str:
    """Return vector.yaml: a source an input, one remap that names each record's tag, filters in order, sinks."""
    sources: dict[str, Item] = {}
    transforms: dict[str, Item] = {}
    for at, tail in enumerate(pipeline.tails):
        sources[f"tail_{at}"] = _tail(tail)
        transforms[f"tagged_tail_{at}"] = _tagged(f"tail_{at}", tail)
    for at, listen in enumerate(pipeline.listens):
        sources[f"listen_{at}"] = _listen(listen)
        transforms[f"tagged_listen_{at}"] = _tagged(f"listen_{at}", listen)
    inputs = list(transforms)
    for at, each in enumerate(each for each in pipeline.filters if not vrl.unable(each)):
        transforms[f"filter_{at}"] = {**_filter(each), "inputs": inputs}
        inputs = [f"filter_{at}"]
    sinks = dict(_sinks(pipeline, inputs, transforms))
    document = {
        "data_dir": STATE,
        "api": {"enabled": True, "address": "0.0.0.0:8686"},
        "sources": sources,
        "transforms": transforms,
        "sinks": sinks,
    }
    return dump(document)


# --- inputs


def _tail(tail: Tail) -> Item:
    item: Item = {"type": "file", "include": [tail.path]}
    if tail.exclude:
        item["exclude"] = list(tail.exclude)
    if tail.multiline and tail.multiline.start:
        mode = "continue_through" if tail.multiline.negate else "halt_before"
        start = "^" if tail.multiline.negate else tail.multiline.start
        item["multiline"] = {
            "start_pattern": start,
            "condition_pattern": tail.multiline.start,
            "mode": mode,
            "timeout_ms": 1000,
        }
    return {**item, "read_from": "beginning" if tail.from_head else "end"}


_LISTENS: Final[dict[str, Item]] = {
    "forward": {"type": "fluent"},
    "http": {"type": "http_server", "decoding": {"codec": "json"}},
    "tcp": {"type": "socket", "mode": "tcp"},
    "udp": {"type": "socket", "mode": "udp"},
}


def _listen(each: Listen) -> Item:
    address = {"address": f"127.0.0.1:{each.port}"}
    return {**_LISTENS.get(each.kind, {"type": "syslog", "mode": each.protocol}), **address}


def _tagged(source: str, each: Tail | Listen) -> Item:
    """Return the remap that parses a record and gives it its tag and fields."""
    lines = [f".tag = {vrl.text_of(each.tag)}"]
    if isinstance(each, Tail) and each.format:
        lines[:0] = [*vrl.parsed(each.format, (each.pattern,), ".message"), *vrl.time_of(each)]
    lines += [f".{vrl.path(name)} = {vrl.text_of(value)}" for name, value in each.fields.items()]
    return _remap([source], "\n".join(lines))


def _remap(inputs: list[str], program: str) -> Item:
    return {"type": "remap", "inputs": inputs, "source": vrl.for_file(program)}


def _filter(each: Filter) -> Item:
    if each.kind in ("keep", "drop"):
        return {"type": "filter", "condition": vrl.for_file(vrl.verdict(each))}
    return {"type": "remap", "source": vrl.for_file(vrl.changes(each))}


# --- sinks


def _sinks(pipeline: Pipeline, inputs: list[str], transforms: dict[str, Item]) -> Iterator[tuple[str, Item]]:
    """Yield the sinks; those that take some records only get a filter in front."""
    kept = [output for output in pipeline.outputs if output.kind != "null"]
    for at, output in enumerate(kept):
        name = f"out_{at}"
        before = inputs
        tagged = "" if takes_all(output, pipeline) else vrl.tagged(output.match)
        conditions = [each for each in (tagged, vrl.holds(output.tests) if output.tests else "") if each]
        if conditions:
            condition = vrl.for_file(" && ".join(conditions))
            transforms[f"to_{name}"] = {"type": "filter", "inputs": inputs, "condition": condition}
            before = [f"to_{name}"]
        form = wire_format(output.settings) if output.kind == "syslog" else output.kind
        if form in _FORMATS:
            transforms[f"format_{name}"] = _remap(before, _FORMATS[form])
            before = [f"format_{name}"]
        make = _SINKS.get(output.kind, _console)
        yield name, {"inputs": before, **make(output)}
    if not kept:
        yield "out_0", {"inputs": inputs, **_console(Output(kind="stdout"))}


_SYSLOG: Final = r"""facility = to_int(.facility) ?? to_syslog_facility_code(string(.facility) ?? "local0") ?? 16
severity = to_int(.severity) ?? to_syslog_severity(string(.severity) ?? "notice") ?? 5
program = string(.appname) ?? string(.tag) ?? "-"
text = string(.message) ?? encode_json(.)
host = string(.hostname) ?? get_hostname!()
priority = "<" + to_string(facility * 8 + severity) + ">"
"""
_RFC5424: Final = r"""time = format_timestamp!(now(), "%+")
.message = priority + "1 " + time + " " + host + " " + program + " - - - " + text"""
_RFC3164: Final = r"""time = format_timestamp!(now(), "%b %e %T")
.message = priority + time + " " + host + " " + program + ": " + text"""


_FORMATS: Final = {
    "rfc5424": _SYSLOG + _RFC5424,
    "rfc3164": _SYSLOG + _RFC3164,
    "elasticsearch": '."@timestamp" = del(.timestamp)',
}
"""What a record becomes just before it is sent: logstash and its kin call the time @timestamp."""


def _console(output: Output) -> Item:
    return {"type": "console", "encoding": {"codec": "json"}}


def _syslog(output: Output) -> Item:
    protocol = output.settings.get("protocol", "udp")
    tls = protocol == "tls" or output.settings.get("tls") in ("on", "true")
    return {
        "type": "socket",
        "mode": "udp" if protocol == "udp" else "tcp",
        "address": _address(output, "514"),
        "encoding": {"codec": "text"},
        **({"tls": {"enabled": True}} if tls else {}),
    }


def _socket(output: Output) -> Item:
    return {"type": "socket", "mode": output.kind, "address": _address(output, "9999"), "encoding": {"codec": "json"}}


def _address(output: Output, port: str) -> str:
    return f"{output.settings.get('host', '127.0.0.1')}:{output.settings.get('port') or port}"


def _url(output: Output, port: str) -> str:
    scheme = "https" if output.settings.get("tls") in ("on", "true", "1", "yes") else "http"
    return f"{scheme}://{_address(output, port)}"


def _variable(key: str) -> str:
    return f"${{{key.upper()}}}"


def _login(output: Output) -> Item:
    """Return how the sink says who it is; a header as a whole is a secret of its own."""
    if "authorization" in output.secrets or "api_key" in output.secrets:
        key = output.secrets.get("authorization") or output.secrets["api_key"]
        said = _variable(key) if "authorization" in output.secrets else f"ApiKey {_variable(key)}"
        return {"request": {"headers": {"Authorization": said}}}
    if "password" not in output.secrets:
        return {}
    user = _variable(output.secrets["user"]) if "user" in output.secrets else ""
    return {"auth": {"strategy": "basic", "user": user, "password": _variable(output.secrets["password"])}}


def _fields_in(text: str) -> str:
    """Return a text with the fields of a record in Vector's words."""
    return re.sub(r"%\{@?([^}]+)\}", r"{{ \1 }}", text)


def _elasticsearch(output: Output) -> Item:
    index = _fields_in(output.settings.get("index", "")) or "logstash-%Y.%m.%d"
    pipeline = {"pipeline": output.settings["pipeline"]} if output.settings.get("pipeline") else {}
    address = {"endpoints": [_url(output, "9200")], "bulk": {"index": index}}
    return {"type": "elasticsearch", **address, **pipeline, **_login(output)}


def _s3(output: Output) -> Item:
    found = {name: output.settings[name] for name in ("bucket", "region") if output.settings.get(name)}
    prefix = {"key_prefix": f"{output.settings['path'].strip('/')}/date=%F/"} if output.settings.get("path") else {}
    return {
        "type": "aws_s3",
        **found,
        **prefix,
        "encoding": {"codec": "json"},
        "framing": {"method": "newline_delimited"},
    }


def _kafka(output: Output) -> Item:
    brokers = output.settings.get("brokers") or _address(output, "9092")
    return {
        "type": "kafka",
        "bootstrap_servers": brokers,
        "topic": output.settings.get("topic", "logs"),
        "encoding": {"codec": "json"},
        **_sasl(output),
    }


def _sasl(output: Output) -> Item:
    login = {{"user": "username"}.get(name, name): _variable(key) for name, key in output.secrets.items()}
    return {"sasl": {"enabled": True, "mechanism": "PLAIN", **login}} if "password" in login else {}


def _http(output: Output) -> Item:
    address = output.settings.get("uri") or _url(output, "80")
    return {"type": "http", "uri": address, "encoding": {"codec": "json"}, **_login(output)}


def _redis(output: Output) -> Item:
    password = f":{_variable(output.secrets['password'])}@" if "password" in output.secrets else ""
    kind = output.settings.get("type", "list")
    return {
        "type": "redis",
        "endpoint": f"redis://{password}{_address(output, '6379')}",
        "key": _fields_in(output.settings.get("key") or "logs"),
        "data_type": kind,
        **({"list_option": {"method": "rpush"}} if kind == "list" else {}),
        "encoding": {"codec": "json"},
    }


def _splunk(output: Output) -> Item:
    index = {"index": output.settings["index"]} if output.settings.get("index") else {}
    return {
        "type": "splunk_hec_logs",
        "endpoint": _url(output, "8088"),
        "default_token": f"${{{output.secrets.get('token', 'splunk_token').upper()}}}",
        **index,
        "encoding": {"codec": "json"},
    }


def _loki(output: Output) -> Item:
    address = output.settings.get("uri") or _url(output, "3100")
    return {
        "type": "loki",
        "endpoint": address,
        "labels": {"tag": "{{ tag }}"},
        "encoding": {"codec": "json"},
        **_login(output),
    }


def _cloudwatch(output: Output) -> Item:
    return {
        "type": "aws_cloudwatch_logs",
        "region": output.settings.get("region", "${AWS_REGION}"),
        "group_name": output.settings.get("group", "logs"),
        "stream_name": "${HOSTNAME}",
        "encoding": {"codec": "text"},
    }


_SINKS: Final[dict[str, Callable[[Output], Item]]] = {
    "syslog": _syslog,
    "elasticsearch": _elasticsearch,
    "s3": _s3,
    "kafka": _kafka,
    "http": _http,
    "splunk": _splunk,
    "loki": _loki,
    "cloudwatch_logs": _cloudwatch,
    "redis": _redis,
    "tcp": _socket,
    "udp": _socket,
}
