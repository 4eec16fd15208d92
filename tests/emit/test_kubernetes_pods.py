"""Pods of every kind: kept data, pods of their own, both kinds of sidecars, owned secrets, identities, fronts, policies."""

from __future__ import annotations

import itertools
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.emit import plans
from tests.kubernetes_rules import CUSTOM, beyond_restricted, wrong
from tests.kubernetes_tools import kustomize, unpack
from translator.emit.convert import emit
from translator.emit.kubernetes.beside import _rotate, _seeds
from translator.emit.kubernetes.common import workloads_of
from translator.emit.kubernetes.notes import cluster_notes
from translator.emit.mounts import Mount
from translator.plan.model import (
    Account,
    Cluster,
    CronJob,
    Front,
    NetworkRule,
    Overlay,
    Plan,
    Pod,
    Scheduling,
    Setup,
    Volume,
)

Object = dict[str, Any]
TOMCAT = plans.tomcat()


def objects(plan: Plan) -> list[Object]:
    """Every object of k8s/base, each valid for Kubernetes 1.33."""
    made = [
        yaml.safe_load(each.content)
        for each in emit(plan)
        if each.path.startswith("k8s/base/") and not each.path.endswith("kustomization.yaml")
    ]
    for each in made:
        if each["kind"] not in CUSTOM:
            kubernetes_validate.validate(each, "1.33", strict=True)
    return made


def one(found: list[Object], kind: str, name: str = "") -> Object:
    (each,) = (x for x in found if x["kind"] == kind and name in ("", x["metadata"]["name"]))
    return each


def pod_of(found: list[Object], kind: str = "Deployment", name: str = "") -> Object:
    spec: Object = one(found, kind, name)["spec"]["template"]["spec"]
    return spec


def with_process(plan: Plan, **changes: Any) -> Plan:
    first, *others = plan.images
    assert first.process is not None
    return replace(plan, images=(replace(first, process=replace(first.process, **changes)), *others))


def database() -> Plan:
    """The memcached of plans.py as if it kept its data."""
    kept = Volume(name="var-lib-cache", path="/var/lib/cache", kind="state", images=("memcached",), size="20Gi")
    return replace(plans.memcached(), volumes=(kept,))


# --- kept data


def test_data_on_disk_makes_a_stateful_set() -> None:
    found = objects(database())
    made = one(found, "StatefulSet")["spec"]
    assert made["volumeClaimTemplates"][0]["spec"]["resources"]["requests"] == {"storage": "20Gi"}
    assert made["serviceName"] == "memcached-pods"
    headless, service = one(found, "Service", "memcached-pods")["spec"], one(found, "Service", "memcached")["spec"]
    assert (headless["clusterIP"], headless["publishNotReadyAddresses"]) == ("None", True)
    assert headless["selector"] == service["selector"]
    assert made["template"]["spec"]["securityContext"]["fsGroupChangePolicy"] == "OnRootMismatch"
    startup = made["template"]["spec"]["containers"][0]["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] == 900
    assert [each for each in found if each["kind"] in ("Deployment", "PersistentVolumeClaim")] == []


def test_a_new_volume_gets_what_the_image_holds_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    (work,) = workloads_of(database())
    (seed,) = _seeds(work, work.images[0])
    (mount,) = seed["volumeMounts"]
    image, kept = tmp_path / "image", tmp_path / "kept"
    image.mkdir()
    kept.mkdir()
    (image / "table").write_text("empty")
    script = seed["command"][2].replace(mount["mountPath"], str(kept)).replace("/var/lib/cache", str(image))
    (kept / "lost+found").mkdir()
    (kept / "new").mkdir()  # what a copy left behind that was stopped halfway
    subprocess.run([*seed["command"][:2], script], check=True)
    assert (kept / "data" / "table").read_text() == "empty"
    (kept / "data" / "table").write_text("rows")
    subprocess.run([*seed["command"][:2], script], check=True)
    assert (kept / "data" / "table").read_text() == "rows"
    assert sorted(each.name for each in kept.iterdir()) == ["data", "lost+found"]
    main = pod_of(objects(database()), "StatefulSet")["containers"][0]
    assert {"name": mount["name"], "mountPath": "/var/lib/cache", "subPath": "data"} in main["volumeMounts"]


def test_nothing_inside_kept_data_is_thrown_away() -> None:
    plan = with_process(database(), writable=("/var/lib/cache/tables", "/var/cache/other"))
    found = objects(plan)
    assert list(wrong(found)) == []
    paths = {mount["mountPath"] for mount in pod_of(found, "StatefulSet")["containers"][0]["volumeMounts"]}
    assert paths == {"/tmp", "/run", "/var/lib/cache", "/var/cache/other"}


def test_a_new_version_never_touches_the_claims(tmp_path: Path) -> None:
    kubectl = unpack("kubectl", tmp_path)
    claims = []
    for version in ("2", "3"):
        differs = Overlay(environment="staging", version=version)
        for each in emit(replace(database(), version="1", overlays=(differs,))):
            path = tmp_path / version / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(each.content if isinstance(each.content, bytes) else each.content.encode())
        found = kustomize(kubectl, tmp_path / version / "k8s" / "overlays" / "staging")
        spec = one(found, "StatefulSet")["spec"]
        pod = spec["template"]
        assert pod["metadata"]["labels"]["app.kubernetes.io/version"] == version
        assert {each["image"] for each in (*pod["spec"]["initContainers"], *pod["spec"]["containers"])} == {
            f"memcached:{version}"
        }
        claims.append((spec["volumeClaimTemplates"], spec["selector"], spec["serviceName"]))
    assert claims[0] == claims[1]


# --- logs and jobs


def test_a_log_that_has_grown_is_emptied_where_it_is(tmp_path: Path) -> None:
    large, small = tmp_path / "large.log", tmp_path / "small.log"
    large.write_text("x" * 2000)
    small.write_text("y")
    inode = large.stat().st_ino
    script = _rotate([Mount(name="logs", path=str(tmp_path), kind="logs")]).replace("104857600", "1000")
    once = script.replace("sleep 60 & wait $!", "exit 0")
    subprocess.run(["/bin/sh", "-c", once], check=True)
    assert (large.stat().st_size, large.stat().st_ino) == (0, inode)
    assert (tmp_path / "large.log.1").stat().st_size == 2000
    assert small.read_text() == "y"
    subprocess.run(["/bin/sh", "-c", once], check=True)
    assert not (tmp_path / "large.log.1.1").exists()


def test_a_job_on_the_services_own_files_runs_in_its_pod() -> None:
    job = replace(TOMCAT.jobs[0], beside=("/var/log/zeebra",))
    found = objects(replace(TOMCAT, jobs=(job,)))
    assert [each for each in found if each["kind"] == "CronJob"] == []
    made = next(each for each in pod_of(found)["initContainers"] if each["name"] == "nightly-report")
    assert made["restartPolicy"] == "Always"
    assert "/var/log/zeebra" in {mount["mountPath"] for mount in made["volumeMounts"]}
    assert "/usr/local/bin/report --all ||" in made["args"][2]
    assert list(wrong(found)) == []


def test_no_service_sends_to_the_pods_of_a_cron_job() -> None:
    found = objects(TOMCAT)
    labels = one(found, "CronJob")["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"]
    selector = one(found, "Service")["spec"]["selector"]
    assert not selector.items() <= labels.items()


# --- sidecars


def test_plain_sidecars_are_containers_like_the_others() -> None:
    found = objects(replace(TOMCAT, cluster=Cluster(sidecars="plain")))
    made = pod_of(found)
    assert [each["name"] for each in made["containers"]] == [
        "zeebra", "nginx", "log-shipper", "jmx", "zeebra-log-rotation",
    ]  # fmt: skip
    assert all("restartPolicy" not in each for each in (*made["containers"], *made["initContainers"]))
    assert list(wrong(found)) == []


# --- secrets


def test_a_secret_that_only_its_owner_reads_is_copied_for_it() -> None:
    spec = pod_of(objects(TOMCAT))
    copy = next(each for each in spec["initContainers"] if each["name"] == "zeebra-secrets")
    assert copy["command"][2] == "install -m 0600 /secrets/zeebra/database.properties /owned/zeebra-database.properties"
    assert copy["securityContext"]["runAsUser"] == spec["containers"][0]["securityContext"]["runAsUser"]
    volume = next(each for each in spec["volumes"] if each["name"] == "zeebra-owned")
    assert volume["emptyDir"]["medium"] == "Memory"


@pytest.mark.parametrize("provider", ["chef", "vault", "aws"])
def test_a_store_is_written_for_the_provider(provider: str) -> None:
    plan = replace(TOMCAT, secret_store="company", cluster=Cluster(store=provider))
    found = objects(plan)
    assert set(one(found, "SecretStore", "company")["spec"]["provider"]) == {provider}
    assert one(found, "ExternalSecret")["spec"]["secretStoreRef"] == {"kind": "SecretStore", "name": "company"}
    assert list(wrong(found)) == []


# --- resources and scheduling


@pytest.mark.parametrize(
    ("memory", "cpu", "requests", "limits"),
    [
        ("2G", "150%", {"cpu": "100m", "memory": "2Gi"}, {"cpu": "1500m", "memory": "2Gi"}),
        ("", "", {"cpu": "100m", "memory": "128Mi"}, {"memory": "1Gi"}),
        ("50%", "20.5%", {"cpu": "100m", "memory": "128Mi"}, {"cpu": "200m", "memory": "1Gi"}),
    ],
)
def test_limits_are_the_units(memory: str, cpu: str, requests: Object, limits: Object) -> None:
    (made,) = pod_of(objects(with_process(plans.memcached(), memory=memory, cpu=cpu)))["containers"]
    assert made["resources"] == {"requests": requests, "limits": limits}


def test_a_unit_with_a_long_stop_gets_its_time_and_the_seconds_before() -> None:
    plan = with_process(plans.memcached(), stop_timeout=90)
    assert pod_of(objects(plan))["terminationGracePeriodSeconds"] == 95


def test_several_replicas_are_spread_and_have_a_budget() -> None:
    plan = replace(plans.memcached(), pods=(Pod(name="", images=("memcached",), replicas=3),))
    found = objects(plan)
    spread = pod_of(found)["topologySpreadConstraints"]
    assert [each["topologyKey"] for each in spread] == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    assert one(found, "PodDisruptionBudget")["spec"]["maxUnavailable"] == 1
    assert "PodDisruptionBudget" not in {each["kind"] for each in objects(plans.memcached())}


def test_nodes_have_what_the_machine_had() -> None:
    plan = replace(TOMCAT, scheduling=Scheduling(architecture="arm64", device="nvidia.com/gpu", devices=1))
    spec = pod_of(objects(plan))
    assert spec["nodeSelector"] == {"kubernetes.io/arch": "arm64"}
    assert [each["resources"]["limits"].get("nvidia.com/gpu") for each in spec["containers"]] == ["1", None]


def test_only_safe_sysctls_are_the_pods() -> None:
    plan = replace(plans.memcached(), sysctls={"net.core.somaxconn": "1024", "net.ipv4.tcp_fin_timeout": "30"})
    assert pod_of(objects(plan))["securityContext"]["sysctls"] == [{"name": "net.ipv4.tcp_fin_timeout", "value": "30"}]
    assert any(note.startswith("net.core.somaxconn=1024 is no safe sysctl") for note in cluster_notes(plan))


def test_a_process_without_a_port_is_not_probed() -> None:
    plan = with_process(plans.memcached(), ports=(), health=None)
    (made,) = pod_of(objects(plan))["containers"]
    assert not {"startupProbe", "readinessProbe", "livenessProbe", "lifecycle"} & made.keys()


def test_what_root_did_before_the_service_is_an_init_container() -> None:
    plan = with_process(plans.memcached(), setup=(Setup(line="/usr/bin/tune --once"),))
    found = objects(plan)
    (made,) = pod_of(found)["initContainers"]
    assert (made["command"][2], made["securityContext"]["runAsUser"]) == ("/usr/bin/tune --once", 0)
    assert {name for name, _ in beyond_restricted(found)} == {"memcached-setup"}
    assert any(note.startswith("memcached-setup runs as root") for note in cluster_notes(plan))


# --- identity


def apart() -> Plan:
    pods = (Pod(name="", images=("zeebra",), sidecars=("log-shipper", "jmx")), Pod(name="web", images=("nginx",)))
    return replace(TOMCAT, pods=pods)


def test_pods_of_their_own_have_accounts_services_and_policies_of_their_own() -> None:
    found = objects(apart())
    assert list(wrong(found)) == []
    for kind in ("Deployment", "ServiceAccount", "NetworkPolicy"):
        names = sorted(each["metadata"]["name"] for each in found if each["kind"] == kind)
        assert names == ["zeebra", "zeebra-web"]
    assert [p["port"] for p in one(found, "Service", "zeebra")["spec"]["ports"]] == [8080]
    note = next(note for note in cluster_notes(apart()) if "share its permissions" in note)
    assert "arn:aws:iam::123456789012:role/zeebra" in note
    assert "zeebra, zeebra-web" in note


@pytest.mark.parametrize(
    ("account", "identity", "account_notes", "pod_notes"),
    [
        (TOMCAT.account, "irsa", {"eks.amazonaws.com/role-arn": TOMCAT.account.role}, {}),
        (TOMCAT.account, "pod-identity", {}, {}),
        (TOMCAT.account, "kube2iam", {}, {"iam.amazonaws.com/role": TOMCAT.account.role}),
        (Account(name="zeebra", provider="aws", role="web-servers"), "irsa", {}, {}),
        (
            Account(name="zeebra", provider="gcp", role="a@p.iam.gserviceaccount.com"),
            "irsa",
            {"iam.gke.io/gcp-service-account": "a@p.iam.gserviceaccount.com"},
            {},
        ),
    ],
)
def test_the_cloud_role_reaches_the_pod(
    account: Account, identity: str, account_notes: Object, pod_notes: Object
) -> None:
    plan = replace(plans.memcached(), account=account, cluster=Cluster(identity=identity))
    found = objects(plan)
    assert one(found, "ServiceAccount")["metadata"].get("annotations", {}) == account_notes
    assert one(found, "Deployment")["spec"]["template"]["metadata"].get("annotations", {}) == pod_notes
    said = "\n".join(cluster_notes(plan))
    assert ("create-pod-identity-association" in said) == (identity == "pod-identity")
    assert ("is an instance profile" in said) == (account.role == "web-servers")


# --- fronts


def shop(*fronts: Front, gateway: str = "ingress") -> Plan:
    rules = (NetworkRule(ports=(("tcp", "8080"), ("tcp", "80"))),)
    return replace(TOMCAT, fronts=fronts, rules=rules, cluster=Cluster(gateway=gateway))


SECURE = Front(image="zeebra", host="shop.example.com", port=8080, tls=True, certificate="zeebra-tls")
PLAIN = Front(image="nginx", host="old.example.com", port=80)


def test_names_of_the_front_proxy_make_an_ingress_for_each_kind_of_backend() -> None:
    found = objects(shop(SECURE, PLAIN))
    assert list(wrong(found)) == []
    secure, plain = one(found, "Ingress", "zeebra"), one(found, "Ingress", "zeebra-plain")
    assert secure["spec"]["tls"] == [{"hosts": ["shop.example.com"], "secretName": "zeebra-tls"}]
    assert secure["metadata"]["annotations"] == {"nginx.ingress.kubernetes.io/backend-protocol": "HTTPS"}
    assert "tls" not in plain["spec"]
    assert "annotations" not in plain["metadata"]
    ports = {port["port"]: port for port in one(found, "Service")["spec"]["ports"]}
    assert (ports[8080]["name"], ports[8080]["appProtocol"]) == ("https-8080", "https")


def test_the_gateway_api_gets_a_route_and_how_to_trust_the_pod() -> None:
    found = objects(shop(SECURE, PLAIN, gateway="httproute"))
    assert list(wrong(found)) == []
    route = one(found, "HTTPRoute", "zeebra")["spec"]
    assert (route["hostnames"], route["rules"][0]["backendRefs"]) == (
        ["shop.example.com"], [{"name": "zeebra", "port": 8080}],
    )  # fmt: skip
    policy = one(found, "BackendTLSPolicy")["spec"]
    assert policy["targetRefs"][0]["sectionName"] in {p["name"] for p in one(found, "Service")["spec"]["ports"]}


def test_no_front_and_no_ingress_where_none_was_or_is_wanted() -> None:
    for plan in (TOMCAT, shop(SECURE, gateway="none")):
        assert not {"Ingress", "HTTPRoute"} & {each["kind"] for each in objects(plan)}


# --- policies and monitors


def test_a_port_that_the_firewall_kept_closed_is_in_no_service() -> None:
    assert [port["port"] for port in one(objects(TOMCAT), "Service")["spec"]["ports"]] == [8080]
    assert any(note.startswith("port 80 is not in the Service") for note in cluster_notes(TOMCAT))


def test_what_may_go_out_is_named_and_names_can_still_be_looked_up() -> None:
    rules = (NetworkRule(ports=(("tcp", "5432"),), source="10.1.0.0/16", outgoing=True),)
    spec = one(objects(replace(plans.memcached(), rules=rules)), "NetworkPolicy")["spec"]
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert spec["egress"] == [
        {"ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]},
        {"to": [{"ipBlock": {"cidr": "10.1.0.0/16"}}], "ports": [{"protocol": "TCP", "port": 5432}]},
    ]
    assert spec["ingress"] == [{"ports": [{"protocol": "TCP", "port": 11211}]}]


def test_a_pod_monitor_takes_the_place_of_annotations() -> None:
    found = objects(replace(TOMCAT, cluster=Cluster(metrics="podmonitor")))
    assert one(found, "PodMonitor")["spec"]["podMetricsEndpoints"] == [{"port": "metrics-9102", "path": "/metrics"}]
    assert "annotations" not in one(found, "Deployment")["spec"]["template"]["metadata"]


def test_images_come_from_the_registry() -> None:
    plan = replace(TOMCAT, cluster=Cluster(registry="registry.example.com/shop"))
    spec = pod_of(objects(plan))
    assert [each["image"] for each in spec["containers"]] == [
        "registry.example.com/shop/zeebra:1234", "registry.example.com/shop/zeebra-nginx:1234",
    ]  # fmt: skip
    overlay = next(a for a in emit(plan) if a.path == "k8s/overlays/production/kustomization.yaml")
    names = [each["name"] for each in yaml.safe_load(overlay.content)["images"]]
    assert names == ["registry.example.com/shop/zeebra", "registry.example.com/shop/zeebra-nginx"]


# --- everything at once


JOB = CronJob(name="purge", schedule="@hourly", command=("/bin/sh", "-c", "purge"), image="nginx", user="root")
CHOICES = list(
    itertools.product(("native", "plain"), ("ingress", "httproute"), ("annotations", "podmonitor"), ("", "s"))
)


@pytest.mark.parametrize(("sidecars", "gateway", "metrics", "store"), CHOICES)
@pytest.mark.parametrize("parted", [False, True], ids=["one-pod", "two-pods"])
def test_objects_fit_together_whatever_is_chosen(
    sidecars: str, gateway: str, metrics: str, store: str, parted: bool
) -> None:
    plan = apart() if parted else TOMCAT
    kept = Volume(name="data", path="/srv/data", kind="state", images=("nginx",))
    plan = replace(
        plan,
        cluster=Cluster(sidecars=sidecars, gateway=gateway, metrics=metrics),
        secret_store=store,
        volumes=(*plan.volumes, kept),
        jobs=(*plan.jobs, JOB, replace(JOB, name="report", image="zeebra", beside=("/var/log/zeebra",))),
        fronts=(SECURE, PLAIN),
        rules=(),
    )
    assert list(wrong(objects(plan))) == []


def test_every_exception_from_the_restricted_profile_is_named() -> None:
    plan = replace(TOMCAT, jobs=(*TOMCAT.jobs, JOB, replace(JOB, name="rooted", image="zeebra")))
    names = {name for name, _ in beyond_restricted(objects(plan))}
    assert names == {"nginx", "purge", "rooted"}
    said = "\n".join(cluster_notes(plan))
    assert all(f"{name} runs as root" in said for name in names)
