"""What differs in one environment → its Kustomize overlay over k8s/base, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from translator.emit.artifacts import Artifact
from translator.emit.entrypoint import TEMPLATES
from translator.emit.folders import label_name, tag_of, version_tag
from translator.emit.kubernetes.common import Object, app_name
from translator.emit.kubernetes.containers import config_key, memory_quantity
from translator.emit.kubernetes.secrets import remote_references, source_notes
from translator.emit.mounts import secret_mounts, template_paths
from translator.plan.model import Difference, Image, Overlay, Plan
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
    yield Artifact(
        path=f"{folder}/kustomization.yaml", content=dump(_kustomization(plan, differs, files, sorted(patches)))
    )
    for name, patch in patches.items():
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
    deployment = _deployment(plan, differs, files)
    if deployment:
        yield "deployment.yaml", deployment
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


def _kustomization(plan: Plan, differs: Overlay, files: tuple[_File, ...], patches: list[str]) -> Object:
    made: Object = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": ["../../base"],
        "labels": [{"pairs": {"environment": label_name(differs.environment)}}],
    }
    if differs.version and differs.version != plan.version:
        names = [tag_of(plan, image).rsplit(":", 1)[0] for image in plan.images]
        made["images"] = [{"name": name, "newTag": version_tag(differs.version)} for name in names]
    if files:
        listed = [f"files/{key}" for key in sorted({file.key for file in files})]
        made["configMapGenerator"] = [{"name": _map_name(plan), "files": listed}]
    return {**made, "patches": [{"path": name} for name in patches]} if patches else made


def _deployment(plan: Plan, differs: Overlay, files: tuple[_File, ...]) -> Object | None:
    """Return a strategic merge of the containers that are otherwise, None when none is."""
    containers = [_container(image, differs, files) for image in plan.images]
    sidecars = [_sidecar(name, each) for name, each in sorted(differs.sidecars.items())]
    spec: Object = {
        "containers": [made for made in containers if len(made) > 1],
        "initContainers": [made for made in sidecars if len(made) > 1],
        "volumes": [{"name": "environment-files", "configMap": {"name": _map_name(plan)}}] if files else [],
    }
    kept = {name: items for name, items in spec.items() if items}
    if not kept:
        return None
    metadata = {"name": app_name(plan)}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": {"spec": kept}}}


def _container(image: Image, differs: Overlay, files: tuple[_File, ...]) -> Object:
    each = differs.images.get(image.name, Difference())
    templates = template_paths(image)
    made: Object = {"name": label_name(image.name)}
    if each.variables:
        made["env"] = _variables(each)
    if memory := memory_quantity(each.memory):
        made["resources"] = {"limits": {"memory": memory}}
    if mounts := [_mount(file, file.path in templates) for file in files if file.image == image.name]:
        made["volumeMounts"] = mounts
    return made


def _sidecar(name: str, each: Difference) -> Object:
    return {"name": label_name(name), **({"env": _variables(each)} if each.variables else {})}


def _variables(each: Difference) -> list[Object]:
    return [{"name": name, "value": value} for name, value in sorted(each.variables.items())]


def _mount(file: _File, is_template: bool) -> Object:
    target = f"{TEMPLATES}{file.path}.tmpl" if is_template else file.path
    return {"name": "environment-files", "mountPath": target, "subPath": file.key, "readOnly": True}


def _map_name(plan: Plan) -> str:
    return f"{app_name(plan)}-environment"
