"""A plan → the artifacts under k8s/: one file an object, listed in kustomization.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from translator.emit.artifacts import Artifact
from translator.emit.kubernetes import front, secrets
from translator.emit.kubernetes.common import Object, root_notes, workloads_of
from translator.emit.kubernetes.helm import chart
from translator.emit.kubernetes.objects import objects
from translator.emit.kubernetes.overlays import overlay
from translator.plan.model import Plan
from translator.plan.yaml_text import dump


def manifests(plan: Plan) -> Iterator[Artifact]:
    """Yield every file of k8s/base and of the overlays."""
    made_of = dict(objects(plan))
    roots = {f"{work.file}.yaml": root_notes(work) for work in workloads_of(plan)}
    for name, made in made_of.items():
        yield Artifact(
            path=f"k8s/base/{name}", content=dump(made, roots.get(name, "") or _HEADERS.get(made["kind"], ""))
        )
    yield Artifact(path="k8s/base/kustomization.yaml", content=dump(_kustomization(sorted(made_of))))
    for differs in plan.overlays:
        yield from overlay(plan, differs)
    if plan.helm:
        yield from chart(plan, made_of)


_HEADERS = {
    "Secret": secrets.ABOUT_STUB,
    "ExternalSecret": secrets.ABOUT_EXTERNAL,
    "SecretStore": secrets.ABOUT_STORE,
    "PodMonitor": "Needs the Prometheus operator.",
    "Certificate": "Needs cert-manager; name the issuer of your cluster.",
    **front.ABOUT,
}


def _kustomization(files: list[str]) -> Object:
    return {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": files}
