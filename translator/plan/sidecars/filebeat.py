"""filebeat → log pipeline: inputs (or prospectors), modules' paths, processors, and the output.

before:  filebeat.inputs: [{type: filestream, paths: [/var/log/app/*.log], fields: {team: zoo}}]
         output.elasticsearch: {hosts: ['https://es:9200']}
after:   Tail("/var/log/app/*.log", "all", {"fields.team": "zoo"}), Output(elasticsearch, es:9200, tls)

logstash speaks filebeat's own protocol, which no other collector does: that is told and records go to stdout.
Source: Filebeat reference 7.17 and 8, "Configure inputs", "Configure the output", "Processors".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from translator.plan.pipeline import Condition, Draft, Filter, Listen, Multiline, Output, Pipeline, Tail
from translator.plan.reading.configuration import Configuration, Spot, Untranslated
from translator.plan.reading.documents import read_yaml
from translator.plan.reading.filebeat_processors import filters
from translator.plan.reading.logstash_outputs import index_name
from translator.plan.sidecars.base import log_collector

_FOLLOWED: Final = ("log", "filestream", "container", "docker")
_OUTPUTS: Final = {
    "elasticsearch": "9200",
    "kafka": "9092",
    "redis": "6379",
    "logstash": "5044",
    "console": "",
    "file": "",
}
_SECRET_WORDS: Final = {"username": "user", "password": "password", "api_key": "api_key"}
_CREDENTIALS: Final = frozenset(("password", "api_key", "username"))


@log_collector("filebeat")
def filebeat(files: tuple[Configuration, ...]) -> Pipeline:
    """Return what filebeat's files read and where they send it."""
    reading = _Reading()
    for file in files:
        if file.path.endswith((".yml", ".yaml", ".conf", ".disabled")):
            reading.read(file)
    return reading.pipeline()


@dataclass(slots=True)
class _Reading(Draft):
    """What the files said so far."""

    file: Configuration = field(default_factory=lambda: Configuration(path="", text=""))

    def read(self, file: Configuration) -> None:
        self.file = file
        document = read_yaml(file, self.untranslated)
        flat = _flat(document) if isinstance(document, dict) else {}
        inputs = (
            document if isinstance(document, list) else flat.get("filebeat.inputs") or flat.get("filebeat.prospectors")
        )
        for each in inputs if isinstance(inputs, list) else ():
            self._input(each)
        for each in flat.get("processors") or ():
            self._processor(each)
        for kind in _OUTPUTS:
            settings = flat.get(f"output.{kind}")
            if isinstance(settings, dict) and settings.get("enabled", True):
                self._output(kind, settings)

    def refuse(self, text: str, reason: str) -> None:
        self.untranslated.append(self._said(text, reason))

    def _said(self, text: str, reason: str) -> Untranslated:
        return Untranslated(path=self.file.path, line=_line_of(self.file.text, text), text=text, reason=reason)

    def _input(self, each: Any) -> None:
        self.directives += 1
        kind = str(each.get("type") or each.get("input_type") or "log") if isinstance(each, dict) else ""
        if isinstance(each, dict) and each.get("enabled") is False:
            return
        if kind in ("journald", "systemd"):
            reason = (
                "what the service wrote to the journal is its container's own stdout, which the node's collector reads"
            )
            self.remarks.append(self._said(kind, reason))
            return
        if kind in ("syslog", "tcp", "udp"):
            self._listen(kind, each)
            return
        if kind not in _FOLLOWED:
            self.refuse(kind or str(each), "this kind of input has no counterpart")
            return
        tails = tuple(_tails(each))
        self.tails.extend(tails)
        for name, filter_kind in (("include_lines", "keep"), ("exclude_lines", "drop")):
            for pattern in each.get(name) or ():
                test = Condition(field="message", operator="regex", value=str(pattern))
                self.filters.extend(Filter(kind=filter_kind, match=tail.tag, tests=(test,)) for tail in tails)

    def _listen(self, kind: str, each: dict[str, Any]) -> None:
        """Take an input that listens: `host` or, for syslog, protocol.udp and protocol.tcp with one each."""
        flat = {
            f"{key}.{inner}": value
            for key, found in each.items()
            if isinstance(found, dict)
            for inner, value in found.items()
        }
        asked = (
            {word: {**each, **flat}.get(f"protocol.{word}") for word in ("udp", "tcp")}
            if kind == "syslog"
            else {kind: each}
        )
        for protocol, settings in asked.items():
            port = str(settings.get("host", "")).rpartition(":")[2] if isinstance(settings, dict) else ""
            if port.isdigit():
                self.listens.append(Listen(kind=kind, port=int(port), protocol=protocol, tag=f"{kind}-{port}"))

    def _processor(self, each: Any) -> None:
        self.directives += 1
        name, settings = next(iter(each.items())) if isinstance(each, dict) and each else ("", None)
        made = filters(str(name), settings if isinstance(settings, dict) else {})
        if isinstance(made, str):
            self.refuse(str(name), made)
        else:
            spot = Spot(path=self.file.path, line=_line_of(self.file.text, str(name)), text=str(name))
            self.filters.extend(replace(one, spot=spot) for one in made)

    def _output(self, kind: str, settings: dict[str, Any]) -> None:
        self.directives += 1
        hosts = settings.get("hosts") or ()
        first = str(hosts[0] if isinstance(hosts, list) and hosts else hosts or "")
        host, _, port = re.sub(r"^(?:\w+://)?(?:[^@/]*@)?", "", first).partition("/")[0].partition(":")
        port = port or _OUTPUTS[kind]
        if kind == "logstash":
            self.refuse(
                "output.logstash",
                f"logstash at {host}:{port} takes filebeat's own protocol; records go to stdout instead",
            )
        elif kind in ("console", "file"):
            self.outputs.append(Output(kind="stdout"))
        else:
            spot = Spot(path=self.file.path, line=_line_of(self.file.text, f"output.{kind}"), text=f"output.{kind}")
            self.outputs.append(replace(_output(kind, settings, host, port, first), spot=spot))


def _flat(document: dict[Any, Any]) -> dict[str, Any]:
    """Return settings by their dotted name, two parts long, however they are nested in the file."""
    found: dict[str, Any] = {}
    for key, value in document.items():
        name = str(key)
        if name in ("filebeat", "output") and isinstance(value, dict):
            found.update({f"{name}.{inner}": each for inner, each in value.items()})
        else:
            found[name] = value
    return found


def _line_of(text: str, word: str) -> int:
    """Return the line on which a name stands, dotted or nested, 1 when it does not."""
    last = word.rpartition(".")[2]
    lines = text.split("\n")
    return next(
        (at + 1 for at, line in enumerate(lines) if word in line or re.match(rf"\s*{re.escape(last)}:", line)), 1
    )


def _tails(each: dict[str, Any]) -> Iterator[Tail]:
    given = each.get("fields")
    plain = {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    fields = plain if each.get("fields_under_root") else {f"fields.{name}": value for name, value in plain.items()}
    kind = plain.get("type") or each.get("document_type") or each.get("id") or ""
    for path in each.get("paths") or ():
        name = str(kind) or str(path).rpartition("/")[2].removesuffix(".log").replace("*", "all")
        yield Tail(
            path=str(path),
            tag=name,
            fields=fields,
            format="json" if any(str(key).startswith("json") for key in each) else "",
            exclude=tuple(
                f"*{str(pattern).removeprefix('.*').removesuffix('$')}" for pattern in each.get("exclude_files") or ()
            ),
            multiline=_multiline(each),
            from_head=not each.get("tail_files"),
        )


def _multiline(each: dict[str, Any]) -> Multiline | None:
    """Return how lines join; filebeat's `negate: true, match: after` says that the pattern begins a record."""
    given = each.get("multiline")
    settings = given if isinstance(given, dict) else {}
    pattern = settings.get("pattern") or each.get("multiline.pattern")
    if not pattern:
        return None
    negate = settings.get("negate", each.get("multiline.negate", False))
    return Multiline(start=str(pattern), negate=not negate)


def _output(kind: str, settings: dict[str, Any], host: str, port: str, first: str) -> Output:
    words = {
        "host": host,
        "port": port,
        "index": str(settings.get("index") or ""),
        "topic": str(settings.get("topic") or ""),
    }
    if kind == "elasticsearch":
        words["pipeline"] = str(settings.get("pipeline") or "")
        words["index"] = index_name(re.sub(r"%\{\[([^\]]+)\]\}", r"%{\1}", words["index"]))
    if kind == "redis":
        words |= {
            "key": str(settings.get("key") or settings.get("index") or "filebeat"),
            "type": str(settings.get("datatype") or "list"),
            "index": "",
        }
    if kind == "kafka":
        hosts = settings.get("hosts") or ()
        listed = hosts if isinstance(hosts, list) else [hosts]
        words["brokers"] = ",".join(re.sub(r"^[^@/]*@", "", str(each)) for each in listed)
    if first.startswith("https") or settings.get("protocol") == "https" or "ssl" in settings or "tls" in settings:
        words["tls"] = "on"
    secrets = {_SECRET_WORDS[name]: f"{kind}_{name}" for name in settings if name in _CREDENTIALS}
    if "@" in first:
        secrets = {"user": f"{kind}_username", "password": f"{kind}_password", **secrets}
    return Output(kind=kind, settings={name: value for name, value in words.items() if value}, secrets=secrets)
