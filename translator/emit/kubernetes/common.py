"""What the objects of one plan have in common: names, labels, metadata, security."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from translator.emit.folders import label_name, version_tag
from translator.emit.identity import identity_of
from translator.plan.model import Image, Plan

Object: TypeAlias = dict[str, Any]

ROOT_CAPABILITIES = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID")
MORE_CAPABILITIES = {
    "dovecot": ("SYS_CHROOT",),
    "haproxy": ("SYS_CHROOT",),
    "postfix": ("SYS_CHROOT",),
    "ssh": ("AUDIT_WRITE", "SYS_CHROOT"),
    "sshd": ("AUDIT_WRITE", "SYS_CHROOT"),
    "vsftpd": ("AUDIT_WRITE", "SYS_CHROOT"),
}
"""What services that start as root need beyond: they lock themselves or their sessions into a directory."""

NOBODY = 65534


def app_name(plan: Plan) -> str:
    return label_name(plan.name, 50)


def selector(plan: Plan) -> dict[str, str]:
    return {"app.kubernetes.io/name": app_name(plan), "app.kubernetes.io/instance": app_name(plan)}


def labels(plan: Plan, component: str = "") -> dict[str, str]:
    """Return the recommended labels."""
    made = {**selector(plan), "app.kubernetes.io/managed-by": "cook2image"}
    if plan.version:
        made["app.kubernetes.io/version"] = version_tag(plan.version)[:63].strip("-_.")
    if component:
        made["app.kubernetes.io/component"] = component
    return made


def thing(plan: Plan, kind: str, api: str, name: str, **rest: Any) -> Object:
    """Return an object with its metadata; `rest` are its other fields in order."""
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "labels": labels(plan)}, **rest}


def runs_as_root(image: Image) -> bool:
    return identity_of(image) is None


def pod_security(plan: Plan) -> Object:
    """Return the pod's securityContext: the restricted profile, as far as the processes' users allow."""
    identities = [identity_of(image) for image in plan.images]
    users = [ids for ids in identities if ids is not None]
    made: Object = {"seccompProfile": {"type": "RuntimeDefault"}}
    if users:
        made["fsGroup"] = users[0].gid
    if all(identities):
        made = {"runAsNonRoot": True, **made}
    sysctls = [{"name": name, "value": value} for name, value in sorted(_sysctls(plan, bool(users)).items())]
    return {**made, **({"sysctls": sysctls} if sysctls else {})}


def _sysctls(plan: Plan, unprivileged: bool) -> dict[str, str]:
    low = {"net.ipv4.ip_unprivileged_port_start": "0"} if unprivileged and opens_low_port(plan) else {}
    return {**low, **plan.sysctls}


def opens_low_port(plan: Plan) -> bool:
    """Whether a process of the pod opens a port that a kernel's own setting keeps for root."""
    processes = [image.process for image in plan.images if image.process]
    return any(port < 1024 for each in processes for port in (*each.ports, *each.local_ports, *each.udp_ports))


def container_security(image: Image) -> Object:
    ids = identity_of(image)
    if ids is None:
        return {**_confined(root_capabilities(image)), "runAsNonRoot": False, "runAsUser": 0}
    return {**_confined(), "runAsNonRoot": True, "runAsUser": ids.uid, "runAsGroup": ids.gid}


def root_capabilities(image: Image) -> tuple[str, ...]:
    """Return the capabilities of a container that starts as root."""
    service = image.process.service if image.process else ""
    return tuple(sorted({*ROOT_CAPABILITIES, *MORE_CAPABILITIES.get(service, ())}))


def sidecar_security(plan: Plan) -> Object:
    """Return a sidecar's securityContext: the application's user, so that it may read what that writes."""
    ids = next((found for image in plan.images if (found := identity_of(image))), None)
    uid, gid = (ids.uid, ids.gid) if ids else (NOBODY, NOBODY)
    return {**_confined(), "runAsNonRoot": True, "runAsUser": uid, "runAsGroup": gid}


def _confined(add: Iterable[str] = ()) -> Object:
    capabilities: Object = {"drop": ["ALL"]}
    if add:
        capabilities["add"] = list(add)
    return {"allowPrivilegeEscalation": False, "capabilities": capabilities, "readOnlyRootFilesystem": True}


def root_notes(plan: Plan) -> str:
    """Return a line for every container that keeps root, for the head of the file."""
    names = [label_name(image.name) for image in plan.images if runs_as_root(image)]
    lines = [
        f"{name} starts as root, as on the legacy machine: its container is outside the restricted profile."
        for name in names
    ]
    return "\n".join(lines)
