"""Checks from outside (nrpe, monit, sensu) → probes of the container, by the port that they look at.

before:  command[check_app]=/usr/lib/nagios/plugins/check_http -H 127.0.0.1 -p 9292 -u /health -w 2 -c 5
after:   HealthCheck(kind="http", port=9292, path="/health")
"""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterator

from translator.plan.model import HealthCheck
from translator.plan.sidecars.base import SIDECARS, Finding, Given

COMMAND = re.compile(r"(?:command\[\w+\]\s*=|\"command\"\s*:\s*\"|command:\s*)\s*(\S*check[-_]\w+[^\"\n]*)")
MONIT = re.compile(
    r"if\s+failed\s+(?:host\s+\S+\s+)?port\s+(\d+)(?:\s+(?:type\s+\w+\s+)?protocol\s+(\w+))?(?:.*?request\s+\"?([^\"\s]+))?",
    re.IGNORECASE,
)


@SIDECARS.register("nrpe")
def nrpe(given: Given) -> Finding:
    """Return the checks of HTTP and TCP ports; the others are reported as they are."""
    probes: dict[int, HealthCheck] = {}
    reasons: dict[int, str] = {}
    for node, text in given.files():
        found = [*_commands(text), *_monit(text)]
        for check in found:
            probes.setdefault(check.port, check)
        if found:
            ports = ", ".join(str(check.port) for check in found)
            reasons[node.index] = f"the check becomes the probe of the container that listens on port {ports}"
    return Finding(probes=probes, reasons=reasons)


def _commands(text: str) -> Iterator[HealthCheck]:
    for line in COMMAND.findall(text):
        try:
            words = shlex.split(line)
        except ValueError:
            continue
        plugin = words[0].rpartition("/")[2].replace("-", "_").removesuffix(".rb")
        options = {name: value for name, value in itertools.pairwise(words) if name.startswith("-")}
        secure = bool({"-S", "--ssl"} & set(words))
        port = (
            options.get("-p") or options.get("--port") or ("443" if secure else "80" if plugin == "check_http" else "")
        )
        if not port.isdigit():
            continue
        if plugin == "check_http":
            path = options.get("-u") or options.get("--url") or options.get("--uri") or "/"
            yield HealthCheck(kind="http", port=int(port), path=path, scheme="https" if secure else "http")
        elif plugin in ("check_tcp", "check_port", "check_ports"):
            yield HealthCheck(kind="tcp", port=int(port))


def _monit(text: str) -> Iterator[HealthCheck]:
    for port, protocol, request in MONIT.findall(text):
        if protocol.lower() in ("http", "https"):
            yield HealthCheck(kind="http", port=int(port), path=request or "/", scheme=protocol.lower())
        else:
            yield HealthCheck(kind="tcp", port=int(port))
