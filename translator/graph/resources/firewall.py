"""Firewall rules of the firewall cookbook and of iptables resources."""

from __future__ import annotations

from translator.graph.nodes import FirewallRule, HostSetting, Node
from translator.graph.reader import MEANINGFUL, RESOURCES, Reader


@RESOURCES.register("firewall_rule")
def firewall_rule(reader: Reader) -> Node:
    """One FirewallRule; command is allow, deny or reject."""
    if reader.action in ("remove", "delete"):
        return reader.silent("a new machine has no such rule")
    ports = reader.names("port") or reader.names("dport") or reader.names("dest_port")
    action = reader.text("firewall_action") or reader.text("command") or "allow"
    return FirewallRule(
        **reader.base(),
        name=reader.name,
        ports=tuple(port for port in ports if port),
        protocol=reader.text("protocol", "tcp"),
        source=reader.text("source"),
        destination=reader.text("destination"),
        direction=reader.text("direction", "in"),
        allow=action in ("allow", "create"),
    )


@RESOURCES.register(
    "firewall",
    "iptables_rule",
    "iptables_chain",
    "iptables_packages",
    "iptables_service",
    "nftables",
    "nftables_rule",
    "firewalld",
    "ufw",
)
def firewall(reader: Reader) -> Node:
    """The packet filter itself, or a rule in its own words."""
    return HostSetting(**reader.base(), kind="firewall", name=reader.name)


@RESOURCES.register("Firewall")
def puppet_firewall(reader: Reader) -> Node:
    """One FirewallRule of a rule that lets packets in or out; rules of other tables are the packet filter's own."""
    if reader.text("ensure") == "absent":
        return reader.silent("a new machine has no such rule")
    jump = (reader.text("jump") or reader.text("action")).lower()
    chain = reader.text("chain", "INPUT")
    if chain not in ("INPUT", "OUTPUT") or jump not in ("accept", "drop", "reject") or "lo" in _interfaces(reader):
        return HostSetting(**reader.base(), kind="firewall", name=reader.name)
    ports = reader.names("dport") or reader.names("port")
    if not ports and reader.text("proto", "tcp") not in ("tcp", "udp"):
        return HostSetting(**reader.base(), kind="firewall", name=reader.name)
    return FirewallRule(
        **reader.base(),
        name=reader.name,
        ports=ports,
        protocol=reader.text("proto", "tcp"),
        source=reader.text("source"),
        destination=reader.text("destination"),
        direction="out" if chain == "OUTPUT" else "in",
        allow=jump == "accept",
    )


def _interfaces(reader: Reader) -> tuple[str, str]:
    return reader.text("iniface"), reader.text("outiface")


@RESOURCES.register("Firewallchain")
def puppet_firewallchain(reader: Reader) -> Node:
    """A chain of the packet filter."""
    return HostSetting(**reader.base(), kind="firewall", name=reader.name)


MEANINGFUL.update(("firewall_rule", "iptables_rule", "nftables_rule"))
