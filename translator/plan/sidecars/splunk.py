"""Splunk's universal forwarder → log pipeline: monitor stanzas of inputs.conf, the servers of outputs.conf.

before:  [monitor:///var/log/app.log]
         sourcetype = app
         index = main
after:   Tail("/var/log/app.log", "app", {"sourcetype": "app", "index": "main"})

The forwarder's own protocol (port 9997) is spoken by Splunk alone: the HTTP event collector takes its place and its
token is a secret. Source: Splunk's inputs.conf.spec and outputs.conf.spec, 9.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.pipeline import Listen, Output, Pipeline, Tail
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.ini import IniSection, read
from translator.plan.sidecars.base import log_collector

_HEC_PORT = "8088"


@log_collector("splunk")
def splunk(files: tuple[Configuration, ...]) -> Pipeline:
    """Return what the forwarder monitors and where it sends it."""
    tails: list[Tail] = []
    listens: list[Listen] = []
    outputs: list[Output] = []
    refused: list[Untranslated] = []
    directives = 0
    for file in files:
        if not file.path.endswith(("inputs.conf", "outputs.conf")):
            continue
        ini = read(file)
        refused.extend(ini.errors)
        directives += len(ini.sections)
        for section in ini.sections:
            tails.extend(_tails(section))
            listens.extend(_listens(section))
            outputs.extend(_outputs(section, file, refused))
            if section.name.startswith(("script://", "fifo://", "batch://", "WinEventLog")):
                refused.append(_untranslated(file, section, "this kind of input has no counterpart"))
    return Pipeline(
        tails=tuple(tails),
        listens=tuple(listens),
        outputs=tuple(outputs),
        untranslated=tuple(refused),
        directives=directives,
    )


def _untranslated(file: Configuration, section: IniSection, reason: str) -> Untranslated:
    return Untranslated(path=file.path, line=section.line, text=f"[{section.name}]", reason=reason)


def _tails(section: IniSection) -> Iterator[Tail]:
    settings = section.settings
    if not section.name.startswith("monitor://") or settings.get("disabled", "").lower() in ("1", "true"):
        return
    path = section.name.removeprefix("monitor://").replace("...", "*")
    fields = {name: settings[name] for name in ("sourcetype", "index", "source", "host") if settings.get(name)}
    folder = not re.search(r"[.*][^/]*$", path)
    name = fields.get("sourcetype") or path.rstrip("/").rpartition("/")[2].removesuffix(".log").replace("*", "all")
    yield Tail(path=f"{path.rstrip('/')}/*" if folder else path, tag=name, fields=fields)


def _listens(section: IniSection) -> Iterator[Listen]:
    match = re.fullmatch(r"(tcp|udp)://(?:.*:)?(\d+)", section.name)
    if match:
        yield Listen(
            kind=match[1], port=int(match[2]), protocol=match[1], tag=section.settings.get("sourcetype", match[1])
        )


def _outputs(section: IniSection, file: Configuration, refused: list[Untranslated]) -> Iterator[Output]:
    server = section.settings.get("server", "")
    if not section.name.startswith("tcpout:") or not server:
        return
    host, _, port = server.partition(",")[0].strip().partition(":")
    reason = (
        f"Splunk's own protocol to port {port or '9997'} is replaced by its HTTP event collector on port {_HEC_PORT}"
    )
    refused.append(_untranslated(file, section, reason))
    yield Output(
        kind="splunk", settings={"host": host, "port": _HEC_PORT, "tls": "on"}, secrets={"token": "splunk_token"}
    )
