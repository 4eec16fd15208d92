"""Which node data is known only where the container runs, and how Kubernetes tells it: one row a path.

before:  {"ipaddress": "10.0.0.10"}     an Ohai dump of the legacy machine
after:   {"ipaddress" => Hole(Runtime("ipaddress"), sample "10.0.0.10")}

`*` stands for any key. A row names the fact that the value is; every row of one fact must be the same value on a
machine. `provided` is how the container learns it: "downward" is a field or resource of the Downward API, "node" the
machine's own kernel as the container sees it, "settings" what the user must give.
"""

from __future__ import annotations

from dataclasses import dataclass

from translator.evaluate.ruby.objects import RHash, RString, Value
from translator.evaluate.values import Hole, Runtime, Tainted


@dataclass(frozen=True, slots=True)
class RuntimeFact:
    """A path in the node data, the fact it holds, and where the container gets it: kind and source."""

    path: str
    fact: str
    provided: str
    source: str


_ROWS = (
    ("ipaddress", "ipaddress", "downward", "status.podIP"),
    ("ip6address", "ip6address", "downward", "status.podIPs"),
    ("macaddress", "macaddress", "node", "/sys/class/net/eth0/address"),
    ("fqdn", "fqdn", "node", "hostname -f"),
    ("hostname", "hostname", "node", "hostname -s"),
    ("machinename", "hostname", "node", "hostname"),
    ("domain", "domain", "node", "hostname -d"),
    ("uptime", "uptime", "node", "/proc/uptime"),
    ("uptime_seconds", "uptime_seconds", "node", "/proc/uptime"),
    ("idletime_seconds", "idletime_seconds", "node", "/proc/uptime"),
    ("idletime", "idletime", "node", "/proc/uptime"),
    ("ohai_time", "ohai_time", "node", "date +%s"),
    ("cpu/total", "cpu/total", "downward", "limits.cpu"),
    ("cpu/cores", "cpu/cores", "downward", "limits.cpu"),
    ("cpu/real", "cpu/real", "downward", "limits.cpu"),
    ("memory/total", "memory/total", "downward", "limits.memory"),
    ("memory/free", "memory/free", "node", "/proc/meminfo"),
    ("memory/available", "memory/available", "node", "/proc/meminfo"),
    ("memory/swap/total", "memory/swap/total", "node", "/proc/meminfo"),
    ("network/default_gateway", "network/default_gateway", "node", "ip route"),
    ("network/interfaces/*/addresses", "", "downward", "status.podIPs"),
    ("network/interfaces/*/routes", "", "node", "ip route"),
    ("ec2/*", "", "settings", "instance metadata"),
    ("cloud/*", "", "settings", "instance metadata"),
    ("cloud_v2/*", "", "settings", "instance metadata"),
    ("gce/*", "", "settings", "instance metadata"),
    ("azure/*", "", "settings", "instance metadata"),
    ("openstack/*", "", "settings", "instance metadata"),
    ("digital_ocean/*", "", "settings", "instance metadata"),
)

RUNTIME_FACTS = tuple(RuntimeFact(*row) for row in _ROWS)
"""A row without a fact covers everything below its path; the fact is then the path of the value."""

_KEPT = {"provider", "family", "prefixlen", "netmask", "scope", "ip_scope", "placement_availability_zone"}
"""Keys below a whole-tree row whose values are the same on every machine of a cluster, or say what the others are."""


def mark_runtime(data: RHash) -> RHash:
    """Put the origin on every value of `data` (a whole Ohai dump, changed in place) that a row names."""
    known = {text: row.fact for row in RUNTIME_FACTS if row.fact and (text := _at(data, row.path)) is not None}
    for row in RUNTIME_FACTS:
        _mark(data, row.path.split("/"), row, (), known)
    return data


def _at(data: RHash, path: str) -> str | None:
    """Return the text of a single address-like fact, so that the same text elsewhere is known to be it."""
    value = data.get(RString(path)) if "/" not in path else None
    return value.text if isinstance(value, RString) and value.text else None


def _mark(value: Value, path: list[str], row: RuntimeFact, seen: tuple[str, ...], known: dict[str, str]) -> None:
    if not isinstance(value, RHash):
        return
    head, *rest = path
    for key, item in value.items():
        name = key.text if isinstance(key, RString) else str(key)
        if head not in ("*", name):
            continue
        here = (*seen, name)
        if rest:
            _mark(item, rest, row, here, known)
        else:
            value.set(key, _origin_on(item, row.fact, here, known))


def _origin_on(value: Value, fact: str, path: tuple[str, ...], known: dict[str, str]) -> Value:
    if isinstance(value, RHash):
        if fact:
            return value
        return RHash(_pair(key, item, path, known) for key, item in value.items())
    if isinstance(value, list):
        return [_origin_on(item, fact, (*path, str(at)), known) for at, item in enumerate(value)]
    if path[-1] in _KEPT or value is None:
        return value
    if isinstance(value, RString):
        return _hole(value.text, fact or known.get(value.text) or "/".join(path))
    return Tainted(value, Runtime(fact or "/".join(path))) if isinstance(value, (int, float)) else value


def _pair(key: Value, value: Value, path: tuple[str, ...], known: dict[str, str]) -> tuple[Value, Value]:
    """Return one entry of a tree; a key that is itself a fact ("10.0.0.10" in addresses) is a hole too."""
    name = key.text if isinstance(key, RString) else str(key)
    fact = known.get(name)
    marked = _hole(name, fact, frozen=True) if fact else key
    return marked, _origin_on(value, "", (*path, name), known)


def _hole(text: str, fact: str, frozen: bool = False) -> RString:
    return RString(text, (Hole(Runtime(fact), text),), frozen)
