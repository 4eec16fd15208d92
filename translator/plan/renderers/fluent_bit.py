"""Pipeline → Fluent Bit's YAML configuration and its sidecar.

A line is called message, as the legacy collectors called it. Source: Fluent Bit 5.1 manual: inputs tail, syslog, forward,
http, tcp, udp; processors; outputs syslog, forward, es, s3, kafka, http, splunk, loki, cloudwatch_logs, stdout; July 2026.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from translator.load.project import Settings
from translator.plan.model import Sidecar
from translator.plan.pipeline import Listen, Output, Pipeline, Tail
from translator.plan.reading.configuration import Untranslated
from translator.plan.renderers.base import LIMITS, RENDERERS, secrets_of, shares_of, takes_all, wire_format
from translator.plan.renderers.fluent_bit_filters import can_grep, filters, grep, matching, processors
from translator.plan.renderers.fluent_bit_filters import lost as lost_filters
from translator.plan.renderers.fluent_bit_parsers import definitions, tail_parser, word
from translator.plan.tables.collectors import collector_image
from translator.plan.yaml_text import dump

CONFIG: Final = "/fluent-bit/etc/fluent-bit.yaml"
STATE: Final = "/tmp"
Item: TypeAlias = dict[str, Any]


@RENDERERS.register("fluent-bit")
def fluent_bit(pipeline: Pipeline, settings: Settings) -> Sidecar:
    """Return the sidecar with its configuration."""
    return Sidecar(
        name="fluent-bit",
        kind="logs",
        image=collector_image("fluent-bit", settings),
        command=("/fluent-bit/bin/fluent-bit", "-c", CONFIG),
        files=((CONFIG, configuration(pipeline)),),
        shares=shares_of(pipeline),
        ports=(2020,),
        udp_ports=tuple(each.port for each in pipeline.listens if each.protocol == "udp"),
        secret_environment=secrets_of(pipeline),
        origins=pipeline.origins,
        reason="it reads the log files that the application cannot write to stdout",
    )


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
    parsers = _distinct(definitions(pipeline))
    joins = _distinct(_multiline_parser(tail) for tail in pipeline.tails if tail.multiline and tail.multiline.start)
    tails = [(_tail(tail, file), tail.tag) for tail, file in zip(pipeline.tails, _state_files(pipeline), strict=True)]
    inputs = [
        _processed(item, pipeline, tag)
        for item, tag in (*tails, *((_listen(each), each.tag) for each in pipeline.listens))
    ]
    changes = filters(pipeline)
    document: Item = {
        "service": service,
        **({"parsers": parsers} if parsers else {}),
        **({"multiline_parsers": joins} if joins else {}),
        "pipeline": {"inputs": inputs, **({"filters": changes} if changes else {}), "outputs": [*_outputs(pipeline)]},
    }
    return dump(document)


def _processed(item: Item, pipeline: Pipeline, tag: str) -> Item:
    found = processors(pipeline, tag)
    return {**item, **({"processors": {"logs": found}} if found else {})}


def _distinct(items: Iterable[Item]) -> list[Item]:
    """Return the items, each name once: tails of one tag share their parser."""
    return list({item["name"]: item for item in items}.values())


@LIMITS.register("fluent-bit")
def lost(pipeline: Pipeline) -> Iterator[Untranslated]:
    """Yield what of a pipeline Fluent Bit cannot do."""
    yield from lost_filters(pipeline)
    for output in pipeline.outputs:
        reason = _unable(output)
        if reason and output.spot:
            yield output.spot.lost(f"Fluent Bit {reason}")


def _unable(output: Output) -> str:
    if output.kind not in _OUTPUTS and output.kind not in ("file", "stdout", "null"):
        return f"has no output {output.kind}; its records go to stdout"
    if not can_grep(output.tests):
        return "has no condition of both and and or; the output gets every record of its tags"
    if output.kind == "elasticsearch" and "%{" in output.settings.get("index", ""):
        return "names no index after a field of the record; the field is left out of the name"
    return ""


# --- inputs


def _state_files(pipeline: Pipeline) -> Iterator[str]:
    """Yield a file a tail, by its tag, where its position in the log is kept; Fluent Bit fills a `*` in the tag itself."""
    used: set[str] = set()
    for tail in pipeline.tails:
        name = word(tail.tag)
        number = next(at for at in itertools.count() if f"{name}{at or ''}" not in used)
        used.add(f"{name}{number or ''}")
        yield f"{STATE}/{name}{number or ''}.db"


def _tail(tail: Tail, state_file: str) -> Item:
    item: Item = {"name": "tail", "path": tail.path, "tag": tail.tag}
    if tail.exclude:
        item["exclude_path"] = ",".join(tail.exclude)
    if tail.multiline:
        item["multiline.parser"] = tail.multiline.name or f"{word(tail.tag)}-lines"
    else:
        item["key"] = "message"
    if (parser := tail_parser(tail)) and not tail.multiline:
        item["parser"] = parser
    return {
        **item,
        "db": state_file,
        "mem_buf_limit": "16MB",
        "read_from_head": tail.from_head,
        "skip_long_lines": True,
        "refresh_interval": 10,
    }


def _multiline_parser(tail: Tail) -> Item:
    """Return a rule set: a line that matches begins a record, every other joins on (or the other way round)."""
    assert tail.multiline
    start = f"/{tail.multiline.start}/"
    others = f"/^(?!{tail.multiline.start.removeprefix('^')})/"
    first, after = (others, start) if tail.multiline.negate else (start, others)
    return {
        "name": f"{word(tail.tag)}-lines",
        "type": "regex",
        "flush_timeout": 1000,
        "rules": [
            {"state": "start_state", "regex": first, "next_state": "cont"},
            {"state": "cont", "regex": after, "next_state": "cont"},
        ],
    }


_LISTENS: Final[dict[str, Item]] = {
    "forward": {"name": "forward"},
    "http": {"name": "http"},
    "tcp": {"name": "tcp", "format": "none"},
    "udp": {"name": "udp", "format": "none"},
}


def _listen(each: Listen) -> Item:
    if each.kind in _LISTENS:
        tag = {} if each.kind == "forward" else {"tag": each.tag}
        return {**_LISTENS[each.kind], "listen": "127.0.0.1", "port": each.port, **tag}
    return {
        "name": "syslog",
        "mode": each.protocol,
        "listen": "127.0.0.1",
        "port": each.port,
        "tag": each.tag,
        "parser": "syslog-packet",
    }


# --- outputs


def _outputs(pipeline: Pipeline) -> Iterator[Item]:
    """Yield the outputs; files of the legacy collector become the container's own stdout, once."""
    local = [output for output in pipeline.outputs if output.kind in ("file", "stdout") or output.kind not in _OUTPUTS]
    for output in pipeline.outputs:
        if output not in local and output.kind != "null":
            yield _output(output, pipeline)
    if local or not pipeline.outputs:
        match = (
            "*" if not local or any(takes_all(each, pipeline) for each in local) else " ".join(x.match for x in local)
        )
        yield {"name": "stdout", **matching(match), "format": "json_lines"}


def _output(output: Output, pipeline: Pipeline) -> Item:
    match = {"match": "*"} if takes_all(output, pipeline) else matching(output.match)
    item: Item = {"name": output.kind, **match, **_OUTPUTS[output.kind](output.settings)}
    if output.kind == "syslog" and any(each.kind == "syslog" for each in pipeline.listens):
        item |= {"syslog_hostname_key": "hostname", "syslog_procid_key": "procid"}
    for name, key in output.secrets.items():
        item.update(_secret(output.kind, name, f"${{{key.upper()}}}"))
    if output.tests and can_grep(output.tests):
        item["processors"] = {"logs": [grep(output.tests)]}
    return item


def _secret(kind: str, name: str, value: str) -> Item:
    """Return a credential in the output's own word; the cloud's are taken from the environment."""
    if (kind, name) == ("http", "authorization"):
        return {"header": f"Authorization {value}"}
    words = _SECRET_WORDS.get(kind, {})
    return {words[name]: value} if name in words else {}


def _plain(settings: dict[str, str]) -> Item:
    return {
        **{name: _number(settings[name]) for name in ("host", "port") if settings.get(name)},
        **({"tls": "on"} if settings.get("tls") in ("on", "true", "1", "yes") else {}),
    }


def _number(value: str) -> str | int:
    return int(value) if value.isdigit() else value


def _syslog(settings: dict[str, str]) -> Item:
    """Return a syslog output; the fields that rsyslog's inputs set become the message's header."""
    protocol = settings.get("protocol", "udp")
    secure = settings.get("tls") in ("on", "true", "1", "yes") or protocol == "tls"
    return {
        **_plain(settings),
        "mode": "tls" if secure else protocol,
        "syslog_format": wire_format(settings),
        "syslog_message_key": "message",
        "syslog_appname_key": "appname",
        "syslog_facility_key": "facility",
        "syslog_severity_key": "severity",
        "syslog_hostname_preset": "${HOSTNAME}",
    }


def _elasticsearch(settings: dict[str, str]) -> Item:
    """Return an es output; an index with a date in it is a prefix and the date's format there."""
    pipeline = {"pipeline": settings["pipeline"]} if settings.get("pipeline") else {}
    return {
        "name": "es",
        **_plain(settings),
        **_index(settings.get("index", "")),
        **pipeline,
        "suppress_type_name": True,
    }


def _index(name: str) -> Item:
    name = re.sub(r"[-_.]?%\{[^}]*\}", "", name)
    prefix, percent, date = name.partition("%")
    if not percent:
        return {"index": name} if name else {"logstash_format": True}
    plain = prefix.rstrip("-_.")
    return {
        "logstash_format": True,
        "logstash_prefix": plain,
        "logstash_prefix_separator": prefix[len(plain) :],
        "logstash_dateformat": f"%{date}",
    }


def _s3(settings: dict[str, str]) -> Item:
    path = {"s3_key_format": f"/{settings['path'].strip('/')}/$TAG/%Y/%m/%d/%H%M%S"} if settings.get("path") else {}
    return {**{name: settings[name] for name in ("bucket", "region") if settings.get(name)}, **path}


def _kafka(settings: dict[str, str]) -> Item:
    brokers = settings.get("brokers") or f"{settings.get('host', '127.0.0.1')}:{settings.get('port', '9092')}"
    return {"brokers": brokers, "topics": settings.get("topic", "logs")}


def _cloudwatch(settings: dict[str, str]) -> Item:
    stream = settings.get("stream", "")
    return {
        "region": settings.get("region", "${AWS_REGION}"),
        "log_group_name": settings.get("group", "logs"),
        **({"log_stream_name": stream} if stream and "{" not in stream else {"log_stream_prefix": "${HOSTNAME}-"}),
        "auto_create_group": True,
    }


def _http(settings: dict[str, str]) -> Item:
    match = re.match(r"(https?)://([^/:]+)(?::(\d+))?(/.*)?$", settings.get("uri", ""))
    if match is None:
        return {**_plain(settings), "format": "json"}
    secure = match[1] == "https"
    port = int(match[3] or (443 if secure else 80))
    return {
        "host": match[2],
        "port": port,
        "uri": match[4] or "/",
        "format": "json",
        **({"tls": "on"} if secure else {}),
    }


def _splunk(settings: dict[str, str]) -> Item:
    return {**_plain(settings), **({"event_index": settings["index"]} if settings.get("index") else {})}


def _tcp(settings: dict[str, str]) -> Item:
    return {**_plain(settings), "format": "json_lines"}


_OUTPUTS: Final[dict[str, Callable[[dict[str, str]], Item]]] = {
    "syslog": _syslog,
    "forward": _plain,
    "elasticsearch": _elasticsearch,
    "s3": _s3,
    "kafka": _kafka,
    "http": _http,
    "splunk": _splunk,
    "loki": _plain,
    "tcp": _tcp,
    "udp": _tcp,
    "cloudwatch_logs": _cloudwatch,
}
_LOGIN: Final = {"user": "http_user", "password": "http_passwd"}
_SECRET_WORDS: Final[dict[str, dict[str, str]]] = {
    "splunk": {"token": "splunk_token"},
    "elasticsearch": {**_LOGIN, "api_key": "http_api_key"},
    "http": _LOGIN,
    "loki": _LOGIN,
    "forward": {"user": "username", "password": "password", "shared_key": "shared_key"},
    "kafka": {"user": "rdkafka.sasl.username", "password": "rdkafka.sasl.password"},
}
