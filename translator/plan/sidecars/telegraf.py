"""telegraf → exporters for its application inputs; host inputs are the node's own DaemonSet's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from translator.plan.model import Sidecar
from translator.plan.sidecars.base import SIDECARS, Finding, Given, exporter


@SIDECARS.register("telegraf")
def telegraf(given: Given) -> Finding:
    """Return an exporter for every application input."""
    found: dict[str, Sidecar] = {}
    for _, text in given.files():
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        for name, inputs in document.get("inputs", {}).items():
            for each in inputs if isinstance(inputs, list) else [inputs]:
                found.update({sidecar.name: sidecar for sidecar in _exporters(given, name, each)})
    return Finding(sidecars=tuple(found.values()))


def _exporters(given: Given, name: str, settings: dict[str, Any]) -> Iterator[Sidecar]:
    first = next((values[0] for key in ("urls", "servers", "addresses") if (values := settings.get(key))), "")
    match name:
        case "nginx":
            yield exporter(given, "nginx", (f"--nginx.scrape-uri={first or 'http://127.0.0.1/stub_status'}",))
        case "apache":
            yield exporter(given, "apache", (f"--scrape_uri={first or 'http://127.0.0.1/server-status?auto'}",))
        case "redis":
            yield exporter(
                given,
                "redis",
                (f"--redis.addr={str(first or 'redis://127.0.0.1:6379').replace('tcp://', 'redis://')}",),
            )
        case "memcached":
            yield exporter(given, "memcached", (f"--memcached.address={first or '127.0.0.1:11211'}",))
        case "mysql":
            yield exporter(given, "mysql", secret_environment={"MYSQLD_EXPORTER_PASSWORD": "mysqld_exporter_password"})
        case "postgresql":
            yield exporter(given, "postgresql", secret_environment={"DATA_SOURCE_NAME": "postgres_exporter_dsn"})
        case "statsd":
            port = int((re.findall(r"\d+$", str(settings.get("service_address", ":8125"))) or ["8125"])[0])
            yield replace(
                exporter(given, "statsd", (f"--statsd.listen-udp=:{port}", f"--statsd.listen-tcp=:{port}")),
                udp_ports=(port,),
            )
        case _:
            return
