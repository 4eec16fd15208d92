"""Apache's Listen directives → the addresses it binds; ports.conf as the package brings it where it is not managed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, binds, texts
from translator.plan.machine import Machine

_LISTEN = re.compile(r"^\s*Listen\s+(\S+)(?:\s+(https))?", re.MULTILINE | re.IGNORECASE)
PACKAGED = "/etc/apache2/ports.conf"


@SCANNERS.register("apache")
def apache(machine: Machine, launch: Launch) -> Iterator[Bind]:
    for text in texts(machine, "/etc/apache2", "/etc/httpd"):
        for where, https in _LISTEN.findall(text):
            for bind in binds(where):
                yield Bind(bind.port, bind.host, bool(https) or bind.port == 443)
    if machine.platform.family == "debian" and machine.paths.get(PACKAGED) is None and _uses_packaged(machine):
        yield Bind(80)


def _uses_packaged(machine: Machine) -> bool:
    """Return whether the main file, managed or the package's, includes the package's ports.conf."""
    main = machine.file_text("/etc/apache2/apache2.conf")
    return main is None or "ports.conf" in main
