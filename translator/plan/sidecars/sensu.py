"""sensu and consul → probes: checks as JSON, by their command, URL or port.

before:  {"checks": {"app": {"command": "check-http.rb -u http://localhost:8080/health", "interval": 60}}}
         {"service": {"name": "app", "port": 8080, "check": {"http": "http://localhost:8080/health"}}}
after:   HealthCheck(kind="http", port=8080, path="/health")

Source: Sensu Core 1.x reference, "Checks"; Consul 1.17, "Define health checks".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from translator.plan.checks import Checks, Watched, is_elsewhere
from translator.plan.model import HealthCheck
from translator.plan.reading.configuration import Configuration, Untranslated, shown
from translator.plan.reading.documents import read_json
from translator.plan.reading.plugins import probe
from translator.plan.sidecars.base import check_tool


@check_tool("sensu", "consul")
def sensu(files: tuple[Configuration, ...]) -> Checks:
    """Return the probes of the checks in JSON files."""
    watched: list[Watched] = []
    refused: list[Untranslated] = []
    elsewhere: list[Untranslated] = []
    directives = 0
    for file in files:
        for name, check in _checks(file, refused):
            directives += 1
            found = _probe(check)
            if isinstance(found, HealthCheck):
                watched.append(Watched(check=found, node=file.node))
            else:
                line = _line_of(file.text, name)
                said = Untranslated(path=file.path, line=line, text=shown(f"check {name}"), reason=found)
                (elsewhere if is_elsewhere(found) else refused).append(said)
    parts = {"untranslated": tuple(refused), "elsewhere": tuple(elsewhere)}
    return Checks(watched=tuple(watched), directives=directives, **parts)


def _checks(file: Configuration, refused: list[Untranslated]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and settings of every check, of Sensu's and Consul's shapes alike."""
    if not file.text.lstrip().startswith("{"):
        return
    document = read_json(file, refused)
    if not isinstance(document, dict):
        return
    checks = document.get("checks")
    if isinstance(checks, dict):
        yield from ((name, each) for name, each in checks.items() if isinstance(each, dict))
    services = [document.get("service"), *(document.get("services") or ())]
    for service in (each for each in services if isinstance(each, dict)):
        for check in [service.get("check"), *(service.get("checks") or ())]:
            if isinstance(check, dict):
                yield str(check.get("name") or service.get("name", "")), check
    for check in [document.get("check"), *(checks if isinstance(checks, list) else ())]:
        if isinstance(check, dict):
            yield str(check.get("name", "")), check


def _probe(check: dict[str, Any]) -> HealthCheck | str:
    if http := check.get("http"):
        address = urlsplit(str(http))
        port = address.port or (443 if address.scheme == "https" else 80)
        return HealthCheck(kind="http", port=port, path=address.path or "/", scheme=address.scheme)
    if tcp := check.get("tcp"):
        number = str(tcp).rpartition(":")[2]
        return HealthCheck(kind="tcp", port=int(number)) if number.isdigit() else f"its port {number} is not known"
    if "ttl" in check:
        return "the application itself reports to the agent; it has no counterpart"
    words = check.get("command") or check.get("script") or check.get("args") or ""
    return probe(" ".join(words) if isinstance(words, list) else str(words))


def _line_of(text: str, name: str) -> int:
    at = text.find(f'"{name}"')
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
