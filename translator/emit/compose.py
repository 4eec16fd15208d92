"""A plan → compose.yaml: the whole machine on one developer's engine, sidecars included, secrets from files.

What shared the machine's loopback shares the main service's network here too, and each container is confined as in
the cluster: as an unprivileged user, without capabilities, on a file system that is read-only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from translator.emit.artifacts import Artifact
from translator.emit.folders import folder_of, label_name, tag_of
from translator.emit.health import INTERVAL, RETRIES, START, TIMEOUT, health_command
from translator.emit.identity import identity_of
from translator.emit.kubernetes.common import NOBODY, opens_low_port, root_capabilities, runs_as_root
from translator.emit.mounts import (
    Mount,
    all_mounts,
    image_mounts,
    secret_mounts,
    secret_text,
    sidecar_mounts,
)
from translator.plan.model import Image, Plan, Sidecar
from translator.plan.yaml_text import dump

HEADER = "The whole machine locally: docker compose up --build\nFill in the files under secrets/ first; they hold no real values."


def compose(plan: Plan) -> Iterator[Artifact]:
    """Yield compose.yaml and what it mounts: sidecar configuration and stand-ins for secrets."""
    yield Artifact(path="compose.yaml", content=_with_anchor(dump(_project(plan), HEADER)))
    for sidecar in plan.sidecars:
        for path, text in sidecar.files:
            yield Artifact(path=_config_path(sidecar, path), content=text)
    yield from _secret_stubs(plan)


def _project(plan: Plan) -> dict[str, Any]:
    services = {label_name(image.name): _service(plan, image) for image in plan.images}
    services |= {label_name(sidecar.name): _sidecar(plan, sidecar) for sidecar in plan.sidecars}
    made: dict[str, Any] = {"name": label_name(plan.name), "services": services, "networks": {"machine": {}}}
    volumes = {mount.name: ALIAS if mount.kind not in KEPT else {} for mount in all_mounts(plan)}
    if volumes:
        made["volumes"] = volumes
    secrets = {name: {"file": f"./{path}"} for name, path in _secret_sources(plan).items()}
    return {**made, **({"secrets": secrets} if secrets else {})}


def _service(plan: Plan, image: Image) -> dict[str, Any]:
    main = image.name == plan.images[0].name
    folder = folder_of(plan, image).rstrip("/")
    made: dict[str, Any] = {"image": tag_of(plan, image), "build": f"./{folder}" if folder else "."}
    made |= _network(plan) if main else _beside_main(plan)
    if image.process is None:
        return made
    process = image.process
    made["healthcheck"] = {
        "test": _escaped("CMD", *health_command(image)),
        "interval": INTERVAL,
        "timeout": TIMEOUT,
        "start_period": START,
        "retries": RETRIES,
    }
    mounts = image_mounts(plan, image)
    made["volumes"] = [_mounted(mount) for mount in mounts]
    made["secrets"] = [{"source": _source(m.secret, m.key), "target": m.path} for m in secret_mounts(plan, image)]
    made["environment"] = {name: f"${{{name}:-}}" for name in sorted(process.secret_environment)}
    made["ulimits"] = {"nofile": process.open_files} if process.open_files else {}
    made["mem_limit"] = process.memory.lower().removesuffix("i") if process.memory else ""
    made["stop_grace_period"] = f"{process.stop_timeout}s" if process.stop_timeout else ""
    made |= _confined(root_capabilities(image) if runs_as_root(image) else ())
    return {name: value for name, value in made.items() if value not in ([], {}, "")}


def _sidecar(plan: Plan, sidecar: Sidecar) -> dict[str, Any]:
    writers = _writers(plan, sidecar)
    made: dict[str, Any] = {"image": sidecar.image, **_beside_main(plan, writers)}
    made["entrypoint"] = _escaped(*sidecar.command)
    made["command"] = _escaped(*sidecar.arguments)
    made["environment"] = {
        **{name: value.replace("$", "$$") for name, value in sidecar.environment.items()},
        **{name: f"${{{name}:-}}" for name in sorted(sidecar.secret_environment)},
    }
    mounts = sidecar_mounts(plan, sidecar)
    shared = [_mounted(mount, "ro") for mount in mounts]
    made["volumes"] = [f"./{_config_path(sidecar, path)}:{path}:ro" for path, _ in sidecar.files] + shared
    made |= _reader(plan, writers)
    return {name: value for name, value in made.items() if value not in ([], {})}


def _writers(plan: Plan, sidecar: Sidecar) -> list[Image]:
    """Return the images that have directories which the sidecar reads."""
    shared = set(sidecar.shares)
    return [image for image in plan.images if image.process and {m.path for m in image_mounts(plan, image)} & shared]


def _reader(plan: Plan, writers: list[Image]) -> dict[str, Any]:
    """Return as whom a sidecar runs: as those who write the directories that it reads, else as the main service."""
    if any(runs_as_root(image) for image in writers):
        return {"user": "0:0", **_confined(READ_ALL)}
    found = [ids for image in writers or plan.images if (ids := identity_of(image))]
    user = f"{found[0].uid}:{found[0].gid}" if found else f"{NOBODY}:{NOBODY}"
    others = sorted({str(ids.gid) for ids in found[1:]}) if writers else []
    return {"user": user, "group_add": others, **_confined()}


READ_ALL: Final = ("DAC_READ_SEARCH",)


def _confined(capabilities: Iterable[str] = ()) -> dict[str, Any]:
    """Return what the pod's securityContext says too: nothing is written but to the container's own directories."""
    return {
        "read_only": True,
        "cap_drop": ["ALL"],
        "cap_add": list(capabilities),
        "security_opt": ["no-new-privileges:true"],
    }


KEPT: Final = ("logs", "state")
"""Volumes that begin as what the image has there, and stay; the others are like an emptyDir."""
ALIAS: Final = "*empty"
ANCHOR: Final = """
x-empty: &empty  # everybody may write to it, and it is gone when its containers stop
  driver: local
  driver_opts: {type: tmpfs, device: tmpfs, o: mode=0777}
"""


def _with_anchor(text: str) -> str:
    """Return the file with what all empty volumes are said once."""
    aliased = text.replace(f"'{ALIAS}'\n", f"{ALIAS}\n")
    return aliased.replace("\nservices:\n", f"{ANCHOR}\nservices:\n", 1) if aliased != text else text


def _mounted(mount: Mount, mode: str = "") -> str:
    """Return a volume at its place; one that starts empty takes nothing over from the image."""
    how = mode if mount.kind in KEPT else "nocopy"
    return f"{mount.name}:{mount.path}{':' if how else ''}{how}"


def _escaped(*words: str) -> list[str]:
    """Return words in which compose finds no variable."""
    return [word.replace("$", "$$") for word in words]


def _network(plan: Plan) -> dict[str, Any]:
    """The main service's network, with the ports of all that share it, published on this machine only."""
    processes = [image.process for image in plan.images if image.process]
    tcp = {port for process in processes for port in (*process.ports, process.metrics) if port}
    tcp |= {port for sidecar in plan.sidecars for port in sidecar.ports}
    udp = {port for process in processes for port in process.udp_ports} | {
        p for s in plan.sidecars for p in s.udp_ports
    }
    ports = [f"127.0.0.1:{port}:{port}" for port in sorted(tcp)] + [
        f"127.0.0.1:{port}:{port}/udp" for port in sorted(udp)
    ]
    made: dict[str, Any] = {"networks": ["machine"], **({"ports": ports} if ports else {})}
    return {**made, **({"sysctls": _sysctls(plan)} if _sysctls(plan) else {})}


def _sysctls(plan: Plan) -> dict[str, str]:
    low = {"net.ipv4.ip_unprivileged_port_start": "0"} if opens_low_port(plan) else {}
    return dict(sorted({**low, **plan.sysctls}.items()))


def _beside_main(plan: Plan, more: Iterable[Image] = ()) -> dict[str, Any]:
    """Return what puts a container into the main one's network, after that and `more`."""
    names = [label_name(image.name) for image in (plan.images[0], *more)]
    return {"network_mode": f"service:{names[0]}", "depends_on": list(dict.fromkeys(names))}


def _config_path(sidecar: Sidecar, path: str) -> str:
    return f"sidecars/{label_name(sidecar.name)}{path}"


def _source(secret: str, key: str) -> str:
    return f"{secret}_{key}".replace(".", "_")


def _secret_sources(plan: Plan) -> dict[str, str]:
    mounts = [mount for image in plan.images for mount in secret_mounts(plan, image)]
    return {
        _source(m.secret, m.key): f"secrets/{m.secret}/{m.key}" for m in sorted(mounts, key=lambda m: (m.secret, m.key))
    }


def _secret_stubs(plan: Plan) -> Iterator[Artifact]:
    """Yield a file with no real value for each secret that a container mounts."""
    for image in plan.images:
        for mount in secret_mounts(plan, image):
            text = secret_text(image, mount) or f"put {mount.key} of {mount.secret} here\n"
            yield Artifact(path=f"secrets/{mount.secret}/{mount.key}", content=text, mode=0o644)
