"""Puma's configuration file → the addresses that its bind and port lines name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, binds, named_file
from translator.plan.machine import Machine

_LINE = re.compile(r"""^\s*(?:bind|port)[\s(]+['"]?([^'"\s,)]+)['"]?(?:\s*,\s*['"]([^'"]+)['"])?""", re.MULTILINE)


@SCANNERS.register("puma")
def puma(machine: Machine, launch: Launch) -> Iterator[Bind]:
    text = machine.file_text(named_file(launch, "-C", "--config")) or ""
    for address, host in _LINE.findall(text):
        yield from binds(f"{host}:{address}" if host and address.isdigit() else address)
