"""What differs in one environment → its Kustomize overlay over k8s/base, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from translator.emit.artifacts import Artifact
from translator.emit.entrypoint import TEMPLATES
from translator.emit.folders import label_name, version_tag
from translator.emit.kubernetes.common import (
    Object,
    Workload,
    app_name,
    image_reference,
    version_label,
    workloads_of,
)
from translator.emit.kubernetes.containers import config_key, cpu_quantity, memory_quantity, native
from translator.emit.kubernetes.objects import objects
from translator.emit.kubernetes.secrets import remote_references, source_notes
from translator.emit.kubernetes.workloads import job_object
from translator.emit.mounts import secret_mounts, template_paths
from translator.plan.model import CronJob, Difference, Image, Overlay, Plan
from translator.plan.overlays import in_environment
from translator.plan.yaml_text import dump


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file that is mounted otherwise: in which image, its text, and its key in the environment's ConfigMap."""

    image: str
    path: str
    text: str
    key: str


def overlay(plan: Plan, differs: Overlay) -> Iterator[Artifact]:
    """Yield the files of k8s/overlays/ENVIRONMENT."""
    folder = f"k8s/overlays/{label_name(differs.environment)}"
    secrets = _secrets(plan, differs)
    differs = _without_secrets(differs, secrets)
    files = tuple(_files(plan, differs))
    patches = dict(_patches(plan, differs, files, secrets))
    around, added = _around(plan, differs)
    patches |= around | dict(_jobs(plan, differs, files))
    listed = _kustomization(plan, differs, files, sorted(patches), sorted(added))
    yield Artifact(path=f"{folder}/kustomization.yaml", content=dump(listed))
    for name, patch in sorted({**patches, **added}.items()):
        yield Artifact(path=f"{folder}/{name}", content=dump(patch))
    for key, text in sorted({file.key: file.text for file in files}.items()):
        yield Artifact(path=f"{folder}/files/{key}", content=text)


def _secrets(plan: Plan, differs: Overlay) -> dict[str, dict[str, tuple[str, str]]]:
    """Return the differing files that hold secrets: the Secret's name → path → its key and the file's text."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for image in plan.images:
        changed = differs.images.get(image.name, Difference()).files
        for mount in secret_mounts(plan, image):
            is_template = mount.path.startswith(TEMPLATES)
            path = mount.path.removeprefix(TEMPLATES).removesuffix(".tmpl" if is_template else "")
            if path in changed:
                found.setdefault(mount.secret, {})[path] = (config_key(mount.key), changed[path])
    return found


def _without_secrets(differs: Overlay, secrets: dict[str, dict[str, tuple[str, str]]]) -> Overlay:
    hidden = {path for paths in secrets.values() for path in paths}
    images = {
        name: replace(each, files={path: text for path, text in each.files.items() if path not in hidden})
        for name, each in differs.images.items()
    }
    return replace(differs, images=images)


def _files(plan: Plan, differs: Overlay) -> Iterator[_File]:
    """Yield the files to mount; where two images have one path with two texts, the key names the image."""
    texts: dict[str, str] = {}
    for image in plan.images:
        for path, text in sorted(differs.images.get(image.name, Difference()).files.items()):
            key = config_key(path.strip("/").replace("/", "_"))
            if texts.setdefault(key, text) != text:
                key = f"{label_name(image.name)}_{key}"
            yield _File(image=image.name, path=path, text=text, key=key)


def _patches(
    plan: Plan, differs: Overlay, files: tuple[_File, ...], secrets: dict[str, dict[str, tuple[str, str]]]
) -> Iterator[tuple[str, Object]]:
    """Yield file name → strategic merge, for each object of the base that is otherwise."""
    for work in workloads_of(plan):
        patch = _workload(work, differs, files)
        if patch:
            yield f"{work.file}.yaml", patch
    for name, each in sorted(differs.sidecars.items()):
        if each.files:
            data = {config_key(path): text for path, text in sorted(each.files.items())}
            yield f"configmap-{label_name(name)}.yaml", _config_map(f"{app_name(plan)}-{label_name(name)}", data)
    sources = {label_name(name): changed for name, changed in differs.sources.items()}
    for name in sorted(secrets.keys() | sources.keys()):
        texts = dict(sorted(secrets.get(name, {}).values()))
        made = _external(plan, name, texts, sources) if plan.secret_store else _secret(name, texts, sources)
        yield f"secret-{name}.yaml", made


def _config_map(name: str, data: dict[str, str]) -> Object:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def _secret(name: str, texts: dict[str, str], sources: dict[str, dict[str, str]]) -> Object:
    """Return what is otherwise in a stub: texts of files, and where the values come from."""
    notes = {"annotations": source_notes(sources[name])} if name in sources else {}
    head = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, **notes}}
    return {**head, **({"stringData": texts} if texts else {})}


def _external(plan: Plan, name: str, texts: dict[str, str], sources: dict[str, dict[str, str]]) -> Object:
    """Return the same for an ExternalSecret; its list of references is replaced as a whole."""
    stub = next(stub for stub in plan.secrets if label_name(stub.name) == name)
    spec: Object = {"target": {"template": {"data": texts}}} if texts else {}
    if name in sources:
        spec["data"] = remote_references({**stub.keys, **sources[name]})
    metadata = {"name": name}
    return {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": metadata, "spec": spec}


AROUND = ("Ingress", "HTTPRoute", "BackendTLSPolicy", "Certificate", "NetworkPolicy", "CronJob", "ServiceAccount")


def around(plan: Plan) -> dict[str, Object]:
    """Return the objects around the pods by file name, which an environment may have otherwise as a whole."""
    return {name: made for name, made in objects(plan) if made["kind"] in AROUND}


def _around(plan: Plan, differs: Overlay) -> tuple[dict[str, Object], dict[str, Object]]:
    """Return the patches of objects around the pods that are otherwise or gone, and the objects that are new."""
    before, after = around(plan), around(in_environment(plan, differs))
    gone = {name: _head(made) | {"$patch": "delete"} for name, made in before.items() if name not in after}
    changed = {
        name: _changed(before[name], made) for name, made in after.items() if name in before and made != before[name]
    }
    return {**gone, **changed}, {name: made for name, made in after.items() if name not in before}


def _head(made: Object) -> Object:
    return {"apiVersion": made["apiVersion"], "kind": made["kind"], "metadata": {"name": made["metadata"]["name"]}}


def _changed(before: Object, after: Object) -> Object:
    patch = _head(after)
    notes, old = after["metadata"].get("annotations", {}), before["metadata"].get("annotations", {})
    if notes != old:
        patch["metadata"]["annotations"] = {**dict.fromkeys(old, None), **notes}
    return {**patch, **({"spec": after["spec"]} if after.get("spec") != before.get("spec") else {})}


def _kustomization(
    plan: Plan, differs: Overlay, files: tuple[_File, ...], patches: list[str], added: list[str]
) -> Object:
    made: Object = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": ["../../base", *added],
        "labels": _labels(plan, differs),
    }
    if differs.version and differs.version != plan.version:
        names = [image_reference(plan, image).rsplit(":", 1)[0] for image in plan.images]
        made["images"] = [{"name": name, "newTag": version_tag(differs.version)} for name in names]
    if files:
        listed = [f"files/{key}" for key in sorted({file.key for file in files})]
        made["configMapGenerator"] = [{"name": _map_name(plan), "files": listed}]
    return {**made, "patches": [{"path": name} for name in patches]} if patches else made


_POD_LABELS = (
    ("Deployment", "spec/template/metadata/labels"),
    ("StatefulSet", "spec/template/metadata/labels"),
    ("CronJob", "spec/jobTemplate/spec/template/metadata/labels"),
)


def _labels(plan: Plan, differs: Overlay) -> list[Object]:
    """Return the environment's own labels, on pods too; no selector has them.

    A version is named for pods alone: a StatefulSet's claims may never change, and Kustomize would label them.
    """
    made: list[Object] = [{"pairs": {"environment": label_name(differs.environment)}, "includeTemplates": True}]
    if differs.version and differs.version != plan.version:
        fields = [{"kind": kind, "path": path, "create": True} for kind, path in _POD_LABELS]
        made.append({"pairs": {"app.kubernetes.io/version": version_label(differs.version)}, "fields": fields})
    return made


def _workload(work: Workload, differs: Overlay, files: tuple[_File, ...]) -> Object | None:
    """Return a strategic merge of the containers that are otherwise, None when none is."""
    containers = [_container(image, differs, files) for image in work.images]
    sidecars = [
        _sidecar(each.name, differs.sidecars[each.name]) for each in work.sidecars if each.name in differs.sidecars
    ]
    jobs = [_job(work.plan, job, differs, files) for job in work.jobs]
    sidecars += [made for made in jobs if made]
    first, beside = (sidecars, []) if native(work.plan) else ([], sidecars)
    mine = any(file.image == image.name for file in files for image in work.images)
    spec: Object = {
        "containers": [made for made in (*containers, *beside) if len(made) > 1],
        "initContainers": [made for made in first if len(made) > 1],
        "volumes": [{"name": "environment-files", "configMap": {"name": _map_name(work.plan)}}] if mine else [],
    }
    kept = {name: items for name, items in spec.items() if items}
    if not kept:
        return None
    head = {"apiVersion": "apps/v1", "kind": work.kind, "metadata": {"name": work.name}}
    return {**head, "spec": {"template": {"spec": kept}}}


def _container(image: Image, differs: Overlay, files: tuple[_File, ...]) -> Object:
    each = differs.images.get(image.name, Difference())
    templates = template_paths(image)
    made: Object = {"name": label_name(image.name)}
    if each.variables:
        made["env"] = _variables(each)
    if changed := limits_of(each):
        made["resources"] = changed
    if mounts := [_mount(file, file.path in templates) for file in files if file.image == image.name]:
        made["volumeMounts"] = mounts
    return made


def _job(plan: Plan, job: CronJob, differs: Overlay, files: tuple[_File, ...]) -> Object:
    """Return what the container of a job has otherwise: the files and variables of its image."""
    image = next((each for each in plan.images if each.name == job.image), plan.images[0])
    made = _container(image, differs, files)
    return {"name": label_name(job.name), **{key: made[key] for key in ("env", "volumeMounts") if key in made}}


def _jobs(plan: Plan, differs: Overlay, files: tuple[_File, ...]) -> Iterator[tuple[str, Object]]:
    """Yield the patches of CronJobs: the files and variables of their image in this environment."""
    for job in in_environment(plan, differs).jobs:
        made = _job(plan, job, differs, files)
        if job.beside or len(made) == 1:
            continue
        spec: Object = {"containers": [made]}
        if "volumeMounts" in made:
            spec["volumes"] = [{"name": "environment-files", "configMap": {"name": _map_name(plan)}}]
        head = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": job_object(plan, job)}}
        inner = {"jobTemplate": {"spec": {"template": {"spec": spec}}}}
        yield f"cronjob-{label_name(job.name)}-files.yaml", {**head, "spec": inner}


def limits_of(each: Difference) -> Object:
    """Return the resources that an environment changes: memory that is known is asked for as well."""
    memory, cpu = memory_quantity(each.memory), cpu_quantity(each.cpu)
    limits = {**({"cpu": cpu} if cpu else {}), **({"memory": memory} if memory else {})}
    requests = {"requests": {"memory": memory}} if memory else {}
    return {**requests, "limits": limits} if limits else {}


def _sidecar(name: str, each: Difference) -> Object:
    return {"name": label_name(name), **({"env": _variables(each)} if each.variables else {})}


def _variables(each: Difference) -> list[Object]:
    return [{"name": name, "value": value} for name, value in sorted(each.variables.items())]


def _mount(file: _File, is_template: bool) -> Object:
    target = f"{TEMPLATES}{file.path}.tmpl" if is_template else file.path
    return {"name": "environment-files", "mountPath": target, "subPath": file.key, "readOnly": True}


def _map_name(plan: Plan) -> str:
    return f"{app_name(plan)}-environment"
