"""Started containers against what their services promise: alive, listening, answering, as the right user, logging."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from translator.image.description import ImageInfo, Service
from translator.image.protocols import PROTOCOLS, Answer, http_answer
from translator.image.results import Check
from translator.image.sockets import UDP_OPEN, listening

if TYPE_CHECKING:
    from docker.models.containers import Container

PAUSE = 0.5


class Running:
    """One started container of an image; `main` is the one whose network all share and that publishes the ports."""

    def __init__(
        self, image: ImageInfo, service: Service, container: Container, main: Container, patience: float
    ) -> None:
        self.image = image
        self.service = service
        self.container = container
        self.main = main
        self.deadline = time.monotonic() + patience

    def checks(self) -> Iterator[Check]:
        """Yield every check of this container, in the order in which a person would look."""
        self._patiently(self._all_listen)
        yield self._check("process", self._process())
        if not self._alive():
            return
        yield from self._ports()
        yield self._check("health check of the image", self._patiently(self._health))
        yield from (self._check(*found) for found in self._answers())
        yield from (self._check(f"rendered {path}", self._rendered(path)) for path in self.image.rendered)
        yield from (self._check(f"mounted {file.path}", self._readable(file.path)) for file in self.image.mounted)
        yield from self._logs()

    def log_tail(self, lines: int = 30) -> str:
        """Return the end of the container's own log."""
        return str(self.container.logs(tail=lines).decode(errors="replace")).rstrip()

    def _check(self, name: str, answer: Answer) -> Check:
        return Check(name=name, passed=answer[0], detail=answer[1], image=self.image.name)

    def _patiently(self, question: Callable[[], Answer]) -> Answer:
        """Ask until the answer is yes, the container is gone, or the time is up."""
        answer = question()
        while not answer[0] and time.monotonic() < self.deadline and self._alive():
            time.sleep(PAUSE)
            answer = question()
        return answer

    def _alive(self) -> bool:
        self.container.reload()
        return bool(self.container.status == "running")

    def _exec(self, argv: list[str]) -> tuple[int, str]:
        """Run a command as the service's own user: root without capabilities could read less."""
        import docker.errors

        try:
            code, output = self.container.exec_run(argv, user=f"{self.service.uid}:{self.service.gid}", stderr=False)
        except docker.errors.APIError:  # it ended meanwhile; the next look at its state says so
            return 1, ""
        text = output.decode(errors="replace") if isinstance(output, bytes) else ""
        return (1 if code is None else code), text

    def _process(self) -> Answer:
        if not self._alive():
            state = self.container.attrs["State"]
            return False, f"{self.service.service} ended with exit code {state['ExitCode']} {state['Error']}".rstrip()
        _, owner = self._exec(["stat", "-c", "%U", "/proc/1"])
        _, command = self._exec(["cat", "/proc/1/cmdline"])
        words = _shortened(command.replace("\0", " ").strip())
        _, status = self._exec(["sh", "-c", "grep ^Uid: /proc/1/status"])
        uid = status.split()[1] if status.split() else ""
        wanted = str(self.service.uid)
        return self.service.uid == 0 or uid == wanted, f"{words} as {owner.strip()} ({uid})"

    def _listening(self) -> tuple[dict[int, bool], dict[int, bool]]:
        if not self._alive():
            return {}, {}
        _, tcp = self._exec(["cat", "/proc/net/tcp", "/proc/net/tcp6"])
        _, udp = self._exec(["cat", "/proc/net/udp", "/proc/net/udp6"])
        return listening(tcp), listening(udp, UDP_OPEN)

    def _all_listen(self) -> Answer:
        tcp, udp = self._listening()
        missing = [port for port in (*self.service.ports, *self.service.local_ports) if port not in tcp]
        missing += [port for port in self.service.udp_ports if port not in udp]
        return not missing, f"not listening: {missing}"

    def _ports(self) -> Iterator[Check]:
        tcp, udp = self._listening()
        for port in self.service.ports:
            seen = {None: "nothing listens", True: "listens", False: "listens on loopback"}[tcp.get(port)]
            yield self._check(f"port {port}", (port in tcp, seen))
        for port in self.service.local_ports:
            seen = {None: "nothing listens", True: "listens to others too", False: "listens on loopback"}[tcp.get(port)]
            yield self._check(f"port {port}", (tcp.get(port) is False, seen))
        for port in self.service.udp_ports:
            yield self._check(f"port {port}/udp", (port in udp, "open" if port in udp else "not open"))

    def _health(self) -> Answer:
        code, _ = self._exec(list(self.service.health_command))
        return code == 0, "passes" if code == 0 else f"exit code {code}"

    def _answers(self) -> Iterator[tuple[str, Answer]]:
        """Yield (name, answer) for each port of which the protocol is known and that this machine can reach."""
        tcp, _ = self._listening()
        protocol = PROTOCOLS.get(self.service.service)
        health = self.service.health
        for port in self.service.ports:
            published = self._published(port)
            if not tcp.get(port) or published is None:
                continue
            if self.service.speaks_http and port == health["port"]:
                asked = partial(http_answer, published, health["path"], health["scheme"])
                yield f"HTTP on port {port}", self._patiently(asked)
            elif protocol is not None:
                yield f"{self.service.service} on port {port}", self._patiently(partial(protocol, published))

    def _published(self, port: int) -> int | None:
        self.main.reload()
        found = self.main.ports.get(f"{port}/tcp")
        return int(found[0]["HostPort"]) if found else None

    def _rendered(self, path: str) -> Answer:
        code, text = self._exec(["cat", path])
        holes = [word for word in (self.service.runtime or {}) if "${" + word + "}" in text]
        if code != 0:
            return False, "cannot be read"
        return not holes, f"still holds {holes}" if holes else f"{len(text)} bytes, all filled in"

    def _readable(self, path: str) -> Answer:
        code, _ = self._exec(["test", "-r", path])
        return code == 0, "read by the service's user" if code == 0 else "the service's user cannot read it"

    def _logs(self) -> Iterator[Check]:
        for path in self.service.logs:
            yield self._check(f"log {path}", self._log_file(path))
        if self.service.stdout:
            yield self._check("log on standard output", self._stdout())

    def _log_file(self, path: str) -> Answer:
        code, size = self._exec(["stat", "-c", "%s", path])
        if code == 0:
            return True, f"{size.strip()} bytes"
        code, _ = self._exec(["sh", "-c", 'test -d "${1%/*}"', "sh", path])
        return code == 0, "nothing written yet" if code == 0 else "its directory is missing"

    def _stdout(self) -> Answer:
        lines = len(self.container.logs().splitlines())
        asked = self.service.speaks_http
        return lines > 0 or not asked, f"{lines} lines"


def _shortened(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:100]} … {text[-50:]}"
