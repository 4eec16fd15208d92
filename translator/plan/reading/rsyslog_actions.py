"""rsyslog's actions → outputs: each becomes an Output, or the reason why it becomes none ("" needs no saying).

before:  @@(o)logs.example.com:514;Template        action(type="omelasticsearch" server="es" searchindex="logs")
after:   Output(syslog, tcp, logs.example.com:514) Output(elasticsearch, es:9200, index logs)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from translator.plan.pipeline import Output
from translator.plan.reading.rsyslog import Object

_HOST: Final = re.compile(r"(@@?)(?:\(([^)]*)\))?(\[[0-9a-fA-F:]+\]|[\w.-]+|\$\{\w+\})(?::(\d+))?(?:;(\S+))?")


def short_form(text: str) -> Output | str:
    """Return what the short form of an action (`@host`, `-/path`, `user`) becomes."""
    if match := _HOST.match(text):
        signs, _, host, port, template = match.groups()
        return _syslog(host.strip("[]"), port or "514", "tcp" if signs == "@@" else "udp", template or "")
    if text.startswith(":omrelp:"):
        host, _, port = text[8:].partition(";")[0].partition(":")
        return _relp(host, port)
    if text.startswith(("/dev/", "|", "*", ":omusrmsg:")) or re.fullmatch(r"[a-z_][\w,-]*", text):
        return "a console, a pipe or a user's terminal, which a container has not"
    if text.startswith(("/", "-", "?")):
        path, _, template = text.lstrip("-?").partition(";")
        return Output(kind="file", settings={"path": path, **({"template": template} if template else {})})
    return "this kind of output has no counterpart"


def long_form(each: Object) -> Output | str:
    """Return what an `action(type=…)` becomes."""
    make = _OUTPUTS.get(each.text("type"))
    return make(each) if make else "this kind of output has no counterpart"


def _omfwd(each: Object) -> Output | str:
    if not each.text("target"):
        return "it names no target"
    made = _syslog(
        each.text("target"), each.text("port") or "514", each.text("protocol").lower() or "udp", each.text("template")
    )
    tls = {"tls": "on"} if each.text("streamdriver", "streamdrivermode") not in ("", "0", "ptcp") else {}
    return replace(made, settings={**made.settings, **tls})


def _omfile(each: Object) -> Output | str:
    template = {"template": each.text("template")} if each.text("template") else {}
    return Output(kind="file", settings={"path": each.text("file", "dynafile"), **template})


def _omelasticsearch(each: Object) -> Output | str:
    server = re.sub(r"^https?://", "", each.text("server").partition(",")[0])
    host, _, port = server.partition(":")
    settings = {
        "host": host or "localhost",
        "port": port or each.text("serverport") or "9200",
        **({"index": each.text("searchindex")} if each.text("searchindex") else {}),
        **({"tls": "on"} if each.text("usehttps") == "on" or each.text("server").startswith("https") else {}),
    }
    secrets = {"user": "elasticsearch_user", "password": "elasticsearch_password"} if each.text("pwd") else {}
    return Output(kind="elasticsearch", settings=settings, secrets=secrets)


def _omkafka(each: Object) -> Output | str:
    return Output(kind="kafka", settings={"brokers": each.text("broker"), "topic": each.text("topic")})


def _relp(host: str, port: str) -> Output | str:
    return (
        f"RELP to {host}:{port or '2514'} is spoken by rsyslog alone; send it as TCP syslog or keep rsyslog's renderer"
    )


def _syslog(host: str, port: str, protocol: str, template: str = "") -> Output:
    settings = {"host": host, "port": port, "protocol": protocol}
    return Output(kind="syslog", settings={**settings, **({"template": template} if template else {})})


_OUTPUTS: Final[dict[str, Callable[[Object], Output | str]]] = {
    "omfwd": _omfwd,
    "omfile": _omfile,
    "omelasticsearch": _omelasticsearch,
    "omkafka": _omkafka,
    "omrelp": lambda each: _relp(each.text("target"), each.text("port")),
    "omusrmsg": lambda each: "a user's terminal, which a container has not",
}
