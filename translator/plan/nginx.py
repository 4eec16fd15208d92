"""nginx's managed sites → the path at which a port answers with success, for health checks.

before:  server { listen 80; root /var/www/html; index index.html; }   on Debian, with no index.html managed
after:   "/index.nginx-debian.html", the page that the package puts there
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.machine import Machine, sample_text

PAGES = {"/var/www/html": "index.nginx-debian.html", "/usr/share/nginx/html": "index.html"}
"""Pages that the distribution's package installs. Source: Debian's nginx-common 1.22 and Red Hat's nginx-core 1.20."""
WELL_KNOWN = re.compile(r"location\s+=?\s*(/(?:health\w*|ping|status|nginx_status|stub_status|_health|up)/?)\s*\{")


def health_path(machine: Machine, port: int) -> str:
    """Return a path of the port's default server that should answer below 400, "" when none is seen."""
    servers = [text for text in _servers(machine) if port in _ports(text)]
    if not servers:
        return "" if _configured(machine) else "/"
    server = next((text for text in servers if re.search(r"listen[^;]*\bdefault_server\b", text)), servers[0])
    known = WELL_KNOWN.search(server)
    if known:
        return known[1]
    return _page(machine, server)


def _configured(machine: Machine) -> bool:
    """Return whether the input manages nginx's main file, so that the package's own site is gone."""
    return machine.file_text("/etc/nginx/nginx.conf") is not None


def _servers(machine: Machine) -> Iterator[str]:
    """Yield the text of every server block, files in order of path."""
    for file in machine.files_below("/etc/nginx"):
        text = re.sub(r"#[^\n]*", "", sample_text(file.content) or "")
        for match in re.finditer(r"\bserver\s*\{", text):
            yield _block(text, match.end())


def _block(text: str, start: int) -> str:
    depth = 1
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if not depth:
            return text[start:at]
    return text[start:]


def _ports(server: str) -> set[int]:
    found = re.findall(r"\blisten\s+(?:\S*:)?(\d+)\b", server)
    return {int(port) for port in found} or {80}


def _page(machine: Machine, server: str) -> str:
    """Return "/" when something answers there: a proxy, a redirect, a page of the image or of the package."""
    location = re.search(r"location\s+/\s*\{([^}]*)", server)
    inside = location[1] if location else server
    if re.search(
        r"\b(proxy_pass|fastcgi_pass|uwsgi_pass|return\s+(?:2|3)\d\d|try_files)\b",
        inside + server.partition("location")[0],
    ):
        return "/"
    root = re.search(r"\broot\s+([^;]+);", inside) or re.search(r"\broot\s+([^;]+);", server)
    folder = machine.canonical(root[1].strip().strip("\"'")) if root else "/usr/share/nginx/html"
    index = re.search(r"\bindex\s+([^;]+);", inside) or re.search(r"\bindex\s+([^;]+);", server)
    names = index[1].split() if index else ["index.html"]
    if any(f"{folder}/{name}" in machine.paths for name in names) or "autoindex on" in inside:
        return "/"
    page = PAGES.get(folder, "")
    return "/" if page in names else f"/{page}" if page else ""
