"""logstash-forwarder and beaver → log pipeline: the files they follow; both speak to logstash in a protocol of their own.

before:  {"network": {"servers": ["ls:5043"]}, "files": [{"paths": ["/var/log/a.log"], "fields": {"type": "a"}}]}
after:   Tail("/var/log/a.log", "a", {"type": "a"})

Source: the READMEs of logstash-forwarder 0.4 and beaver 36.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from translator.plan.pipeline import Output, Pipeline, Tail
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.documents import read_json
from translator.plan.reading.ini import IniSection, read
from translator.plan.sidecars.base import log_collector

_COMMENT: Final = re.compile(r"^\s*#.*$", re.MULTILINE)


@log_collector("logstash_forwarder")
def logstash_forwarder(files: tuple[Configuration, ...]) -> Pipeline:
    """Return the files that are followed."""
    tails: list[Tail] = []
    outputs: list[Output] = []
    refused: list[Untranslated] = []
    for file in files:
        if file.text.lstrip().startswith("{"):
            tails.extend(_of_json(file, refused))
        else:
            ini = read(file)
            refused.extend(ini.errors)
            for section in ini.sections:
                tails.extend(_beaver_tails(section))
                outputs.extend(_beaver_outputs(section))
    return Pipeline(
        tails=tuple(tails),
        outputs=tuple(outputs),
        untranslated=tuple(refused),
        directives=len(tails) + len(outputs) + len(refused),
    )


def _of_json(file: Configuration, refused: list[Untranslated]) -> Iterator[Tail]:
    text = _COMMENT.sub("", file.text)
    document = read_json(replace(file, text=text), refused)
    if not isinstance(document, dict):
        return
    servers = (document.get("network") or {}).get("servers") or ()
    if servers:
        at = text[: text.find('"servers"')].count("\n") + 1
        reason = "logstash takes this shipper's own protocol there; records go to stdout instead"
        refused.append(Untranslated(path=file.path, line=at, text=f"servers {', '.join(servers)}", reason=reason))
    for each in document.get("files") or ():
        fields = {str(name): str(value) for name, value in (each.get("fields") or {}).items()}
        for path in each.get("paths") or ():
            if path != "-":
                yield Tail(path=path, tag=fields.get("type") or _base(path), fields=fields)


def _base(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".log").replace("*", "all")


def _beaver_tails(section: IniSection) -> Iterator[Tail]:
    if section.name.startswith("/"):
        kind, tags = section.settings.get("type", ""), section.settings.get("tags", "")
        fields = {**({"type": kind} if kind else {}), **({"tags": tags} if tags else {})}
        yield Tail(path=section.name, tag=kind or _base(section.name), fields=fields)


def _beaver_outputs(section: IniSection) -> Iterator[Output]:
    settings = section.settings
    if section.name != "beaver":
        return
    if settings.get("kafka_hosts"):
        yield Output(
            kind="kafka", settings={"brokers": settings["kafka_hosts"], "topic": settings.get("kafka_topic", "logs")}
        )
    if settings.get("tcp_host"):
        yield Output(kind="tcp", settings={"host": settings["tcp_host"], "port": settings.get("tcp_port", "9999")})
