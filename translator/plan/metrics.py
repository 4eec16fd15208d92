"""What a metrics agent measured, whatever agent it was: applications it asked, and ports where counters came in.

Readers in plan/sidecars make it from the agent's files; exporters.py turns it into sidecars.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from translator.plan.reading.configuration import Untranslated


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One application that was asked. `kind` is a name of tables/collectors.py; `address` a URL or host:port.

    `user` is plain; `password` says that there was one (it becomes a key of the machine's Secret). `beans` are the
    JMX object names that were read.
    """

    kind: str
    address: str = ""
    user: str = ""
    password: bool = False
    beans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """A port to which the application itself sends: kind statsd, graphite or collectd."""

    kind: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """All of it, with the graph nodes that said something of an application, and what was not carried over."""

    targets: tuple[Target, ...] = ()
    inboxes: tuple[Inbox, ...] = ()
    nodes: tuple[int, ...] = ()
    untranslated: tuple[Untranslated, ...] = field(default=())
    directives: int = 0


HOST = frozenset(
    (
        "aggregation", "apcups", "battery", "buddyinfo", "cgroup", "cgroups", "chrony", "conntrack", "contextswitch", "cpu", "cpufreq", "cpusleep",
        "df", "disk", "diskio", "diskspace", "diskusage", "entropy", "ethstat", "fhcount", "filecount", "filestat", "hddtemp", "hugepages",
        "interface", "interrupts", "ipmi", "iptables", "irq", "kernel", "kernel_vmstat", "load", "loadavg", "logfile", "lvm", "madwifi", "match_regex", "md",
        "mem", "memory", "net", "netlink", "netstat", "network_load", "nfs", "ntpd", "numa", "openvpn", "ping", "proc", "processes", "procstat", "protocols",
        "sensors", "serial", "smart", "sockstat", "swap", "syslog", "sysctl_fs", "system", "systemd_units", "tcpconns", "thermal", "turbostat", "unixsock", "uptime", "users",
        "vmem", "vmstat", "wireless", "zfs", "zfs_arc", "cputotal", "network", "memorycgroup", "memorylxc",
    )
)  # fmt: skip
"""Plugins of collectd, telegraf, diamond and datadog that measure the host, which the node's own DaemonSet does."""
