"""Real Puppet over a built image, and a machine that it converged beside it. Needs a Docker Engine."""

import shutil
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from translator import pipeline
from translator.emit.convert import emit
from translator.emit.writer import changed_files, write
from translator.image import session
from translator.image.agents.base import Inputs
from translator.image.build import build
from translator.image.engine import RUN_LABEL
from translator.image.results import Verdict
from translator.image.verify import verify
from translator.load.puppet import PuppetRequest
from translator.output import write_verified

pytestmark = pytest.mark.docker
MODULES = Path("/usr/share/puppet/modules")
MANIFEST = """class { 'memcached': max_memory => 32, processorcount => 1, listen_ip => '127.0.0.1' }
user { 'reader': ensure => present, system => true, shell => '/usr/sbin/nologin' }
file { '/etc/c2i': content => "hello\\n", mode => '0640', owner => 'reader', require => User['reader'] }
"""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Debian's own memcached module, and a manifest of its use."""
    folder = tmp_path_factory.mktemp("verify")
    for name in ("memcached", "stdlib", "firewall"):
        shutil.copytree(MODULES / name, folder / "modules" / name, ignore=shutil.ignore_patterns("spec"))
    (folder / "site.pp").write_text(MANIFEST)
    return Inputs(manifest=folder / "site.pp", modules=(folder / "modules",))


@pytest.fixture
def folder(inputs: Inputs, tmp_path: Path) -> Path:
    translation = pipeline.translate(PuppetRequest(manifest=inputs.manifest, modulepath=inputs.modules))
    write(emit(replace(translation.plan, name="c2i-verify")), tmp_path / "out")
    assert not build(tmp_path / "out").diagnostics
    return tmp_path / "out"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch):
    """An engine of which everything that one run makes is looked for at the end."""
    monkeypatch.setattr(session, "run_name", lambda: "c2i-verify-run")
    client = docker.from_env()
    yield client
    mine = {"label": f"{RUN_LABEL}=c2i-verify-run"}
    left = [*client.containers.list(all=True, filters=mine), *client.networks.list(filters=mine)]
    assert [*left, *client.images.list(filters=mine)] == []
    client.close()


def test_puppet_has_nothing_to_change_and_finds_what_was_changed(
    folder: Path, inputs: Inputs, client: docker.DockerClient
) -> None:
    assert inputs.manifest is not None
    other = inputs.manifest.with_name("other.pp")
    other.write_text(MANIFEST.replace("0640", "0600") + "package { 'hello': }\n")
    result = verify(folder, "puppet", replace(inputs, manifest=other))
    found = {row.subject: row for row in result.rows}
    assert found["User[reader]"].verdict is Verdict.IN_SYNC
    assert found["Package[memcached]"].verdict is Verdict.IN_SYNC
    assert found["Service[memcached]"].verdict is Verdict.NOT_APPLICABLE
    different = {row.subject: row.detail for row in result.rows if row.verdict is Verdict.DIFFERENT}
    assert different == {"File[/etc/c2i]": "mode: 0640 → 0600", "Package[hello]": "ensure: purged → present"}
    assert found["File[/etc/c2i]"].place == "site.pp:3"
    assert len(result.diagnostics) == 2
    write_verified(folder, result, "puppet")
    text = (folder / "report.md").read_text()
    assert "## Verified against puppet" in text
    assert "File[/etc/c2i] (site.pp:3): mode: 0640 → 0600" in text
    assert changed_files(folder) == []


def test_a_converged_machine_has_no_file_that_is_not_accounted_for(
    folder: Path, inputs: Inputs, client: docker.DockerClient
) -> None:
    result = verify(folder, "puppet", inputs, converge=True)
    assert [row for row in result.rows if row.verdict is Verdict.DIFFERENT] == []
    assert result.diagnostics == ()
    assert any(row.reason == "the agent's own" for row in result.rows)
    assert not any(row.subject.endswith(" /etc/c2i") for row in result.rows)
