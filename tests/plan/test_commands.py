"""Commands of the input as the shell lines of a build: they are run, and do what the resource's own rules say."""

import subprocess
from pathlib import Path

import pytest

from tests.graph.builders import step
from tests.plan.machines import image_of, shell


@pytest.mark.parametrize(
    ("parameters", "succeeds_at", "runs", "code"),
    [
        ({"retries": 3, "retry_delay": 0}, 3, 3, 0),
        ({"retries": 1, "retry_delay": 0}, 3, 2, 1),
        ({"retries": 1, "retry_delay": 0, "returns": 7}, 3, 1, 0),
        ({}, 3, 1, 7),
    ],
)
def test_a_command_is_tried_as_often_as_its_resource_allows(
    tmp_path: Path, parameters: dict[str, int], succeeds_at: int, runs: int, code: int
) -> None:
    script = tmp_path / "flaky"
    script.write_text(
        f"#!/bin/sh\necho x >>{tmp_path}/runs\n[ $(wc -l <{tmp_path}/runs) -ge {succeeds_at} ] || exit 7\n"
    )
    script.chmod(0o755)
    (line,) = shell(image_of(step("execute", "flaky", "run", command=str(script), **parameters)))
    done = subprocess.run(["sh", "-c", line], check=False)
    assert len((tmp_path / "runs").read_text().split()) == runs
    assert done.returncode == code


@pytest.mark.parametrize("command", ["echo 1 > {}", "test -d / && echo 1 >>{}", "true > {}"])
def test_a_command_that_only_prints_is_a_step_when_it_prints_into_a_file(tmp_path: Path, command: str) -> None:
    """Found by real Chef over the image: the file was not there."""
    made = tmp_path / "made"
    (line,) = shell(image_of(step("execute", "print", "run", command=command.format(made))))
    subprocess.run(["sh", "-c", line], check=True)
    assert made.is_file()
    assert not shell(image_of(step("execute", "print", "run", command="echo done > /dev/null")))


def test_a_program_s_command_comes_after_its_own_configuration() -> None:
    """Found by real Chef over squid's image: `squid -Nz` had run with the package's configuration."""
    configuration = step("template", "/etc/proxy/main.conf", "create", content="cache /srv\n")
    command = step("execute", "caches", "run", command="proxy -z")
    other = step("execute", "other", "run", command="make-something")
    kinds = [type(each).__name__ for layer in image_of(configuration, command, other).layers for each in layer.steps]
    assert kinds.index("CopyRootfs") < kinds.index("RunShell")
    kinds = [type(each).__name__ for layer in image_of(command, configuration).layers for each in layer.steps]
    assert kinds.index("RunShell") < kinds.index("CopyRootfs")
