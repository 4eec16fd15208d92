"""HAProxy speaks to Prometheus itself: a frontend with its own exporter, in a second file that it is started with.

before:  [[inputs.haproxy]]   beside   haproxy -W -db -f /etc/haproxy/haproxy.cfg
after:   haproxy … -f /etc/haproxy/cook2image-metrics.cfg   with   http-request use-service prometheus-exporter

Source: HAProxy 2.6's addons/promex/README; Debian builds it in since bullseye, Ubuntu since jammy.
"""

from __future__ import annotations

import re
from typing import Final

from translator.plan.listen.base import texts
from translator.plan.machine import Machine
from translator.plan.status.base import HEAD, PAGES, Added, StatusPage, free_port

PATH: Final = "/etc/haproxy/cook2image-metrics.cfg"
PORT: Final = 8405
_TOO_OLD: Final = frozenset(("debian-9", "debian-10", "ubuntu-18.04", "ubuntu-20.04"))
_SECTION: Final = re.compile(r"^(?:frontend|listen)\b.*(?:\n(?!\S).*)*", re.MULTILINE)
_BIND: Final = re.compile(r"^\s+bind\s+\S*?:(\d+)\b", re.MULTILINE)
_FRONTEND: Final = """frontend cook2image-metrics
  bind :{port}
  mode http
  timeout client 10s
  http-request use-service prometheus-exporter if {{ path /metrics }}
  no log
"""


def port(machine: Machine) -> int:
    """Return the port of a frontend that uses the exporter service, 0 without one."""
    for text in texts(machine, "/etc/haproxy"):
        for section in _SECTION.findall(text):
            if "prometheus-exporter" in section and (bound := _BIND.search(section)):
                return int(bound[1])
    return 0


def find(machine: Machine, asked: str) -> str:
    found = port(machine)
    return f"http://127.0.0.1:{found}/metrics" if found else ""


def make(machine: Machine) -> Added | str:
    """Return a frontend for it; only where the distribution builds the exporter in."""
    platform = f"{machine.platform.name}-{machine.platform.version}"
    if machine.platform.family != "debian" or platform in _TOO_OLD:
        return "whether its package has the exporter built in is not known: add a frontend with the service, or its statistics page"
    text = HEAD + _FRONTEND.format(port=free_port(machine, PORT))
    return Added(path=PATH, text=text, note="added: HAProxy tells Prometheus its numbers itself")


def arguments(machine: Machine) -> tuple[str, ...]:
    return ("-f", PATH) if machine.file_text(PATH) is not None else ()


PAGES.add("haproxy", StatusPage(services=re.compile("haproxy"), find=find, make=make, port=port, arguments=arguments))
