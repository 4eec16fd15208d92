"""One test run on the engine: its network, volumes and containers, all labelled, and all gone at the end."""

from __future__ import annotations

import io
import secrets
import tarfile
from types import TracebackType
from typing import TYPE_CHECKING, Any

from translator.image.engine import RUN_LABEL, interruptible, quietly

if TYPE_CHECKING:
    import docker
    from docker.models.containers import Container


def run_name() -> str:
    """Return a name that no other run has."""
    return secrets.token_hex(6)


class Session:
    """A context: what is made inside it is removed when it is left, however it is left.

    It has a network of its own unless it is not `connected`. SIGTERM is turned into KeyboardInterrupt while it lasts, so that it leaves as Ctrl-C does.
    """

    def __init__(self, client: docker.DockerClient, connected: bool = True) -> None:
        self.client = client
        self.connected = connected
        self.run = run_name()
        self.labels = {RUN_LABEL: self.run}
        self._containers: list[Container] = []
        self._volumes: dict[str, str] = {}
        self.images: list[str] = []
        self._network = ""
        self._interruptible = interruptible()

    def __enter__(self) -> Session:
        self._interruptible.__enter__()
        try:
            self._connect()
        except BaseException:
            self.close()
            raise
        return self

    def _connect(self) -> None:
        if self.connected:
            network = self.client.networks.create(f"cook2image-{self.run}", driver="bridge", labels=self.labels)
            self._network = str(network.name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def network(self) -> str:
        return self._network

    def volume(self, name: str, empty: bool = False) -> str:
        """Return the engine's name of this run's volume `name`, made at first use.

        An `empty` one is like an emptyDir of Kubernetes: everybody may write to it, and nothing of the image is in it.
        """
        if name not in self._volumes:
            memory = {"type": "tmpfs", "device": "tmpfs", "o": "mode=0777"} if empty else {}
            made = self.client.volumes.create(
                name=f"cook2image-{self.run}-{name}", labels=self.labels, driver="local", driver_opts=memory
            )
            self._volumes[name] = str(made.name)
        return self._volumes[name]

    def create(self, image: str, **options: Any) -> Container:
        """Create a container that belongs to this run; it is not started."""
        container = self.client.containers.create(image, labels=self.labels, **options)
        self._containers.append(container)
        return container

    def commit(self, container: Container) -> str:
        """Turn a container into an image of this run and return its tag."""
        tag = f"smoke-{len(self.images)}"
        container.commit(repository=f"cook2image-{self.run}", tag=tag)
        self.images.append(f"cook2image-{self.run}:{tag}")
        return self.images[-1]

    def output(self, image: str, entrypoint: list[str], command: list[str]) -> str:
        """Run a command as root in a throw-away container without network, and return what it printed."""
        container = self.create(image, entrypoint=entrypoint, command=command, user="0", network_mode="none")
        try:
            container.start()
            container.wait(timeout=120)
            return container.logs(stdout=True, stderr=False).decode(errors="replace")
        finally:
            quietly(container.remove, force=True)

    def close(self) -> None:
        """Remove everything of this run, found by its label too, so that nothing half-made stays."""
        try:
            self._remove_all()
        finally:
            self._interruptible.__exit__(None, None, None)

    def _remove_all(self) -> None:
        mine = {"label": f"{RUN_LABEL}={self.run}"}
        for found in self.client.api.containers(all=True, filters=mine, quiet=True):
            quietly(self.client.api.remove_container, found["Id"], force=True, v=True)
        for image in self.images:
            quietly(self.client.api.remove_image, image, force=True)
        for network in self.client.api.networks(filters=mine):
            quietly(self.client.api.remove_network, network["Id"])
        for volume in self.client.api.volumes(filters=mine)["Volumes"] or []:
            quietly(self.client.api.remove_volume, volume["Name"], force=True)


def put_file(container: Container, path: str, text: str, uid: int, gid: int, mode: int) -> None:
    """Write a file into a container that need not run, with its exact owner and mode."""
    content = text.encode()
    entry = tarfile.TarInfo(path.lstrip("/"))
    entry.size, entry.uid, entry.gid, entry.mode = len(content), uid, gid, mode
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(entry, io.BytesIO(content))
    container.put_archive("/", buffer.getvalue())
