"""Pipeline → Fluent Bit's YAML configuration and its sidecar.

Source: Fluent Bit 5.1 manual: inputs tail, syslog, forward, http, tcp; filters record_modifier, modify, grep, parser;
processors; outputs syslog, forward, es, s3, kafka, http, splunk, loki, cloudwatch_logs, stdout; July 2026.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from translator.load.project import Settings
from translator.plan.model import Sidecar
from translator.plan.pipeline import Condition, Filter, Listen, Output, Pipeline, Tail
from translator.plan.renderers.base import RENDERERS, secrets_of, shares_of, tag_pattern, takes_all
from translator.plan.syslog import selected
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
    parsers = _distinct(_parsers(pipeline))
    joins = _distinct(_multiline_parser(tail) for tail in pipeline.tails if tail.multiline and tail.multiline.start)
    inputs = [*map(_tail, pipeline.tails, _state_files(pipeline)), *map(_listen, pipeline.listens)]
    filters = [item for each in (*_added(pipeline), *pipeline.filters) for item in _filter(each)]
    outputs = [*_outputs(pipeline)]
    document: Item = {
        "service": service,
        **({"parsers": parsers} if parsers else {}),
        **({"multiline_parsers": joins} if joins else {}),
        "pipeline": {"inputs": inputs, **({"filters": filters} if filters else {}), "outputs": outputs},
    }
    return dump(document)


def _distinct(items: Iterable[Item]) -> list[Item]:
    """Return the items, each name once: tails of one tag share their parser."""
    return list({item["name"]: item for item in items}.values())


# --- inputs

_READY: Final = ("json", "nginx", "apache2", "apache", "apache_error")
_PARSERS_OF_FORMATS: Final = {"syslog": "syslog-rfc3164-local"}


def _state_files(pipeline: Pipeline) -> Iterator[str]:
    """Yield a file a tail, by its tag, where its position in the log is kept; Fluent Bit fills a `*` in the tag itself."""
    used: set[str] = set()
    for tail in pipeline.tails:
        name = _word(tail.tag)
        number = next(at for at in itertools.count() if f"{name}{at or ''}" not in used)
        used.add(f"{name}{number or ''}")
        yield f"{STATE}/{name}{number or ''}.db"


def _tail(tail: Tail, state_file: str) -> Item:
    item: Item = {"name": "tail", "path": tail.path, "tag": tail.tag}
    if tail.exclude:
        item["exclude_path"] = ",".join(tail.exclude)
    if parser := _parser_name(tail):
        item["parser"] = parser
    if tail.multiline:
        item["multiline.parser"] = tail.multiline.name or f"{_word(tail.tag)}-lines"
    return {
        **item,
        "db": state_file,
        "mem_buf_limit": "16MB",
        "read_from_head": tail.from_head,
        "skip_long_lines": True,
        "refresh_interval": 10,
    }


def _word(tag: str) -> str:
    return re.sub(r"[^\w.-]+", "-", tag.replace("*", "all")).strip("-.")


def _parser_name(tail: Tail) -> str:
    if tail.format in _READY:
        return tail.format
    return _PARSERS_OF_FORMATS.get(tail.format) or (_word(tail.tag) if tail.format else "")


def _parsers(pipeline: Pipeline) -> Iterator[Item]:
    """Yield the parsers that Fluent Bit does not bring with it."""
    for tail in pipeline.tails:
        if tail.format in ("regex", "logfmt", "ltsv", "csv"):
            yield {"name": _word(tail.tag), **_format(tail.format, tail.pattern), **_time(tail)}
    for each in pipeline.filters:
        if each.kind == "parse" and each.format not in _READY:
            yield {"name": _name_of(each), **_format(each.format, each.pattern)}


def _format(kind: str, pattern: str) -> Item:
    return {"format": "regex", "regex": pattern} if kind == "regex" else {"format": kind}


def _time(tail: Tail) -> Item:
    if not tail.time_format:
        return {}
    return {"time_key": tail.time_key or "time", "time_format": tail.time_format}


def _multiline_parser(tail: Tail) -> Item:
    """Return a rule set: a line that matches begins a record, every other joins on (or the other way round)."""
    assert tail.multiline
    start = f"/{tail.multiline.start}/"
    others = f"/^(?!{tail.multiline.start.removeprefix('^')})/"
    first, after = (others, start) if tail.multiline.negate else (start, others)
    return {
        "name": f"{_word(tail.tag)}-lines",
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
        "parser": "syslog-rfc3164",
    }


# --- filters


def _added(pipeline: Pipeline) -> Iterator[Filter]:
    """Yield the fields that an input gives each of its records."""
    inputs: tuple[Tail | Listen, ...] = (*pipeline.tails, *pipeline.listens)
    for each in inputs:
        if each.fields:
            yield Filter(kind="add", match=each.tag, fields=each.fields)


def _filter(each: Filter) -> Iterator[Item]:
    item = {**_FILTERS[each.kind](each)}
    yield {"name": item.pop("name"), **_match(each.match), **item}


def _match(match: str) -> Item:
    return {"match": match.replace("**", "*")} if len(match.split()) == 1 else {"match_regex": tag_pattern(match)}


def _add(each: Filter) -> Item:
    return {"name": "record_modifier", "record": [f"{name} {value}" for name, value in each.fields.items()]}


def _remove(each: Filter) -> Item:
    return {"name": "record_modifier", "remove_key": list(each.fields)}


def _rename(each: Filter) -> Item:
    return {"name": "modify", "rename": [f"{old} {new}" for old, new in each.fields.items()]}


def _parse(each: Filter) -> Item:
    parser = each.format if each.format in _READY else _name_of(each)
    return {"name": "parser", "key_name": each.fields.get("key", "log"), "parser": parser, "reserve_data": True}


def _name_of(each: Filter) -> str:
    return f"{_word(each.match)}-{each.fields.get('key', 'log')}"


def _keep(each: Filter) -> Item:
    return _grep(each.tests)


def _drop(each: Filter) -> Item:
    swapped = {"regex": "exclude", "exclude": "regex"}
    return {swapped.get(name, name): value for name, value in _grep(each.tests).items()}


_FILTERS: Final[dict[str, Callable[[Filter], Item]]] = {
    "add": _add, "remove": _remove, "rename": _rename, "parse": _parse, "keep": _keep, "drop": _drop,
}  # fmt: skip

_KEYS: Final = {
    "message": "log",
    "program": "ident",
    "host": "host",
    "severity": "pri",
    "facility": "pri",
    "priority": "pri",
}


def _grep(tests: tuple[Condition, ...]) -> Item:
    """Return a grep that keeps the records for which every test holds."""
    rules: dict[str, list[str]] = {"regex": [], "exclude": []}
    for test in tests:
        rules["exclude" if test.negate else "regex"].append(f"${_KEYS.get(test.field, test.field)} {_regex(test)}")
    single = {name: found[0] if len(found) == 1 else found for name, found in rules.items() if found}
    several = len(rules["regex"]) > 1 or len(rules["exclude"]) > 1
    return {"name": "grep", **({"logical_op": "and"} if several and len(single) == 1 else {}), **single}


def _regex(test: Condition) -> str:
    plain = re.escape(test.value).replace(r"\ ", " ").replace("/", r"\/")
    patterns = {
        "equals": f"^{plain}$",
        "contains": plain,
        "startswith": f"^{plain}",
        "endswith": f"{plain}$",
        "regex": test.value,
        "exists": ".",
    }
    if test.operator == "selector":
        return _priorities(test.value)
    if test.operator == "at_least":
        numbers = (str(8 * facility + severity) for facility in range(24) for severity in range(int(test.value) + 1))
        return f"^({'|'.join(numbers)})$"
    return patterns.get(test.operator, plain)


def _priorities(selector: str) -> str:
    """Return the syslog priorities (8 × facility + severity) that a selector takes, as a regular expression."""
    taken = selected(selector)
    return f"^({'|'.join(str(8 * facility + each) for facility, found in enumerate(taken) for each in sorted(found))})$"


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
        yield {"name": "stdout", **_match(match), "format": "json_lines"}


def _output(output: Output, pipeline: Pipeline) -> Item:
    match = {"match": "*"} if takes_all(output, pipeline) else _match(output.match)
    item: Item = {"name": output.kind, **match, **_OUTPUTS[output.kind](output.settings)}
    item.update({_secret_word(output.kind, name): f"${{{key.upper()}}}" for name, key in output.secrets.items()})
    if output.tests:
        item["processors"] = {"logs": [_grep(output.tests)]}
    return item


def _secret_word(kind: str, name: str) -> str:
    return _SECRET_WORDS.get((kind, name)) or _SECRET_WORDS.get(("", name), name)


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
        "syslog_format": "rfc5424",
        "syslog_message_key": "log",
        "syslog_appname_key": "appname",
        "syslog_facility_key": "facility",
        "syslog_severity_key": "severity",
        "syslog_hostname_preset": "${HOSTNAME}",
    }


def _elasticsearch(settings: dict[str, str]) -> Item:
    index: Item = {"index": settings["index"]} if settings.get("index") else {"logstash_format": True}
    return {"name": "es", **_plain(settings), **index, "suppress_type_name": True}


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
_SECRET_WORDS: Final = {
    ("splunk", "token"): "splunk_token",
    ("", "password"): "http_passwd",
    ("", "user"): "http_user",
}
