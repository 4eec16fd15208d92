"""The listen lines of PHP-FPM's pools → the addresses it binds; Unix sockets are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, binds, texts
from translator.plan.machine import Machine

_LISTEN = re.compile(r"^\s*listen\s*=\s*(\S+)", re.MULTILINE)


@SCANNERS.register("php-fpm")
def php_fpm(machine: Machine, launch: Launch) -> Iterator[Bind]:
    for text in texts(machine, "/etc/php", "/etc/php-fpm.d", "/etc/php-fpm.conf"):
        for address in _LISTEN.findall(text):
            yield from binds(address)
