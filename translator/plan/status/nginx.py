"""nginx: a location with stub_status; where none is served in the clear, a server of its own on loopback.

before:  LoadPlugin nginx, URL "http://localhost/nginx_status", and no such location
after:   /etc/nginx/conf.d/cook2image-status.conf: server { listen 127.0.0.1:18080; location = /stub_status {…} }
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import urlsplit

from translator.plan.listen.base import binds
from translator.plan.machine import Machine
from translator.plan.nginx_conf import MAIN, Directive, listens, parse, servers
from translator.plan.status.base import HEAD, PAGES, Added, StatusPage, free_port

PORT: Final = 18080
_NAME: Final = "cook2image-status.conf"
_SERVER: Final = """server {{
  listen 127.0.0.1:{port};
  access_log off;
  location = /stub_status {{
    stub_status;
  }}
}}
"""


def find(machine: Machine, asked: str) -> str:
    """Return the address that was asked when it is served, else the first that is."""
    served = list(_served(machine))
    if asked and _place(asked) in served:
        return asked
    return next((f"http://127.0.0.1:{port}{path}" for port, path in served), "")


def _place(address: str) -> tuple[int, str]:
    """Return the port and path of an address, (0, "") for what is none."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        return parts.port or 80, parts.path or "/"
    except ValueError:
        return 0, ""


def _served(machine: Machine) -> Iterator[tuple[int, str]]:
    """Yield (port, path) of every location with stub_status that is reached without TLS."""
    for server in servers(machine):
        ports = [bind.port for words in listens(server) if "ssl" not in words for bind in binds(words[0])]
        for location in server.all("location"):
            path = location.words[-1] if location.words else ""
            if path.startswith("/") and any(each.name == "stub_status" for each in location.block):
                yield from ((port, path) for port in ports)


def make(machine: Machine) -> Added | str:
    """Return a server of its own, in the first folder that the main file includes."""
    path = next(_places(machine), "")
    if not path:
        return f"{MAIN} includes no folder: give a server of it a location with stub_status for the exporter"
    text = HEAD + _SERVER.format(port=free_port(machine, PORT))
    return Added(path=path, text=text, note="added: no location of nginx had stub_status for its exporter")


def _places(machine: Machine) -> Iterator[str]:
    main = machine.file_text(MAIN)
    if main is None:
        yield f"/etc/nginx/conf.d/{_NAME}"
        return
    for pattern in _includes(parse(main)):
        where = posixpath.join("/etc/nginx", pattern)
        names = (_NAME, _NAME.removesuffix(".conf"))
        folder = posixpath.dirname(where)
        yield from (f"{folder}/{name}" for name in names if fnmatchcase(f"{folder}/{name}", where))


def _includes(top: tuple[Directive, ...]) -> Iterator[str]:
    for block in (each.block for each in top if each.name == "http"):
        yield from (each.words[0] for each in block if each.name == "include" and each.words)


PAGES.add("nginx", StatusPage(services=re.compile("nginx"), find=find, make=make))
