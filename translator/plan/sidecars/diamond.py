"""diamond → the applications that its collectors ask; it sends to graphite itself, so nothing comes in.

before:  /etc/diamond/collectors/RedisCollector.conf: enabled = True\\nhost = localhost\\nport = 6379
after:   Target(kind="redis", address="localhost:6379")

Source: diamond's collector pages, version 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translator.plan.metrics import HOST, Metrics, Target
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.sidecars.base import metrics_collector

_KINDS: Final = {
    "nginx": "nginx", "httpd": "apache", "apache": "apache", "redis": "redis", "memcached": "memcached", "mysql": "mysql",
    "postgres": "postgresql", "mongodb": "mongodb", "phpfpm": "php-fpm",
    "haproxy": "haproxy", "rabbitmq": "rabbitmq",
}  # fmt: skip
_SETTING: Final = re.compile(r"^\s*(\w+)\s*=\s*[\"']?([^\"'\n#]*)", re.MULTILINE)


@metrics_collector("diamond")
def diamond(files: tuple[Configuration, ...]) -> Metrics:
    """Return what diamond's enabled collectors measure of applications."""
    targets: list[Target] = []
    refused: list[Untranslated] = []
    nodes: list[int] = []
    for file in files:
        name = file.path.rpartition("/")[2].removesuffix(".conf").removesuffix("Collector").lower()
        settings = dict(_SETTING.findall(file.text))
        if "collectors/" not in file.path or settings.get("enabled", "").strip().lower() != "true":
            continue
        made = list(_targets(name, settings))
        targets.extend(made)
        nodes.extend([file.node] if made else [])
        if not made and name not in HOST:
            reason = "no exporter is known for it"
            refused.append(Untranslated(path=file.path, line=1, text=f"{name} collector", reason=reason))
    return Metrics(targets=tuple(targets), nodes=tuple(nodes), untranslated=tuple(refused), directives=len(files))


def _targets(name: str, settings: dict[str, str]) -> Iterator[Target]:
    if name not in _KINDS:
        return
    host = (settings.get("host") or settings.get("hosts") or settings.get("req_host") or "").strip().rstrip(",")
    port = (settings.get("port") or settings.get("req_port") or "").strip()
    address = f"{host or '127.0.0.1'}:{port}" if port else host
    if _KINDS[name] in ("nginx", "apache") and address:
        address = f"http://{address}{settings.get('req_path', '/nginx_status').strip()}"
    yield Target(kind=_KINDS[name], address=address, password="passwd" in settings or "password" in settings)
