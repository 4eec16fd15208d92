"""Which node data is known only where the container runs: one row a path. How the container learns it: emit/facts.py.

before:  {"ipaddress": "10.0.0.10"}     an Ohai dump of the legacy machine
after:   {"ipaddress" => Hole(Runtime("ipaddress"), sample "10.0.0.10")}

`*` stands for any key. A row names the fact that the value is; a row without one covers everything below its path,
and the fact is then the path of the value.
"""

from __future__ import annotations

from translator.evaluate.ruby.objects import RHash, RString, Value
from translator.evaluate.values import Hole, Runtime, Tainted

RUNTIME_FACTS: tuple[tuple[str, str], ...] = (
    ("ipaddress", "ipaddress"),
    ("ip6address", "ip6address"),
    ("macaddress", "macaddress"),
    ("fqdn", "fqdn"),
    ("hostname", "hostname"),
    ("machinename", "hostname"),
    ("domain", "domain"),
    ("uptime", "uptime"),
    ("uptime_seconds", "uptime_seconds"),
    ("idletime_seconds", "idletime_seconds"),
    ("idletime", "idletime"),
    ("ohai_time", "ohai_time"),
    ("cpu/total", "cpu/total"),
    ("cpu/cores", "cpu/cores"),
    ("cpu/real", "cpu/real"),
    ("memory/total", "memory/total"),
    ("memory/free", "memory/free"),
    ("memory/available", "memory/available"),
    ("memory/swap/total", "memory/swap/total"),
    ("network/default_gateway", "network/default_gateway"),
    ("network/interfaces/*/addresses", ""),
    ("network/interfaces/*/routes", ""),
    ("ec2/*", ""),
    ("cloud/*", ""),
    ("cloud_v2/*", ""),
    ("gce/*", ""),
    ("azure/*", ""),
    ("openstack/*", ""),
    ("digital_ocean/*", ""),
)

_KEPT = {"provider", "family", "prefixlen", "netmask", "scope", "ip_scope"}
"""Keys below a whole-tree row whose values are the same on every machine of a cluster, or say what the others are."""


def mark_runtime(data: RHash) -> RHash:
    """Put the origin on every value of `data` (a whole Ohai dump, changed in place) that a row names."""
    known = {text: fact for path, fact in RUNTIME_FACTS if fact and (text := _at(data, path)) is not None}
    for path, fact in RUNTIME_FACTS:
        _mark(data, path.split("/"), fact, (), known)
    return data


def _at(data: RHash, path: str) -> str | None:
    """Return the text of a single address-like fact, so that the same text elsewhere is known to be it."""
    value = data.get(RString(path)) if "/" not in path else None
    return value.text if isinstance(value, RString) and value.text else None


def _mark(value: Value, path: list[str], fact: str, seen: tuple[str, ...], known: dict[str, str]) -> None:
    if not isinstance(value, RHash):
        return
    head, *rest = path
    for key, item in value.items():
        name = key.text if isinstance(key, RString) else str(key)
        if head not in ("*", name):
            continue
        here = (*seen, name)
        if rest:
            _mark(item, rest, fact, here, known)
        else:
            value.set(key, _origin_on(item, fact, here, known))


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
