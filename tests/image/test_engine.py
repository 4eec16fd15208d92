"""Real builds and runs: these need a Docker Engine, and fail without one."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from tests.emit import plans
from translator.emit.convert import emit
from translator.emit.writer import write
from translator.graph.nodes import Origin
from translator.image import learn, session
from translator.image.build import build
from translator.image.engine import RUN_LABEL
from translator.image.results import SmokeResult
from translator.image.smoke import smoke
from translator.load.known_units import read_learnt
from translator.location import Source, Span
from translator.plan.model import Expected, Layer, LayerKind, Plan, RunShell

pytestmark = pytest.mark.docker
PLAN = replace(plans.memcached(), name="cook2image-test")


@pytest.fixture(scope="module")
def client() -> Iterator[docker.DockerClient]:
    client = docker.from_env()
    yield client
    client.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


def made(plan: Plan, folder: Path) -> Path:
    write(emit(plan), folder, force=True)
    return folder


def with_config(text: str) -> Plan:
    """Return the plan with another configuration file."""
    image = PLAN.images[0]
    [entry] = image.rootfs
    expected = (replace(image.expected[0], sha256=plans.sha256(text)), *image.expected[1:])
    return replace(PLAN, images=(replace(image, rootfs=(replace(entry, content=text),), expected=expected),))


def with_command(command: str) -> Plan:
    """Return the plan with a step more before the configuration."""
    image = PLAN.images[0]
    step = RunShell(nodes=(3,), comment="", commands=(command,))
    layers = (image.layers[0], Layer(kind=LayerKind.COMMANDS, steps=(step,)), *image.layers[1:])
    return replace(PLAN, images=(replace(image, layers=layers),))


def failed(result: SmokeResult) -> list[str]:
    return [f"{check.name}: {check.detail}" for check in result.checks if not check.passed]


def nameless(client: docker.DockerClient) -> set[str]:
    return {str(image.id) for image in client.images.list(filters={"dangling": True})}


@pytest.fixture(autouse=True)
def run_id(monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the runs of one test a name, so that others on the same engine do not count."""
    name = session.secrets.token_hex(6)
    monkeypatch.setattr(session, "run_name", lambda: name)
    return name


def of_run(client: docker.DockerClient, name: str) -> list[object]:
    mine = {"label": f"{RUN_LABEL}={name}"}
    found: list[object] = [*client.containers.list(all=True, filters=mine)]
    return [*found, *client.networks.list(filters=mine), *client.volumes.list(filters=mine)]


def test_memcached_is_built_and_answers(folder: Path, client: docker.DockerClient, run_id: str) -> None:
    lines: list[str] = []
    result = build(made(PLAN, folder), lines.append)
    assert not result.diagnostics
    assert any("step 1/" in line for line in lines)
    seen = smoke(folder)
    assert failed(seen) == []
    assert seen.passed
    details = {check.name: check.detail for check in seen.checks}
    assert details["process"].endswith("as memcache (900)")
    assert details["memcached on port 11211"].startswith("STAT ")
    assert of_run(client, run_id) == []


def test_a_build_keeps_what_a_package_s_unit_says(
    folder: Path, client: docker.DockerClient, monkeypatch: pytest.MonkeyPatch, run_id: str
) -> None:
    """Against the unit that Debian's package itself brings, as dpkg and systemd have it."""
    build(made(PLAN, folder))
    monkeypatch.setattr(learn, "shipped_units", lambda release: {})
    with session.Session(client, connected=False) as opened:
        new = learn.learn(opened, "cook2image-test:local", folder)
    assert "memcached.service" in new
    unit = read_learnt(folder, "debian-12")["memcached.service"]
    start = "/usr/share/memcached/scripts/systemd-memcached-wrapper /etc/memcached.conf"
    assert unit.package == "memcached"
    assert ("Service", "ExecStart", start) in unit.settings
    assert unit.directories == (("/run/memcached", "0755", "memcache", "memcache"),)
    assert of_run(client, run_id) == []


def test_the_structure_test_passes_on_the_built_image(folder: Path) -> None:
    [image] = build(made(PLAN, folder)).images
    program = Path(sys.executable).with_name("container-structure-test")
    words = [program, "test", "--image", image.tag, "--config", folder / "tests/structure.yaml"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_little_is_stored_twice(folder: Path) -> None:
    """By dive's own measure: what later layers overwrite or remove, against all that the layers hold."""
    [image] = build(made(PLAN, folder)).images
    program = Path(sys.executable).with_name("dive")
    done = subprocess.run(
        [program, "--ci", image.tag], capture_output=True, text=True, check=False, env={**os.environ, "CI": "true"}
    )
    found = re.search(r"efficiency: ([\d.]+) %", done.stdout)
    assert found is not None, done.stdout + done.stderr
    assert float(found[1]) >= 98


def test_a_changed_file_installs_no_package_again(folder: Path) -> None:
    build(made(PLAN, folder))
    [again] = build(made(PLAN, folder)).images
    assert again.ran == ()
    text = f"# {time.time_ns()}\n"
    [image] = build(made(with_config(text), folder)).images
    assert not [ran for ran in image.ran if "apt-get" in ran or "useradd" in ran]
    assert image.ran[0].startswith("COPY rootfs/")
    assert failed(smoke(folder)) == []


def test_a_failing_step_is_named_by_its_resource_and_leaves_nothing(
    tmp_path: Path, client: docker.DockerClient
) -> None:
    recipe = tmp_path / "default.rb"
    recipe.write_text("execute 'x' do\n  command 'false'\nend\n")
    span = Span(Source(str(recipe), recipe.read_text()), 0, 3)
    plan = with_command(f"test {time.time_ns()} = no-such-thing")
    origin = plan.placements[3].origin
    placed = replace(plan.placements[3], origin=Origin(resource=origin.resource, action="run", span=span))
    plan = replace(plan, placements=(*plan.placements[:3], placed))
    before, containers = nameless(client), len(client.containers.list(all=True))
    [found] = build(made(plan, tmp_path / "out")).diagnostics
    assert found.code.identifier == "C502"
    assert found.span is not None
    assert (found.span.path, found.span.line, found.span.column) == (str(recipe), 1, 1)
    assert "service[ntp]" in found.hint
    assert "returned a non-zero code: 1" in found.message
    assert nameless(client) == before
    assert len(client.containers.list(all=True)) == containers


def test_what_the_image_lacks_is_found_and_the_log_shown(folder: Path) -> None:
    image = PLAN.images[0]
    wrong = Expected(kind="file", path="/etc/memcached.conf", owner="memcache", mode="0600", sha256="0" * 64)
    gone = Expected(kind="directory", path="/opt/gone")
    assert image.process is not None
    process = replace(image.process, command=("sh", "-c", "echo cannot start; exit 3"))
    plan = replace(
        PLAN,
        version="wrong",
        images=(replace(image, expected=(wrong, gone), packages=(("no-such-package", ""),), process=process),),
    )
    build(made(plan, folder))
    seen = smoke(folder, patience=5)
    assert not seen.passed
    assert failed(seen) == [
        "file /etc/memcached.conf: owner is root instead of memcache; mode is 644 instead of 600; "
        f"content (SHA-256) is {plans.sha256(plans.CONFIG)} instead of {'0' * 64}",
        "directory /opt/gone: is absent",
        "package no-such-package: not installed",
        "process: memcached ended with exit code 3",
    ]
    assert "cannot start" in seen.diagnostics[0].message


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(
    number: signal.Signals, folder: Path, client: docker.DockerClient, run_id: str
) -> None:
    image = PLAN.images[0]
    assert image.process is not None
    process = replace(image.process, command=("sleep", "300"))
    build(made(replace(PLAN, version="sleeps", images=(replace(image, process=process),)), folder))
    program = f"""
from pathlib import Path
from translator.image import learn, session
from translator.image.smoke import smoke
session.run_name = lambda: {run_id!r}
smoke(Path({str(folder)!r}), lambda line: print(line, flush=True))
"""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )
    assert run.stdout is not None
    for line in run.stdout:
        if line.startswith("starting"):
            break
    time.sleep(1)
    assert of_run(client, run_id) != []
    run.send_signal(number)
    _, errors = run.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
    assert run.returncode != 0
    assert of_run(client, run_id) == []


def test_a_service_that_writes_outside_its_folders_is_found(folder: Path) -> None:
    """The manifest's root file system is read-only, and so is the test's."""
    image = PLAN.images[0]
    assert image.process is not None
    command = ("sh", "-c", "touch /tmp/allowed && touch /var/lib/outside && exec sleep 60")
    process = replace(image.process, command=command, user="", ports=(), health=None)
    build(made(replace(PLAN, version="writes", images=(replace(image, process=process),)), folder))
    seen = smoke(folder, patience=5)
    assert failed(seen) == ["process: memcached ended with exit code 1"]
    assert "/var/lib/outside': Read-only file system" in seen.diagnostics[0].message


def test_an_image_of_another_folder_is_not_tested(folder: Path) -> None:
    """A tag can be anybody's; what is tested must have been built from what stands here."""
    build(made(PLAN, folder))
    [entry] = PLAN.images[0].rootfs
    (folder / f"rootfs{entry.path}").write_text("changed by hand")
    [found] = smoke(folder).diagnostics
    assert "not built yet from what stands here: cook2image-test:local" in found.message
    assert "cook2image build" in found.hint
