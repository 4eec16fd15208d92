"""memcached's options → the addresses it binds."""

from __future__ import annotations

from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, option, product
from translator.plan.machine import Machine


@SCANNERS.register("memcached")
def memcached(machine: Machine, launch: Launch) -> Iterator[Bind]:
    if option(launch, "-s", "--unix-socket"):
        return
    hosts = tuple(host.strip().removeprefix("tcp:") for host in option(launch, "-l", "--listen").split(",") if host)
    port = option(launch, "-p", "--port") or "11211"
    yield from product((int(port),) if port.isdigit() and port != "0" else (), hosts)
