"""Metrics → exporter sidecars, each beside the application that it asks.

before:  Target(kind="nginx", address="http://localhost:8081/nginx_status")
after:   Sidecar("nginx-exporter", arguments=("--nginx.scrape-uri=http://localhost:8081/nginx_status",))

Source: the exporters' own READMEs at the versions of tables/collectors.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from translator.graph.nodes import Origin
from translator.load.project import Settings
from translator.plan.metrics import Inbox, Metrics, Target
from translator.plan.model import Sidecar
from translator.plan.tables.collectors import PORTS, collector_image

JMX_CONFIG: Final = "/etc/jmx-exporter/config.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """How one exporter is started."""

    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    secret_environment: dict[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()
    shares: tuple[str, ...] = ()


def exporters(metrics: Metrics, settings: Settings, origins: tuple[Origin, ...]) -> tuple[Sidecar, ...]:
    """Return a sidecar for every application that was asked and every port that took counters."""
    found = [*_targets(metrics, settings, origins), *(_inbox(each, settings, origins) for each in metrics.inboxes)]
    return tuple({sidecar.name: sidecar for sidecar in found}.values())


def has_exporter(kind: str) -> bool:
    """Return whether there is an exporter for this kind of application."""
    return kind in _RUNS


def _targets(metrics: Metrics, settings: Settings, origins: tuple[Origin, ...]) -> Iterator[Sidecar]:
    for target in (each for each in metrics.targets if has_exporter(each.kind)):
        run = _RUNS[target.kind](target)
        yield Sidecar(
            name=f"{target.kind}-exporter",
            kind="metrics",
            image=collector_image(target.kind, settings),
            arguments=run.arguments,
            files=run.files,
            shares=run.shares,
            ports=(PORTS[target.kind],),
            environment=run.environment,
            secret_environment=run.secret_environment,
            origins=origins,
            reason=f"it takes over what the collector measured of {target.kind}",
        )


def _nginx(target: Target) -> _Run:
    return _Run(arguments=(f"--nginx.scrape-uri={target.address or 'http://127.0.0.1/stub_status'}",))


def _apache(target: Target) -> _Run:
    return _Run(arguments=(f"--scrape_uri={target.address or 'http://127.0.0.1/server-status?auto'}",))


def _redis(target: Target) -> _Run:
    address = re.sub(r"^(\w+://)?", "redis://", target.address or "127.0.0.1:6379")
    secret = {"REDIS_PASSWORD": "redis_exporter_password"} if target.password else {}
    return _Run(arguments=(f"--redis.addr={address}",), secret_environment=secret)


def _memcached(target: Target) -> _Run:
    return _Run(arguments=(f"--memcached.address={target.address or '127.0.0.1:11211'}",))


def _mysql(target: Target) -> _Run:
    return _Run(
        arguments=(
            f"--mysqld.address={target.address or '127.0.0.1:3306'}",
            f"--mysqld.username={target.user or 'exporter'}",
        ),
        secret_environment={"MYSQLD_EXPORTER_PASSWORD": "mysqld_exporter_password"},
    )


def _postgresql(target: Target) -> _Run:
    return _Run(secret_environment={"DATA_SOURCE_NAME": "postgres_exporter_dsn"})


def _mongodb(target: Target) -> _Run:
    if target.password:
        return _Run(secret_environment={"MONGODB_URI": "mongodb_exporter_uri"})
    address = re.sub(r"^(\w+://)?", "mongodb://", target.address or "127.0.0.1:27017")
    return _Run(arguments=(f"--mongodb.uri={address}",))


def _php_fpm(target: Target) -> _Run:
    address = target.address or "tcp://127.0.0.1:9000/status"
    socket = re.match(r"unix://(/[^;]+)/[^/;]+", address)
    return _Run(arguments=("server", f"--phpfpm.scrape-uri={address}"), shares=(socket[1],) if socket else ())


def _jmx(target: Target) -> _Run:
    lines = [f"jmxUrl: {target.address or 'service:jmx:rmi:///jndi/rmi://127.0.0.1:9010/jmxrmi'}"]
    lines.append("lowercaseOutputName: true")
    if target.beans:
        lines += ["includeObjectNames:", *(f'  - "{name}"' for name in dict.fromkeys(target.beans))]
    lines += ["rules:", "  - pattern: '.*'"]
    return _Run(arguments=(str(PORTS["jmx"]), JMX_CONFIG), files=((JMX_CONFIG, "\n".join(lines) + "\n"),))


_RUNS: Final[dict[str, Callable[[Target], _Run]]] = {
    "nginx": _nginx,
    "apache": _apache,
    "redis": _redis,
    "memcached": _memcached,
    "mysql": _mysql,
    "postgresql": _postgresql,
    "mongodb": _mongodb,
    "php-fpm": _php_fpm,
    "jmx": _jmx,
}


def _inbox(inbox: Inbox, settings: Settings, origins: tuple[Origin, ...]) -> Sidecar:
    port = inbox.port
    arguments = {
        "statsd": (f"--statsd.listen-udp=:{port}", f"--statsd.listen-tcp=:{port}"),
        "graphite": (f"--graphite.listen-address=:{port}",),
        "collectd": (f"--collectd.listen-address=:{port}",),
    }[inbox.kind]
    return Sidecar(
        name=f"{inbox.kind}-exporter",
        kind="metrics",
        image=collector_image(inbox.kind, settings),
        arguments=arguments,
        ports=(PORTS[inbox.kind],),
        udp_ports=() if inbox.kind == "graphite" else (port,),
        origins=origins,
        reason=f"it takes the application's counters on port {port} and gives them to Prometheus",
    )
