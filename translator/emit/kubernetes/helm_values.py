"""A plan → the values of its chart: values.yaml, and what an environment changes of them."""

from __future__ import annotations

from typing import Final

from translator.emit.entrypoint import TEMPLATES
from translator.emit.folders import label_name, version_tag
from translator.emit.kubernetes.common import Object, app_name, image_reference
from translator.emit.kubernetes.containers import config_key
from translator.emit.kubernetes.overlays import around, limits_of
from translator.emit.kubernetes.secrets import remote_references
from translator.emit.mounts import template_paths
from translator.plan.model import Difference, Overlay, Plan
from translator.plan.overlays import in_environment

AROUND_VALUES: Final = {
    "Ingress": "ingresses",
    "HTTPRoute": "httpRoutes",
    "BackendTLSPolicy": "backendTlsPolicies",
    "Certificate": "certificates",
    "NetworkPolicy": "networkPolicies",
    "ServiceAccount": "serviceAccounts",
}
"""Kinds of objects that are values as a whole, by their names: {annotations, spec}."""


def base_values(plan: Plan, objects: dict[str, Object]) -> Object:
    """Return values.yaml; `objects` are all that the chart has templates for, by file name."""
    made = list(objects.values())
    pods = [each for each in made if each["kind"] in ("Deployment", "StatefulSet")]
    mine = around(plan)
    found: Object = {
        "images": {label_name(i.name): _image_value(image_reference(plan, i)) for i in plan.images},
        "replicas": {each["metadata"]["name"]: each["spec"]["replicas"] for each in pods},
        "resources": {name: value for each in pods for name, value in _resources(plan, each).items()},
        "storage": {name: value for each in pods for name, value in _storage(each).items()},
        "variables": {label_name(image.name): {} for image in plan.images},
        "files": {label_name(image.name): [] for image in plan.images},
        "config": {each["metadata"]["name"]: each["data"] for each in made if each["kind"] == "ConfigMap"},
        "secretFiles": {each["metadata"]["name"]: texts for each in made if (texts := _secret_texts(each))},
        "secretSources": {
            each["metadata"]["name"]: each["spec"]["data"] for each in made if each["kind"] == "ExternalSecret"
        },
    }
    for kind, key in AROUND_VALUES.items():
        names = {name: each for name, each in objects.items() if each["kind"] == kind}
        found[key] = {
            each["metadata"]["name"]: value_of(each) if name in mine else None for name, each in names.items()
        }
    jobs = [each for each in made if each["kind"] == "CronJob"]
    found["cronJobs"] = {each["metadata"]["name"]: job_value(each) for each in jobs}
    for name, each in objects.items():
        if each["kind"] == "CronJob" and name not in mine:
            found["cronJobs"][each["metadata"]["name"]] = None
    return found


def job_value(made: Object) -> Object:
    """Return what of a CronJob is a value: when it runs, and what."""
    container = made["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
    return {"schedule": made["spec"]["schedule"], "args": container["args"]}


def value_of(made: Object) -> Object:
    """Return an object around the pods as a value."""
    return {
        "annotations": made["metadata"].get("annotations", {}),
        **({"spec": made["spec"]} if "spec" in made else {}),
    }


def _resources(plan: Plan, made: Object) -> Object:
    names = {label_name(image.name) for image in plan.images}
    containers = made["spec"]["template"]["spec"]["containers"]
    return {each["name"]: each["resources"] for each in containers if each["name"] in names and "resources" in each}


def _storage(made: Object) -> Object:
    claims = made["spec"].get("volumeClaimTemplates", ())
    return {
        claim["metadata"]["name"]: {"size": claim["spec"]["resources"]["requests"]["storage"], "class": ""}
        for claim in claims
    }


def _secret_texts(made: Object) -> dict[str, str]:
    """Return the texts in a Secret, or in the template of an ExternalSecret."""
    if made["kind"] == "ExternalSecret":
        texts: dict[str, str] = made["spec"]["target"]["template"]["data"]
        return texts
    return made.get("stringData") or {}


def _image_value(reference: str) -> Object:
    repository, _, version = reference.rpartition(":")
    return {"repository": repository, "tag": version}


def environment_values(plan: Plan, differs: Overlay) -> Object:
    """Return the values that one environment changes, and no others."""
    found = {
        "images": _tags(plan, differs),
        "resources": {label_name(n): made for n, each in differs.images.items() if (made := limits_of(each))},
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
        **_around(plan, differs),
    }
    return {name: value for name, value in found.items() if value}


def _around(plan: Plan, differs: Overlay) -> Object:
    """Return the objects around the pods that are otherwise, null for those that the environment does not have."""
    before, after = around(plan), around(in_environment(plan, differs))
    found: Object = {}
    for name in sorted(before.keys() | after.keys()):
        made = after.get(name)
        if made != before.get(name):
            known = made or before[name]
            is_job = known["kind"] == "CronJob"
            key = "cronJobs" if is_job else AROUND_VALUES[known["kind"]]
            value = (job_value(made) if is_job else value_of(made)) if made else None
            found.setdefault(key, {})[known["metadata"]["name"]] = value
    return found


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
