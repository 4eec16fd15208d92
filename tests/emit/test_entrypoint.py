"""The entrypoint is run by a real shell."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.emit import plans
from translator.emit.entrypoint import RENDERED, TEMPLATES, entrypoint_files, script
from translator.plan.model import Image, RuntimeFile

IMAGE = plans.tomcat().images[0]


def run(image: Image, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the entrypoint with its folders moved into `folder`; the command prints the environment."""
    for artifact in entrypoint_files(image, str(folder)):
        path = Path(artifact.path)
        if not artifact.link_target:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(str(artifact.content))
    text = script(image).replace(TEMPLATES, f"{folder}{TEMPLATES}").replace(RENDERED, f"{folder}{RENDERED}")
    env = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        ["sh", "-c", text, "entry", "sh", "-c", "umask; env"], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "value", ["10.0.0.7", r"a|b&c\d/e", "${IPADDRESS}", ""], ids=["address", "special", "hole", "empty"]
)
def test_values_arrive_in_the_file_unchanged(value: str, tmp_path: Path) -> None:
    done = run(IMAGE, tmp_path, IPADDRESS=value or "x", CPU_TOTAL="4")
    assert done.returncode == 0, done.stderr
    rendered = tmp_path / RENDERED.lstrip("/") / "opt/zeebra/server.xml"
    wanted = plans.SERVER_XML.replace("${IPADDRESS}", value or "x").replace("${MAX_THREADS}", "200")
    assert rendered.read_text() == wanted
    assert rendered.stat().st_mode & 0o777 == 0o640


def test_what_the_platform_does_not_give_the_container_finds_out(tmp_path: Path) -> None:
    done = run(IMAGE, tmp_path, IPADDRESS="10.0.0.7")
    assert f"CPU_TOTAL={len(os.sched_getaffinity(0))}" in done.stdout.splitlines()


def test_the_unit_s_own_preparation_runs_in_the_same_shell(tmp_path: Path) -> None:
    assert run(IMAGE, tmp_path, IPADDRESS="1").stdout.splitlines()[0] == "0027"


def test_memory_has_the_unit_that_ohai_gives_it(tmp_path: Path) -> None:
    process = replace(IMAGE.process, runtime_environment={"MEMORY_LIMIT": "memory/total"})  # type: ignore[type-var]
    image = replace(IMAGE, process=process, runtime_files=())
    assert "MEMORY_LIMIT=2048kB" in run(image, tmp_path, MEMORY_LIMIT="2048").stdout
    assert "MEMORY_LIMIT=5kB" in run(image, tmp_path, MEMORY_LIMIT="5kB").stdout


def test_a_fact_that_nothing_knows_must_be_given(tmp_path: Path) -> None:
    process = replace(IMAGE.process, runtime_environment={"RACK": "site/rack"})  # type: ignore[type-var]
    image = replace(IMAGE, process=process, runtime_files=())
    done = run(image, tmp_path)
    assert done.returncode != 0
    assert "site/rack" in done.stderr


def test_a_file_with_a_secret_and_a_fact_is_rendered_from_the_mounted_text(tmp_path: Path) -> None:
    file = RuntimeFile(
        kind="secret", path="/etc/x.conf", node=1, text="p={{ .p }} a=${IPADDRESS}", variables={"IPADDRESS": "ipaddress"},
        secret_name="s", secret_key="x.conf",
    )  # fmt: skip
    image = replace(IMAGE, runtime_files=(file,))
    paths = [artifact.path for artifact in entrypoint_files(image, "rootfs")]
    assert paths == ["rootfs/usr/local/bin/docker-entrypoint", "rootfs/etc/x.conf"]
    mounted = tmp_path / TEMPLATES.lstrip("/") / "etc/x.conf.tmpl"
    mounted.parent.mkdir(parents=True)
    mounted.write_text("p=hunter2 a=${IPADDRESS}")
    run(image, tmp_path, IPADDRESS="10.0.0.7")
    assert (tmp_path / RENDERED.lstrip("/") / "etc/x.conf").read_text() == "p=hunter2 a=10.0.0.7"
