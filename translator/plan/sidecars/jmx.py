"""collectd's GenericJMX connections → one jmx_exporter with the same beans."""

from __future__ import annotations

import re

from translator.plan.model import Sidecar
from translator.plan.sidecars.base import Given
from translator.plan.tables.collectors import PORTS, collector_image

BEAN = re.compile(r"<MBean\s+\"?([^\">]+)\"?>(.*?)</MBean>", re.DOTALL)
URL = re.compile(r"^\s*ServiceURL\s+\"([^\"]+)\"", re.MULTILINE)
CONFIG = "/etc/jmx-exporter/config.yaml"


def jmx_exporter(given: Given, text: str) -> Sidecar:
    """Return the sidecar that reads the beans of a GenericJMX plugin over the same JMX address."""
    address = URL.search(text)
    lines = [f"jmxUrl: {address[1] if address else 'service:jmx:rmi:///jndi/rmi://127.0.0.1:9010/jmxrmi'}"]
    lines += ["lowercaseOutputName: true", "includeObjectNames:"]
    lines += [f'  - "{name}"' for name in dict.fromkeys(_names(text))]
    lines += ["rules:", "  - pattern: '.*'"]
    return Sidecar(
        name="jmx-exporter",
        kind="metrics",
        image=collector_image("jmx", given.machine.settings),
        command=(str(PORTS["jmx"]), CONFIG),
        files=((CONFIG, "\n".join(lines) + "\n"),),
        ports=(PORTS["jmx"],),
        origins=given.origins(),
        reason="it reads over JMX the beans that collectd's GenericJMX plugin read",
    )


def _names(text: str) -> list[str]:
    found = [re.search(r"ObjectName\s+\"([^\"]+)\"", inside) for _, inside in BEAN.findall(text)]
    return [match[1] for match in found if match]
