"""The datadog agent → the node's own DaemonSet, which the application reaches at DD_AGENT_HOST, and what it did here.

before:  conf.d/redisdb.d/conf.yaml: instances: [{host: localhost, port: 6379, password: x}]
         conf.d/http_check.yaml: instances: [{name: app, url: "http://localhost:8080/health"}]
after:   Target(kind="redis", address="localhost:6379", password=True), HealthCheck(http, 8080, /health)

Its integrations become exporters, and the report says with which annotation the node's agent asks instead; its checks of
local addresses become probes; log files are followed to stdout, which the node's agent collects. Its own API key is not
the pod's. Source: Datadog Agent 7, "Agent configuration files", "Autodiscovery annotations"; integrations-core's
conf.yaml.example of each integration.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from translator.plan.exporters import exporters
from translator.plan.metrics import HOST, Metrics, Target
from translator.plan.model import HealthCheck
from translator.plan.pipeline import Output, Pipeline, Tail
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.documents import read_yaml
from translator.plan.sidecars.base import SIDECARS, Finding, Given

_KINDS: Final = {
    "nginx": "nginx", "apache": "apache", "redisdb": "redis", "mcache": "memcached", "mysql": "mysql",
    "postgres": "postgresql", "mongo": "mongodb", "php_fpm": "php-fpm", "tomcat": "jmx", "jmx": "jmx",
}  # fmt: skip
_HOST: Final = frozenset(("disk", "network", "ntp", "system_core", "system_swap", "process", "docker", "docker_daemon", "linux_proc_extras", "io", "file_handle", "cpu", "load", "memory", "uptime", "directory", "go-metro"))  # fmt: skip
_LOCAL: Final = re.compile(r"localhost|127\..*|::1|0\.0\.0\.0|")


@dataclass(slots=True)
class Datadog:
    """What the agent's files say."""

    targets: list[Target] = field(default_factory=list)
    probes: dict[int, HealthCheck] = field(default_factory=dict)
    tails: list[Tail] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    untranslated: list[Untranslated] = field(default_factory=list)


@SIDECARS.register("datadog")
def datadog(given: Given) -> Finding:
    """Return what takes the agent's place, and the variable that tells the application's libraries where the node's is."""
    files = given.configurations()
    found = read(files)
    outputs = (Output(kind="stdout", match=" ".join(tail.tag for tail in found.tails)),) if found.tails else ()
    return Finding(
        pipeline=Pipeline(tails=tuple(found.tails), outputs=outputs, origins=given.origins() if found.tails else ()),
        sidecars=exporters(Metrics(targets=tuple(found.targets)), given.machine.settings, given.origins()),
        probes=found.probes,
        environment=found.environment,
        runtime_environment={"DD_AGENT_HOST": "host/ipaddress"},
        reasons=found.reasons,
        untranslated=tuple(found.untranslated),
    )


def read(files: tuple[Configuration, ...]) -> Datadog:
    """Read datadog.yaml and the integrations' files."""
    found = Datadog()
    for file in files:
        if file.path.endswith((".yaml", ".yml")):
            document = read_yaml(file, found.untranslated)
            if isinstance(document, dict):
                _read_document(file, document, found)
        elif file.path.endswith("datadog.conf"):
            port = re.search(r"^\s*dogstatsd_port\s*[:=]\s*(\d+)", file.text, re.MULTILINE)
            found.environment |= {"DD_DOGSTATSD_PORT": port[1]} if port else {}
    return found


def _read_document(file: Configuration, document: dict[str, Any], found: Datadog) -> None:
    name = _integration(file.path)
    if not name:
        words = {"dogstatsd_port": "DD_DOGSTATSD_PORT", "env": "DD_ENV"}
        found.environment |= {words[key]: str(document[key]) for key in words if document.get(key)}
        apm = document.get("apm_config")
        if isinstance(apm, dict) and apm.get("receiver_port"):
            found.environment["DD_TRACE_AGENT_PORT"] = str(apm["receiver_port"])
        return
    found.tails.extend(_tails(document))
    instances = [each for each in document.get("instances") or () if isinstance(each, dict)]
    for instance in instances:
        _instance(file, name, instance, found)


def _integration(path: str) -> str:
    """Return the name of a file's integration, "" for the agent's own file."""
    folder, _, base = path.rpartition("/")
    if "/conf.d" not in path or "example" in base:
        return ""
    return (
        folder.rpartition("/")[2].removesuffix(".d")
        if folder.endswith(".d") and not folder.endswith("conf.d")
        else base.rpartition(".")[0]
    )


def _instance(file: Configuration, name: str, instance: dict[str, Any], found: Datadog) -> None:
    line = _line_of(file.text, instance)
    if name in ("http_check", "tcp_check"):
        check = _check(name, instance)
        if isinstance(check, HealthCheck):
            found.probes.setdefault(check.port, check)
            found.reasons[file.node] = f"the check becomes the probe of the container that listens on port {check.port}"
        else:
            found.untranslated.append(
                Untranslated(path=file.path, line=line, text=f"{name} {instance.get('name', '')}".strip(), reason=check)
            )
    elif name in _KINDS:
        target = _target(_KINDS[name], instance)
        found.targets.append(target)
        found.reasons[file.node] = f"the {target.kind} exporter asks what it asked"
        annotation = f"ad.datadoghq.com/CONTAINER.checks: {json.dumps({name: {'instances': [_plain(instance)]}})}"
        reason = f"for the node's own agent, instead of the exporter, annotate the pod with {annotation}"
        found.untranslated.append(Untranslated(path=file.path, line=line, text=f"{name} instance", reason=reason))
    elif name not in _HOST and name not in HOST:
        reason = (
            "no exporter is known for it; the node's own agent asks it where the pod has the integration's annotation"
        )
        found.untranslated.append(Untranslated(path=file.path, line=line, text=f"{name} instance", reason=reason))


def _check(name: str, instance: dict[str, Any]) -> HealthCheck | str:
    address = urlsplit(str(instance.get("url", ""))) if name == "http_check" else None
    host = (address.hostname or "") if address else str(instance.get("host", ""))
    if not _LOCAL.fullmatch(host):
        return "it looks at another host; the monitoring there does so still"
    try:
        port = address.port if address else int(str(instance.get("port", "")))
    except ValueError:
        return f"its port {instance.get('port', '')} is not known"
    if address is None:
        return HealthCheck(kind="tcp", port=port or 0)
    secure = address.scheme == "https"
    return HealthCheck(
        kind="http", port=port or (443 if secure else 80), path=address.path or "/", scheme=address.scheme or "http"
    )


_ADDRESSES: Final = ("nginx_status_url", "apache_status_url", "status_url", "url", "server")
_PASSWORDS: Final = re.compile(r"(?i)pass(word)?$|secret|token|_key$")


def _target(kind: str, instance: dict[str, Any]) -> Target:
    address = next((str(instance[name]) for name in _ADDRESSES if instance.get(name)), "")
    address = re.sub(r"//[^@/]*@", "//", address)
    host, port = str(instance.get("host") or ""), str(instance.get("port") or "")
    if not address and (host or port):
        address = f"{host or '127.0.0.1'}:{port}".rstrip(":")
    user = str(instance.get("username") or instance.get("user") or "")
    given = "@" in str(instance.get("server") or "")
    return Target(
        kind=kind, address=address, user=user, password=given or any(_PASSWORDS.search(str(key)) for key in instance)
    )


def _plain(instance: dict[str, Any]) -> dict[str, Any]:
    """Return an instance as an annotation has it: the pod's address, and credentials out of the agent's environment."""
    found: dict[str, Any] = {}
    for name, value in instance.items():
        if isinstance(value, str | int | float | bool):
            text = re.sub(r"//[^@/]*@", "//", value) if isinstance(value, str) else value
            local = isinstance(text, str) and re.sub(r"\b(localhost|127\.0\.0\.1)\b", "%%host%%", text)
            found[str(name)] = f"%%env_{str(name).upper()}%%" if _PASSWORDS.search(str(name)) else local or text
    return found


def _tails(document: dict[str, Any]) -> Iterator[Tail]:
    for each in document.get("logs") or ():
        if isinstance(each, dict) and each.get("type") == "file" and each.get("path"):
            fields = {name: str(each[name]) for name in ("service", "source") if each.get(name)}
            yield Tail(
                path=str(each["path"]), tag=fields.get("service") or fields.get("source") or "app", fields=fields
            )


def _line_of(text: str, instance: dict[str, Any]) -> int:
    """Return the line on which an instance's first setting stands."""
    name, value = next(iter(instance.items()), ("instances", ""))
    match = re.search(rf"{re.escape(str(name))}\s*:\s*[\"']?{re.escape(str(value))}", text) or re.search(
        "instances", text
    )
    return text.count("\n", 0, match.start()) + 1 if match else 1
