"""rsyslog → log pipeline: imfile inputs in both syntaxes, forwarding by omfwd, @host and @@host.

before:  input(type="imfile" File="/var/log/app.log" Tag="app:" Facility="local3")
         *.* @@logs.example.com:514
after:   Tail("/var/log/app.log", "app", facility 19, severity 5), Output(syslog, logs.example.com:514 tcp)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.pipeline import Output, Pipeline, Tail
from translator.plan.sidecars.base import SIDECARS, Finding, Given

FACILITIES = (
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit",
    "alert", "clock", *(f"local{number}" for number in range(8)),
)  # fmt: skip
SEVERITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
BLOCK = re.compile(r"\b(input|action|module|ruleset)\s*\(((?:\"[^\"]*\"|[^\")])*)\)", re.IGNORECASE)
PARAMETER = re.compile(r"([\w.]+)\s*=\s*\"([^\"]*)\"")
LEGACY = re.compile(
    r"^\s*\$(InputFileName|InputFileTag|InputFileFacility|InputFileSeverity|InputRunFileMonitor)\b[ \t]*(.*)$",
    re.MULTILINE,
)
FORWARD = re.compile(r"^\s*([\w*.,;!=-]+)\s+(@@?)(?:\([^)]*\))?([\w.-]+|\[[0-9a-fA-F:]+\])(?::(\d+))?", re.MULTILINE)


@SIDECARS.register("rsyslog")
def rsyslog(given: Given) -> Finding:
    """Return what rsyslog's files read and where they send it."""
    tails: list[Tail] = []
    outputs: list[Output] = []
    used: list[int] = []
    for node, text in given.files():
        bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        tails.extend(_inputs(bare))
        tails.extend(_legacy_inputs(bare))
        outputs.extend(_outputs(bare))
        used.append(node.index)
    pipeline = Pipeline(tails=tuple(tails), outputs=tuple(outputs), origins=given.origins(), nodes=tuple(used))
    return Finding(pipeline=pipeline)


def _parameters(text: str) -> dict[str, str]:
    return {name.lower(): value for name, value in PARAMETER.findall(text)}


def _inputs(text: str) -> Iterator[Tail]:
    for kind, inside in BLOCK.findall(text):
        values = _parameters(inside)
        if kind.lower() == "input" and values.get("type") == "imfile" and "file" in values:
            yield _tail(values["file"], values.get("tag", ""), values.get("facility", ""), values.get("severity", ""))


def _legacy_inputs(text: str) -> Iterator[Tail]:
    values: dict[str, str] = {}
    for name, value in LEGACY.findall(text):
        if name == "InputRunFileMonitor":
            if "InputFileName" in values:
                yield _legacy_tail(values)
            values = {}
        else:
            values[name] = value.strip().strip('"')
    if "InputFileName" in values:
        yield _legacy_tail(values)


def _legacy_tail(values: dict[str, str]) -> Tail:
    facility, severity = values.get("InputFileFacility", ""), values.get("InputFileSeverity", "")
    return _tail(values["InputFileName"], values.get("InputFileTag", ""), facility, severity)


def _tail(path: str, tag: str, facility: str, severity: str) -> Tail:
    """Return one followed file; rsyslog's own defaults are local0 and notice."""
    name = tag.rstrip(":").strip() or path.rpartition("/")[2].removesuffix(".log")
    numbers = {"facility": _number(FACILITIES, facility, 16), "severity": _number(SEVERITIES, severity, 5)}
    return Tail(path=path, tag=name.replace(" ", "-"), fields={"appname": name, **numbers})


def _number(names: tuple[str, ...], text: str, default: int) -> str:
    word = {"warn": "warning", "error": "err", "panic": "emerg"}.get(text.lower(), text.lower())
    if text.isdigit():
        return text
    return str(names.index(word) if word in names else default)


def _outputs(text: str) -> Iterator[Output]:
    for kind, inside in BLOCK.findall(text):
        values = _parameters(inside)
        if kind.lower() == "action" and values.get("type") == "omfwd" and "target" in values:
            yield _syslog(values["target"], values.get("port", "514"), values.get("protocol", "udp").lower())
    for _, signs, host, port in FORWARD.findall(text):
        yield _syslog(host.strip("[]"), port or "514", "tcp" if signs == "@@" else "udp")


def _syslog(host: str, port: str, protocol: str) -> Output:
    return Output(kind="syslog", settings={"host": host, "port": port, "protocol": protocol})
