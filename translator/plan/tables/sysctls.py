"""Which kernel settings a pod may have."""

from __future__ import annotations

SAFE_SYSCTLS = frozenset(
    (
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_syncookies",
    )
)
"""What every kubelet lets a pod set, and the restricted profile too; a pod with another never starts by default.

Source: Kubernetes documentation, "Using sysctls in a Kubernetes Cluster" and "Pod Security Standards", July 2026.
"""
