"""A pod's manifests → Prometheus, which scrapes what their annotations or their PodMonitor say, and its answers."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.pods.compose import eventually
from tests.pods.stand_ins import TOOLS
from translator.image.session import Session, put_file

PREFIX = "prometheus.io/"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where metrics are said to be."""

    port: int
    path: str


def endpoints(folder: Path) -> tuple[Endpoint, ...]:
    """Return the endpoints that k8s/base announces, as Prometheus' usual pod discovery or its operator finds them."""
    objects = [yaml.safe_load(path.read_text()) for path in sorted((folder / "k8s/base").glob("*.yaml"))]
    found: list[Endpoint] = []
    for workload in (each for each in objects if each["kind"] in ("Deployment", "StatefulSet")):
        template = workload["spec"]["template"]
        notes = template["metadata"].get("annotations", {})
        found += _monitored(objects, template)
        if notes.get(f"{PREFIX}scrape") == "true":
            found.append(Endpoint(int(notes[f"{PREFIX}port"]), notes[f"{PREFIX}path"]))
    return tuple(dict.fromkeys(found))


def _monitored(objects: list[Document], template: Document) -> Iterator[Endpoint]:
    """Yield what a PodMonitor names that selects the pod, its ports looked up among the containers' named ports."""
    pod, labels = template["spec"], template["metadata"]["labels"].items()
    containers = [*pod.get("initContainers", ()), *pod["containers"]]
    ports = {port["name"]: port["containerPort"] for each in containers for port in each.get("ports", ())}
    for monitor in (each for each in objects if each["kind"] == "PodMonitor"):
        selected = monitor["spec"]["selector"]["matchLabels"].items() <= labels
        for each in monitor["spec"]["podMetricsEndpoints"] if selected else ():
            yield Endpoint(ports[each["port"]], each.get("path", "/metrics"))


class Prometheus:
    """Debian's Prometheus, scraping a pod every second."""

    def __init__(self, session: Session, pod: str, wanted: tuple[Endpoint, ...]) -> None:
        jobs = [
            {
                "job_name": str(each.port),
                "metrics_path": each.path,
                "static_configs": [{"targets": [f"{pod}:{each.port}"]}],
            }
            for each in wanted
        ]
        config = {"global": {"scrape_interval": "5s", "scrape_timeout": "5s"}, "scrape_configs": jobs}
        command = ["prometheus", "--config.file=/etc/scrape.yml", "--storage.tsdb.path=/tmp/data"]
        ports = {"9090/tcp": ("127.0.0.1", None)}
        self.container = session.create(TOOLS, command=command, network=session.network, ports=ports)
        put_file(self.container, "/etc/scrape.yml", yaml.safe_dump(config), 0, 0, 0o644)
        self.container.start()

    def query(self, expression: str) -> dict[str, float]:
        """Return the samples of an instant query, by job; {} while Prometheus does not answer yet."""
        self.container.reload()
        assert self.container.status == "running", self.container.logs().decode()
        [address] = self.container.ports["9090/tcp"]
        words = urllib.parse.urlencode({"query": expression})
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{address['HostPort']}/api/v1/query?{words}") as answer:
                found = json.load(answer)["data"]["result"]
        except OSError:
            return {}
        return {each["metric"]["job"]: float(each["value"][1]) for each in found}

    def all_up(self, wanted: tuple[Endpoint, ...]) -> None:
        """Wait until every endpoint was scraped with success."""
        eventually("up=1", lambda: self.query("up") == {str(each.port): 1.0 for each in wanted})
