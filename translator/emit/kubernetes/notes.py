"""A plan → what a person must decide or know before its manifests are applied, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from translator.emit.folders import label_name
from translator.emit.kubernetes.beside import preparations
from translator.emit.kubernetes.common import (
    Workload,
    image_reference,
    root_capabilities,
    runs_as_root,
    workloads_of,
)
from translator.emit.kubernetes.containers import DEFAULT_MEMORY, memory_quantity
from translator.emit.kubernetes.identity import identity_notes
from translator.emit.kubernetes.platform import ISSUER, service_ports
from translator.emit.mounts import image_mounts, pod_mounts, secret_mounts
from translator.plan.model import Plan
from translator.plan.tables.sysctls import SAFE_SYSCTLS


def cluster_notes(plan: Plan) -> list[str]:
    """Return the notes in the order in which a person would act on them."""
    found: list[str] = []
    for work in workloads_of(plan):
        found += [
            *_exceptions(work),
            *_apart(work),
            *_together(work),
            *_kept(work),
            *_memory(work),
            *_closed(work),
            *_jobs(work),
        ]
    found += [*identity_notes(plan), *_certificates(plan), *_rules(plan), *_sysctls(plan), *_open_files(plan)]
    return [*found, *_nodes(plan)]


def _exceptions(work: Workload) -> Iterator[str]:
    """Yield each way in which a pod leaves the restricted profile of Pod Security."""
    for image in work.images:
        if image.process and runs_as_root(image):
            added = ", ".join(root_capabilities(image))
            yield f"{label_name(image.name)} runs as root with {added}: its namespace cannot enforce the restricted profile"
            for name in (
                each["name"] for each in preparations(work) if each["image"] == image_reference(work.plan, image)
            ):
                yield f"{name} runs as root like the service that it prepares"
        if image.process and image.process.setup:
            yield f"{label_name(image.name)}-setup runs as root before the service, as ExecStartPre=+ did: outside the restricted profile"
    for job in work.plan.jobs:
        images = [each for each in work.images if each.name == job.image]
        if images and (job.user in ("root", "0") or runs_as_root(images[0])):
            yield f"the job {label_name(job.name)} runs as root, as its crontab says: outside the restricted profile; name a user there if it need not"


def _apart(work: Workload) -> Iterator[str]:
    if work.reason:
        yield f"{work.name} is a pod of its own: {work.reason}; `pods:` in cook2image.yaml joins or parts services"
    for process in work.processes if len(work.plan.pods) > 1 else ():
        if process.local_ports:
            ports = ", ".join(map(str, process.local_ports))
            yield f"{process.service} listens on port {ports} of the loopback only: for clients in other pods, let it listen on every address"


def _together(work: Workload) -> Iterator[str]:
    """Yield that a program which keeps data shares its pod, where it could have one of its own."""
    kept = [image for image in work.images if any(m.kind == "state" for m in image_mounts(work.plan, image))]
    if kept and len(work.images) > 1:
        service = kept[0].process.service if kept[0].process else kept[0].name
        yield (
            f"{service} keeps data in the pod of {work.name}, where the others reach it on localhost as on the machine: "
            f"`pods: {{{service}: {label_name(service)}}}` in cook2image.yaml gives it a StatefulSet of its own, and its "
            "clients then name the Service"
        )


def _kept(work: Workload) -> Iterator[str]:
    for mount in pod_mounts(work.plan, work.images, work.sidecars):
        if mount.kind == "state":
            yield (
                f"{mount.path} is kept on a volume of {mount.size or '10Gi'}, a size that the recipe does not name; bring the "
                f"old machine's data into it first. More than one replica of {work.name} needs the service's own replication"
            )


def _memory(work: Workload) -> Iterator[str]:
    for image in work.images:
        if image.process and not memory_quantity(image.process.memory):
            yield f"{label_name(image.name)} names no memory limit: {DEFAULT_MEMORY} is a guess; set it from what the machine used"


def _closed(work: Workload) -> Iterator[str]:
    known = {port["port"] for port in service_ports(work)}
    for port in sorted({port for process in work.processes for port in process.ports} - known):
        yield f"port {port} is not in the Service: the machine's firewall let nobody reach it"


def _jobs(work: Workload) -> Iterator[str]:
    for job in work.jobs:
        yield (
            f"the job {label_name(job.name)} runs in the pod of {work.name}, in each replica, as cron did on each machine: "
            f"it works on {', '.join(job.beside)}"
        )
    if work.jobs and work.plan.timezone:
        yield f"times of jobs are {work.plan.timezone}'s, which an image without tzdata takes for UTC: add the package where it is missing"


def _certificates(plan: Plan) -> Iterator[str]:
    for request in plan.certificates:
        name = label_name(request.name)
        if not any("." in host for host in request.names):
            yield f"Certificate {name}: no name of the old certificate is known; put its names into dnsNames"
        mounts = [m for image in plan.images for m in secret_mounts(plan, image) if m.secret == name]
        if any(not mount.folder for mount in mounts):
            yield f"Certificate {name}: its files are mounted one by one and stay as they are until the pod is replaced; restart it after a renewal"
        elif mounts:
            yield f"Certificate {name}: a renewal reaches the running pod; let the service read it again, or restart the pod"
    if plan.certificates and not plan.cluster.issuer:
        yield f"the issuer of the certificates is called {ISSUER!r}: name your cluster's with `issuer:` in cook2image.yaml"


def _rules(plan: Plan) -> Iterator[str]:
    sources = sorted({rule.source for rule in plan.rules if rule.source and not rule.outgoing})
    if sources:
        yield f"the NetworkPolicy lets in {', '.join(sources)}, addresses of the old network: add what your ingress and pods come from"


def _sysctls(plan: Plan) -> Iterator[str]:
    for name, value in plan.sysctls.items():
        if name not in SAFE_SYSCTLS:
            yield f"{name}={value} is no safe sysctl, and a pod that sets it is refused: set it on the nodes, or allow it there and add it"


def _open_files(plan: Plan) -> Iterator[str]:
    for image in plan.images:
        if image.process and image.process.open_files:
            yield f"{label_name(image.name)} had LimitNOFILE={image.process.open_files}: a pod cannot set it, the container runtime of the nodes must give as much"


def _nodes(plan: Plan) -> Iterator[str]:
    if plan.scheduling.architecture:
        yield f"what is downloaded is built for {plan.scheduling.architecture}: the pods go to such nodes only"
    if plan.scheduling.device:
        yield f"the machine had a GPU: the pod asks for {plan.scheduling.device}, which needs the nodes' device plugin"
