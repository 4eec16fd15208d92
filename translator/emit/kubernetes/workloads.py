"""A plan → its Deployment and CronJobs."""

from __future__ import annotations

from translator.emit.folders import label_name, tag_of
from translator.emit.identity import identity_of
from translator.emit.kubernetes.common import (
    Object,
    app_name,
    container_security,
    labels,
    pod_security,
    selector,
    thing,
)
from translator.emit.kubernetes.containers import (
    application,
    config_key,
    environment,
    resources,
    secret_volume_mounts,
    sidecar_container,
)
from translator.emit.mounts import all_mounts, image_mounts, secret_mounts
from translator.plan.model import CronJob, Image, Plan, Process
from translator.plan.yaml_text import Octal


def deployment(plan: Plan) -> Object:
    """Return the Deployment: the services that belonged together in one pod, with their sidecars."""
    state = any(mount.kind == "state" for mount in all_mounts(plan))
    strategy = {"strategy": {"type": "Recreate"}} if state else {}
    spec = {
        "replicas": 1,
        **strategy,
        "selector": {"matchLabels": selector(plan)},
        "template": {"metadata": _pod_metadata(plan), "spec": pod(plan)},
    }
    return thing(plan, "Deployment", "apps/v1", app_name(plan), spec=spec)


def pod(plan: Plan) -> Object:
    made: Object = {
        "serviceAccountName": label_name(plan.account.name or plan.name),
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": max([30, *(i.process.stop_timeout for i in plan.images if i.process)]),
        "securityContext": pod_security(plan),
        "initContainers": [sidecar_container(plan, sidecar) for sidecar in plan.sidecars],
        "containers": [application(plan, image) for image in plan.images],
        "volumes": _volumes(plan),
    }
    return {name: value for name, value in made.items() if value != []}


def cron_job(plan: Plan, job: CronJob) -> Object:
    """Return a cron job of the machine as a CronJob with the same image."""
    image = next((found for found in plan.images if found.name == job.image), plan.images[0])
    spec = {
        "schedule": job.schedule,
        "concurrencyPolicy": "Forbid",
        "jobTemplate": {"spec": {"backoffLimit": 1, "template": _job_pod(plan, image, job)}},
    }
    return thing(plan, "CronJob", "batch/v1", label_name(f"{plan.name}-{job.name}", 52), spec=spec)


def _job_pod(plan: Plan, image: Image, job: CronJob) -> Object:
    """The command stands as args, so that the image's entrypoint still renders what it has to."""
    container: Object = {
        "name": label_name(job.name),
        "image": tag_of(plan, image),
        "args": list(job.command),
        "env": [{"name": k, "value": v} for k, v in sorted(job.environment.items())] + environment(plan, image),
        "resources": resources(image.process or Process(service="", command=())),
        "securityContext": _job_security(image, job),
        "volumeMounts": [
            *({"name": mount.name, "mountPath": mount.path} for mount in image_mounts(plan, image)),
            *secret_volume_mounts(plan, image),
        ],
    }
    for variable in container["env"]:
        reference = variable.get("valueFrom", {}).get("resourceFieldRef")
        if reference:
            reference["containerName"] = container["name"]
    spec: Object = {
        "restartPolicy": "Never",
        "serviceAccountName": label_name(plan.account.name or plan.name),
        "automountServiceAccountToken": False,
        "securityContext": pod_security(plan),
        "containers": [{name: value for name, value in container.items() if value != []}],
        "volumes": _image_volumes(plan, image),
    }
    return {"metadata": {"labels": labels(plan, "job")}, "spec": spec}


def _job_security(image: Image, job: CronJob) -> Object:
    ids = identity_of(image)
    security = container_security(image)
    if ids is not None and job.user in ("root", "0"):
        return {**security, "runAsNonRoot": False, "runAsUser": 0, "runAsGroup": 0}
    return security


def _pod_metadata(plan: Plan) -> Object:
    metrics = [sidecar for sidecar in plan.sidecars if sidecar.kind == "metrics" and sidecar.ports]
    made: Object = {"labels": labels(plan)}
    if metrics:
        port = str(metrics[0].ports[0])
        made["annotations"] = {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": port,
            "prometheus.io/path": "/metrics",
        }
    return made


def _volumes(plan: Plan) -> list[Object]:
    configs = [sidecar for sidecar in plan.sidecars if sidecar.files]
    return [
        *(_volume(plan, mount.name, mount.kind) for mount in all_mounts(plan)),
        *(
            {
                "name": f"{label_name(sidecar.name)}-config",
                "configMap": {"name": f"{app_name(plan)}-{label_name(sidecar.name)}"},
            }
            for sidecar in configs
        ),
        *_secret_volumes(plan, plan.images),
    ]


def _image_volumes(plan: Plan, image: Image) -> list[Object]:
    mounts = [_volume(plan, mount.name, mount.kind) for mount in image_mounts(plan, image)]
    return [*mounts, *_secret_volumes(plan, (image,))]


def _volume(plan: Plan, name: str, kind: str) -> Object:
    if kind == "state":
        return {"name": name, "persistentVolumeClaim": {"claimName": f"{app_name(plan)}-{name}"}}
    return {"name": name, "emptyDir": {}}


def _secret_volumes(plan: Plan, images: tuple[Image, ...]) -> list[Object]:
    """One volume a Secret; its items carry each file's own mode, readable by the process's group."""
    items: dict[str, dict[str, Object]] = {}
    for image in images:
        rooted = identity_of(image) is None
        for mount in secret_mounts(plan, image):
            key = config_key(mount.key)
            mode = int(mount.mode or "0440", 8) if rooted else 0o440
            items.setdefault(mount.secret, {})[key] = {"key": key, "path": key, "mode": Octal(mode)}
    return [
        {
            "name": f"secret-{secret}",
            "secret": {
                "secretName": secret,
                "defaultMode": Octal(0o440),
                "items": [found[key] for key in sorted(found)],
            },
        }
        for secret, found in sorted(items.items())
    ]
