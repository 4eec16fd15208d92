"""PHP-FPM: a pool's pm.status_path; where the pool has none, the same pool's section once more in a file of its own.

before:  [[inputs.phpfpm]] urls = ["fcgi://127.0.0.1:9000/status"]   and   [www] without pm.status_path
after:   /etc/php/8.2/fpm/pool.d/zz-cook2image-status.conf: [www] pm.status_path = /status

Source: PHP's manual, FPM configuration; php_fpm-exporter's README for how its addresses are written.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from translator.graph.nodes import File
from translator.plan.machine import Machine, sample_text
from translator.plan.status.base import PAGES, Added, StatusPage

_NAME: Final = "zz-cook2image-status.conf"
_POOL: Final = re.compile(r"^\[([^\]]+)\]", re.MULTILINE)
_LISTEN: Final = re.compile(r"^\s*listen\s*=\s*(\S+)", re.MULTILINE)
_PATH: Final = re.compile(r"^\s*pm\.status_path\s*=\s*(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Pool:
    """What a pool's file says: its name, where it listens, the path of its status page, "" where it says nothing."""

    file: str
    name: str
    listen: str
    status: str


def _pools(machine: Machine) -> Iterator[_Pool]:
    for node in machine.files_below("/etc/php", "/etc/php-fpm.d", "/etc/php5"):
        text = sample_text(node.content) or "" if isinstance(node, File) else ""
        names = [name for name in _POOL.findall(text) if name != "global"]
        if names and ("pool.d" in node.path or "php-fpm.d" in node.path):
            listen, status = _LISTEN.search(text), _PATH.search(text)
            yield _Pool(node.path, names[0], listen[1] if listen else "", status[1] if status else "")


def find(machine: Machine, asked: str) -> str:
    """Return the address of a pool that shows its status, as the exporter writes it."""
    pools = list(_pools(machine))
    shown = {pool.name: pool.status for pool in pools if pool.status}
    for pool in pools:
        if pool.listen and pool.name in shown:
            return _address(pool.listen, shown[pool.name])
    return ""


def _address(listen: str, path: str) -> str:
    """Return tcp://127.0.0.1:9000/status, or unix:///run/php.sock;/status."""
    if listen.startswith("/"):
        return f"unix://{listen};{path}"
    port = listen.rpartition(":")[2]
    return f"tcp://127.0.0.1:{port}{path}"


def make(machine: Machine) -> Added | str:
    """Return the first managed pool's section with the directive."""
    pool = next((each for each in _pools(machine) if each.listen), None)
    if pool is None:
        return "no pool of it is managed: give one pm.status_path = /status for the exporter"
    path = posixpath.join(posixpath.dirname(pool.file), _NAME)
    text = f"; Added by cook2image: the exporter asks here.\n[{pool.name}]\npm.status_path = /status\n"
    return Added(path=path, text=text, note=f"added: the pool {pool.name} had no pm.status_path for its exporter")


PAGES.add("php-fpm", StatusPage(services=re.compile(r"php[\d.]*-fpm"), find=find, make=make))
