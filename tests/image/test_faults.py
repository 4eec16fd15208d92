"""What goes wrong while building and testing: a clear message, and nothing left on the engine or the disk.

Other work on the same engine does not count: every test looks for what carries its own name.
"""

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from tests.emit import plans
from translator.emit.convert import emit
from translator.emit.writer import write
from translator.image import session
from translator.image.build import build
from translator.image.engine import RUN_LABEL
from translator.image.smoke import smoke
from translator.plan.model import Layer, LayerKind, Plan, RunShell

pytestmark = pytest.mark.docker
ROOT = Path(__file__).parents[2]
SOCKET = "/var/run/docker.sock"
PLAN = replace(plans.memcached(), name="c2i-faults")


@pytest.fixture
def client() -> Iterator[docker.DockerClient]:
    client = docker.from_env()
    yield client
    client.close()


def slow(seconds: int, mark: str) -> Plan:
    """The plan with nothing but one command that takes its time; `mark` is what to look for."""
    step = RunShell(nodes=(3,), comment="", commands=(f"echo {mark} && sleep {seconds}",))
    image = PLAN.images[0]
    return replace(
        PLAN,
        images=(replace(image, layers=(Layer(kind=LayerKind.COMMANDS, steps=(step,)),), packages=(), expected=()),),
    )


def left(client: docker.DockerClient, mark: str) -> list[str]:
    """Containers of the build's own step, and images of which it is the last instruction."""
    containers = [c for c in client.containers.list(all=True) if mark in " ".join(c.attrs["Config"]["Cmd"] or [])]
    images = [
        i for i in client.api.images(all=True) if i["Created"] > time.time() - 120 and _made_by(client, i["Id"], mark)
    ]
    return [*(str(found.id) for found in containers), *(str(image["Id"]) for image in images)]


def _made_by(client: docker.DockerClient, image: str, mark: str) -> bool:
    return mark in str(client.api.history(image)[0].get("CreatedBy", ""))


def gone(client: docker.DockerClient, mark: str) -> bool:
    """Whether nothing is left; the engine may take a moment to notice that nobody listens any more."""
    deadline = time.monotonic() + 30
    while left(client, mark) and time.monotonic() < deadline:
        time.sleep(0.5)
    return not left(client, mark)


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start the command line on `folder`, with temporary files in a folder of their own."""
    (folder.parent / "tmp").mkdir(exist_ok=True)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder.parent / "tmp"), "PYTHONUNBUFFERED": "1"}
    line = [sys.executable, "-m", "translator.cli", words[0], str(folder), *words[1:]]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, cwd=ROOT)


def wait_for(run: subprocess.Popen[str], text: str) -> None:
    assert run.stdout is not None
    assert any(text in line for line in run.stdout)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_nothing(
    number: signal.Signals, tmp_path: Path, client: docker.DockerClient
) -> None:
    mark = f"interrupted-{time.time_ns()}"
    write(emit(slow(300, mark)), tmp_path / "out")
    run = started(tmp_path / "out", "build")
    wait_for(run, mark)
    time.sleep(1)
    assert left(client, mark) != []
    run.send_signal(number)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130, errors
    assert "Traceback" not in errors
    assert gone(client, mark)
    assert list((tmp_path / "tmp").iterdir()) == []


class Cut:
    """The engine behind a socket that can be cut: what is connected then loses its connection."""

    def __init__(self, path: Path) -> None:
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(str(path))
        self.server.listen()
        self.pairs: list[socket.socket] = []
        self.pumps: list[threading.Thread] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self.server.accept()
            except OSError:
                return
            other = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            other.connect(SOCKET)
            self.pairs += [one, other]
            for source, target in ((one, other), (other, one)):
                pump = threading.Thread(target=self._pump, args=(source, target), daemon=True)
                self.pumps.append(pump)
                pump.start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def cut(self) -> None:
        self.server.close()
        for one in self.pairs:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def close(self) -> None:
        """Cut what is left, and close every socket once nobody reads from it."""
        self.cut()
        for pump in self.pumps:
            pump.join(timeout=10)
        for one in self.pairs:
            one.close()


def test_an_engine_that_stops_in_mid_build_is_said(
    tmp_path: Path, client: docker.DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = f"stopped-{time.time_ns()}"
    write(emit(slow(300, mark)), tmp_path / "out")
    cut = Cut(tmp_path / "engine.sock")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/engine.sock")

    def when_it_runs(line: str) -> None:
        if mark in line:
            threading.Timer(1, cut.cut).start()

    result = build(tmp_path / "out", when_it_runs)
    cut.close()
    [found] = result.diagnostics
    assert found.code.identifier == "C501"
    assert "it went away at step 4 of memcached" in found.message
    assert gone(client, mark)


def test_a_full_disk_while_the_context_is_packed_is_said(tmp_path: Path, client: docker.DockerClient) -> None:
    """The limit of a file's size stands in for the disk's: writing on fails in the same place."""
    mark = f"full-{time.time_ns()}"
    write(emit(slow(1, mark)), tmp_path / "out")
    (tmp_path / "out/rootfs").mkdir(exist_ok=True)
    (tmp_path / "out/rootfs/large").write_bytes(os.urandom(3_000_000))
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")}
    done = subprocess.run(
        [sys.executable, "-m", "translator.cli", "build", str(tmp_path / "out")],
        capture_output=True, text=True, env=env, cwd=ROOT, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)),
    )  # fmt: skip
    assert done.returncode == 1
    assert "error[C502]" in done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "tmp").iterdir()) == []
    assert left(client, mark) == []


def test_a_service_that_never_listens_is_given_up_in_time(
    tmp_path: Path, client: docker.DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "run_name", lambda: "c2i-never-listens")
    plan = slow(0, "never-listens")
    image = plan.images[0]
    assert image.process is not None
    silent = replace(image.process, command=("sh", "-c", "echo waiting for nothing; sleep 60"), user="")
    write(emit(replace(plan, images=(replace(image, process=silent),))), tmp_path / "out")
    assert not build(tmp_path / "out").diagnostics
    seen = smoke(tmp_path / "out", patience=3)
    failed = {check.name: check.detail for check in seen.checks if not check.passed}
    assert failed["port 11211"] == "nothing listens"
    assert "waiting for nothing" in seen.diagnostics[0].message
    mine = {"label": f"{RUN_LABEL}=c2i-never-listens"}
    assert [*client.containers.list(all=True, filters=mine), *client.networks.list(filters=mine)] == []
    assert client.volumes.list(filters=mine) == []
