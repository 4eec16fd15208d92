"""statsd → an exporter on the same port, so that the application need not change."""

from __future__ import annotations

import re

from translator.plan.metrics import Inbox, Metrics
from translator.plan.reading.configuration import Configuration
from translator.plan.sidecars.base import metrics_collector


@metrics_collector("statsd")
def statsd(files: tuple[Configuration, ...]) -> Metrics:
    """Return the port that the legacy configuration names, 8125 without one."""
    found = [re.search(r"^\s*[\"']?port[\"']?\s*[:=]\s*(\d+)", file.text, re.MULTILINE) for file in files]
    port = next((int(match[1]) for match in reversed(found) if match), 8125)
    nodes = tuple(file.node for file in files)
    return Metrics(inboxes=(Inbox(kind="statsd", port=port),), nodes=nodes, directives=len(files))
