"""A plan → the same pod as a Helm chart, for teams that deploy with Helm: what differs between environments is a value.

before:  image: zeebra:1234                          in k8s/base/deployment.yaml
after:   image: {{ with index .Values.images "zeebra" }}"{{ .repository }}:{{ .tag }}"{{ end }}

Every object is the one of k8s/base; the deployment gets marks where values go, which become template actions once it
is text. values-ENVIRONMENT.yaml holds what k8s/overlays/ENVIRONMENT changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final

from translator.emit.artifacts import Artifact
from translator.emit.entrypoint import TEMPLATES
from translator.emit.folders import label_name, tag_of, version_tag
from translator.emit.kubernetes.common import Object, app_name
from translator.emit.kubernetes.containers import config_key, memory_quantity
from translator.emit.kubernetes.secrets import remote_references
from translator.emit.mounts import template_paths
from translator.plan.model import Difference, Overlay, Plan
from translator.plan.yaml_text import dump

_MARK: Final = "@@"


def chart(plan: Plan, objects: dict[str, Object]) -> Iterator[Artifact]:
    """Yield the files of helm/; `objects` are those of k8s/base by file name."""
    yield Artifact(path="helm/Chart.yaml", content=dump(_chart(plan)))
    yield Artifact(path="helm/values.yaml", content=dump(_values(plan, objects), _ABOUT_VALUES))
    for differs in plan.overlays:
        name = f"helm/values-{label_name(differs.environment)}.yaml"
        yield Artifact(path=name, content=dump(_environment(plan, differs)))
    for name, made in objects.items():
        yield Artifact(path=f"helm/templates/{name}", content=_template(plan, made))
    yield Artifact(
        path="helm/templates/configmap-environment.yaml", content=_ENVIRONMENT_FILES.format(name=_map_name(plan))
    )


_ABOUT_VALUES: Final = "What may differ between environments; values-ENVIRONMENT.yaml holds what does."
_ENVIRONMENT_FILES: Final = """{{{{- $all := list }}}}
{{{{- range $image, $files := .Values.files }}}}{{{{- range $files }}}}{{{{- $all = append $all . }}}}{{{{- end }}}}{{{{- end }}}}
{{{{- if $all }}}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}
data:
{{{{- range $all }}}}
  {{{{ .key }}}}: {{{{ .text | quote }}}}
{{{{- end }}}}
{{{{- end }}}}
"""


def _map_name(plan: Plan) -> str:
    return f"{app_name(plan)}-environment"


def _chart(plan: Plan) -> Object:
    return {
        "apiVersion": "v2",
        "name": app_name(plan),
        "description": f"{plan.name}, made by cook2image from {plan.source}",
        "type": "application",
        "version": "0.1.0",
        **({"appVersion": plan.version} if plan.version else {}),
    }


# --- values


def _values(plan: Plan, objects: dict[str, Object]) -> Object:
    return {
        "images": {label_name(image.name): _image_value(tag_of(plan, image)) for image in plan.images},
        "memory": {
            label_name(image.name): memory_quantity(image.process.memory) or "1Gi"
            for image in plan.images
            if image.process
        },
        "variables": {label_name(image.name): {} for image in plan.images},
        "files": {label_name(image.name): [] for image in plan.images},
        "config": {made["metadata"]["name"]: made["data"] for made in objects.values() if made["kind"] == "ConfigMap"},
        "secretFiles": {made["metadata"]["name"]: texts for made in objects.values() if (texts := _secret_texts(made))},
        "secretSources": {
            made["metadata"]["name"]: made["spec"]["data"]
            for made in objects.values()
            if made["kind"] == "ExternalSecret"
        },
    }


def _secret_texts(made: Object) -> dict[str, str]:
    """Return the texts in a Secret, or in the template of an ExternalSecret."""
    if made["kind"] == "ExternalSecret":
        texts: dict[str, str] = made["spec"]["target"]["template"]["data"]
        return texts
    return made.get("stringData") or {}


def _image_value(tag: str) -> Object:
    repository, _, version = tag.rpartition(":")
    return {"repository": repository, "tag": version}


def _environment(plan: Plan, differs: Overlay) -> Object:
    """Return the values that one environment changes, and no others."""
    found = {
        "images": _tags(plan, differs),
        "memory": {label_name(n): memory_quantity(each.memory) for n, each in differs.images.items() if each.memory},
        "variables": {label_name(n): dict(each.variables) for n, each in differs.images.items() if each.variables},
        "files": {
            label_name(image.name): files for image in plan.images if (files := _files(plan, differs, image.name))
        },
        "config": {
            f"{app_name(plan)}-{label_name(name)}": {config_key(path): text for path, text in each.files.items()}
            for name, each in differs.sidecars.items()
            if each.files
        },
        "secretFiles": _secret_files(plan, differs),
        "secretSources": _secret_sources(plan, differs),
    }
    return {name: value for name, value in found.items() if value}


def _tags(plan: Plan, differs: Overlay) -> Object:
    if not differs.version or differs.version == plan.version:
        return {}
    return {label_name(image.name): {"tag": version_tag(differs.version)} for image in plan.images}


def _files(plan: Plan, differs: Overlay, name: str) -> list[Object]:
    """Return the files that an image has otherwise, each with where it is mounted and its key in the ConfigMap."""
    image = next(image for image in plan.images if image.name == name)
    templates = template_paths(image)
    hidden = {file.path for file in image.runtime_files if file.secret_name}
    return [
        {
            "key": f"{label_name(name)}_{config_key(path.strip('/').replace('/', '_'))}",
            "mountPath": f"{TEMPLATES}{path}.tmpl" if path in templates else path,
            "text": text,
        }
        for path, text in differs.images.get(name, Difference()).files.items()
        if path not in hidden
    ]


def _secret_files(plan: Plan, differs: Overlay) -> Object:
    """Return texts of files that hold secrets, with {{ .key }} where each goes: Secret → key → text."""
    found: Object = {}
    for image in plan.images:
        changed = differs.images.get(image.name, Difference()).files
        for file in image.runtime_files:
            if file.secret_name and file.path in changed:
                found.setdefault(label_name(file.secret_name), {})[config_key(file.secret_key)] = changed[file.path]
    return found


def _secret_sources(plan: Plan, differs: Overlay) -> Object:
    """Return where the values of ExternalSecrets come from in this environment."""
    stubs = {stub.name: stub.keys for stub in plan.secrets} if plan.secret_store else {}
    return {
        label_name(name): remote_references({**stubs[name], **changed})
        for name, changed in differs.sources.items()
        if name in stubs
    }


# --- templates


def _template(plan: Plan, made: Object) -> str:
    """Return one object as a template."""
    kind, name = made["kind"], made["metadata"]["name"]
    if kind == "ConfigMap":
        return _filled(dump({**made, "data": {f"{_MARK}config {name}{_MARK}": None}}))
    if kind == "Secret" and made.get("stringData"):
        return _filled(dump({**made, "stringData": {f"{_MARK}secretFiles {name}{_MARK}": None}}))
    if kind == "ExternalSecret":
        spec = deepcopy(made["spec"])
        spec["target"]["template"]["data"] = {f"{_MARK}secretFiles {name}{_MARK}": None}
        spec["data"] = {f"{_MARK}secretSources {name}{_MARK}": None}
        return _filled(dump({**made, "spec": spec}))
    return _filled(dump(_marked(plan, made) if kind in ("Deployment", "StatefulSet", "CronJob") else made))


def _marked(plan: Plan, made: Object) -> Object:
    """Return a copy with marks where the values of images go."""
    marked = deepcopy(made)
    tags = {tag_of(plan, image): label_name(image.name) for image in plan.images}
    for spec in _pod_specs(marked):
        main = [container for container in spec.get("containers", ()) if container.get("image") in tags]
        for container in main:
            _mark(container, tags[container["image"]], whole=made["kind"] != "CronJob")
        if main and made["kind"] != "CronJob":
            spec.setdefault("volumes", []).append({f"{_MARK}volume {_map_name(plan)}{_MARK}": None})
    return marked


def _pod_specs(node: Any) -> Iterator[Object]:
    if isinstance(node, dict):
        if "containers" in node:
            yield node
        for value in node.values():
            yield from _pod_specs(value)


def _mark(container: Object, name: str, *, whole: bool) -> None:
    container["image"] = f"{_MARK}image {name}{_MARK}"
    limits = container.get("resources", {}).get("limits")
    if limits and whole:
        limits["memory"] = f"{_MARK}memory {name}{_MARK}"
    if whole:
        container.setdefault("env", []).append({f"{_MARK}variables {name}{_MARK}": None})
        container.setdefault("volumeMounts", []).append({f"{_MARK}files {name}{_MARK}": None})


_VALUE: Final = re.compile(rf"^( *)((?:- )?)['\"]?{_MARK}(\w+) ([\w.-]+){_MARK}['\"]?: null$", re.MULTILINE)
_SCALAR: Final = re.compile(rf"['\"]?{_MARK}(image|memory) ([\w.-]+){_MARK}['\"]?")


def _filled(text: str) -> str:
    """Return the text with Helm's own braces for marks, and those that stood in it before as plain text."""
    escaped = text.replace("{{", '{{ "{{" }}')
    escaped = _SCALAR.sub(lambda match: _SCALARS[match[1]].format(name=match[2]), escaped)
    return _VALUE.sub(lambda match: _BLOCKS[match[3]](match[1], match[4]), escaped)


_SCALARS: Final = {
    "image": '{{{{ with index .Values.images "{name}" }}}}"{{{{ .repository }}}}:{{{{ .tag }}}}"{{{{ end }}}}',
    "memory": '{{{{ index .Values.memory "{name}" }}}}',
}


def _range_of(head: str, *lines: str) -> Callable[[str, str], str]:
    def block(indent: str, name: str) -> str:
        shown = [f"{{{{- {head.format(name=name)} }}}}", *lines, "{{- end }}"]
        return "\n".join(f"{indent}{line}" for line in shown)

    return block


def _data(key: str) -> Callable[[str, str], str]:
    return lambda indent, name: f'{indent}{{{{- toYaml (index .Values.{key} "{name}") | nindent {len(indent)} }}}}'


_BLOCKS: Final[dict[str, Callable[[str, str], str]]] = {
    "variables": _range_of(
        'range $name, $value := index .Values.variables "{name}"',
        "- name: {{ $name }}",
        "  value: {{ $value | quote }}",
    ),
    "files": _range_of(
        'range index .Values.files "{name}"',
        "- name: environment-files",
        "  mountPath: {{ .mountPath }}",
        "  subPath: {{ .key }}",
        "  readOnly: true",
    ),
    "volume": lambda indent, name: (
        f"{indent}- name: environment-files\n{indent}  configMap:\n{indent}    name: {name}\n{indent}    optional: true"
    ),
    "config": _data("config"),
    "secretFiles": _data("secretFiles"),
    "secretSources": _data("secretSources"),
}
