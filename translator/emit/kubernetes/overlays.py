"""What differs in one environment → its Kustomize overlay over k8s/base, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from translator.emit.artifacts import Artifact
from translator.emit.entrypoint import TEMPLATES
from translator.emit.folders import label_name, tag_of, version_tag
from translator.emit.kubernetes.common import Object, app_name
from translator.emit.kubernetes.containers import config_key
from translator.emit.mounts import secret_mounts, template_paths
from translator.plan.model import Image, Overlay, Plan
from translator.plan.yaml_text import dump


def overlay(plan: Plan, differs: Overlay) -> Iterator[Artifact]:
    """Yield the files of k8s/overlays/ENVIRONMENT."""
    folder = f"k8s/overlays/{label_name(differs.environment)}"
    secrets = _secrets(plan, differs)
    hidden = {path for paths in secrets.values() for path in paths}
    differs = replace(differs, files={path: text for path, text in differs.files.items() if path not in hidden})
    yield Artifact(path=f"{folder}/kustomization.yaml", content=dump(_kustomization(plan, differs, sorted(secrets))))
    for name, files in secrets.items():
        yield Artifact(path=f"{folder}/{_secret_file(name)}", content=dump(_secret_patch(name, files)))
    if differs.variables or differs.files:
        yield Artifact(path=f"{folder}/deployment.yaml", content=dump(_patch(plan, differs)))
    for path, text in sorted(differs.files.items()):
        yield Artifact(path=f"{folder}/files/{_key(path)}", content=text)


def _secrets(plan: Plan, differs: Overlay) -> dict[str, dict[str, tuple[str, str]]]:
    """Return the differing files that hold secrets: the Secret's name → path → its key and the file's text."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for mount in (mount for image in plan.images for mount in secret_mounts(plan, image)):
        path = mount.path.removeprefix(TEMPLATES).removesuffix(".tmpl" if mount.path.startswith(TEMPLATES) else "")
        if path in differs.files:
            found.setdefault(mount.secret, {})[path] = (config_key(mount.key), differs.files[path])
    return found


def _secret_file(name: str) -> str:
    return f"secret-{name}.yaml"


def _secret_patch(name: str, files: dict[str, tuple[str, str]]) -> Object:
    head = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}}
    return {**head, "stringData": dict(sorted(files.values()))}


def _kustomization(plan: Plan, differs: Overlay, secrets: list[str]) -> Object:
    made: Object = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": ["../../base"],
        "labels": [{"pairs": {"environment": label_name(differs.environment)}}],
    }
    if differs.version and differs.version != plan.version:
        names = [tag_of(plan, image).rsplit(":", 1)[0] for image in plan.images]
        made["images"] = [{"name": name, "newTag": version_tag(differs.version)} for name in names]
    if differs.files:
        files = [f"files/{_key(path)}" for path in sorted(differs.files)]
        made["configMapGenerator"] = [{"name": _map_name(plan), "files": files}]
    patches = [{"path": "deployment.yaml"}] if differs.variables or differs.files else []
    patches += [{"path": _secret_file(name)} for name in secrets]
    return {**made, "patches": patches} if patches else made


def _patch(plan: Plan, differs: Overlay) -> Object:
    """Return a strategic merge: variables for every container, files for the image that has them."""
    containers = [made for image in plan.images if len(made := _container(image, differs, plan.images[0])) > 1]
    spec: Object = {"containers": containers}
    if differs.files:
        spec["volumes"] = [{"name": "environment-files", "configMap": {"name": _map_name(plan)}}]
    metadata = {"name": app_name(plan)}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": {"spec": spec}}}


def _container(image: Image, differs: Overlay, main: Image) -> Object:
    made: Object = {"name": label_name(image.name)}
    if differs.variables and image.name == main.name:
        made["env"] = [{"name": name, "value": value} for name, value in sorted(differs.variables.items())]
    templates = template_paths(image)
    own = templates | {entry.path for entry in image.rootfs}
    files = [path for path in sorted(differs.files) if path in own or image.name == main.name]
    if files:
        made["volumeMounts"] = [_mount(path, path in templates) for path in files]
    return made


def _mount(path: str, is_template: bool) -> Object:
    target = f"{TEMPLATES}{path}.tmpl" if is_template else path
    return {"name": "environment-files", "mountPath": target, "subPath": _key(path), "readOnly": True}


def _map_name(plan: Plan) -> str:
    return f"{app_name(plan)}-environment"


def _key(path: str) -> str:
    return config_key(path.strip("/").replace("/", "_"))
