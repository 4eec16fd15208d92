"""The [mysqld] sections of MySQL's and MariaDB's managed files → the addresses it binds.

Debian's MariaDB package binds 127.0.0.1 in mariadb.conf.d/50-server.cnf, which its own my.cnf includes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, Bind, last, named_file, product, texts
from translator.plan.machine import Machine

_SECTIONS = re.compile(
    r"^\[(?:mysqld|server|mariadb|mariadbd|mysqld-[\d.]+|mariadb-[\d.]+)\]\s*$([^\[]*)", re.MULTILINE
)
PACKAGED = "/etc/mysql/mariadb.conf.d/50-server.cnf"


@SCANNERS.register("mysql")
def mysql(machine: Machine, launch: Launch) -> Iterator[Bind]:
    found = [
        section
        for text in texts(machine, "/etc/mysql", "/etc/my.cnf", "/etc/my.cnf.d")
        for section in _SECTIONS.findall(text)
    ]
    if re.search(r"^\s*skip[-_]networking(?!\s*=\s*(0|off|false))", "\n".join(found), re.MULTILINE):
        return
    port = named_file(launch, "--port", "-P") or last(r"^\s*port\s*=\s*(\d+)", *found) or "3306"
    host = named_file(launch, "--bind-address") or last(r"^\s*bind[-_]address\s*=\s*([^\s#]+)", *found)
    yield from product((int(port),), tuple(filter(None, (host or _packaged(machine)).split(","))))


def _packaged(machine: Machine) -> str:
    """Return the address of the package's own file where nothing managed stands in its way."""
    main = machine.file_text("/etc/mysql/my.cnf") or machine.file_text("/etc/mysql/mariadb.cnf")
    included = main is None or "mariadb.conf.d" in main
    own = machine.platform.family == "debian" and machine.paths.get(PACKAGED) is None
    return "127.0.0.1" if own and included else ""
