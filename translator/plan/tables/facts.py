"""Node facts that only the running container knows: the variable that carries each, and where Kubernetes has it.

Source: Kubernetes documentation, "Downward API", July 2026.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuntimeFact:
    """`variable` is the environment variable; `field` the Downward API's fieldPath, or the resource of resourceFieldRef."""

    variable: str
    field: str


POD_IP = RuntimeFact("POD_IP", "status.podIP")
POD_NAME = RuntimeFact("POD_NAME", "metadata.name")
NODE_NAME = RuntimeFact("NODE_NAME", "spec.nodeName")
NAMESPACE = RuntimeFact("POD_NAMESPACE", "metadata.namespace")
CPU_LIMIT = RuntimeFact("CPU_LIMIT", "limits.cpu")
MEMORY_LIMIT = RuntimeFact("MEMORY_LIMIT", "limits.memory")

FACTS = {
    "ipaddress": POD_IP,
    "ip6address": POD_IP,
    "cloud/local_ipv4": POD_IP,
    "cloud/private_ips": POD_IP,
    "ec2/local_ipv4": POD_IP,
    "hostname": POD_NAME,
    "machinename": POD_NAME,
    "fqdn": POD_NAME,
    "name": POD_NAME,
    "node_name": POD_NAME,
    "ec2/instance_id": POD_NAME,
    "domain": NAMESPACE,
    "cpu/total": CPU_LIMIT,
    "cpu/cores": CPU_LIMIT,
    "cpu/real": CPU_LIMIT,
    "processors/count": CPU_LIMIT,
    "memory/total": MEMORY_LIMIT,
    "memorysize_mb": MEMORY_LIMIT,
    "networking/ip": POD_IP,
    "networking/hostname": POD_NAME,
    "networking/fqdn": POD_NAME,
}


def runtime_fact(path: str) -> RuntimeFact | None:
    """Return what carries the fact at `path` of the node data, None when nothing does."""
    if path in FACTS:
        return FACTS[path]
    return POD_IP if path.startswith("network/") and "addresses" in path else None
