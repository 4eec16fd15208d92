"""The Connector elements of Tomcat's server.xml → the addresses it binds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, product
from translator.plan.machine import Machine
from translator.plan.tables.services import fill

_CONNECTOR = re.compile(r"<!--.*?-->|<Connector\b([^>]*)>", re.DOTALL)


@SCANNERS.register("tomcat")
def tomcat(machine: Machine, launch: Launch) -> Iterator[Bind]:
    bases = [launch.environment.get("CATALINA_BASE", ""), fill("/etc/{name}", launch.name, "")]
    for base in filter(None, bases):
        for path in (f"{base}/conf/server.xml", f"{base}/server.xml"):
            for text in _CONNECTOR.findall(machine.file_text(path) or ""):
                yield from _connector(text)


def _connector(text: str) -> Iterator[Bind]:
    values = dict(re.findall(r'\b(\w+)="([^"]*)"', text))
    if values.get("port", "").isdigit():
        tls = values.get("SSLEnabled") == "true" or values.get("scheme") == "https"
        host = values.get("address", "")
        ajp = values.get("protocol", "").upper().startswith("AJP") or ".ajp." in values.get("protocol", "")
        yield from product((int(values["port"]),), (host or ("localhost" if ajp else ""),), tls)
