"""redis.conf and redis-server's own options → the addresses it binds; without a bind line, every address."""

from __future__ import annotations

from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, last, named_file, product
from translator.plan.machine import Machine

SENTINEL = 26379
PACKAGED = "bind 127.0.0.1 -::1\nport 6379\n"
"""What the package's own file says. Source: redis-server 7.0.15 of Debian 12, redis 6.2 of Rocky 9."""


@SCANNERS.register("redis")
def redis(machine: Machine, launch: Launch) -> Iterator[Bind]:
    sentinel = "--sentinel" in launch.command or launch.command[0].endswith("redis-sentinel")
    path = _copied(launch) or next((word for word in launch.command[1:] if word.endswith(".conf")), "")
    managed = machine.file_text(path) if path else ""
    text = ("" if sentinel else PACKAGED) if managed is None else managed
    port = named_file(launch, "--port") or last(r"^\s*port\s+(\d+)", text) or str(SENTINEL if sentinel else 6379)
    bound = named_file(launch, "--bind") or last(r"^\s*bind\s+([^\n#]+)", text)
    hosts = tuple(host.strip("\"'").lstrip("-") for host in bound.split())
    yield from product((int(port),) if port != "0" else (), hosts)
    secure = last(r"^\s*tls-port\s+(\d+)", text)
    yield from product((int(secure),) if secure not in ("", "0") else (), hosts, tls=True)


def _copied(launch: Launch) -> str:
    """Return the file that the start copies to where a sentinel may write."""
    found = [line.split()[1] for line in launch.prepare if line.startswith("cp ") and len(line.split()) == 3]
    return found[0] if found else ""
