"""HAProxy's bind lines, and the addresses that old `listen NAME ADDRESS` lines carry → the addresses it binds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, binds, named_file
from translator.plan.machine import Machine, sample_text

_BIND = re.compile(r"^\s*(?:bind|listen\s+\S+)[ \t]+([^\s#]+)([^\n#]*)", re.MULTILINE)


@SCANNERS.register("haproxy")
def haproxy(machine: Machine, launch: Launch) -> Iterator[Bind]:
    path = named_file(launch, "-f") or "/etc/haproxy/haproxy.cfg"
    for file in machine.files_below(path):
        for addresses, options in _BIND.findall(sample_text(file.content) or ""):
            for each in addresses.split(","):
                yield from binds(each.removeprefix("ipv4@").removeprefix("ipv6@"), " ssl" in f" {options}")
