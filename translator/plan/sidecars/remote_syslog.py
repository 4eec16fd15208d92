"""remote_syslog and papertrail → log pipeline: log_files.yml's files, to its one destination.

before:  files: [/var/log/app.log, {path: /var/log/b.log, tag: b}]
         destination: {host: logs.papertrailapp.com, port: 1234, protocol: tls}
after:   Tail("/var/log/app.log", "app"), Tail("/var/log/b.log", "b"), Output(syslog, logs.papertrailapp.com:1234, tls)

Source: the README of remote_syslog2 0.21.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from translator.plan.pipeline import Condition, Filter, Output, Pipeline, Tail
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.documents import read_yaml
from translator.plan.sidecars.base import log_collector
from translator.plan.syslog import NOTICE, facility_number, severity_number

_USER = 1


@log_collector("remote_syslog")
def remote_syslog(files: tuple[Configuration, ...]) -> Pipeline:
    """Return the files that are followed and where they are sent."""
    tails: list[Tail] = []
    filters: list[Filter] = []
    outputs: list[Output] = []
    errors: list[Untranslated] = []
    for file in files:
        document = read_yaml(file, errors)
        if not isinstance(document, dict):
            continue
        found = tuple(_tails(document))
        tails.extend(found)
        filters.extend(_drops(document, found))
        outputs.extend(_outputs(document, found))
    return Pipeline(
        tails=tuple(tails),
        filters=tuple(filters),
        outputs=tuple(outputs),
        untranslated=tuple(errors),
        directives=len(tails) + len(filters) + len(outputs) + len(errors),
    )


def _tails(document: dict[str, Any]) -> Iterator[Tail]:
    numbers = {
        "facility": str(facility_number(str(document.get("facility", "")), _USER)),
        "severity": str(severity_number(str(document.get("severity", "")), NOTICE)),
    }
    excluded = tuple(f"*{pattern}*" for pattern in document.get("exclude_files") or ())
    for each in document.get("files") or ():
        path = str(each.get("path", "")) if isinstance(each, dict) else str(each)
        name = str(each["tag"]) if isinstance(each, dict) and each.get("tag") else _base(path)
        yield Tail(path=path, tag=name, fields={"appname": name, **numbers}, exclude=excluded)


def _base(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".log").replace("*", "all")


def _drops(document: dict[str, Any], tails: tuple[Tail, ...]) -> Iterator[Filter]:
    for pattern in document.get("exclude_patterns") or ():
        test = Condition(field="message", operator="regex", value=str(pattern))
        yield from (Filter(kind="drop", match=tail.tag, tests=(test,)) for tail in tails)


def _outputs(document: dict[str, Any], tails: tuple[Tail, ...]) -> Iterator[Output]:
    destination = document.get("destination")
    if not isinstance(destination, dict) or not destination.get("host"):
        return
    settings = {
        "host": str(destination["host"]),
        "port": str(destination.get("port", 514)),
        "protocol": str(destination.get("protocol", "udp")),
        "format": "rfc5424",
    }
    yield Output(kind="syslog", match=" ".join(tail.tag for tail in tails) or "*", settings=settings)
