"""Manifests: held to the Kubernetes schemas and to the restricted profile."""

from dataclasses import replace
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.emit import plans
from tests.kubernetes_rules import CUSTOM
from translator.emit.convert import emit

PLANS = {"memcached": plans.memcached(), "tomcat": plans.tomcat()}
MEMCACHED = {artifact.path: artifact.content for artifact in emit(PLANS["memcached"])}
TOMCAT = {artifact.path: artifact.content for artifact in emit(PLANS["tomcat"])}


def load(files: dict[str, str | bytes], path: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files[path])
    return found


def pod(files: dict[str, str | bytes]) -> dict[str, Any]:
    found: dict[str, Any] = load(files, "k8s/base/deployment.yaml")["spec"]["template"]["spec"]
    return found


@pytest.mark.parametrize("files", [MEMCACHED, TOMCAT], ids=["memcached", "tomcat"])
def test_every_object_has_a_valid_schema(files: dict[str, str | bytes]) -> None:
    listed = load(files, "k8s/base/kustomization.yaml")["resources"]
    assert sorted(f"k8s/base/{name}" for name in [*listed, "kustomization.yaml"]) == sorted(
        path for path in files if path.startswith("k8s/base/")
    )
    for name in listed:
        made = load(files, f"k8s/base/{name}")
        if made["kind"] not in CUSTOM:
            kubernetes_validate.validate(made, "1.33", strict=True)


def test_a_plain_service_is_in_the_restricted_profile() -> None:
    found = pod(MEMCACHED)
    assert found["securityContext"] == {
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
        "fsGroup": 900,
    }
    assert found["automountServiceAccountToken"] is False
    assert found["containers"][0]["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
        "runAsUser": 900,
        "runAsGroup": 900,
    }


def test_a_container_that_keeps_root_is_named_and_the_others_stay_restricted() -> None:
    text = str(TOMCAT["k8s/base/deployment.yaml"])
    assert text.startswith("# nginx starts as root")
    zeebra, nginx = pod(TOMCAT)["containers"]
    assert zeebra["securityContext"]["runAsNonRoot"] is True
    assert nginx["securityContext"]["runAsUser"] == 0
    assert "runAsNonRoot" not in pod(TOMCAT)["securityContext"]


def test_sidecars_start_before_and_stop_after_the_service() -> None:
    prepared, *sidecars = pod(TOMCAT)["initContainers"]
    assert "restartPolicy" not in prepared
    names = ["log-shipper", "jmx", "zeebra-log-rotation"]
    assert [(one["name"], one["restartPolicy"]) for one in sidecars] == [(name, "Always") for name in names]
    mounts = {mount["mountPath"]: mount for mount in sidecars[0]["volumeMounts"]}
    assert mounts["/var/log/zeebra"] == {"name": "zeebra-logs", "mountPath": "/var/log/zeebra", "readOnly": True}
    assert (
        mounts["/fluent-bit/etc/fluent-bit.yaml"]["subPath"]
        in load(TOMCAT, "k8s/base/configmap-log-shipper.yaml")["data"]
    )


def test_every_mount_has_a_volume_and_every_volume_a_use() -> None:
    found = pod(TOMCAT)
    used = {mount["name"] for one in [*found["containers"], *found["initContainers"]] for mount in one["volumeMounts"]}
    assert used == {volume["name"] for volume in found["volumes"]}


def test_secrets_are_stubs_mounted_where_the_files_were() -> None:
    stub = load(TOMCAT, "k8s/base/secret-zeebra.yaml")
    assert stub["stringData"] == {
        "database.properties": "user=zeebra\npassword={{ .password }}\n",
        "password": "",
        "token": "",
    }
    mounts = {mount["mountPath"]: mount for mount in pod(TOMCAT)["containers"][0]["volumeMounts"]}
    assert mounts["/opt/zeebra/database.properties"]["subPath"] == "zeebra-database.properties"
    assert mounts["/etc/ssl/private/zeebra.key"] == {
        "name": "secret-zeebra-tls", "mountPath": "/etc/ssl/private/zeebra.key", "subPath": "tls.key", "readOnly": True,
    }  # fmt: skip
    assert "mode: 0440" in str(TOMCAT["k8s/base/deployment.yaml"])


def test_facts_come_by_the_downward_api() -> None:
    env = {one["name"]: one.get("valueFrom") for one in pod(TOMCAT)["containers"][0]["env"]}
    assert env["IPADDRESS"] == {"fieldRef": {"fieldPath": "status.podIP"}}
    assert env["CPU_TOTAL"]["resourceFieldRef"]["resource"] == "limits.cpu"
    assert env["DB_PASSWORD"] == {"secretKeyRef": {"name": "zeebra", "key": "password"}}


def test_the_job_runs_the_image_with_its_schedule() -> None:
    job = load(TOMCAT, "k8s/base/cronjob-nightly-report.yaml")["spec"]
    assert job["schedule"] == "15 3 * * *"
    container = job["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
    assert (container["image"], container["args"]) == ("zeebra:1234", ["/usr/local/bin/report", "--all"])


def test_the_firewall_rule_and_the_cloud_role_are_kept() -> None:
    ingress = load(TOMCAT, "k8s/base/networkpolicy.yaml")["spec"]["ingress"]
    assert ingress == [
        {"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}], "ports": [{"protocol": "TCP", "port": 8080}]},
        {"ports": [{"protocol": "TCP", "port": 9102}]},
    ]
    account = load(TOMCAT, "k8s/base/serviceaccount.yaml")["metadata"]["annotations"]
    assert account == {"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/zeebra"}


def test_several_metrics_endpoints_get_a_monitor() -> None:
    plan = PLANS["tomcat"]
    assert "k8s/base/podmonitor.yaml" not in TOMCAT
    second = replace(plan.sidecars[1], name="second", ports=(9113,))
    files = {artifact.path: artifact.content for artifact in emit(replace(plan, sidecars=(*plan.sidecars, second)))}
    endpoints = load(files, "k8s/base/podmonitor.yaml")["spec"]["podMetricsEndpoints"]
    assert [one["port"] for one in endpoints] == ["metrics-9102", "metrics-9113"]
    ports = {port["name"] for one in pod(files)["initContainers"] for port in one.get("ports", [])}
    assert {"metrics-9102", "metrics-9113"} <= ports


def test_an_overlay_holds_only_what_differs() -> None:
    production = load(TOMCAT, "k8s/overlays/production/kustomization.yaml")
    assert production["images"][0] == {"name": "zeebra", "newTag": "1235"}
    assert "configMapGenerator" not in production
    staging = load(TOMCAT, "k8s/overlays/staging/kustomization.yaml")
    assert "images" not in staging
    [name] = staging["configMapGenerator"][0]["files"]
    assert TOMCAT[f"k8s/overlays/staging/{name}"] == 'CATALINA_OPTS="-Xmx256m"\n'


def test_an_overlay_holds_sidecars_variables_and_limits() -> None:
    spec = load(TOMCAT, "k8s/overlays/production/deployment.yaml")["spec"]["template"]["spec"]
    assert spec == {"containers": [{"name": "zeebra", "env": [{"name": "JAVA_HOME", "value": "/usr/lib/jvm/21"}]}]}
    staging = load(TOMCAT, "k8s/overlays/staging/deployment.yaml")["spec"]["template"]["spec"]
    assert staging["containers"][0]["resources"] == {"requests": {"memory": "512Mi"}, "limits": {"memory": "512Mi"}}
    patch = load(TOMCAT, "k8s/overlays/staging/configmap-log-shipper.yaml")
    assert patch["metadata"] == {"name": "zeebra-log-shipper"}
    assert patch["data"] == {"fluent-bit.yaml": "a: staging\n"}


def test_compose_names_only_what_it_has() -> None:
    project = load(TOMCAT, "compose.yaml")
    services = project["services"]
    assert set(services) == {"zeebra", "nginx", "log-shipper", "jmx"}
    assert services["nginx"]["network_mode"] == "service:zeebra"
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.removeprefix("./") in TOMCAT if source.startswith("./") else source in project["volumes"]
        for secret in service.get("secrets", []):
            assert project["secrets"][secret["source"]]["file"].removeprefix("./") in TOMCAT


def test_a_plan_without_anything_beside_it_has_few_objects() -> None:
    assert sorted(path for path in MEMCACHED if path.startswith("k8s/")) == [
        f"k8s/base/{name}.yaml"
        for name in ("deployment", "kustomization", "networkpolicy", "service", "serviceaccount")
    ]


def test_a_sidecar_may_read_what_root_writes() -> None:
    """A new file in an emptyDir gets the pod's fsGroup, of which every container is a member."""
    plan = plans.tomcat()
    roots = tuple(
        replace(image, process=replace(image.process, user="root", group="")) for image in plan.images if image.process
    )
    made = pod({artifact.path: artifact.content for artifact in emit(replace(plan, images=roots))})
    [shipper] = [each for each in made["initContainers"] if each["name"] == "log-shipper"]
    assert shipper["securityContext"]["runAsGroup"] == made["securityContext"]["fsGroup"] == 65534
