"""A plan → the same pods as a Helm chart, for teams that deploy with Helm: what differs between environments is a value.

before:  image: zeebra:1234                          in k8s/base/deployment.yaml
after:   image: {{ with index .Values.images "zeebra" }}"{{ .repository }}:{{ .tag }}"{{ end }}

Every object is the one of k8s/base; pods get marks where values go, which become template actions once they are text.
What stands around the pods (names, certificates, policies, schedules, identities) is a value as a whole, so that an
environment has its own, and `null` leaves the object out. values-ENVIRONMENT.yaml holds what k8s/overlays/ENVIRONMENT
changes; values.schema.json refuses what the templates do not know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Final

from translator.emit.artifacts import Artifact
from translator.emit.folders import label_name
from translator.emit.kubernetes.common import Object, app_name, image_reference, workloads_of
from translator.emit.kubernetes.helm_notes import notes
from translator.emit.kubernetes.helm_schema import schema
from translator.emit.kubernetes.helm_values import AROUND_VALUES, base_values, environment_values
from translator.emit.kubernetes.overlays import around
from translator.emit.kubernetes.platform import budget
from translator.plan.model import Plan
from translator.plan.overlays import in_environment
from translator.plan.yaml_text import dump

_MARK: Final = "@@"


def chart(plan: Plan, objects: dict[str, Object]) -> Iterator[Artifact]:
    """Yield the files of helm/; `objects` are those of k8s/base by file name."""
    objects = {**_of_environments(plan), **_budgets(plan), **objects}
    yield Artifact(path="helm/Chart.yaml", content=dump(_chart(plan)))
    values = base_values(plan, objects)
    yield Artifact(path="helm/values.yaml", content=dump(values, _ABOUT_VALUES))
    yield Artifact(path="helm/values.schema.json", content=json.dumps(schema(values), indent=1) + "\n")
    yield Artifact(path="helm/templates/NOTES.txt", content=notes(plan))
    for differs in plan.overlays:
        name = f"helm/values-{label_name(differs.environment)}.yaml"
        yield Artifact(path=name, content=dump(environment_values(plan, differs)))
    for name, made in objects.items():
        yield Artifact(path=f"helm/templates/{name}", content=_template(plan, made))
    yield Artifact(
        path="helm/templates/configmap-environment.yaml", content=_ENVIRONMENT_FILES.format(name=_map_name(plan))
    )


_ABOUT_VALUES: Final = (
    "What may differ between environments; values-ENVIRONMENT.yaml holds what does.\n"
    "A null in the place of an Ingress, a Certificate or another object around the pods leaves it out."
)
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


def _of_environments(plan: Plan) -> dict[str, Object]:
    """Return the objects that only an environment has: the chart has templates for them, and no values."""
    return {name: made for differs in plan.overlays for name, made in around(in_environment(plan, differs)).items()}


def _budgets(plan: Plan) -> dict[str, Object]:
    """Return the budgets that several replicas need, whatever the values will say."""
    works = [replace(work, replicas=max(2, work.replicas)) for work in workloads_of(plan) if work.processes]
    made = {f"{work.file_of('poddisruptionbudget')}.yaml": budget(work) for work in works}
    return {name: each for name, each in made.items() if each is not None}


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


# --- templates


def _template(plan: Plan, made: Object) -> str:
    """Return one object as a template."""
    kind, name = made["kind"], made["metadata"]["name"]
    if kind in AROUND_VALUES:
        return _around(plan, made)
    if kind == "ConfigMap":
        return _filled(plan, dump({**made, "data": {f"{_MARK}config {name}{_MARK}": None}}))
    if kind == "Secret" and made.get("stringData"):
        return _filled(plan, dump({**made, "stringData": {f"{_MARK}secretFiles {name}{_MARK}": None}}))
    if kind == "ExternalSecret":
        spec = deepcopy(made["spec"])
        spec["target"]["template"]["data"] = {f"{_MARK}secretFiles {name}{_MARK}": None}
        spec["data"] = {f"{_MARK}secretSources {name}{_MARK}": None}
        return _filled(plan, dump({**made, "spec": spec}))
    if kind == "PodDisruptionBudget":
        return _when(f'gt (int (index .Values.replicas "{name}")) 1', _filled(plan, dump(made)))
    if kind == "CronJob":
        return _when(f'index .Values.cronJobs "{name}"', _filled(plan, dump(_marked_job(plan, made))))
    return _filled(plan, dump(_marked(plan, made) if kind in ("Deployment", "StatefulSet") else made))


def _around(plan: Plan, made: Object) -> str:
    """Return the template of an object that is a value as a whole: its annotations and its spec."""
    name, head = made["metadata"]["name"], deepcopy(made)
    head["metadata"].pop("annotations", None)
    rest = {key: head.pop(key) for key in ("spec", "automountServiceAccountToken") if key in head}
    annotations = "  {{- with .annotations }}\n  annotations:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}\n"
    spec = "spec:\n  {{- toYaml .spec | nindent 2 }}\n" if "spec" in rest else ""
    fixed = {key: value for key, value in rest.items() if key != "spec"}
    text = _filled(plan, dump(head)) + annotations + spec + (dump(fixed) if fixed else "")
    return f'{{{{- with index .Values.{AROUND_VALUES[made["kind"]]} "{name}" }}}}\n{text}{{{{- end }}}}\n'


def _when(test: str, text: str) -> str:
    return f"{{{{- if {test} }}}}\n{text}{{{{- end }}}}\n"


def _marked(plan: Plan, made: Object) -> Object:
    """Return a copy with marks where values go."""
    marked = deepcopy(made)
    name = made["metadata"]["name"]
    marked["spec"]["replicas"] = f"{_MARK}replicas {name}{_MARK}"
    for claim in marked["spec"].get("volumeClaimTemplates", ()):
        storage = claim["metadata"]["name"]
        claim["spec"]["resources"]["requests"]["storage"] = f"{_MARK}size {storage}{_MARK}"
        claim["spec"][f"{_MARK}storageClass {storage}{_MARK}"] = None
    spec = marked["spec"]["template"]["spec"]
    images = {image_reference(plan, image): label_name(image.name) for image in plan.images}
    main = {label_name(image.name) for work in workloads_of(plan) for image in work.images if work.name == name}
    jobs = {label_name(job.name) for job in plan.jobs if job.beside}
    for container in (*spec.get("initContainers", ()), *spec["containers"]):
        if container["image"] in images:
            _mark(container, images[container["image"]], files=container["name"] in main | jobs)
        if container["name"] in main and "resources" in container:
            container["resources"] = {f"{_MARK}resources {container['name']}{_MARK}": None}
    spec.setdefault("volumes", []).append({f"{_MARK}volume {','.join(sorted(main))}{_MARK}": None})
    return marked


def _marked_job(plan: Plan, made: Object) -> Object:
    marked = deepcopy(made)
    name = made["metadata"]["name"]
    marked["spec"]["schedule"] = f"{_MARK}schedule {name}{_MARK}"
    spec = marked["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    images = {image_reference(plan, image): label_name(image.name) for image in plan.images}
    image = images[container["image"]]
    _mark(container, image, files=True)
    container["args"] = {f"{_MARK}args {name}{_MARK}": None}
    spec.setdefault("volumes", []).append({f"{_MARK}volume {image}{_MARK}": None})
    return marked


def _mark(container: Object, name: str, *, files: bool) -> None:
    container["image"] = f"{_MARK}image {name}{_MARK}"
    if files:
        if "env" in container:
            container["env"].append({f"{_MARK}variables {name}{_MARK}": None})
        else:
            container[f"{_MARK}environment {name}{_MARK}"] = None
        container.setdefault("volumeMounts", []).append({f"{_MARK}files {name}{_MARK}": None})


_VALUE: Final = re.compile(rf"^( *)((?:- )?)['\"]?{_MARK}(\w+) ([\w.,-]+){_MARK}['\"]?: null$", re.MULTILINE)
_SCALAR: Final = re.compile(rf"['\"]?{_MARK}(image|replicas|size|schedule) ([\w.-]+){_MARK}['\"]?")


def _filled(plan: Plan, text: str) -> str:
    """Return the text with Helm's own braces for marks, and those that stood in it before as plain text."""
    blocks = {**_BLOCKS, "volume": _volume(_map_name(plan))}
    escaped = text.replace("{{", '{{ "{{" }}')
    escaped = _SCALAR.sub(lambda match: _SCALARS[match[1]].format(name=match[2]), escaped)
    return _VALUE.sub(lambda match: blocks[match[3]](match[1], match[4]), escaped)


_SCALARS: Final = {
    "image": '{{{{ with index .Values.images "{name}" }}}}"{{{{ .repository }}}}:{{{{ .tag }}}}"{{{{ end }}}}',
    "replicas": '{{{{ index .Values.replicas "{name}" }}}}',
    "schedule": '{{{{ (index .Values.cronJobs "{name}").schedule | quote }}}}',
    "size": '{{{{ (index .Values.storage "{name}").size }}}}',
}


def _range_of(head: str, *lines: str) -> Callable[[str, str], str]:
    def block(indent: str, name: str) -> str:
        shown = [f"{{{{- {head.format(name=name)} }}}}", *lines, "{{- end }}"]
        return "\n".join(f"{indent}{line}" for line in shown)

    return block


def _volume(config_map: str) -> Callable[[str, str], str]:
    """Return the block of the volume that holds an environment's files, where an image of the pod has any."""

    def block(indent: str, names: str) -> str:
        test = " ".join(f'(index .Values.files "{name}")' for name in names.split(","))
        lines = ("- name: environment-files", "  configMap:", f"    name: {config_map}")
        shown = [f"{{{{- if or {test} }}}}", *lines, "{{- end }}"]
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
    "environment": _range_of(
        'with index .Values.variables "{name}"',
        "env:",
        "{{- range $name, $value := . }}",
        "- name: {{ $name }}",
        "  value: {{ $value | quote }}",
        "{{- end }}",
    ),
    "storageClass": _range_of('with (index .Values.storage "{name}").class', "storageClassName: {{ . }}"),
    "resources": _data("resources"),
    "args": lambda indent, name: (
        f'{indent}{{{{- toYaml (index .Values.cronJobs "{name}").args | nindent {len(indent)} }}}}'
    ),
    "config": _data("config"),
    "secretFiles": _data("secretFiles"),
    "secretSources": _data("secretSources"),
}
