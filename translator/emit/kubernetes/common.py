"""What the objects of one plan have in common: names, labels, metadata, security."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from translator.emit.folders import label_name, tag_of, version_tag
from translator.emit.identity import identity_of
from translator.emit.mounts import pod_mounts
from translator.plan.model import CronJob, Image, Plan, Pod, Process, Sidecar
from translator.plan.tables.sysctls import SAFE_SYSCTLS

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """One pod of a plan: its name in the cluster, what runs in it and how often."""

    plan: Plan
    name: str
    images: tuple[Image, ...]
    sidecars: tuple[Sidecar, ...]
    jobs: tuple[CronJob, ...] = ()
    replicas: int = 1
    reason: str = ""

    @property
    def processes(self) -> tuple[Process, ...]:
        return tuple(image.process for image in self.images if image.process)

    @property
    def stateful(self) -> bool:
        """Whether data of the pod lives on disk."""
        return any(mount.kind == "state" for mount in pod_mounts(self.plan, self.images, self.sidecars))

    @property
    def kind(self) -> str:
        return "StatefulSet" if self.stateful else "Deployment"

    @property
    def file(self) -> str:
        """The manifest's name without its ending: deployment, or statefulset-worker for a pod beside the main one."""
        return self.file_of(self.kind.lower())

    def file_of(self, word: str) -> str:
        main = self.name == app_name(self.plan)
        return word if main else f"{word}-{self.name.removeprefix(f'{app_name(self.plan)}-')}"


def workloads_of(plan: Plan) -> tuple[Workload, ...]:
    """Return the plan's pods, the main one first; a plan that names none is one pod."""
    pods = plan.pods or (Pod(name="", images=_names(plan.images), sidecars=_names(plan.sidecars)),)
    return tuple(_workload(plan, pod) for pod in pods)


def _names(things: tuple[Image, ...] | tuple[Sidecar, ...]) -> tuple[str, ...]:
    return tuple(each.name for each in things)


def _workload(plan: Plan, pod: Pod) -> Workload:
    return Workload(
        plan=plan,
        name=label_name(f"{app_name(plan)}-{pod.name}", 50) if pod.name else app_name(plan),
        images=tuple(image for image in plan.images if image.name in pod.images),
        sidecars=tuple(sidecar for sidecar in plan.sidecars if sidecar.name in pod.sidecars),
        jobs=tuple(job for job in plan.jobs if job.beside and job.image in pod.images),
        replicas=pod.replicas,
        reason=pod.reason,
    )


def app_name(plan: Plan) -> str:
    return label_name(plan.name, 50)


def image_reference(plan: Plan, image: Image) -> str:
    """Return what a container names: the tag, behind the registry that cook2image.yaml names."""
    return f"{plan.cluster.registry}/{tag_of(plan, image)}" if plan.cluster.registry else tag_of(plan, image)


def selector(work: Workload) -> dict[str, str]:
    return {"app.kubernetes.io/name": work.name, "app.kubernetes.io/instance": app_name(work.plan)}


def labels(work: Workload) -> dict[str, str]:
    """Return the recommended labels."""
    return {**selector(work), **_shared_labels(work.plan)}


def job_labels(plan: Plan, name: str) -> dict[str, str]:
    """Return the labels of a job's pod, which no Service and no policy of the services may select."""
    own = {"app.kubernetes.io/name": name, "app.kubernetes.io/instance": app_name(plan)}
    return {**own, **_shared_labels(plan), "app.kubernetes.io/component": "job"}


def _shared_labels(plan: Plan) -> dict[str, str]:
    made = {"app.kubernetes.io/managed-by": "cook2image"}
    if plan.version:
        made["app.kubernetes.io/version"] = version_label(plan.version)
    if len(plan.pods) > 1:
        made["app.kubernetes.io/part-of"] = app_name(plan)
    return made


def version_label(version: str) -> str:
    return version_tag(version)[:63].strip("-_.")


def thing(work: Workload, kind: str, api: str, name: str, **rest: Any) -> Object:
    """Return an object with its metadata; `rest` are its other fields in order."""
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "labels": labels(work)}, **rest}


def runs_as_root(image: Image) -> bool:
    return identity_of(image) is None


def pod_security(work: Workload) -> Object:
    """Return the pod's securityContext: the restricted profile, as far as the processes' users allow."""
    identities = [identity_of(image) for image in work.images]
    users = [ids for ids in identities if ids is not None]
    made: Object = {"seccompProfile": {"type": "RuntimeDefault"}}
    if users:
        made["fsGroup"] = users[0].gid
        if work.stateful:
            made["fsGroupChangePolicy"] = "OnRootMismatch"
    elif any(sidecar.shares for sidecar in work.sidecars):
        made["fsGroup"] = NOBODY  # what root writes to a shared directory is then its readers' too
    if all(identities):
        made = {"runAsNonRoot": True, **made}
    sysctls = [{"name": name, "value": value} for name, value in sorted(_sysctls(work, bool(users)).items())]
    return {**made, **({"sysctls": sysctls} if sysctls else {})}


def _sysctls(work: Workload, unprivileged: bool) -> dict[str, str]:
    low = {"net.ipv4.ip_unprivileged_port_start": "0"} if unprivileged and _low_port(work.processes) else {}
    return {**low, **{name: value for name, value in work.plan.sysctls.items() if name in SAFE_SYSCTLS}}


def opens_low_port(plan: Plan) -> bool:
    """Whether a process of the machine opens a port that a kernel's own setting keeps for root."""
    return _low_port(tuple(image.process for image in plan.images if image.process))


def _low_port(processes: tuple[Process, ...]) -> bool:
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


def sidecar_security(work: Workload) -> Object:
    """Return a sidecar's securityContext: the application's user, so that it may read what that writes."""
    ids = next((found for image in work.images if (found := identity_of(image))), None)
    uid, gid = (ids.uid, ids.gid) if ids else (NOBODY, NOBODY)
    return {**_confined(), "runAsNonRoot": True, "runAsUser": uid, "runAsGroup": gid}


def _confined(add: Iterable[str] = ()) -> Object:
    capabilities: Object = {"drop": ["ALL"]}
    if add:
        capabilities["add"] = list(add)
    return {"allowPrivilegeEscalation": False, "capabilities": capabilities, "readOnlyRootFilesystem": True}


def root_notes(work: Workload) -> str:
    """Return a line for every container that keeps root, for the head of the file."""
    names = [label_name(image.name) for image in work.images if runs_as_root(image)]
    lines = [
        f"{name} starts as root, as on the legacy machine: its container is outside the restricted profile."
        for name in names
    ]
    return "\n".join(lines)
