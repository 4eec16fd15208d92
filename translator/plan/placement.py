"""Where nodes go that never enter an image: one function a kind of node, in a table by class.

Silent and Manual nodes, settings of the host, firewall rules, jobs, support software by its role, commands that only
manage services.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from translator.evaluate.values import Text, Unknown
from translator.graph.nodes import (
    Command,
    FirewallRule,
    HostSetting,
    KernelSetting,
    Link,
    Manual,
    Mount,
    Node,
    Silent,
)
from translator.plan.ledger import Ledger
from translator.plan.machine import sample_text
from translator.plan.model import NetworkRule, Place
from translator.plan.shell import program, simple_commands, writes_file
from translator.plan.tables.roles import Role
from translator.plan.tables.sysctls import SAFE_SYSCTLS

HOST_SETTINGS = {
    "swap": ("swap is the node's", "set it on the nodes"),
    "timezone": ("containers keep UTC", "set TZ in the deployment where the application needs another zone"),
    "locale": ("the base image's locale is C.UTF-8", "set LANG in the deployment where the application needs another"),
    "hostname": ("the orchestrator names the container", ""),
    "hosts": ("the orchestrator writes /etc/hosts", "use hostAliases of the pod where the entry is still needed"),
    "kernel_module": ("the kernel is the node's", "load the module on the nodes"),
    "ulimit": ("the container runtime sets the limits", "set the limit in the container runtime"),
    "sudo": ("nobody logs in to a container, and its process runs as the user it needs", ""),
    "reboot": ("a container is not rebooted", ""),
    "network": ("the network is the platform's", "check that the pod's network has what the setting gave"),
    "storage": ("disks are the node's", "give the path a volume where its data must last"),
    "selinux": ("the node's own policy confines containers", ""),
    "ssh": ("kubectl exec replaces logging in by ssh", ""),
    "chef": ("no agent stays in the image", ""),
    "firewall": ("a NetworkPolicy of the cluster takes the place of the machine's packet filter", ""),
}
DROPPED_SETTINGS = {"sudo", "reboot", "ssh", "chef", "selinux", "hostname", "timezone", "locale"}
NAMESPACED = re.compile(r"kernel\.(shm\w*|msg\w*|sem)|fs\.mqueue\..*|net\..*")
"""Sysctls that a pod can set for itself. Source: Kubernetes documentation, "Using sysctls in a cluster", July 2026."""


def place_host(ledger: Ledger) -> None:
    """Place every node whose kind alone says that it belongs to no image."""
    for node in tuple(ledger.remaining()):
        decide = DECISIONS.get(type(node))
        if decide is not None:
            decide(ledger, node)


def _silent(ledger: Ledger, node: Silent) -> None:
    ledger.put(node.index, Place.DROPPED, "nothing to do", node.reason)


def _manual(ledger: Ledger, node: Manual) -> None:
    ledger.put(node.index, Place.MANUAL, "left to you", node.reason, node.advice)


def _host_setting(ledger: Ledger, node: HostSetting) -> None:
    reason, advice = HOST_SETTINGS.get(
        node.kind, ("it is a setting of the machine", "check whether it is still needed")
    )
    place = Place.DROPPED if node.kind in DROPPED_SETTINGS else Place.PLATFORM
    ledger.put(node.index, place, node.kind.replace("_", " "), reason, advice)


def _mount(ledger: Ledger, node: Mount) -> None:
    advice = f"give {node.path} a volume where its data must last"
    ledger.put(node.index, Place.PLATFORM, "volume", "mounts are the platform's", advice)


def _kernel_setting(ledger: Ledger, node: KernelSetting) -> None:
    if node.key in SAFE_SYSCTLS:
        ledger.put(node.index, Place.PLATFORM, "securityContext.sysctls", "the pod sets it for itself")
    elif NAMESPACED.fullmatch(node.key):
        reason = "a pod may have its own, but only where the nodes allow it: it is no safe sysctl"
        advice = "set it on the nodes, or allow it there and add it to the pod's securityContext.sysctls"
        ledger.put(node.index, Place.PLATFORM, "node", reason, advice)
    else:
        ledger.put(
            node.index, Place.PLATFORM, "node", f"{node.key} belongs to the node's kernel", "set it on the nodes"
        )


def place_rules(ledger: Ledger, served: set[int]) -> None:
    """Place the firewall rules, once it is known on which ports the images listen."""
    for node in tuple(ledger.remaining()):
        if isinstance(node, FirewallRule):
            _firewall_rule(ledger, node, served)


def _firewall_rule(ledger: Ledger, node: FirewallRule, served: set[int]) -> None:
    if node.allow and node.direction == "out" and _closed_outwards(ledger):
        ledger.put(node.index, Place.PLATFORM, "NetworkPolicy", "it names what the machine might connect to")
    elif not node.allow or node.direction == "out":
        advice = "a NetworkPolicy only allows; check that nothing else lets this in"
        ledger.put(node.index, Place.PLATFORM, "cluster", "a NetworkPolicy cannot forbid", advice)
    elif node.ports and not _served(node, served):
        ports = ", ".join(node.ports)
        ledger.put(node.index, Place.DROPPED, "firewall", f"no container of the pod listens on port {ports}")
    else:
        ledger.put(node.index, Place.PLATFORM, "NetworkPolicy", "it takes the place of the machine's packet filter")


def _closed_outwards(ledger: Ledger) -> bool:
    """Return whether the machine's rules end with a refusal of everything else that goes out."""
    rules = [node for node in ledger.machine.nodes if isinstance(node, FirewallRule) and node.direction == "out"]
    return any(not rule.allow and not rule.ports and not rule.destination for rule in rules)


def _served(node: FirewallRule, served: set[int]) -> tuple[str, ...]:
    """Return the ports of a rule that the images serve; names and ranges count as served."""
    return tuple(port for port in node.ports if not port.isdigit() or int(port) in served)


def _link(ledger: Ledger, node: Link) -> None:
    if ledger.machine.leads_to_itself(node):
        ledger.put(node.index, Place.DROPPED, "nothing to do", f"{node.path} is this link in the base image already")


DECISIONS: dict[type[Node], Callable[[Ledger, Any], None]] = {
    Silent: _silent,
    Manual: _manual,
    HostSetting: _host_setting,
    Mount: _mount,
    KernelSetting: _kernel_setting,
    Link: _link,
}


def sysctls_of(ledger: Ledger) -> dict[str, str]:
    """Return the kernel settings that a pod sets for itself."""
    found = {}
    for node in ledger.machine.nodes:
        if isinstance(node, KernelSetting) and NAMESPACED.fullmatch(node.key):
            found[node.key] = sample_text(node.value) or ""
    return dict(sorted(found.items()))


def rules_of(ledger: Ledger, served: set[int]) -> tuple[NetworkRule, ...]:
    """Return the firewall rules that let something in to a port that one of the images serves (or to any port)."""
    rules = []
    for node in ledger.machine.nodes:
        if isinstance(node, FirewallRule) and node.allow and node.direction != "out":
            ports = _served(node, served)
            if ports or not node.ports:
                kinds = tuple((port, node.protocol) for port in ports)
                rules.append(NetworkRule(ports=kinds, source=node.source, origin=node.origin))
    return (*rules, *(_outgoing(ledger) if _closed_outwards(ledger) else ()))


def _outgoing(ledger: Ledger) -> Iterator[NetworkRule]:
    """Yield what the machine's rules let out."""
    for node in ledger.machine.nodes:
        if isinstance(node, FirewallRule) and node.allow and node.direction == "out":
            ports = tuple((port, node.protocol) for port in node.ports)
            yield NetworkRule(ports=ports, source=node.destination, origin=node.origin, outgoing=True)


def place_support(ledger: Ledger, roles: dict[int, Role]) -> None:
    """Place what serves the machine rather than its application, each with its role's reason."""
    for index, role in roles.items():
        ledger.put(index, role.place, role.name, role.reason, role.advice)


SERVICE_MANAGERS = {
    "systemctl",
    "service",
    "invoke-rc.d",
    "update-rc.d",
    "chkconfig",
    "initctl",
    "rc-service",
    "rc-update",
}
SERVICE_MANAGERS |= {
    "start",
    "stop",
    "restart",
    "reload",
    "status",
    "systemd-tmpfiles",
    "telinit",
    "init",
    "journalctl",
}
LISTS = {
    ("apt-get", "update"),
    ("apt", "update"),
    ("yum", "makecache"),
    ("dnf", "makecache"),
    ("yum", "clean"),
    ("dnf", "clean"),
}
CLIENTS = {
    "mysql", "mysqladmin", "mariadb", "mysql_secure_installation", "psql", "createdb", "createuser", "pg_ctl", "redis-cli",
    "rabbitmqctl", "rabbitmqadmin", "mongo", "mongosh", "ldapadd", "ldapmodify", "nodetool", "cqlsh", "kafka-topics.sh",
}  # fmt: skip

NOTHING = {"true", "sleep", "cd", "echo", "test", "[", "pg_isready", "logger"}
"""Programs that leave nothing behind: a command of these only waits or says something."""
KERNEL = {
    "modprobe", "rmmod", "insmod", "depmod", "sysctl", "setenforce", "semanage", "setsebool", "restorecon", "swapon",
    "swapoff", "mount", "umount", "hostnamectl", "timedatectl", "localectl", "iptables", "ip6tables", "nft", "ufw",
    "firewall-cmd", "ip", "ifup", "ifdown", "udevadm", "auditctl", "augenrules", "loginctl",
}  # fmt: skip
"""Programs that change the kernel's or the whole machine's state, which is the node's."""


def place_commands(ledger: Ledger) -> None:
    """Place commands that no image build can or need run: service managers, package lists, clients of a service."""
    for node in tuple(ledger.remaining()):
        if isinstance(node, Command):
            _command(ledger, node)


def is_manager(command: tuple[str, ...]) -> bool:
    """Return whether a simple command only starts, stops or reloads services."""
    return program(command) in SERVICE_MANAGERS or command[0].startswith("/etc/init.d/")


def is_refresh(command: tuple[str, ...]) -> bool:
    """Return whether a simple command only refreshes the package manager's lists."""
    return (program(command), *command[1:2]) in LISTS


def _unknown_in(code: str | Text) -> Unknown | None:
    origins = code.origins if isinstance(code, Text) else ()
    return next((origin for origin in origins if isinstance(origin, Unknown)), None)


def _command(ledger: Ledger, node: Command) -> None:
    code = node.code.sample if isinstance(node.code, Text) else node.code
    commands = tuple(each for each in simple_commands(code) if program(each) not in NOTHING or writes_file(each))
    unknown = _unknown_in(node.code)
    if not commands and unknown is not None:
        advice = "decide what it is for the image and give it as an attribute"
        ledger.put(node.index, Place.MANUAL, "left to you", f"its command is not known: {unknown.reason}", advice)
    elif not commands:
        ledger.put(node.index, Place.DROPPED, "nothing to do", "the command leaves nothing behind")
    elif all(is_manager(each) for each in commands):
        ledger.put(node.index, Place.DROPPED, "init system", "there is no init system in a container")
    elif all(is_refresh(each) or is_manager(each) for each in commands):
        ledger.put(node.index, Place.DROPPED, "package lists", "every package layer refreshes the package lists itself")
    elif all(program(each) in KERNEL for each in commands):
        advice = "set it on the nodes, if it is still needed"
        ledger.put(node.index, Place.PLATFORM, "node", "the command changes the running kernel or machine", advice)
    elif any(program(each) in CLIENTS for each in commands):
        advice = "run it once against the running service, for example as a Job"
        ledger.put(node.index, Place.MANUAL, "left to you", "the command talks to a running service", advice)
