"""Which of Facter's facts are known only where the container runs: one row a path, with the name that the rest knows.

before:  {"networking": {"ip": "10.0.0.10"}, "processors": {"count": 2}}
after:   {"networking": {"ip": TracedStr(Runtime("ipaddress"))}, "processors": {"count": TracedInt(2, Runtime("cpu/total"))}}

The names are those of Chef's node data; how the container learns each stands in emit/facts.py. `*` stands for any key.
"""

from __future__ import annotations

from typing import Final

from translator.evaluate.puppet.values import TracedFloat, TracedInt, TracedStr, Value
from translator.evaluate.values import Hole, Runtime

_ADDRESS: Final = {"ip": "ipaddress", "ip6": "ip6address", "mac": "macaddress"}
RUNTIME_FACTS: Final[tuple[tuple[str, str], ...]] = (
    ("ipaddress", "ipaddress"),
    ("ipaddress6", "ip6address"),
    ("macaddress", "macaddress"),
    ("fqdn", "fqdn"),
    ("hostname", "hostname"),
    ("domain", "domain"),
    ("networking/ip", "ipaddress"),
    ("networking/ip6", "ip6address"),
    ("networking/mac", "macaddress"),
    ("networking/fqdn", "fqdn"),
    ("networking/hostname", "hostname"),
    ("networking/domain", "domain"),
    ("networking/dhcp", "networking/dhcp"),
    ("processors/count", "cpu/total"),
    ("processors/cores", "cpu/cores"),
    ("processors/physicalcount", "cpu/real"),
    ("processorcount", "cpu/total"),
    ("physicalprocessorcount", "cpu/real"),
    ("memory/system/total_bytes", "memory/total_bytes"),
    ("memory/system/total", "memory/total_human"),
    ("memorysize", "memory/total_human"),
    ("memorysize_mb", "memory/total_mb"),
    ("memory/system/available_bytes", "memory/available_bytes"),
    ("memory/system/available", "memory/available_human"),
    ("memoryfree", "memory/available_human"),
    ("memoryfree_mb", "memory/available_mb"),
    ("system_uptime/*", "system_uptime"),
    ("uptime", "uptime"),
    ("uptime_seconds", "uptime_seconds"),
    ("load_averages/*", "load_averages"),
    ("ec2_metadata/*", "ec2_metadata"),
    ("gce/*", "gce"),
    ("az_metadata/*", "azure"),
)


def mark_runtime(facts: dict[str, Value]) -> dict[str, Value]:
    """Return facts with the origin on every value that a row names, and on interfaces' addresses that are the same."""
    made = facts
    for path, fact in RUNTIME_FACTS:
        made = _marked(made, path.split("/"), fact)
    return _with_interfaces(made)


def _marked(value: Value, path: list[str], fact: str) -> Value:
    if not path:
        return _traced(value, fact)
    if not isinstance(value, dict):
        return value
    head, *rest = path
    if head == "*":
        return {key: _marked(item, rest, f"{fact}/{key}") for key, item in value.items()}
    return {**value, head: _marked(value[head], rest, fact)} if head in value else value


def _traced(value: Value, fact: str) -> Value:
    origin = Runtime(fact)
    if isinstance(value, dict):
        return {key: _traced(item, f"{fact}/{key}") for key, item in value.items()}
    if isinstance(value, str):
        return TracedStr([Hole(origin, value)]) if value else value
    if isinstance(value, bool) or value is None:
        return value
    return TracedInt.of(value, origin) if isinstance(value, int) else _traced_float(value, origin)


def _traced_float(value: Value, origin: Runtime) -> Value:
    return TracedFloat.of(value, origin) if isinstance(value, float) else value


def _with_interfaces(facts: dict[str, Value]) -> dict[str, Value]:
    """Mark the addresses of interfaces: the machine's own by its name, others by where they stand."""
    networking = facts.get("networking")
    interfaces = networking.get("interfaces") if isinstance(networking, dict) else None
    if not isinstance(networking, dict) or not isinstance(interfaces, dict):
        return facts
    own = {str(networking[key]): fact for key, fact in _ADDRESS.items() if networking.get(key)}
    made = {name: _interface(name, item, own) for name, item in interfaces.items()}
    marked = {**facts, "networking": {**networking, "interfaces": made}}
    for name in marked:
        if name.startswith(("ipaddress_", "ipaddress6_", "macaddress_")) and not name.endswith("_lo"):
            marked[name] = _traced(marked[name], own.get(str(marked[name]), name))
    return marked


def _interface(name: str, item: Value, own: dict[str, str]) -> Value:
    if not isinstance(item, dict) or name == "lo":
        return item
    place = f"network/interfaces/{name}"
    made = {
        key: _traced(value, own.get(str(value), f"{place}/{key}")) for key, value in item.items() if key in _ADDRESS
    }
    bindings = {
        key: tuple(_binding(each, own, place) for each in item[key])
        for key in ("bindings", "bindings6")
        if isinstance(item.get(key), tuple)
    }
    return {**item, **made, **bindings}


def _binding(item: Value, own: dict[str, str], place: str) -> Value:
    if not isinstance(item, dict) or "address" not in item:
        return item
    address = item["address"]
    return {**item, "address": _traced(address, own.get(str(address), f"{place}/address"))}
