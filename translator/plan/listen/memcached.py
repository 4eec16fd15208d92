"""memcached's options, on the command line or in the file that Debian's wrapper reads → the addresses it binds."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, option, product
from translator.plan.machine import Machine


@SCANNERS.register("memcached")
def memcached(machine: Machine, launch: Launch) -> Iterator[Bind]:
    whole = replace(launch, command=(*launch.command, *_file_options(machine, launch)))
    if option(whole, "-s", "--unix-socket"):
        return
    hosts = tuple(host.strip().removeprefix("tcp:") for host in option(whole, "-l", "--listen").split(",") if host)
    port = option(whole, "-p", "--port") or "11211"
    yield from product((int(port),) if port.isdigit() and port != "0" else (), hosts)


def _file_options(machine: Machine, launch: Launch) -> Iterator[str]:
    """Yield the words of the configuration file when the wrapper that reads it starts the program."""
    path = next((word for word in launch.command if word.endswith("memcached.conf")), "")
    text = machine.file_text(path) if path else ""
    for line in (DEFAULT if text is None else text).splitlines():
        if re.match(r"\s*-", line):
            yield from shlex.split(line, comments=True)


DEFAULT = "-m 64\n-p 11211\n-u memcache\n-l 127.0.0.1\n"
"""What /etc/memcached.conf of Debian's package says. Source: memcached 1.6.18-1 of Debian 12."""
