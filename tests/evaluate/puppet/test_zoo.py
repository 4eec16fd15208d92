"""fixtures/puppet compiled by live Puppet and by us: the same resources with the same parameters, in the same order."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.evaluate.puppet.live import NODE, LivePuppet
from translator.cli import app
from translator.load.platforms.facter import puppet_facts

RUNNER = CliRunner()
ZOO = Path(__file__).parents[3] / "fixtures" / "puppet"
EYAML = re.compile(r" +lookup_key: eyaml_lookup_key\n| +options:\n +pkcs7_\w+: .*\n +pkcs7_\w+: .*\n")
CRON = """
Puppet::Type.newtype(:cron) do
  ensurable
  newparam(:name) { isnamevar }
  %i[command user hour minute].each { |name| newproperty(name) }
end
"""


@pytest.fixture(scope="module")
def live() -> Iterator[LivePuppet]:
    """A Puppet of these tests' own: it knows no resource type of the other tests' modules."""
    puppet = LivePuppet()
    yield puppet
    puppet.close()


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, with its sealed data as plain YAML (the gem for eyaml is not Debian's), and cron's type."""
    folder = tmp_path_factory.mktemp("zoo") / "puppet"
    shutil.copytree(ZOO, folder)
    for hiera in folder.glob("environments/*/hiera.yaml"):
        hiera.write_text(EYAML.sub("", hiera.read_text()))
    for sealed in folder.glob("data/secrets/*.eyaml"):
        sealed.write_text(sealed.read_text().replace(": >\n", ": >-\n"))
    (folder / "modules/cron/lib/puppet/type").mkdir(parents=True)
    (folder / "modules/cron/lib/puppet/type/cron.rb").write_text(CRON)
    return folder


def by_puppet(live: LivePuppet, zoo: Path, manifest: str) -> list[dict[str, Any]]:
    answer = live.ask(
        {
            "manifest": manifest,
            "modulepath": [str(zoo / "site-modules"), str(zoo / "modules")],
            "facts": puppet_facts("debian-12").data,
            "environment": str(zoo / "environments/production"),
        }
    )
    assert "error" not in answer, answer
    resources: list[dict[str, Any]] = answer["catalog"]["resources"]
    return resources


def by_us(zoo: Path, manifest: str) -> list[dict[str, Any]]:
    path = zoo / "case.pp"
    path.write_text(manifest)
    flags = ["--manifest", str(path), "--node", NODE, "--facts", "debian-12", "--format", "json"]
    data = json.loads(RUNNER.invoke(app, ["catalog", str(zoo), *flags]).stdout)
    assert data["diagnostics"] == []
    resources: list[dict[str, Any]] = data["resources"]
    return resources


def told(resources: list[dict[str, Any]]) -> list[tuple[str, str, dict[str, Any]]]:
    own = (each for each in resources if each["title"] not in ("Settings", "main", "settings"))
    return [(each["type"], each["title"], each.get("parameters", {})) for each in own]


@pytest.mark.parametrize("role", ["zeebra", "cheetah"])
def test_the_catalog_is_real_puppets(live: LivePuppet, zoo: Path, role: str) -> None:
    manifest = f"$role = '{role}'\ninclude role::{role}\n"
    wanted, found = told(by_puppet(live, zoo, manifest)), told(by_us(zoo, manifest))
    assert len(wanted) > 90
    assert [each[:2] for each in found] == [each[:2] for each in wanted]
    for one, other in zip(found, wanted, strict=True):
        assert one == other
