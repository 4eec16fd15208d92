"""A compose.yaml as we emit it → its services running on the engine, read key by key: an unknown key is an error.

Only this is otherwise than docker compose would have it: a published port of this machine is any free one, so that
pods run beside each other; volumes and the network carry the run's label, so that all goes at the end; and open files
are not raised above what this machine allows, where the engine may not either.
"""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from docker.models.containers import Container
from docker.types import EndpointConfig, Healthcheck, Ulimit

from tests.pods.cluster import Cluster
from translator.image.session import Session

Document = dict[str, Any]
TRIES = 240
PAUSE = 0.5
EMPTY = {"driver": "local", "driver_opts": {"type": "tmpfs", "device": "tmpfs", "o": "mode=0777"}}
_SECONDS = 1_000_000_000


def eventually(what: str, question: Callable[[], Any], tries: int = TRIES) -> Any:
    """Ask until the answer is true, and return it; AssertionError with the last answer when it never is."""
    answer: Any = None
    for _ in range(tries):
        answer = question()
        if answer:
            return answer
        time.sleep(PAUSE)
    raise AssertionError(f"never came: {what}; last seen: {answer!r}")


class Composed:
    """The services of one compose.yaml, in containers of a session.

    `cluster` changes what a pod of a cluster has otherwise (tests/pods/cluster.py): users and volumes.
    """

    def __init__(self, session: Session, folder: Path, cluster: Cluster | None = None) -> None:
        self.cluster = cluster
        self.session = session
        self.folder = folder
        document = yaml.safe_load((folder / "compose.yaml").read_text())
        self.document: Document = _interpolated(document)
        self.containers: dict[str, Container] = {}
        self.volumes: dict[str, str] = {}

    def start(self, *names: str) -> None:
        """Start the named services (all without a name), each after those that it depends on."""
        for name in names or tuple(self.document["services"]):
            self._start(name)

    def healthy(self, name: str) -> None:
        """Wait until the service's own health check passes, asked by its user."""
        test = self.document["services"][name]["healthcheck"]["test"]
        assert test[0] == "CMD"
        eventually(f"{name} is healthy", lambda: self._passes(name, test[1:]))

    def _passes(self, name: str, argv: list[str]) -> bool:
        container = self.containers[name]
        container.reload()
        assert container.status == "running", f"{name} ended:\n{self.log(name)}"
        return bool(container.exec_run(argv).exit_code == 0)

    def all_run(self) -> None:
        """Hold that every container still runs."""
        for name, container in self.containers.items():
            container.reload()
            assert container.status == "running", f"{name} ended:\n{self.log(name)}"

    def log(self, name: str) -> str:
        """Return what a service printed."""
        return str(self.containers[name].logs().decode(errors="replace"))

    def address(self, name: str, port: int) -> str:
        """Return host:port of this machine at which a published port answers."""
        self.containers[name].reload()
        found = self.containers[name].ports[f"{port}/tcp"][0]
        return f"{found['HostIp']}:{found['HostPort']}"

    def _start(self, name: str) -> None:
        if name in self.containers:
            return
        service = self.document["services"][name]
        for other in service.get("depends_on", ()):
            self._start(other)
        options: Document = {"hostname": name} if "networks" in service else {}
        for key, value in service.items():
            options |= _READERS[key](self, name, value)
        if self.cluster is not None:
            options |= self.cluster.options(name)
        image = options.pop("image")
        container = self.session.create(image, **options)
        self.containers[name] = container
        container.start()

    # --- each key of a service → options of docker-py

    def _image(self, name: str, value: str) -> Document:
        return {"image": value}

    def _ignored(self, name: str, value: object) -> Document:
        return {}

    def _networks(self, name: str, value: list[str]) -> Document:
        assert value == list(self.document["networks"])
        network = self.session.network
        return {"network": network, "networking_config": {network: EndpointConfig("1.44", aliases=[name])}}

    def _network_mode(self, name: str, value: str) -> Document:
        other = value.removeprefix("service:")
        return {"network_mode": f"container:{self.containers[other].id}"}

    def _ports(self, name: str, value: list[str]) -> Document:
        found = [re.fullmatch(r"(127\.0\.0\.1):(\d+):(\d+)(/udp)?", each) for each in value]
        assert all(found), value
        return {"ports": {f"{each[3]}{each[4] or '/tcp'}": (each[1], None) for each in found if each}}

    def _sysctls(self, name: str, value: dict[str, str]) -> Document:
        return {"sysctls": value}

    def _healthcheck(self, name: str, value: Document) -> Document:
        times = {key: int(value[key].removesuffix("s")) * _SECONDS for key in ("interval", "timeout", "start_period")}
        return {"healthcheck": Healthcheck(test=value["test"], retries=value["retries"], **times)}

    def _volumes(self, name: str, value: list[str]) -> Document:
        return {"volumes": [self._volume(each) for each in value]}

    def _volume(self, text: str) -> str:
        source, _, rest = text.partition(":")
        if source.startswith("./"):
            path = self.folder / source
            assert path.exists(), source
            return f"{path.resolve()}:{rest}"
        empty = self.document["volumes"][source] == EMPTY
        assert empty or not self.document["volumes"][source]
        path = rest.partition(":")[0]
        if self.cluster is not None and path in self.cluster.shared:
            self.volumes[path] = self.cluster.volume(self.session, source)
        else:
            self.volumes[path] = self.session.volume(source, empty=empty)
        return f"{self.volumes[path]}:{rest}"

    def _secrets(self, name: str, value: list[Document]) -> Document:
        mounts = []
        for each in value:
            path = self.folder / self.document["secrets"][each["source"]]["file"]
            mounts.append({"Type": "bind", "Source": str(path.resolve()), "Target": each["target"], "ReadOnly": True})
        return {"mounts": mounts}

    def _environment(self, name: str, value: dict[str, str]) -> Document:
        return {"environment": value}

    def _ulimits(self, name: str, value: dict[str, int]) -> Document:
        assert list(value) == ["nofile"]
        limit = min(value["nofile"], resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        return {"ulimits": [Ulimit(name="nofile", soft=limit, hard=limit)]}

    def _mem_limit(self, name: str, value: str) -> Document:
        return {"mem_limit": value}

    def _entrypoint(self, name: str, value: list[str]) -> Document:
        return {"entrypoint": value}

    def _command(self, name: str, value: list[str]) -> Document:
        return {"command": value}

    def _user(self, name: str, value: str) -> Document:
        return {"user": value}

    def _group_add(self, name: str, value: list[str]) -> Document:
        return {"group_add": value}

    def _read_only(self, name: str, value: bool) -> Document:
        return {"read_only": value}

    def _cap_drop(self, name: str, value: list[str]) -> Document:
        return {"cap_drop": value}

    def _cap_add(self, name: str, value: list[str]) -> Document:
        return {"cap_add": value}

    def _security_opt(self, name: str, value: list[str]) -> Document:
        return {"security_opt": value}


_READERS: dict[str, Callable[[Composed, str, Any], Document]] = {
    "image": Composed._image,
    "build": Composed._ignored,
    "depends_on": Composed._ignored,
    "stop_grace_period": Composed._ignored,
    "networks": Composed._networks,
    "network_mode": Composed._network_mode,
    "ports": Composed._ports,
    "sysctls": Composed._sysctls,
    "healthcheck": Composed._healthcheck,
    "volumes": Composed._volumes,
    "secrets": Composed._secrets,
    "environment": Composed._environment,
    "ulimits": Composed._ulimits,
    "mem_limit": Composed._mem_limit,
    "entrypoint": Composed._entrypoint,
    "command": Composed._command,
    "user": Composed._user,
    "group_add": Composed._group_add,
    "read_only": Composed._read_only,
    "cap_drop": Composed._cap_drop,
    "cap_add": Composed._cap_add,
    "security_opt": Composed._security_opt,
}

_VARIABLE = re.compile(r"\$(?:(\$)|\{([A-Za-z_]\w*):-([^}]*)\})")


def _interpolated(value: Any) -> Any:
    """Return a value as compose reads it: $$ is a dollar, ${NAME:-default} its default, any other dollar an error."""
    match value:
        case dict():
            return {key: _interpolated(inner) for key, inner in value.items()}
        case list():
            return [_interpolated(inner) for inner in value]
        case str():
            assert "$" not in _VARIABLE.sub("", value), value
            return _VARIABLE.sub(lambda found: found[1] or found[3] or "", value)
    return value
