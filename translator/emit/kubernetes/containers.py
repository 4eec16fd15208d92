"""Images and sidecars → the containers of a pod."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from translator.emit.entrypoint import runtime_variables
from translator.emit.facts import fact
from translator.emit.folders import label_name
from translator.emit.health import health_of, probe
from translator.emit.kubernetes.common import (
    Object,
    Workload,
    container_security,
    image_reference,
    sidecar_security,
)
from translator.emit.mounts import Mount, SecretMount, image_mounts, secret_mounts, sidecar_mounts, stub_of
from translator.plan.model import Image, Plan, Process, Sidecar

DRAIN: Final = 5
"""Seconds that a container goes on before it is told to stop: Services and proxies need them to send nobody there any more."""
JAVA_EXPORTERS: Final = ("jmx",)


def application(work: Workload, image: Image) -> Object:
    """Return the container of one image; its command is the image's own."""
    process = image.process
    made: Object = {"name": label_name(image.name), "image": image_reference(work.plan, image)}
    if process is None:
        return {**made, "securityContext": container_security(image)}
    made["ports"] = [
        *(
            {"name": f"{port_kind(work, port)}-{port}", "containerPort": port}
            for port in process.ports
            if port != process.metrics
        ),
        *container_ports((process.metrics,) if process.metrics else (), process.udp_ports, "metrics"),
    ]
    made["env"] = environment(work.plan, image)
    made |= probes(image, patient=work.stateful)
    if process.ports:
        made["lifecycle"] = {"preStop": {"exec": {"command": ["sleep", str(DRAIN)]}}}
    made["resources"] = resources(process, reads_cpus(image))
    made["securityContext"] = container_security(image)
    made["volumeMounts"] = volume_mounts(work.plan, image)
    return {name: value for name, value in made.items() if value not in ([], {})}


def probes(image: Image, patient: bool = False) -> Object:
    """Return the container's probes; a database that recovers after a crash may take a quarter of an hour (`patient`).

    A process without a port gets none: the kubelet starts a container again when its process ends, and nothing else
    could be seen. Liveness is more patient than readiness: a slow answer takes a pod out of the Service, not down.
    """
    assert image.process is not None
    if health_of(image.process).kind == "process":
        return {}
    handler = {**probe(image), "timeoutSeconds": 5}
    return {
        "startupProbe": {**handler, "periodSeconds": 5, "failureThreshold": 180 if patient else 24},
        "readinessProbe": {**handler, "periodSeconds": 10},
        "livenessProbe": {**handler, "periodSeconds": 20, "failureThreshold": 6},
    }


def volume_mounts(plan: Plan, image: Image) -> list[Object]:
    """Return where a container of the image finds its directories and its Secrets."""
    return [*map(mounted, image_mounts(plan, image)), *secret_volume_mounts(plan, image)]


def sidecar_container(work: Workload, sidecar: Sidecar) -> Object:
    """Return a sidecar: an init container that keeps running beside the application, or a plain container."""
    made: Object = {"name": label_name(sidecar.name), "image": sidecar.image}
    if native(work.plan):
        made["restartPolicy"] = "Always"
    made["command"] = list(sidecar.command)
    made["args"] = list(sidecar.arguments)
    made["ports"] = _sidecar_ports(sidecar)
    made["env"] = [
        *({"name": name, "value": value} for name, value in sorted(sidecar.environment.items())),
        *(secret_variable(work.plan, name, key) for name, key in sorted(sidecar.secret_environment.items())),
    ]
    made["resources"] = _sidecar_resources(sidecar)
    made["securityContext"] = sidecar_security(work)
    config = f"{label_name(sidecar.name)}-config"
    made["volumeMounts"] = [
        *(_shared(mount) for mount in sidecar_mounts(work.plan, sidecar)),
        *(
            {"name": config, "mountPath": path, "subPath": config_key(path), "readOnly": True}
            for path, _ in sidecar.files
        ),
    ]
    return {name: value for name, value in made.items() if value not in ([], {})}


def native(plan: Plan) -> bool:
    return plan.cluster.sidecars == "native"


def _sidecar_ports(sidecar: Sidecar) -> list[Object]:
    """Return a sidecar's ports; the first of a metrics sidecar is where Prometheus asks."""
    if sidecar.kind != "metrics":
        return container_ports(sidecar.ports, sidecar.udp_ports, "tcp")
    return [
        *container_ports(sidecar.ports[:1], (), "metrics"),
        *container_ports(sidecar.ports[1:], sidecar.udp_ports, "tcp"),
    ]


def _sidecar_resources(sidecar: Sidecar) -> Object:
    """Return what a small Go or C program needs; a JVM needs more to start at all."""
    java = sidecar.name.startswith(JAVA_EXPORTERS)
    memory = ("128Mi", "256Mi") if java else ("32Mi", "128Mi")
    return {"requests": {"cpu": "10m", "memory": memory[0]}, "limits": {"memory": memory[1]}}


def environment(plan: Plan, image: Image, container: str = "") -> list[Object]:
    """Return the variables that only the cluster knows: facts by the Downward API, and secrets."""
    made: list[Object] = []
    for name, path in runtime_variables(image).items():
        source = fact(path).source(container or label_name(image.name))
        made.append({"name": name, "valueFrom": source} if source else {"name": name, "value": ""})
    secrets = image.process.secret_environment if image.process else {}
    return made + [secret_variable(plan, name, key) for name, key in sorted(secrets.items())]


def reads_cpus(image: Image) -> bool:
    """Return whether the image's files or variables hold how many CPUs there are."""
    return any(fact(path).resource == "limits.cpu" for path in runtime_variables(image).values())


def secret_variable(plan: Plan, name: str, key: str) -> Object:
    """Return a variable out of a Secret; `key` is a key, or "secret/key"."""
    secret, _, inner = key.partition("/") if "/" in key else (stub_of(plan, key).name, "", key)
    reference = {"name": label_name(secret), "key": config_key(inner)}
    return {"name": name, "valueFrom": {"secretKeyRef": reference}}


def container_ports(tcp: Iterable[int], udp: Iterable[int], word: str) -> list[Object]:
    named = [{"name": f"{word}-{port}", "containerPort": port} for port in tcp]
    return named + [{"name": f"udp-{port}", "containerPort": port, "protocol": "UDP"} for port in udp]


def secret_volume_mounts(plan: Plan, image: Image) -> list[Object]:
    """Return where the files out of Secrets stand: a directory of their own as a whole, others file by file."""
    made: list[Object] = []
    for mount in secret_mounts(plan, image):
        if mount.owned:
            made.append({"name": owned_volume(image), "mountPath": mount.path, "subPath": owned_file(mount)})
        elif mount.folder:
            made.append({"name": secret_volume(mount), "mountPath": mount.folder, "readOnly": True})
        else:
            key = config_key(mount.key)
            made.append({"name": secret_volume(mount), "mountPath": mount.path, "subPath": key, "readOnly": True})
    return [each for at, each in enumerate(made) if each not in made[:at]]


def owned_volume(image: Image) -> str:
    """Return the volume of the copies that belong to the process's user."""
    return label_name(f"{image.name}-owned")


def owned_file(mount: SecretMount) -> str:
    """Return the name of such a copy in its volume."""
    return f"{mount.secret}-{config_key(mount.key)}"


def secret_volume(mount: SecretMount) -> str:
    """Return the name of the volume: one a Secret, and one more for each directory that holds its files only."""
    return label_name(f"secret-{mount.secret}{mount.folder}")


def config_key(path: str) -> str:
    """Return a path as the key of a ConfigMap or Secret: its last part, with what a key may not hold replaced."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", path.rsplit("/", 1)[-1]) or "file"


def resources(process: Process, reads_cpus: bool = False) -> Object:
    """Return requests and limits.

    Memory that the unit, a JVM's heap or a cache's size names is both: a node must have it. CPU is limited where the
    unit limits it, or where the program is told how many there are.
    """
    known = memory_quantity(process.memory)
    cpu = cpu_quantity(process.cpu) or ("2" if reads_cpus else "")
    limits = {**({"cpu": cpu} if cpu else {}), "memory": known or DEFAULT_MEMORY}
    return {"requests": {"cpu": "100m", "memory": known or "128Mi"}, "limits": limits}


DEFAULT_MEMORY: Final = "1Gi"


def memory_quantity(text: str) -> str:
    """Return systemd's 512M as Kubernetes' 512Mi; "" for what is no absolute amount."""
    found = re.fullmatch(r"(\d+)([KMGT]?)(i?)B?", text.strip())
    return f"{found[1]}{found[2] + 'i' if found[2] else ''}" if found else ""


def cpu_quantity(text: str) -> str:
    """Return systemd's CPUQuota of 150% as 1500m, "" for anything else."""
    found = re.fullmatch(r"(\d+)(?:\.\d+)?%", text.strip())
    return f"{int(found[1]) * 10}m" if found and int(found[1]) else ""


def port_kind(work: Workload, port: int) -> str:
    """Return what is known to be spoken on a port: http, https, or tcp for anything else."""
    fronts = [front for front in work.plan.fronts if front.port == port]
    if any(front.tls for front in fronts):
        return "https"
    checks = [health_of(process) for process in work.processes]
    found = next((check.scheme for check in checks if check.kind == "http" and check.port == port), "")
    return found or ("http" if fronts else "tcp")


def mounted(mount: Mount) -> Object:
    """Return where a directory stands; kept data in a directory of its own, for a new disk's top holds lost+found."""
    inner = {"subPath": "data"} if mount.kind == "state" else {}
    return {"name": mount.name, "mountPath": mount.path, **inner}


def _shared(mount: Mount) -> dict[str, Any]:
    return {**mounted(mount), **({"readOnly": True} if mount.kind == "logs" else {})}
