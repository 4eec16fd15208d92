"""Pipeline → Vector's YAML configuration and its sidecar.

Source: Vector 0.56 reference: sources file, syslog, fluent, socket, http_server; transforms remap, filter; sinks socket,
elasticsearch, aws_s3, kafka, http, splunk_hec_logs, loki, aws_cloudwatch_logs, console; July 2026.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from translator.load.project import Settings
from translator.plan.model import Sidecar
from translator.plan.pipeline import Condition, Filter, Listen, Output, Pipeline, Tail
from translator.plan.renderers.base import RENDERERS, secrets_of, shares_of, tag_pattern, takes_all
from translator.plan.syslog import selected
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
    for at, each in enumerate(pipeline.filters):
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
    "http": {"type": "http_server", "encoding": "text"},
    "tcp": {"type": "socket", "mode": "tcp"},
    "udp": {"type": "socket", "mode": "udp"},
}


def _listen(each: Listen) -> Item:
    address = {"address": f"127.0.0.1:{each.port}"}
    return {**_LISTENS.get(each.kind, {"type": "syslog", "mode": each.protocol}), **address}


_PARSERS: Final = {
    "json": "parse_json({text})",
    "logfmt": "parse_logfmt({text})",
    "nginx": 'parse_nginx_log({text}, "combined")',
    "apache": 'parse_apache_log({text}, "common")',
    "apache2": 'parse_apache_log({text}, "combined")',
    "apache_error": 'parse_apache_log({text}, "error")',
    "syslog": "parse_syslog({text})",
    "csv": "parse_csv({text})",
    "ltsv": 'parse_key_value({text}, field_delimiter: "\\t", key_value_delimiter: ":")',
}


def _tagged(source: str, each: Tail | Listen) -> Item:
    """Return the remap that parses a record and gives it its tag and fields."""
    lines = [f".tag = {_text(each.tag)}"]
    if isinstance(each, Tail) and each.format:
        lines[:0] = _parsed(each.format, each.pattern, ".message")
    lines += [f".{_path(name)} = {_text(value)}" for name, value in each.fields.items()]
    return {"type": "remap", "inputs": [source], "source": "\n".join(lines)}


def _parsed(kind: str, pattern: str, key: str) -> list[str]:
    """Return VRL that parses a field; a record that does not parse goes on as it is."""
    text = f'to_string({key}) ?? ""'
    call = (
        f"parse_regex({{text}}, r'{_rust_regex(pattern)}')"
        if kind == "regex"
        else _PARSERS.get(kind, "parse_json({text})")
    )
    return [
        f"parsed, error = {call.format(text=f'({text})')}",
        "if error == null { . = merge(., object(parsed) ?? {}) }",
    ]


def _rust_regex(pattern: str) -> str:
    """Return a Ruby or Python regular expression in Rust's syntax: named groups are (?P<name>…)."""
    return pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!").replace("'", "\\x27")


def _path(name: str) -> str:
    return ".".join(part if re.fullmatch(r"[A-Za-z_]\w*", part) else json.dumps(part) for part in name.split("."))


def _text(value: str) -> str:
    """Return a text as VRL; ${NAME} is filled from the environment by Vector itself."""
    return json.dumps(value.replace("$", "$$") if not re.fullmatch(r"\$\{\w+\}", value) else value)


# --- filters


def _filter(each: Filter) -> Item:
    tagged = "true" if each.match in ("*", "**") else f"match(string(.tag) ?? \"\", r'{tag_pattern(each.match)}')"
    if each.kind in ("keep", "drop"):
        holds = _all(each.tests)
        verdict = holds if each.kind == "keep" else f"!({holds})"
        return {"type": "filter", "condition": verdict if tagged == "true" else f"!{tagged} || {verdict}"}
    lines = {
        "add": lambda: [f".{_path(name)} = {_text(value)}" for name, value in each.fields.items()],
        "remove": lambda: [f"del(.{_path(name)})" for name in each.fields],
        "rename": lambda: [f".{_path(new)} = del(.{_path(old)})" for old, new in each.fields.items()],
        "parse": lambda: _parsed(each.format, each.pattern, f".{_key(each.fields.get('key', 'log'))}"),
    }[each.kind]()
    body = "\n".join(lines)
    return {"type": "remap", "source": body if tagged == "true" else f"if {tagged} {{\n{body}\n}}"}


def _key(name: str) -> str:
    return "message" if name == "log" else _path(name)


_FIELDS: Final = {
    "message": "message",
    "program": "appname",
    "host": "host",
    "severity": "severity",
    "facility": "facility",
}


def _all(tests: tuple[Condition, ...]) -> str:
    return " && ".join(map(_test, tests)) or "true"


def _test(test: Condition) -> str:
    holds = _priority(test) if test.operator in ("selector", "at_least") else _compare(test)
    return f"!({holds})" if test.negate else holds


def _compare(test: Condition) -> str:
    field = f".{_FIELDS.get(test.field) or _path(test.field)}"
    text, value = f'(string({field}) ?? "")', _text(test.value)
    return {
        "equals": f"{text} == {value}",
        "contains": f"contains({text}, {value})",
        "startswith": f"starts_with({text}, {value})",
        "endswith": f"ends_with({text}, {value})",
        "regex": f"match({text}, r'{_rust_regex(test.value)}')",
        "exists": f"exists({field})",
    }.get(test.operator, "true")


def _priority(test: Condition) -> str:
    """Return a test of the numbers that a syslog source leaves as names."""
    severity = '(to_syslog_severity(string(.severity) ?? "notice") ?? 5)'
    if test.operator == "at_least":
        return f"{severity} <= {test.value}"
    taken = selected(test.value)
    if len(set(taken)) == 1:
        return f"includes({sorted(taken[0])}, {severity})"
    facility = '(to_syslog_facility_code(string(.facility) ?? "local0") ?? 16)'
    numbers = [8 * at + each for at, found in enumerate(taken) for each in sorted(found)]
    return f"includes({json.dumps(numbers)}, {facility} * 8 + {severity})"


# --- sinks


def _sinks(pipeline: Pipeline, inputs: list[str], transforms: dict[str, Item]) -> Iterator[tuple[str, Item]]:
    """Yield the sinks; those that take some records only get a filter in front."""
    kept = [output for output in pipeline.outputs if output.kind != "null"]
    for at, output in enumerate(kept):
        name = f"out_{at}"
        before = inputs
        conditions = (
            [] if takes_all(output, pipeline) else [f"match(string(.tag) ?? \"\", r'{tag_pattern(output.match)}')"]
        )
        if output.tests:
            conditions.append(_all(output.tests))
        if conditions:
            transforms[f"to_{name}"] = {"type": "filter", "inputs": inputs, "condition": " && ".join(conditions)}
            before = [f"to_{name}"]
        if output.kind == "syslog":
            transforms[f"format_{name}"] = {"type": "remap", "inputs": before, "source": _RFC5424}
            before = [f"format_{name}"]
        make = _SINKS.get(output.kind, _console)
        yield name, {"inputs": before, **make(output)}
    if not kept:
        yield "out_0", {"inputs": inputs, **_console(Output(kind="stdout"))}


_RFC5424: Final = r"""facility = to_int(.facility) ?? to_syslog_facility_code(string(.facility) ?? "local0") ?? 16
severity = to_int(.severity) ?? to_syslog_severity(string(.severity) ?? "notice") ?? 5
program = string(.appname) ?? string(.tag) ?? "-"
time = format_timestamp!(now(), "%+")
text = string(.message) ?? encode_json(.)
.message = "<" + to_string(facility * 8 + severity) + ">1 " + time + " " + get_hostname!() + " " + program + " - - - " + text"""


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


def _login(output: Output) -> Item:
    if "password" not in output.secrets:
        return {}
    user = output.secrets.get("user", "")
    variables = {"user": f"${{{user.upper()}}}", "password": f"${{{output.secrets['password'].upper()}}}"}
    return {"auth": {"strategy": "basic", **variables}}


def _elasticsearch(output: Output) -> Item:
    index = re.sub(r"%\{\+([^}]+)\}", _joda, output.settings.get("index", "")) or "logstash-%Y.%m.%d"
    return {"type": "elasticsearch", "endpoints": [_url(output, "9200")], "bulk": {"index": index}, **_login(output)}


def _joda(match: re.Match[str]) -> str:
    """Return logstash's date format as strftime's."""
    text = match[1]
    for old, new in (("YYYY", "%Y"), ("yyyy", "%Y"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H")):
        text = text.replace(old, new)
    return text


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
    }


def _http(output: Output) -> Item:
    return {"type": "http", "uri": output.settings.get("uri") or _url(output, "80"), "encoding": {"codec": "json"}}


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
    return {"type": "loki", "endpoint": address, "labels": {"tag": "{{ tag }}"}, "encoding": {"codec": "json"}}


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
    "tcp": _socket,
    "udp": _socket,
}
