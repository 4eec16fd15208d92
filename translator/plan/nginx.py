"""nginx's managed sites → the path at which a port answers with success, for health checks.

before:  server { listen 80; root /var/www/html; index index.html; }   on Debian, with no index.html managed
after:   "/index.nginx-debian.html", the page that the package puts there
"""

from __future__ import annotations

import re

from translator.plan.listen.base import binds
from translator.plan.machine import Machine
from translator.plan.nginx_conf import Directive, listens, servers

PAGES = {"/var/www/html": "index.nginx-debian.html", "/usr/share/nginx/html": "index.html"}
"""Pages that the distribution's package installs. Source: Debian's nginx-common 1.22 and Red Hat's nginx-core 1.20."""
WELL_KNOWN = re.compile(r"/(?:health\w*|ping|status|nginx_status|stub_status|_health|up)/?")
ANSWERING = ("proxy_pass", "fastcgi_pass", "uwsgi_pass")


def health_path(machine: Machine, port: int) -> str:
    """Return a path of the port's default server that should answer below 400, "" when none is seen."""
    found = [server for server in servers(machine) if port in _ports(server)]
    if not found:
        return ""
    server = next((each for each in found if any("default_server" in words for words in listens(each))), found[0])
    locations = [each.words[-1] for each in server.all("location") if each.words and each.words[0][:1] in "=/"]
    return next((path for path in locations if WELL_KNOWN.fullmatch(path)), "") or _page(machine, server)


def _ports(server: Directive) -> set[int]:
    return {bind.port for words in listens(server) for bind in binds(words[0])}


def _page(machine: Machine, server: Directive) -> str:
    """Return "/" when something answers there: a proxy, a redirect, a page of the image or of the package."""
    root = next((each for each in server.all("location") if each.words == ("/",)), server)
    if any(_answers(each) for block in (root, server) for each in block.block):
        return "/"
    folder = machine.canonical(" ".join(_either(root, server, "root")) or "/usr/share/nginx/html")
    names = _either(root, server, "index") or ("index.html",)
    if any(f"{folder}/{name}" in machine.paths for name in names) or root.words_of("autoindex") == ("on",):
        return "/"
    page = PAGES.get(folder, "")
    return "/" if page in names else f"/{page}" if page else ""


def _answers(directive: Directive) -> bool:
    redirects = directive.name == "return" and directive.words[:1] and directive.words[0][:1] in "23"
    elsewhere = directive.name == "try_files" and not directive.words[-1].startswith("=")
    return bool(directive.name in ANSWERING or redirects or elsewhere)


def _either(inner: Directive, outer: Directive, name: str) -> tuple[str, ...]:
    return inner.words_of(name) or outer.words_of(name)
