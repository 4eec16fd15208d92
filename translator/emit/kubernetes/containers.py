"""Images and sidecars → the containers of a pod."""

from __future__ import annotations

import re
from typing import Any

from translator.emit.entrypoint import runtime_variables
from translator.emit.facts import fact
from translator.emit.folders import label_name, tag_of
from translator.emit.health import probe
from translator.emit.kubernetes.common import Object, container_security, sidecar_security
from translator.emit.mounts import Mount, image_mounts, secret_mounts, sidecar_mounts, stub_of
from translator.plan.model import Image, Plan, Process, Sidecar


def application(plan: Plan, image: Image) -> Object:
    """Return the container of one image; its command is the image's own."""
    process = image.process
    if process is None:
        return {
            "name": label_name(image.name),
            "image": tag_of(plan, image),
            "securityContext": container_security(image),
        }
    made: Object = {"name": label_name(image.name), "image": tag_of(plan, image)}
    made["ports"] = container_ports(process.ports, process.udp_ports, "http" if _speaks_http(process) else "tcp")
    made["env"] = environment(plan, image)
    handler = probe(image)
    made["startupProbe"] = {**handler, "periodSeconds": 5, "failureThreshold": 24}
    made["readinessProbe"] = {**handler, "periodSeconds": 10}
    made["livenessProbe"] = {**handler, "periodSeconds": 20, "failureThreshold": 3}
    made["resources"] = resources(process)
    made["securityContext"] = container_security(image)
    made["volumeMounts"] = [*map(_mount, image_mounts(plan, image)), *secret_volume_mounts(plan, image)]
    return {name: value for name, value in made.items() if value not in ([], {})}


def sidecar_container(plan: Plan, sidecar: Sidecar) -> Object:
    """Return a native sidecar: an init container that keeps running beside the application."""
    made: Object = {"name": label_name(sidecar.name), "image": sidecar.image, "restartPolicy": "Always"}
    made["command"] = list(sidecar.command)
    made["args"] = list(sidecar.arguments)
    made["ports"] = container_ports(sidecar.ports, sidecar.udp_ports, "metrics" if sidecar.kind == "metrics" else "tcp")
    made["env"] = [
        *({"name": name, "value": value} for name, value in sorted(sidecar.environment.items())),
        *(secret_variable(plan, name, key) for name, key in sorted(sidecar.secret_environment.items())),
    ]
    made["resources"] = {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"memory": "128Mi"}}
    made["securityContext"] = sidecar_security(plan)
    config = f"{label_name(sidecar.name)}-config"
    made["volumeMounts"] = [
        *(_shared(mount) for mount in sidecar_mounts(plan, sidecar)),
        *(
            {"name": config, "mountPath": path, "subPath": config_key(path), "readOnly": True}
            for path, _ in sidecar.files
        ),
    ]
    return {name: value for name, value in made.items() if value not in ([], {})}


def environment(plan: Plan, image: Image) -> list[Object]:
    """Return the variables that only the cluster knows: facts by the Downward API, and secrets."""
    made: list[Object] = []
    for name, path in runtime_variables(image).items():
        source = fact(path).source(label_name(image.name))
        made.append({"name": name, "valueFrom": source} if source else {"name": name, "value": ""})
    secrets = image.process.secret_environment if image.process else {}
    return made + [secret_variable(plan, name, key) for name, key in sorted(secrets.items())]


def secret_variable(plan: Plan, name: str, key: str) -> Object:
    """Return a variable out of a Secret; `key` is a key, or "secret/key"."""
    secret, _, inner = key.partition("/") if "/" in key else (stub_of(plan, key).name, "", key)
    reference = {"name": label_name(secret), "key": config_key(inner)}
    return {"name": name, "valueFrom": {"secretKeyRef": reference}}


def container_ports(tcp: tuple[int, ...], udp: tuple[int, ...], word: str) -> list[Object]:
    named = [{"name": f"{word}-{port}", "containerPort": port} for port in tcp]
    return named + [{"name": f"udp-{port}", "containerPort": port, "protocol": "UDP"} for port in udp]


def secret_volume_mounts(plan: Plan, image: Image) -> list[Object]:
    return [
        {"name": f"secret-{mount.secret}", "mountPath": mount.path, "subPath": config_key(mount.key), "readOnly": True}
        for mount in secret_mounts(plan, image)
    ]


def config_key(path: str) -> str:
    """Return a path as the key of a ConfigMap or Secret: its last part, with what a key may not hold replaced."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", path.rsplit("/", 1)[-1]) or "file"


def resources(process: Process) -> Object:
    """Return requests and limits: the unit's memory limit where it has one."""
    memory = memory_quantity(process.memory) or "1Gi"
    return {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "2", "memory": memory}}


def memory_quantity(text: str) -> str:
    """Return systemd's 512M as Kubernetes' 512Mi; "" for what is no absolute amount."""
    found = re.fullmatch(r"(\d+)([KMGT]?)(i?)B?", text.strip())
    return f"{found[1]}{found[2] + 'i' if found[2] else ''}" if found else ""


def _speaks_http(process: Process) -> bool:
    return process.health is not None and process.health.kind == "http"


def _mount(mount: Mount) -> Object:
    return {"name": mount.name, "mountPath": mount.path}


def _shared(mount: Mount) -> dict[str, Any]:
    return {**_mount(mount), **({"readOnly": True} if mount.kind == "logs" else {})}
