"""The user's settings and the machine's facts → what the cluster is like and what nodes the pods need."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.evaluate.values import Data
from translator.graph.nodes import Fetch, HostSetting, Link, Package
from translator.load.project import Settings
from translator.plan.machine import Machine, sample_text
from translator.plan.model import Cluster, Scheduling

ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
GPU_PACKAGES = ("nvidia-driver", "nvidia-docker", "nvidia-container", "cuda", "libcudnn", "nvidia-utils")


def cluster_of(settings: Settings) -> Cluster:
    """Return the settings that emit needs."""
    return Cluster(
        sidecars=settings.sidecars,
        gateway=settings.gateway,
        metrics=settings.metrics,
        identity=settings.identity,
        registry=settings.registry.rstrip("/"),
        store=settings.store,
        issuer=settings.issuer,
    )


def scheduling_of(machine: Machine) -> Scheduling:
    """Return what the nodes must have.

    The architecture counts only where the input itself asks for one, in the name or address of what it installs:
    packages of a distribution are there for every architecture.
    """
    named = {found for text in _addresses(machine) for found in _architectures(text)}
    return Scheduling(
        architecture=next(iter(named)) if len(named) == 1 else "",
        device="nvidia.com/gpu" if _gpu(machine) else "",
        devices=1 if _gpu(machine) else 0,
    )


_ZONE = re.compile(r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|US)/[\w/+-]+")


def timezone_of(machine: Machine) -> str:
    """Return the time zone that the input gives the machine, "" for UTC or none."""
    found = [
        node.value or node.name for node in machine.nodes if isinstance(node, HostSetting) and node.kind == "timezone"
    ]
    local = machine.paths.get("/etc/localtime")
    texts = [str(sample_text(each)) for each in found] + [machine.file_text("/etc/timezone") or ""]
    texts += [local.target] if isinstance(local, Link) and local.present else []
    zones = [match[0] for text in texts if (match := _ZONE.search(text))]
    return zones[-1] if zones else ""


def _addresses(machine: Machine) -> Iterator[str]:
    for node in machine.nodes:
        if isinstance(node, Fetch):
            yield sample_text(node.url) or ""


def _architectures(text: str) -> Iterator[str]:
    name = text.lower()
    for word, architecture in ARCHITECTURES.items():
        at = name.find(word)
        if at >= 0 and not name[at - 1 : at].isalnum() and not name[at + len(word) : at + len(word) + 1].isalnum():
            yield architecture


def _gpu(machine: Machine) -> bool:
    installs = any(
        isinstance(node, Package) and node.installed and node.name.startswith(GPU_PACKAGES) for node in machine.nodes
    )
    return installs or _asks(machine.graph.identity.attributes)


def _asks(attributes: Data) -> bool:
    """Return whether an attribute of a cookbook switches a GPU on: gpu.enabled, use_gpu, cuda.enabled."""
    if not isinstance(attributes, dict):
        return False
    for key, value in attributes.items():
        if key in ("gpu", "cuda") and isinstance(value, dict) and value.get("enabled") is True:
            return True
        if key in ("use_gpu", "gpu_enabled", "enable_gpu") and value is True:
            return True
        if isinstance(value, dict) and key != "automatic" and _asks(value):
            return True
    return False
