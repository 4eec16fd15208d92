"""A local carbon relay → a graphite exporter on the same port, so that the application need not change.

before:  /etc/carbon/carbon.conf: [relay]\\nLINE_RECEIVER_PORT = 2013
         /etc/carbon-c-relay.conf: listen type linemode 2003 proto tcp;
after:   Inbox(kind="graphite", port=2013), Inbox(kind="graphite", port=2003)

Where it relayed to is not carried over: metrics are scraped from now on. Source: carbon 1.1's carbon.conf.example; the README of
carbon-c-relay 3.7.
"""

from __future__ import annotations

import re
from typing import Final

from translator.plan.metrics import Inbox, Metrics
from translator.plan.reading.configuration import Configuration, Untranslated, shown
from translator.plan.reading.ini import read
from translator.plan.sidecars.base import metrics_collector

_LISTEN: Final = re.compile(r"\blinemode\b[^;]*?\b(\d{2,5})\s+proto\s+tcp")
_CLUSTER: Final = re.compile(r"^\s*(cluster\s+\S+|match\s+\S+|rewrite\s+\S+|aggregate\s+\S+)", re.MULTILINE)


@metrics_collector("carbon")
def carbon(files: tuple[Configuration, ...]) -> Metrics:
    """Return the ports on which the relay takes graphite's lines."""
    ports: dict[int, int] = {}
    refused: list[Untranslated] = []
    directives = 0
    for file in files:
        if "c-relay" in file.path:
            found = [int(port) for port in _LISTEN.findall(file.text)] or [2003]
            for match in _CLUSTER.finditer(file.text):
                directives += 1
                line = file.text.count("\n", 0, match.start(1)) + 1
                reason = "metrics are scraped from now on; nothing is sent on"
                refused.append(Untranslated(path=file.path, line=line, text=shown(match[1]), reason=reason))
        elif file.path.endswith("carbon.conf"):
            ini = read(file)
            directives += len(ini.sections)
            refused.extend(ini.errors)
            given = (each.settings.get("line_receiver_port", "") for each in ini.sections)
            found = [int(port) for port in given if port.isdigit()] or [2003]
        else:
            continue
        directives += len(found)
        ports.update(dict.fromkeys(found, file.node))
    first = dict.fromkeys(sorted(ports)[:1])
    others = sorted(set(ports) - set(first))
    reason = "one exporter takes graphite's lines on one port; have the application send there"
    refused.extend(Untranslated(path=files[-1].path, line=1, text=f"port {port}", reason=reason) for port in others)
    inboxes = tuple(Inbox(kind="graphite", port=port) for port in first)
    return Metrics(
        inboxes=inboxes, nodes=tuple(dict.fromkeys(ports.values())), untranslated=tuple(refused), directives=directives
    )
