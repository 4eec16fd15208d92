"""collectd → exporters for its application plugins; host plugins are the node's own DaemonSet's.

before:  LoadPlugin nginx\\n<Plugin nginx>\\n  URL "http://localhost:8081/nginx_status"\\n</Plugin>
after:   Sidecar("nginx-exporter", command=("--nginx.scrape-uri=http://localhost:8081/nginx_status",))
"""

from __future__ import annotations

import re
from collections.abc import Callable

from translator.plan.model import Sidecar
from translator.plan.sidecars.base import SIDECARS, Finding, Given, exporter
from translator.plan.sidecars.jmx import jmx_exporter

PLUGIN = re.compile(r"<Plugin\s+\"?(\w+)\"?>(.*?)\n\s*</Plugin>", re.DOTALL | re.IGNORECASE)
LOADED = re.compile(r"^\s*LoadPlugin\s+\"?([\w.]+)\"?|<LoadPlugin\s+\"?([\w.]+)\"?>", re.MULTILINE)
HOST = "the node's own DaemonSet measures the host for every pod"


@SIDECARS.register("collectd")
def collectd(given: Given) -> Finding:
    """Return an exporter for every application that collectd's plugins measure."""
    sidecars: dict[str, Sidecar] = {}
    reasons: dict[int, str] = {}
    for node, text in given.files():
        bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        plugins = {name.lower(): inside for name, inside in PLUGIN.findall(bare)}
        loaded = {(first or second).lower() for first, second in LOADED.findall(bare)} | plugins.keys()
        found = [make(given, plugins.get(name, "")) for name, make in EXPORTERS.items() if name in loaded]
        if "java" in loaded and "GenericJMX" in bare:
            found.append(jmx_exporter(given, bare))
        sidecars.update({sidecar.name: sidecar for sidecar in found})
        if not found:
            reasons[node.index] = HOST
    return Finding(sidecars=tuple(sidecars.values()), reasons=reasons)


def _value(inside: str, name: str) -> str:
    match = re.search(rf"^\s*{name}\s+\"?([^\"\n]+)\"?", inside, re.MULTILINE | re.IGNORECASE)
    return match[1].strip() if match else ""


def _nginx(given: Given, inside: str) -> Sidecar:
    url = _value(inside, "URL") or "http://127.0.0.1/stub_status"
    return exporter(given, "nginx", (f"--nginx.scrape-uri={url}",))


def _apache(given: Given, inside: str) -> Sidecar:
    url = _value(inside, "URL") or "http://127.0.0.1/server-status?auto"
    return exporter(given, "apache", (f"--scrape_uri={url}",))


def _redis(given: Given, inside: str) -> Sidecar:
    address = f"redis://{_value(inside, 'Host') or '127.0.0.1'}:{_value(inside, 'Port') or '6379'}"
    return exporter(given, "redis", (f"--redis.addr={address}",))


def _memcached(given: Given, inside: str) -> Sidecar:
    return exporter(
        given,
        "memcached",
        (f"--memcached.address={_value(inside, 'Host') or '127.0.0.1'}:{_value(inside, 'Port') or '11211'}",),
    )


def _mysql(given: Given, inside: str) -> Sidecar:
    user = _value(inside, "User") or "exporter"
    arguments = (
        f"--mysqld.address={_value(inside, 'Host') or '127.0.0.1'}:{_value(inside, 'Port') or '3306'}",
        f"--mysqld.username={user}",
    )
    return exporter(
        given, "mysql", arguments, secret_environment={"MYSQLD_EXPORTER_PASSWORD": "mysqld_exporter_password"}
    )


def _postgresql(given: Given, inside: str) -> Sidecar:
    return exporter(given, "postgresql", secret_environment={"DATA_SOURCE_NAME": "postgres_exporter_dsn"})


EXPORTERS: dict[str, Callable[[Given, str], Sidecar]] = {
    "nginx": _nginx,
    "apache": _apache,
    "redis": _redis,
    "memcached": _memcached,
    "mysql": _mysql,
    "postgresql": _postgresql,
}
