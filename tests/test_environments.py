"""One image for all environments: what each pod mounts is what the legacy machine of that environment had.

The legacy side is the evaluated catalog of each environment, read before graph and plan; the pod's side is what
`kubectl kustomize` builds of the written folder. Values that only a container knows, and secrets, stand as
placeholders in the pod's files: any text may stand there on the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from tests.kubernetes_rules import CUSTOM, wrong
from tests.kubernetes_tools import kustomize, unpack
from tests.update import Case, cases
from translator.emit.entrypoint import TEMPLATES
from translator.evaluate.values import Text
from translator.pipeline import evaluate, translate, write_out

ENVIRONMENTS = ("production", "staging")
PLACEHOLDER = re.compile(r"\$\{\w+\}|\{\{ \.\w+ \}\}")
Object = dict[str, Any]


@pytest.fixture(scope="module")
def kubectl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack("kubectl", tmp_path_factory.mktemp("kubectl"))


@pytest.fixture(scope="module", params=list(cases()), ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture(scope="module")
def written(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / case.name
    write_out(translate(case.request), folder)
    return folder


@pytest.fixture(scope="module")
def legacy(case: Case) -> dict[str, dict[str, str]]:
    return {name: dict(_contents(case, name)) for name in ENVIRONMENTS}


def _contents(case: Case, environment: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of every file that the machine of an environment gets, the last of each path last."""
    for step in evaluate(replace(case.request, environment=environment)).steps:
        if isinstance(step.content, (str, Text)):
            path = step.effective.get("path") or step.resource.id.name
            yield str(path), step.content if isinstance(step.content, str) else step.content.sample


def mounted(objects: list[Object]) -> dict[str, str]:
    """Return path → text of every file that a ConfigMap or Secret mounts into a container that is no sidecar."""
    data = {
        (each["kind"], each["metadata"]["name"]): {**each.get("data", {}), **each.get("stringData", {})}
        for each in objects
        if each["kind"] in ("ConfigMap", "Secret")
    }
    (deployment,) = (each for each in objects if each["kind"] == "Deployment")
    spec = deployment["spec"]["template"]["spec"]
    volumes = {volume["name"]: volume for volume in spec.get("volumes", ())}
    return dict(_mounts(spec, volumes, data))


def _mounts(spec: Object, volumes: dict[str, Object], data: dict[tuple[str, str], Object]) -> Iterator[tuple[str, str]]:
    for container in spec["containers"]:
        for mount in container.get("volumeMounts", ()):
            volume = volumes[mount["name"]]
            config, secret = volume.get("configMap"), volume.get("secret")
            source = ("ConfigMap", config["name"]) if config else ("Secret", secret["secretName"]) if secret else None
            text = data.get(source, {}).get(mount.get("subPath")) if source else None
            if text is not None:
                yield mount["mountPath"].removeprefix(TEMPLATES).removesuffix(".tmpl"), text


def baked(folder: Path) -> dict[str, str]:
    """Return path → text of what the images themselves hold, templates at the path of what they render."""
    found: dict[str, str] = {}
    for root in folder.rglob("rootfs"):
        for path in (path for path in root.rglob("*") if path.is_file() and not path.is_symlink()):
            shown = f"/{path.relative_to(root)}"
            is_template = shown.startswith(TEMPLATES)
            shown = shown.removeprefix(TEMPLATES).removesuffix(".tmpl") if is_template else shown
            found[shown] = path.read_bytes().decode("utf-8", "replace")
    return found


def fits(pod: str, machine: str) -> bool:
    """Return whether the machine's text is the pod's with something in each placeholder."""
    pattern = "[^\n]*".join(re.escape(part) for part in PLACEHOLDER.split(pod))
    return re.fullmatch(pattern, machine) is not None


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_pod_mounts_what_the_machine_had(
    environment: str, written: Path, legacy: dict[str, dict[str, str]], kubectl: Path
) -> None:
    objects = kustomize(kubectl, written / "k8s" / "overlays" / environment)
    pod = {**baked(written), **mounted(objects)}
    compared = sorted(pod.keys() & legacy[environment].keys())
    assert len(compared) >= 5
    assert [path for path in compared if not fits(pod[path], legacy[environment][path])] == []


def test_what_differs_is_what_differs_on_the_machines(
    written: Path, legacy: dict[str, dict[str, str]], kubectl: Path
) -> None:
    folders = {name: written / "k8s" / "overlays" / name for name in ENVIRONMENTS}
    pods = {name: {**baked(written), **mounted(kustomize(kubectl, folder))} for name, folder in folders.items()}
    paths = pods["production"].keys() & legacy["production"].keys() & legacy["staging"].keys()
    crossed = (("production", "staging"), ("staging", "production"))
    on_machines = {
        path for path in paths if not all(fits(pods[here][path], legacy[there][path]) for here, there in crossed)
    }
    in_pods = {path for path in paths if pods["production"][path] != pods["staging"][path]}
    assert in_pods == on_machines
    assert on_machines


@pytest.mark.parametrize("folder", ["base", *(f"overlays/{name}" for name in ENVIRONMENTS)])
def test_kubectl_builds_valid_objects(folder: str, written: Path, kubectl: Path) -> None:
    objects = kustomize(kubectl, written / "k8s" / folder)
    for each in objects:
        if each["kind"] not in CUSTOM:
            kubernetes_validate.validate(each, "1.33", strict=True)
    assert list(wrong(objects)) == []


@pytest.mark.parametrize(("environment", "host"), [("production", "cheetah.zoo"), ("staging", "cheetah.staging.zoo")])
def test_each_environment_is_served_under_its_own_name(
    environment: str, host: str, written: Path, case: Case, kubectl: Path
) -> None:
    if case.name == "zeebra":
        names: set[str] = {"zeebra"}
        hosts: set[str] = set()
    else:
        names = hosts = {f"{host}.example.com"}
    objects = kustomize(kubectl, written / "k8s" / "overlays" / environment)
    ingresses = [each["spec"] for each in objects if each["kind"] == "Ingress"]
    assert {rule["host"] for spec in ingresses for rule in spec["rules"]} == hosts
    assert {host for spec in ingresses for entry in spec["tls"] for host in entry["hosts"]} == hosts
    (certificate,) = (each for each in objects if each["kind"] == "Certificate")
    assert set(certificate["spec"]["dnsNames"]) == names


def test_the_containers_of_jobs_have_their_environments_files_too(written: Path, case: Case, kubectl: Path) -> None:
    objects = kustomize(kubectl, written / "k8s" / "overlays" / "staging")
    (deployment,) = (each for each in objects if each["kind"] == "Deployment")
    spec = deployment["spec"]["template"]["spec"]
    mounts = {
        each["name"]: {m["mountPath"] for m in each["volumeMounts"] if m["name"] == "environment-files"}
        for each in (*spec["initContainers"], *spec["containers"])
    }
    assert mounts[case.name]
    assert all(mounts[name] == mounts[case.name] for name in mounts if name == f"{case.name}-report")
