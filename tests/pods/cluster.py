"""A folder's k8s/base → what containers of its pod have there otherwise than by compose.yaml.

An emptyDir that containers share belongs to the pod's fsGroup, which every container has among its groups; each
container runs as its securityContext says, its command and args as its manifest has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from translator.image.session import Session

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cluster:
    """The one workload of a folder."""

    pod: Document

    @classmethod
    def of(cls, folder: Path) -> Cluster:
        objects = [yaml.safe_load(path.read_text()) for path in sorted((folder / "k8s/base").glob("*.yaml"))]
        [workload] = [each for each in objects if each["kind"] in ("Deployment", "StatefulSet")]
        return cls(workload["spec"]["template"]["spec"])

    @property
    def containers(self) -> dict[str, Document]:
        return {each["name"]: each for each in (*self.pod["initContainers"], *self.pod["containers"])}

    @property
    def group(self) -> int:
        return int(self.pod["securityContext"]["fsGroup"])

    @property
    def shared(self) -> set[str]:
        """Where containers have directories in which each other's files stand."""
        mounts = [mount for each in self.containers.values() for mount in each.get("volumeMounts", ())]
        names = [mount["name"] for mount in mounts if "subPath" not in mount]
        return {mount["mountPath"] for mount in mounts if names.count(mount["name"]) > 1}

    def options(self, name: str) -> Document:
        """Return docker-py's options for a container of that name."""
        container = self.containers[name]
        security = container["securityContext"]
        made: Document = {"user": f"{security['runAsUser']}:{security['runAsGroup']}", "group_add": [str(self.group)]}
        if "command" in container:
            made["entrypoint"] = container["command"]
        if "args" in container:
            made["command"] = container["args"]
        return made

    def volume(self, session: Session, name: str) -> str:
        """Return the engine's name of a shared emptyDir: new files in it get the pod's group."""
        options = {"type": "tmpfs", "device": "tmpfs", "o": f"mode=2777,gid={self.group}"}
        unique = f"cook2image-{session.run}-{name}"
        found = session.client.volumes.create(name=unique, labels=session.labels, driver="local", driver_opts=options)
        return str(found.name)
