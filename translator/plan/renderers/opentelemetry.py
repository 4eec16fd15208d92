"""Pipeline → OpenTelemetry Collector (contrib) configuration and its sidecar.

before:  Tail("/var/log/app.log", "app", json), Output(syslog, "app", logs:514 tcp)
after:   receivers: {filelog/0: …}, exporters: {syslog/0: …}, service: {pipelines: {logs/0: [filelog/0] → [syslog/0]}}

Every output is a pipeline of its own, with the inputs whose tag it takes and a filter for its conditions. Source:
collector contrib 0.159: receivers filelog, syslog, fluentforward, tcplog, udplog; processors transform, filter; exporters
syslog, elasticsearch, awss3, kafka, otlphttp, splunk_hec, awscloudwatchlogs, debug; extension file_storage; July 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from translator.load.project import Settings
from translator.plan.model import Sidecar
from translator.plan.pipeline import Condition, Filter, Listen, Output, Pipeline, Tail
from translator.plan.reading.configuration import Untranslated
from translator.plan.renderers import ottl
from translator.plan.renderers.base import LIMITS, RENDERERS, secrets_of, shares_of, tag_pattern, takes_all, wire_format
from translator.plan.tables.collectors import collector_image
from translator.plan.yaml_text import dump

CONFIG: Final = "/etc/otelcol-contrib/config.yaml"
STATE: Final = "/tmp"
Item: TypeAlias = dict[str, Any]


@RENDERERS.register("opentelemetry")
def opentelemetry(pipeline: Pipeline, settings: Settings) -> Sidecar:
    """Return the sidecar with its configuration."""
    return Sidecar(
        name="otel-collector",
        kind="logs",
        image=collector_image("opentelemetry", settings),
        command=("/otelcol-contrib", "--config", CONFIG),
        files=((CONFIG, configuration(pipeline)),),
        shares=shares_of(pipeline),
        ports=(8888,),
        udp_ports=tuple(each.port for each in pipeline.listens if each.protocol == "udp"),
        secret_environment=secrets_of(pipeline),
        origins=pipeline.origins,
        reason="it reads the log files that the application cannot write to stdout",
    )


@LIMITS.register("opentelemetry")
def lost(pipeline: Pipeline) -> Iterator[Untranslated]:
    """Yield what of a pipeline the collector cannot do."""
    for each in pipeline.filters:
        reason = ottl.unable(each)
        if reason and each.spot:
            yield each.spot.lost(f"the OpenTelemetry Collector cannot do this: {reason}; the records go on as they are")
    for output in pipeline.outputs:
        if output.kind == "http" and output.spot:
            yield output.spot.lost(
                "the OpenTelemetry Collector sends its own form of records (OTLP) there, not plain JSON"
            )
        if output.kind not in (*_EXPORTERS, "file", "stdout", "null") and output.spot:
            yield output.spot.lost(
                f"the OpenTelemetry Collector has no exporter for {output.kind}; its records go to stdout"
            )


def configuration(pipeline: Pipeline) -> str:
    """Return config.yaml."""
    receivers: dict[str, Item] = {f"filelog/{at}": _tail(tail) for at, tail in enumerate(pipeline.tails)}
    tags = {f"filelog/{at}": tail.tag for at, tail in enumerate(pipeline.tails)}
    for at, listen in enumerate(pipeline.listens):
        kind, item = _listen(listen)
        receivers[f"{kind}/{at}"] = item
        tags[f"{kind}/{at}"] = listen.tag
    processors = dict(_processors(pipeline))
    exporters: dict[str, Item] = {}
    pipelines: dict[str, Item] = {}
    shared = list(processors)
    for at, output in enumerate(_kept(pipeline)):
        name, item = _exporter(output, at)
        own = [f"filter/to-{at}"] if output.tests else []
        form = list(_form(output, pipeline))
        inputs = [
            each
            for each, tag in tags.items()
            if takes_all(output, pipeline) or re.match(tag_pattern(output.match), tag)
        ]
        if not inputs:
            continue
        exporters[name] = item
        if output.tests:
            processors[own[0]] = _filter_processor(output.tests, keep=True, tag="")
        if form:
            own.append(f"transform/to-{at}")
            processors[own[-1]] = {"error_mode": "ignore", "log_statements": form}
        pipelines[f"logs/{at}"] = {"receivers": inputs, "processors": [*shared, *own], "exporters": [name]}
    document = {
        "extensions": {"file_storage": {"directory": STATE}},
        "receivers": receivers,
        **({"processors": processors} if processors else {}),
        "exporters": exporters,
        "service": {"extensions": ["file_storage"], "pipelines": pipelines},
    }
    return dump(document)


def _kept(pipeline: Pipeline) -> list[Output]:
    """Return the outputs; files of the legacy collector become the container's own stdout, once."""
    found = [output for output in pipeline.outputs if output.kind in _EXPORTERS]
    others = [output for output in pipeline.outputs if output.kind not in _EXPORTERS and output.kind != "null"]
    if others or not pipeline.outputs:
        match = "*" if not others else " ".join(output.match for output in others)
        found.append(Output(kind="stdout", match=match))
    return found


# --- receivers


def _tail(tail: Tail) -> Item:
    item: Item = {"include": [tail.path]}
    if tail.exclude:
        item["exclude"] = list(tail.exclude)
    if tail.multiline and tail.multiline.start:
        word = "line_end_pattern" if tail.multiline.negate else "line_start_pattern"
        item["multiline"] = {word: ottl.go_regex(tail.multiline.start)}
    attributes = {"tag": tail.tag, **tail.fields}
    return {
        **item,
        "start_at": "beginning" if tail.from_head else "end",
        "storage": "file_storage",
        "attributes": attributes,
        **({"operators": operators} if (operators := list(_operators(tail))) else {}),
    }


def _operators(tail: Tail) -> Iterator[Item]:
    for each in _parser(tail.format, tail.pattern, "body"):
        yield {**each, **_timestamp(tail)}


def _timestamp(tail: Tail) -> Item:
    if not tail.time_format:
        return {}
    return {"timestamp": {"parse_from": f"attributes.{tail.time_key or 'time'}", "layout": tail.time_format}}


def _parser(kind: str, pattern: str, source: str) -> Iterator[Item]:
    match kind:
        case "":
            return
        case "json":
            yield {"type": "json_parser", "parse_from": source, "on_error": "send_quiet"}
        case "logfmt" | "ltsv":
            pair = {"delimiter": ":", "pair_delimiter": "\t"} if kind == "ltsv" else {}
            yield {"type": "key_value_parser", "parse_from": source, **pair, "on_error": "send_quiet"}
        case "syslog":
            yield {"type": "syslog_parser", "parse_from": source, "protocol": "rfc3164", "on_error": "send_quiet"}
        case _:
            regex = ottl.go_regex(pattern) if kind == "regex" else ottl.REGEXES.get(kind, ottl.REGEXES["nginx"])
            yield {"type": "regex_parser", "parse_from": source, "regex": regex, "on_error": "send_quiet"}


def _listen(each: Listen) -> tuple[str, Item]:
    address = f"127.0.0.1:{each.port}"
    if each.kind == "forward":
        return "fluentforward", {"endpoint": address}
    if each.kind == "http":
        return "webhookevent", {"endpoint": address, "path": "/"}
    attributes = {"attributes": {"tag": each.tag, **each.fields}}
    if each.kind in ("tcp", "udp"):
        return f"{each.kind}log", {"listen_address": address, **attributes}
    return "syslog", {each.protocol: {"listen_address": address}, "protocol": "rfc3164", **attributes}


# --- processors


def _processors(pipeline: Pipeline) -> Iterator[tuple[str, Item]]:
    """Yield a processor for every filter, in order."""
    for at, each in enumerate(pipeline.filters):
        tag = "" if each.match in ("*", "**") else tag_pattern(each.match)
        if ottl.unable(each):
            continue
        if each.kind in ("keep", "drop"):
            yield f"filter/{at}", _filter_processor(each.tests, keep=each.kind == "keep", tag=tag)
        else:
            yield f"transform/{at}", {"error_mode": "ignore", "log_statements": ottl.statements(each)}


def _filter_processor(tests: tuple[Condition, ...], *, keep: bool, tag: str) -> Item:
    """Return a filter; the collector drops what its condition holds for."""
    holds = ottl.holds(tests)
    condition = f"not ({holds})" if keep else holds
    scoped = f'IsMatch(attributes["tag"], {ottl.text_of(tag)}) and ({condition})' if tag else condition
    return {"error_mode": "ignore", "logs": {"log_record": [ottl.for_file(scoped)]}}


def _form(output: Output, pipeline: Pipeline) -> Iterator[str]:
    """Yield what makes a record what the exporter sends: syslog's header, or the document that logstash would have made."""
    priority, facility, severity = (f'log.attributes["{name}"]' for name in ("priority", "facility", "severity"))
    if output.kind == "syslog":
        yield 'set(log.attributes["message"], log.body) where log.attributes["message"] == nil'
        yield f"set({priority}, Int({facility}) * 8 + Int({severity})) where {priority} == nil and {facility} != nil"
        yield 'set(log.attributes["appname"], log.attributes["tag"]) where log.attributes["appname"] == nil'
        yield 'set(log.attributes["hostname"], "${env:HOSTNAME}") where log.attributes["hostname"] == nil'
    if output.kind == "elasticsearch":
        form = "%Y-%m-%dT%H:%M:%S.%LZ"
        stamp = 'log.attributes["@timestamp"]'
        yield 'set(log.attributes["message"], log.body) where log.attributes["message"] == nil'
        yield f'set({stamp}, FormatTime(log.observed_time, "{form}")) where {stamp} == nil and log.time_unix_nano == 0'
        yield f'set({stamp}, FormatTime(log.time, "{form}")) where {stamp} == nil'
        yield "set(log.body, log.attributes)"
        yield 'set(scope.attributes["elastic.mapping.mode"], "bodymap")'
        if "%{" in output.settings.get("index", ""):
            name = Filter(kind="format", fields={"elasticsearch.index": output.settings["index"]})
            yield from ottl.statements(name)


# --- exporters


def _exporter(output: Output, at: int) -> tuple[str, Item]:
    kind, make = _EXPORTERS.get(output.kind, ("debug", _debug))
    return f"{kind}/{at}", make(output)


def _debug(output: Output) -> Item:
    return {"verbosity": "detailed"}


def _secure(output: Output) -> bool:
    return output.settings.get("tls") in ("on", "true", "1", "yes") or output.settings.get("protocol") == "tls"


def _url(output: Output, port: str) -> str:
    host = output.settings.get("host", "127.0.0.1")
    return f"{'https' if _secure(output) else 'http'}://{host}:{output.settings.get('port') or port}"


def _variable(key: str) -> str:
    return f"${{env:{key.upper()}}}"


def _syslog(output: Output) -> Item:
    protocol = output.settings.get("protocol", "udp")
    port = output.settings.get("port") or "514"
    return {
        "endpoint": output.settings.get("host", "127.0.0.1"),
        "port": int(port) if port.isdigit() else port,
        "network": "udp" if protocol == "udp" else "tcp",
        "protocol": wire_format(output.settings),
        **({} if _secure(output) else {"tls": {"insecure": True}}),
    }


def _elasticsearch(output: Output) -> Item:
    login = {name: _variable(key) for name, key in output.secrets.items() if name in ("user", "password", "api_key")}
    pipeline = {"pipeline": output.settings["pipeline"]} if output.settings.get("pipeline") else {}
    index = _index(output.settings.get("index", ""))
    return {"endpoints": [_url(output, "9200")], **index, **pipeline, **login}


def _index(name: str) -> Item:
    """Return an index; a date in it is a suffix of its own, one after a field is written into each record instead."""
    if not name or "%{" in name:
        return {}
    prefix, percent, date = name.partition("%")
    if not percent:
        return {"logs_index": name}
    plain = prefix.rstrip("-_.")
    separator = {"enabled": True, "prefix_separator": prefix[len(plain) :], "date_format": f"%{date}"}
    return {"logs_index": plain, "logstash_format": separator}


def _s3(output: Output) -> Item:
    words = {"s3_bucket": "bucket", "region": "region", "s3_prefix": "path"}
    place = {name: output.settings[word] for name, word in words.items() if output.settings.get(word)}
    return {"s3uploader": place, "marshaler": "body"}


def _kafka(output: Output) -> Item:
    brokers = output.settings.get("brokers") or f"{output.settings.get('host', '127.0.0.1')}:9092"
    login = {{"user": "username"}.get(name, name): _variable(key) for name, key in output.secrets.items()}
    sasl = {"auth": {"sasl": {**login, "mechanism": "PLAIN"}}} if "password" in login else {}
    topic = {"topic": output.settings.get("topic", "logs"), "encoding": "raw"}
    return {"brokers": brokers.split(","), "logs": topic, **sasl}


def _http(output: Output) -> Item:
    """Return OTLP over HTTP, which is not what was sent before: the report says so."""
    key = output.secrets.get("authorization")
    header = {"headers": {"Authorization": _variable(key)}} if key else {}
    return {"logs_endpoint": output.settings.get("uri") or _url(output, "80"), "encoding": "json", **header}


def _loki(output: Output) -> Item:
    return {"endpoint": f"{output.settings.get('uri') or _url(output, '3100')}/otlp"}


def _splunk(output: Output) -> Item:
    index = {"index": output.settings["index"]} if output.settings.get("index") else {}
    token = _variable(output.secrets.get("token", "splunk_token"))
    return {"endpoint": f"{_url(output, '8088')}/services/collector", "token": token, **index}


def _cloudwatch(output: Output) -> Item:
    return {
        "region": output.settings.get("region", "${env:AWS_REGION}"),
        "log_group_name": output.settings.get("group", "logs"),
        "log_stream_name": "${env:HOSTNAME}",
        "raw_log": True,
    }


_EXPORTERS: Final[dict[str, tuple[str, Callable[[Output], Item]]]] = {
    "syslog": ("syslog", _syslog),
    "elasticsearch": ("elasticsearch", _elasticsearch),
    "s3": ("awss3", _s3),
    "kafka": ("kafka", _kafka),
    "http": ("otlphttp", _http),
    "loki": ("otlphttp", _loki),
    "splunk": ("splunk_hec", _splunk),
    "cloudwatch_logs": ("awscloudwatchlogs", _cloudwatch),
}
