"""postgresql.conf → the addresses it binds; PostgreSQL's own default is localhost."""

from __future__ import annotations

from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, last, option, product, texts
from translator.plan.machine import Machine


@SCANNERS.register("postgresql")
def postgresql(machine: Machine, launch: Launch) -> Iterator[Bind]:
    found = tuple(texts(machine, "/etc/postgresql", "/var/lib/pgsql"))
    port = option(launch, "-p") or last(r"^\s*port\s*=?\s*'?(\d+)", *found) or "5432"
    quoted = last(r"^\s*listen_addresses\s*=?\s*'([^']*)'", *found)
    named = quoted or last(r"^\s*listen_addresses\s*=?\s*([\w.*:]+)", *found)
    hosts = tuple(host.strip() for host in (option(launch, "-h") or named or "localhost").split(","))
    if any("listen_addresses = ''" in text for text in found) and not named:
        return
    yield from product((int(port),), hosts)
