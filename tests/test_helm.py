"""The chart is the same pod: helm accepts it, and what it renders mounts what Kustomize's overlays mount."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.kubernetes_rules import CUSTOM, wrong
from tests.kubernetes_tools import kustomize, unpack
from tests.test_environments import mounted
from tests.update import Case, cases
from translator.pipeline import translate, write_out

Object = dict[str, Any]
SETTINGS = "helm: true\n"
EXTERNAL = "helm: true\nsecrets_provider: external-secrets\nsecret_store: chef\n"


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("tools")
    return {name: unpack(name, folder) for name in ("kubectl", "helm")}


@pytest.fixture(scope="module", params=list(cases()), ids=lambda case: case.name)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case: Case = request.param
    folder = tmp_path_factory.mktemp("helm")
    settings = folder / "cook2image.yaml"
    settings.write_text(SETTINGS)
    write_out(translate(replace(case.request, settings=settings)), folder / "out")
    return folder / "out"


def rendered(helm: Path, chart: Path, *arguments: str) -> list[Object]:
    done = subprocess.run([helm, "template", "x", chart, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def by_name(objects: list[Object]) -> dict[tuple[str, str], Object]:
    return {(each["kind"], each["metadata"]["name"]): each for each in objects}


def test_helm_finds_nothing_wrong(written: Path, tools: dict[str, Path]) -> None:
    done = subprocess.run(
        [tools["helm"], "lint", "--strict", written / "helm"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_chart_alone_is_the_base(written: Path, tools: dict[str, Path]) -> None:
    base = by_name(kustomize(tools["kubectl"], written / "k8s" / "base"))
    chart = by_name(rendered(tools["helm"], written / "helm"))
    assert chart.keys() == base.keys()
    same = [key for key in base if key[0] != "Deployment" and chart[key] == base[key]]
    assert len(same) == len(base) - 1
    (deployment,) = (key for key in base if key[0] == "Deployment")
    ours, theirs = (found[deployment]["spec"]["template"]["spec"] for found in (chart, base))
    assert without_empty(ours) == without_empty(theirs)


def without_empty(node: Any) -> Any:
    """A list that is empty or absent is the same to Kubernetes."""
    if isinstance(node, dict):
        return {name: without_empty(value) for name, value in node.items() if value not in (None, [])}
    return [without_empty(item) for item in node] if isinstance(node, list) else node


def test_an_environments_values_are_its_overlay(written: Path, tools: dict[str, Path]) -> None:
    overlays = sorted(path.name for path in (written / "k8s" / "overlays").iterdir())
    assert overlays == ["production", "staging"]
    for name in overlays:
        overlay = mounted(kustomize(tools["kubectl"], written / "k8s" / "overlays" / name))
        objects = rendered(tools["helm"], written / "helm", "-f", str(written / "helm" / f"values-{name}.yaml"))
        assert mounted(objects) == overlay
        for each in objects:
            if each["kind"] not in CUSTOM:
                kubernetes_validate.validate(each, "1.33", strict=True)
        assert list(wrong(objects)) == []
        theirs = by_name(kustomize(tools["kubectl"], written / "k8s" / "overlays" / name))
        around = {key for key in theirs if key[0] in AROUND}
        assert {key: by_name(objects)[key].get("spec") for key in around} == {
            key: theirs[key].get("spec") for key in around
        }


AROUND = ("Ingress", "Certificate", "NetworkPolicy", "ServiceAccount")


def refused(helm: Path, chart: Path, *values: str) -> str:
    """What helm says to values that it does not take."""
    done = subprocess.run(
        [helm, "template", "x", chart, *(word for value in values for word in ("--set", value))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    return done.stderr


def test_the_schema_refuses_what_the_chart_does_not_know(written: Path, tools: dict[str, Path]) -> None:
    name = yaml.safe_load((written / "helm" / "Chart.yaml").read_text())["name"]
    for value in ("replica.x=2", "images.other.tag=1", f"replicas.{name}=many", f"resources.{name}.limits.memory=lots"):
        said = refused(tools["helm"], written / "helm", value)
        assert value.partition("=")[0].split(".")[0] in said


def test_values_scale_and_leave_out(written: Path, tools: dict[str, Path]) -> None:
    name = yaml.safe_load((written / "helm" / "Chart.yaml").read_text())["name"]
    set_to = (f"replicas.{name}=3", f"networkPolicies.{name}=null", f"images.{name}.tag=77")
    objects = by_name(
        rendered(tools["helm"], written / "helm", *(word for value in set_to for word in ("--set", value)))
    )
    assert objects["PodDisruptionBudget", name]["spec"]["maxUnavailable"] == 1
    assert ("NetworkPolicy", name) not in objects
    made = objects["Deployment", name]["spec"]
    assert made["replicas"] == 3
    own = [each for each in made["template"]["spec"]["containers"] if each["name"] == name]
    assert [each["image"] for each in own] == [f"{name}:77"]


def test_notes_say_what_is_left_to_do(written: Path, tools: dict[str, Path], tmp_path: Path) -> None:
    """helm shows notes to a cluster only: here they are rendered as the text of an object."""
    chart = Path(shutil.copytree(written / "helm", tmp_path / "chart"))
    text = (chart / "templates" / "NOTES.txt").read_text()
    head = "kind: ConfigMap\nmetadata: {name: notes}\ndata:\n  text: |\n"
    (chart / "templates" / "notes.yaml").write_text(head + "".join(f"    {line}\n" for line in text.splitlines()))
    notes = by_name(rendered(tools["helm"], chart, "--namespace", "zoo"))["ConfigMap", "notes"]["data"]["text"]
    name = yaml.safe_load((written / "helm" / "Chart.yaml").read_text())["name"]
    assert f"kubectl --namespace zoo rollout status deployment/{name}" in notes
    assert f"{name}-secrets: " in notes


@pytest.fixture(scope="module")
def external(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("external")
    settings = folder / "cook2image.yaml"
    settings.write_text(EXTERNAL)
    zeebra = next(case for case in cases() if case.name == "zeebra")
    write_out(translate(replace(zeebra.request, settings=settings)), folder / "out")
    return folder / "out"


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_secrets_come_from_their_store(environment: str, external: Path, tools: dict[str, Path]) -> None:
    values = str(external / "helm" / f"values-{environment}.yaml")
    chart = by_name(rendered(tools["helm"], external / "helm", "-f", values))
    overlay = by_name(kustomize(tools["kubectl"], external / "k8s" / "overlays" / environment))
    key = ("ExternalSecret", "zeebra-secrets")
    assert chart[key]["spec"] == overlay[key]["spec"]
    spec = overlay[key]["spec"]
    assert spec["secretStoreRef"] == {"kind": "SecretStore", "name": "chef"}
    assert spec["data"] == [
        {
            "secretKey": "zeebra_database_password",
            "remoteRef": {"key": f"zeebra/{environment}", "property": "database.password"},
        }
    ]
    texts = spec["target"]["template"]["data"]
    assert texts["zeebra_database_password"] == "{{ .zeebra_database_password }}"
    assert f"zeebra.environment={environment}\n" in texts["srv-zeebra-conf-zeebra.properties"]
    assert ("Secret", "zeebra-secrets") not in overlay
