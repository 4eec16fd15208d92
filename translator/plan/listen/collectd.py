"""collectd's network plugin → the UDP ports on which it takes in what others send; without a Listen it opens none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import UDP_SCANNERS, texts
from translator.plan.machine import Machine

_NETWORK = re.compile(r"^\s*<Plugin\s+\"?network\"?\s*>(.*?)^\s*</Plugin>", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_LISTEN = re.compile(r"^\s*<?Listen\s+\"?([^\s\">]+)\"?(?:\s+\"?(\w+)\"?)?", re.MULTILINE | re.IGNORECASE)


@UDP_SCANNERS.register("collectd")
def collectd(machine: Machine, launch: Launch) -> Iterator[int]:
    for text in texts(machine, "/etc/collectd", "/etc/collectd.conf", "/etc/collectd.d"):
        for section in _NETWORK.findall(text):
            for _, port in _LISTEN.findall(section):
                yield int(port) if port.isdigit() else 25826
