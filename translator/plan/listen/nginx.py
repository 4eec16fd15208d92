"""nginx's server blocks → the addresses they listen on."""

from __future__ import annotations

from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, binds
from translator.plan.machine import Machine
from translator.plan.nginx_conf import listens, servers


@SCANNERS.register("nginx")
def nginx(machine: Machine, launch: Launch) -> Iterator[Bind]:
    for server in servers(machine):
        for address, *options in listens(server):
            bare = address if address[-1:].isdigit() else f"{address}:80"
            tls = "ssl" in options or server.words_of("ssl") == ("on",)
            for bind in binds(bare):
                yield Bind(bind.port, bind.host, tls)
