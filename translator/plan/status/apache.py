"""Apache: mod_status; where no site of the machine shows it for sure, a virtual host of its own on loopback.

before:  LoadPlugin apache, URL "http://localhost/server-status?auto", and sites that answer for every path
after:   /etc/apache2/conf-enabled/cook2image-status.conf: Listen 127.0.0.1:18081, a host with SetHandler server-status
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from translator.plan.listen.base import texts
from translator.plan.machine import Machine
from translator.plan.status.base import HEAD, PAGES, Added, StatusPage, free_port

PORT: Final = 18081
_NAME: Final = "cook2image-status.conf"
_HANDLER: Final = re.compile(r"<Location\s+\"?(/[^\s\">]*)\"?\s*>[^<]*SetHandler\s+\"?server-status", re.IGNORECASE)
_OWN: Final = re.compile(r"^Listen 127\.0\.0\.1:(\d+)\n<VirtualHost", re.MULTILINE)
_INCLUDE: Final = re.compile(r"^\s*Include(?:Optional)?\s+\"?([^\s\"]*\*[^\s\"]*)", re.MULTILINE | re.IGNORECASE)
_HOST: Final = """<IfModule !mod_status.c>
  LoadModule status_module {modules}/mod_status.so
</IfModule>
Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
  <Location "/server-status">
    SetHandler server-status
    Require all granted
  </Location>
</VirtualHost>
"""


def find(machine: Machine, asked: str) -> str:
    """Return the address of the added host, or the asked one when a managed file or the package's own shows it."""
    own = machine.file_text(next(_places(machine), ""))
    if own is not None and (found := _OWN.search(own)):
        return f"http://127.0.0.1:{found[1]}/server-status?auto"
    path = re.sub(r"^\w+://[^/]*|\?.*$", "", asked) or "/server-status"
    shown = {place for text in texts(machine, "/etc/apache2", "/etc/httpd") for place in _HANDLER.findall(text)}
    if path in shown or (path == "/server-status" and _packaged(machine)):
        return asked or "http://127.0.0.1/server-status?auto"
    return ""


def _packaged(machine: Machine) -> bool:
    """Return whether Debian's package shows it, as it does while nobody changes its modules or has sites of his own."""
    changed = any("/mods-enabled" in path or "/sites-" in path for path in machine.paths)
    main = machine.paths.get("/etc/apache2/apache2.conf")
    return machine.platform.family == "debian" and not changed and main is None


def make(machine: Machine) -> Added | str:
    """Return a virtual host of its own, in the first folder that the main file includes."""
    path = next(_places(machine), "")
    if not path:
        return "its main file includes no folder: show mod_status to 127.0.0.1 for the exporter"
    debian = machine.platform.family == "debian"
    modules = "/usr/lib/apache2/modules" if debian else "modules"
    text = HEAD + _HOST.format(modules=modules, port=free_port(machine, PORT))
    return Added(path=path, text=text, note="added: no host of Apache surely shows mod_status to its exporter")


def _places(machine: Machine) -> Iterator[str]:
    root = "/etc/apache2" if machine.platform.family == "debian" else "/etc/httpd"
    main = machine.file_text(f"{root}/apache2.conf" if root.endswith("2") else f"{root}/conf/httpd.conf")
    if main is None:
        yield f"{root}/conf-enabled/{_NAME}" if root.endswith("2") else f"{root}/conf.d/{_NAME}"
        return
    for pattern in _INCLUDE.findall(main):
        where = posixpath.join(root, pattern)
        folder = posixpath.dirname(where)
        if fnmatchcase(f"{folder}/{_NAME}", where) and not re.search("mods|modules", folder):
            yield f"{folder}/{_NAME}"


PAGES.add("apache", StatusPage(services=re.compile("apache2|httpd"), find=find, make=make))
