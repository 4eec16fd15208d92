"""td-agent and fluentd → log pipeline: `<source> @type tail`, `@type forward|syslog`, `<match>` with its kind.

before:  <source>\\n  @type tail\\n  path /var/log/nginx/a.log\\n  tag web.a\\n</source>
         <match web.**>\\n  @type forward\\n  <server>\\n    host logs\\n    port 24224\\n  </server>\\n</match>
after:   Tail("/var/log/nginx/a.log", "web.a"), Output(forward, "web.*", logs:24224)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from translator.plan.pipeline import Listen, Output, Pipeline, Tail
from translator.plan.sidecars.base import SIDECARS, Finding, Given

KINDS = {
    "forward": "forward", "secure_forward": "forward", "elasticsearch": "elasticsearch", "s3": "s3", "kafka": "kafka",
    "kafka2": "kafka", "kafka_buffered": "kafka", "http": "http", "file": "file", "stdout": "stdout", "null": "null",
    "remote_syslog": "syslog", "syslog": "syslog", "tdlog": "td", "cloudwatch_logs": "cloudwatch_logs",
}  # fmt: skip
SETTINGS = {
    "host": "host", "port": "port", "index_name": "index", "logstash_prefix": "index", "s3_bucket": "bucket",
    "s3_region": "region", "path": "path", "default_topic": "topic", "topic": "topic", "brokers": "brokers",
    "endpoint_url": "uri", "endpoint": "uri", "scheme": "scheme", "protocol": "protocol", "log_group_name": "group",
    "log_stream_name": "stream", "region": "region",
}  # fmt: skip
KEPT_SECRETS = {"password", "aws_sec_key", "aws_key_id", "shared_key", "apikey", "user"}


@dataclass(slots=True)
class Section:
    """One <name argument> … </name> of the configuration."""

    name: str
    argument: str = ""
    values: dict[str, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)

    def value(self, *names: str) -> str:
        return next((self.values[name] for name in names if name in self.values), "")

    def all_values(self) -> dict[str, str]:
        """Return the values of this section and those of the sections in it, outer ones first."""
        found = dict(self.values)
        for section in self.sections:
            if section.name in ("server", "endpoint"):
                found = {**section.all_values(), **found}
        return found


@SIDECARS.register("td_agent")
def td_agent(given: Given) -> Finding:
    """Return what td-agent's files read and where they send it."""
    tails: list[Tail] = []
    listens: list[Listen] = []
    outputs: list[Output] = []
    notes: list[str] = []
    used: list[int] = []
    for node, text in given.files():
        if "<source" not in text and "<match" not in text:
            continue
        used.append(node.index)
        for section in parse(text).sections:
            if section.name == "source":
                tails.extend(_tail(section))
                listens.extend(_listen(section))
            elif section.name == "match":
                outputs.extend(_output(section, notes))
    pipeline = Pipeline(
        tails=tuple(tails),
        listens=tuple(listens),
        outputs=tuple(outputs),
        origins=given.origins(),
        nodes=tuple(used),
        notes=tuple(notes),
    )
    return Finding(pipeline=pipeline)


def parse(text: str) -> Section:
    """Read a configuration in fluentd's own syntax."""
    top = Section("")
    open_sections = [top]
    for raw in text.splitlines():
        line = raw.strip()
        opened = re.match(r"<(\w+)\s*([^>]*)>$", line)
        if not line or line.startswith("#"):
            continue
        if line.startswith("</"):
            open_sections = open_sections[:-1] or [top]
        elif opened:
            section = Section(opened[1], opened[2].strip())
            open_sections[-1].sections.append(section)
            open_sections.append(section)
        else:
            name, _, value = line.partition(" ")
            open_sections[-1].values[name] = value.strip().strip('"')
    return top


def _tail(section: Section) -> Iterator[Tail]:
    if section.value("@type", "type") != "tail":
        return
    parse_section = next((inner for inner in section.sections if inner.name == "parse"), Section("parse"))
    form = section.value("format") or parse_section.value("@type")
    for path in section.value("path").split(","):
        if path.strip():
            tag = section.value("tag") or "log"
            yield Tail(
                path=path.strip(),
                tag=tag.replace("*", path.strip("/").replace("/", ".")),
                format="" if form == "none" else form,
            )


def _listen(section: Section) -> Iterator[Listen]:
    kind = section.value("@type", "type")
    if kind == "forward":
        yield Listen(kind="forward", port=int(section.value("port") or 24224), protocol="tcp", tag="forward")
    elif kind == "syslog":
        yield Listen(
            kind="syslog", port=int(section.value("port") or 5140), protocol=section.value("protocol_type") or "udp"
        )


def _output(section: Section, notes: list[str]) -> Iterator[Output]:
    kind = section.value("@type", "type")
    inner = [each for each in section.sections if each.name == "store"]
    if kind == "copy" and inner:
        for store in inner:
            yield from _output(Section("match", section.argument, store.values, store.sections), notes)
        return
    if kind not in KINDS:
        notes.append(f"the output {kind} has no counterpart")
        return
    values = section.all_values()
    settings = {SETTINGS[name]: value for name, value in values.items() if name in SETTINGS}
    secrets = {name: f"fluent_{name}" for name in values if name in KEPT_SECRETS}
    patterns = section.argument.split() or ["**"]
    for pattern in patterns:
        yield Output(kind=KINDS[kind], match=pattern.replace("**", "*"), settings=settings, secrets=secrets)
