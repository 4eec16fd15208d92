"""A plan → its Kubernetes objects, each with the name of its file."""

from __future__ import annotations

from collections.abc import Iterator

from translator.emit.folders import label_name
from translator.emit.kubernetes import front, identity, platform, secrets, workloads
from translator.emit.kubernetes.common import Object, Workload, workloads_of
from translator.plan.model import Plan


def objects(plan: Plan) -> Iterator[tuple[str, Object]]:
    """Yield the file name and the object of everything in k8s/base."""
    works = workloads_of(plan)
    for work in works:
        yield from _of_pod(work)
    yield from front.fronts(plan)
    for stub in plan.secrets:
        yield secrets.secret(plan, stub)
    yield from secrets.store(plan)
    for request in plan.certificates:
        yield f"certificate-{label_name(request.name)}.yaml", platform.certificate(works[0], request)
    for job in plan.jobs:
        if not job.beside:
            yield f"cronjob-{label_name(job.name)}.yaml", workloads.cron_job(plan, job)


def _of_pod(work: Workload) -> Iterator[tuple[str, Object]]:
    yield f"{work.file_of('serviceaccount')}.yaml", identity.service_account(work)
    if work.processes:
        yield f"{work.file}.yaml", workloads.workload(work)
        yield f"{work.file_of('networkpolicy')}.yaml", platform.network_policy(work)
    makers = {
        "service": platform.service,
        "service-headless": platform.headless,
        "podmonitor": platform.pod_monitor,
        "poddisruptionbudget": platform.budget,
    }
    for word, make in makers.items():
        made = make(work)
        if made is not None:
            yield f"{work.file_of(word)}.yaml", made
    for sidecar in work.sidecars:
        if sidecar.files:
            yield f"configmap-{label_name(sidecar.name)}.yaml", platform.config_map(work, sidecar)
