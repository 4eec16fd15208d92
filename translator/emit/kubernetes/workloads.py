"""A plan's pods → their Deployments and StatefulSets, and the CronJobs beside them."""

from __future__ import annotations

from typing import Final

from translator.emit.folders import label_name
from translator.emit.identity import identity_of
from translator.emit.kubernetes.beside import LOG_LIMIT, helpers, job_security, own_secrets, preparations
from translator.emit.kubernetes.common import (
    Object,
    Workload,
    app_name,
    image_reference,
    job_labels,
    labels,
    pod_security,
    selector,
    thing,
    workloads_of,
)
from translator.emit.kubernetes.containers import (
    DRAIN,
    application,
    config_key,
    environment,
    native,
    owned_volume,
    reads_cpus,
    resources,
    secret_volume,
    sidecar_container,
    volume_mounts,
)
from translator.emit.kubernetes.identity import account_name, pod_annotations
from translator.emit.mounts import Mount, image_mounts, pod_mounts, secret_mounts
from translator.plan.model import CronJob, Image, Plan, Process
from translator.plan.schedule import for_kubernetes
from translator.plan.yaml_text import Octal

LIMITS: Final = {"logs": LOG_LIMIT}
SCRATCH_LIMIT: Final = "1Gi"
"""How much an emptyDir may take of its node's disk: without a limit a full one evicts its neighbours."""


def workload(work: Workload) -> Object:
    """Return the Deployment of a pod, or its StatefulSet where data lives on disk."""
    template = {"metadata": _pod_metadata(work), "spec": pod(work)}
    spec: Object = {"replicas": work.replicas, "selector": {"matchLabels": selector(work)}}
    if not work.stateful:
        return thing(work, "Deployment", "apps/v1", work.name, spec={**spec, "template": template})
    claims = [_claim(mount) for mount in pod_mounts(work.plan, work.images, work.sidecars) if mount.kind == "state"]
    spec |= {"serviceName": headless_name(work), "template": template, "volumeClaimTemplates": claims}
    return thing(work, "StatefulSet", "apps/v1", work.name, spec=spec)


def headless_name(work: Workload) -> str:
    """Return the name of the Service that gives each pod of a StatefulSet its own DNS name."""
    return f"{work.name}-pods"


def _claim(mount: Mount) -> Object:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": mount.size or "10Gi"}}}
    return {"metadata": {"name": mount.name}, "spec": spec}


def pod(work: Workload) -> Object:
    """Return the pod's spec."""
    sidecars = [sidecar_container(work, sidecar) for sidecar in work.sidecars] + helpers(work)
    first, beside = (sidecars, []) if native(work.plan) else ([], sidecars)
    made: Object = {
        "serviceAccountName": account_name(work),
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": max([30, *(each.stop_timeout + DRAIN for each in work.processes)]),
        "securityContext": pod_security(work),
        "initContainers": preparations(work) + first,
        "containers": [application(work, image) for image in work.images] + beside,
        "volumes": _volumes(work),
        **_scheduling(work),
    }
    kept = {name: value for name, value in made.items() if value not in ([], {})}
    return {**kept, "containers": _with_device(work, kept["containers"])}


def _scheduling(work: Workload) -> Object:
    """Return where the pods may run: the architecture of what was downloaded, and apart from each other, once there are several."""
    architecture = work.plan.scheduling.architecture
    made: Object = {"nodeSelector": {"kubernetes.io/arch": architecture}} if architecture else {}
    made["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": selector(work)},
        }
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]
    return made


def _with_device(work: Workload, containers: list[Object]) -> list[Object]:
    """Return the containers, the first one of the main pod with the device that the machine had."""
    device = work.plan.scheduling.device
    if not device or work.name != app_name(work.plan) or "resources" not in containers[0]:
        return containers
    limited = containers[0]["resources"]["limits"] | {device: str(work.plan.scheduling.devices)}
    return [{**containers[0], "resources": {**containers[0]["resources"], "limits": limited}}, *containers[1:]]


def cron_job(plan: Plan, job: CronJob) -> Object:
    """Return a cron job of the machine as a CronJob with the same image."""
    image = next((found for found in plan.images if found.name == job.image), plan.images[0])
    work = next((each for each in workloads_of(plan) if image in each.images), workloads_of(plan)[0])
    name = job_object(plan, job)
    spec = {
        "schedule": for_kubernetes(job.schedule),
        **({"timeZone": plan.timezone} if plan.timezone else {}),
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 300,
        "successfulJobsHistoryLimit": 1,
        "failedJobsHistoryLimit": 3,
        "jobTemplate": {"spec": {"backoffLimit": 1, "template": _job_pod(work, image, job, name)}},
    }
    made = {"apiVersion": "batch/v1", "kind": "CronJob"}
    return {**made, "metadata": {"name": name, "labels": job_labels(plan, name)}, "spec": spec}


def job_object(plan: Plan, job: CronJob) -> str:
    """Return the name of a job's object: the cluster adds eleven characters to those of its runs."""
    return label_name(f"{plan.name}-{job.name}", 52)


def _job_pod(work: Workload, image: Image, job: CronJob, name: str) -> Object:
    """The command stands as args, so that the image's entrypoint still renders what it has to."""
    plan, container_name = work.plan, label_name(job.name)
    container: Object = {
        "name": container_name,
        "image": image_reference(plan, image),
        "args": list(job.command),
        "env": [{"name": k, "value": v} for k, v in sorted(job.environment.items())]
        + environment(plan, image, container_name),
        "resources": resources(image.process or Process(service="", command=()), reads_cpus(image)),
        "securityContext": job_security(image, job),
        "volumeMounts": [_unkept(mount) for mount in volume_mounts(plan, image)],
    }
    spec: Object = {
        "restartPolicy": "Never",
        "serviceAccountName": account_name(work),
        "automountServiceAccountToken": False,
        "securityContext": pod_security(work),
        **({"initContainers": first} if (first := list(own_secrets(work, image))) else {}),
        "containers": [{key: value for key, value in container.items() if value != []}],
        "volumes": [
            *(_volume(mount) for mount in image_mounts(plan, image)),
            *_secret_volumes(plan, (image,)),
        ],
        **_scheduling_of_job(work),
    }
    return {"metadata": {"labels": job_labels(plan, name), **_annotated(work)}, "spec": spec}


def _unkept(mount: Object) -> Object:
    """Return a mount without the data's own directory: the job's pod has an empty one of its own."""
    return {name: value for name, value in mount.items() if name != "subPath" or value != "data"}


def _scheduling_of_job(work: Workload) -> Object:
    architecture = work.plan.scheduling.architecture
    return {"nodeSelector": {"kubernetes.io/arch": architecture}} if architecture else {}


def _pod_metadata(work: Workload) -> Object:
    return {"labels": labels(work), **_annotated(work, scrape_annotations(work))}


def _annotated(work: Workload, more: dict[str, str] | None = None) -> Object:
    found = {**pod_annotations(work), **(more or {})}
    return {"annotations": found} if found else {}


def metrics_ports(work: Workload) -> list[int]:
    """Return the ports where the pod's exporters answer, and services that speak to Prometheus themselves."""
    own = {process.metrics for process in work.processes if process.metrics}
    return sorted(own | {each.ports[0] for each in work.sidecars if each.kind == "metrics" and each.ports})


def monitored(work: Workload) -> bool:
    """Return whether a PodMonitor finds the pod: where the settings say so, and for several endpoints."""
    ports = metrics_ports(work)
    return bool(ports) and (work.plan.cluster.metrics == "podmonitor" or len(ports) > 1)


def scrape_annotations(work: Workload) -> dict[str, str]:
    """Return what Prometheus's usual configuration looks for; it can name a single endpoint."""
    ports = metrics_ports(work)
    if not ports or work.plan.cluster.metrics == "podmonitor":
        return {}
    return {"prometheus.io/scrape": "true", "prometheus.io/port": str(ports[0]), "prometheus.io/path": "/metrics"}


def _volumes(work: Workload) -> list[Object]:
    mounts = pod_mounts(work.plan, work.images, work.sidecars)
    configs = [sidecar for sidecar in work.sidecars if sidecar.files]
    return [
        *(_volume(mount) for mount in mounts if mount.kind != "state"),
        *(
            {
                "name": f"{label_name(sidecar.name)}-config",
                "configMap": {"name": f"{app_name(work.plan)}-{label_name(sidecar.name)}"},
            }
            for sidecar in configs
        ),
        *_secret_volumes(work.plan, work.images),
    ]


def _volume(mount: Mount) -> Object:
    return {"name": mount.name, "emptyDir": {"sizeLimit": LIMITS.get(mount.kind, SCRATCH_LIMIT)}}


def _secret_volumes(plan: Plan, images: tuple[Image, ...]) -> list[Object]:
    """Return the volumes of Secrets; their items carry each file's own mode, readable by the process's group."""
    items: dict[tuple[str, str], dict[str, Object]] = {}
    for image in images:
        rooted = identity_of(image) is None
        for mount in secret_mounts(plan, image):
            key = config_key(mount.key)
            path = mount.path.rpartition("/")[2] if mount.folder else key
            mode = int(mount.mode or "0440", 8) if rooted else 0o440
            item = {"key": key, "path": path, "mode": Octal(mode)}
            items.setdefault((secret_volume(mount), mount.secret), {})[path] = item
    copies = [image for image in images if any(mount.owned for mount in secret_mounts(plan, image))]
    memory: Object = {"medium": "Memory", "sizeLimit": "1Mi"}
    return [{"name": owned_volume(image), "emptyDir": memory} for image in copies] + [
        {
            "name": name,
            "secret": {
                "secretName": secret,
                "defaultMode": Octal(0o440),
                "items": [found[path] for path in sorted(found)],
            },
        }
        for (name, secret), found in sorted(items.items())
    ]
