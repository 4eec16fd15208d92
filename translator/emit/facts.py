"""Facts known only where the container runs → where Kubernetes has them, and how a shell finds them elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`field` or `resource` of the Downward API (`divisor` for resources), and the shell words that print the value.

    `suffix` is what Ohai adds behind the number ("kB").
    """

    field: str = ""
    resource: str = ""
    divisor: str = "1"
    shell: str = ""
    suffix: str = ""

    def source(self, container: str) -> dict[str, Any] | None:
        """Return the valueFrom of an environment variable, None when Kubernetes does not know the fact."""
        if self.field:
            return {"fieldRef": {"fieldPath": self.field}}
        if self.resource:
            reference = {"containerName": container, "resource": self.resource, "divisor": self.divisor}
            return {"resourceFieldRef": reference}
        return None


_ADDRESS = "hostname -i | cut -d ' ' -f 1"
_MEMORY = "awk '/^MemTotal:/ { print $2 }' /proc/meminfo"
_MEMORY_BYTES = "awk '/^MemTotal:/ { print $2 * 1024 }' /proc/meminfo"
_MEMORY_MB = "awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo"
_NAME = "hostname"
_CPUS = Fact(resource="limits.cpu", shell="nproc")
_MEM = Fact(resource="limits.memory", divisor="1Ki", shell=_MEMORY, suffix="kB")
_HOST = Fact(field="metadata.name", shell=_NAME)
_POD_ADDRESS = Fact(field="status.podIP", shell=_ADDRESS)

FACTS = {
    "ipaddress": _POD_ADDRESS,
    "ip6address": Fact(field="status.podIP", shell=_ADDRESS),
    "hostname": _HOST,
    "machinename": _HOST,
    "fqdn": Fact(field="metadata.name", shell="hostname -f"),
    "name": _HOST,
    "domain": Fact(field="metadata.namespace", shell="hostname -d"),
    "cpu/total": _CPUS,
    "cpu/real": _CPUS,
    "cpu/cores": _CPUS,
    "memory/total": _MEM,
    "memory/free": _MEM,
    "memory/total_bytes": Fact(resource="limits.memory", shell=_MEMORY_BYTES),
    "memory/total_mb": Fact(resource="limits.memory", divisor="1Mi", shell=_MEMORY_MB),
    "cloud/local_ipv4": _POD_ADDRESS,
    "cloud/public_ipv4": _POD_ADDRESS,
    "ec2/local_ipv4": _POD_ADDRESS,
    "ec2/instance_id": Fact(field="metadata.uid", shell=_NAME),
    "ec2/placement_availability_zone": Fact(field="spec.nodeName", shell=_NAME),
    "host/ipaddress": Fact(field="status.hostIP", shell="echo 127.0.0.1"),
    "macaddress": Fact(shell="cat /sys/class/net/eth0/address"),
}
UNKNOWN_FACT = Fact()


def fact(path: str) -> Fact:
    """Return what is known of a fact; an empty Fact for one that the user must give."""
    return FACTS.get(path, UNKNOWN_FACT)
