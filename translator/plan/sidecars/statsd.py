"""statsd → a statsd exporter on the same port, so that the application need not change."""

from __future__ import annotations

import re
from dataclasses import replace

from translator.plan.sidecars.base import SIDECARS, Finding, Given, exporter


@SIDECARS.register("statsd")
def statsd(given: Given) -> Finding:
    """Return the exporter; its UDP port is the one of the legacy configuration, 8125 without one."""
    port = 8125
    for _, text in given.files():
        match = re.search(r"^\s*[\"']?port[\"']?\s*[:=]\s*(\d+)", text, re.MULTILINE)
        port = int(match[1]) if match else port
    sidecar = exporter(given, "statsd", (f"--statsd.listen-udp=:{port}", f"--statsd.listen-tcp=:{port}"))
    reason = f"it takes the application's counters on port {port} and gives them to Prometheus"
    return Finding(sidecars=(replace(sidecar, udp_ports=(port,), reason=reason),))
