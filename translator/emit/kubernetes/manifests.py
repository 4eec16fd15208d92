"""A plan → the artifacts under k8s/: one file an object, listed in kustomization.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from translator.emit.artifacts import Artifact
from translator.emit.folders import label_name
from translator.emit.kubernetes import platform, secrets, workloads
from translator.emit.kubernetes.common import Object, root_notes
from translator.emit.kubernetes.helm import chart
from translator.emit.kubernetes.overlays import overlay
from translator.emit.mounts import all_mounts
from translator.plan.model import Plan
from translator.plan.yaml_text import dump


def manifests(plan: Plan) -> Iterator[Artifact]:
    """Yield every file of k8s/base and of the overlays."""
    objects = dict(_objects(plan))
    for name, made in objects.items():
        header = root_notes(plan) if name == "deployment.yaml" else _HEADERS.get(made["kind"], "")
        yield Artifact(path=f"k8s/base/{name}", content=dump(made, header))
    yield Artifact(path="k8s/base/kustomization.yaml", content=dump(_kustomization(sorted(objects))))
    for differs in plan.overlays:
        yield from overlay(plan, differs)
    if plan.helm:
        yield from chart(plan, objects)


_HEADERS = {
    "Secret": secrets.ABOUT_STUB,
    "ExternalSecret": secrets.ABOUT_EXTERNAL,
    "PodMonitor": "Needs the Prometheus operator.",
    "Certificate": "Needs cert-manager; name the issuer of your cluster.",
}


def _objects(plan: Plan) -> Iterator[tuple[str, Object]]:
    yield "serviceaccount.yaml", platform.service_account(plan)
    if any(image.process for image in plan.images):
        yield "deployment.yaml", workloads.deployment(plan)
        yield "networkpolicy.yaml", platform.network_policy(plan)
    service = platform.service(plan)
    if service is not None:
        yield "service.yaml", service
    monitor = platform.pod_monitor(plan)
    if monitor is not None:
        yield "podmonitor.yaml", monitor
    for sidecar in plan.sidecars:
        if sidecar.files:
            yield f"configmap-{label_name(sidecar.name)}.yaml", platform.config_map(plan, sidecar)
    for stub in plan.secrets:
        yield secrets.secret(plan, stub)
    for request in plan.certificates:
        yield f"certificate-{label_name(request.name)}.yaml", platform.certificate(plan, request)
    for job in plan.jobs:
        yield f"cronjob-{label_name(job.name)}.yaml", workloads.cron_job(plan, job)
    for mount in all_mounts(plan):
        if mount.kind == "state":
            yield f"claim-{mount.name}.yaml", platform.claim(plan, mount)


def _kustomization(files: list[str]) -> Object:
    return {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": files}
