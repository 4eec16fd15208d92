"""One company, two tools: the zoo's machines written for Chef and for Puppet give the same images and objects."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from translator.emit.artifacts import Artifact
from translator.load.chef import ChefRequest
from translator.load.puppet import PuppetRequest
from translator.pipeline import Translation, translate

ROOT = Path(__file__).parent.parent
MACHINES = ("zeebra", "cheetah")
PROVENANCE = ("report.md", "report.json", ".cook2image.json")
_WHENCE = re.compile(
    r"^( ?#|\s+org\.opencontainers\.image\.source=|\s+cook2image/\w+: (data_bag|hiera)/|\s+sha256: ).*\n", re.MULTILINE
)
"""Lines that say whence; the sum of a file in whose comment the tool is named, too: the files themselves are compared."""


@pytest.fixture(autouse=True)
def in_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def by_chef(name: str) -> Translation:
    cookbook = Path("fixtures/chef/cookbooks") / name
    return translate(ChefRequest(path=cookbook, run_list=(f"role[{name}]",), environment="production"))


def by_puppet(name: str) -> Translation:
    request = PuppetRequest(path=Path("fixtures/puppet"), node_name=f"{name}.zoo.example.com", environment="production")
    return translate(request)


def same_for_both(artifact: Artifact) -> tuple[str, int | None]:
    """An artifact's text without the lines that say where things come from, and its mode."""
    if artifact.link_target:
        return f"-> {artifact.link_target}", None
    text = artifact.content if isinstance(artifact.content, str) else artifact.content.decode("latin-1")
    return _WHENCE.sub("", text.replace("Chef writes this file", "Puppet writes this file")), artifact.mode


def artifacts(translation: Translation) -> dict[str, tuple[str, int | None]]:
    kept = (each for each in translation.artifacts if each.path not in PROVENANCE)
    return {each.path: same_for_both(each) for each in kept}


@pytest.mark.parametrize("name", MACHINES)
def test_the_machine_comes_out_the_same(name: str) -> None:
    chef, puppet = artifacts(by_chef(name)), artifacts(by_puppet(name))
    assert sorted(puppet) == sorted(chef)
    for path, found in chef.items():
        assert puppet[path] == found, path


@pytest.mark.parametrize("name", MACHINES)
def test_nothing_of_it_is_left_to_do_by_hand(name: str) -> None:
    translation = by_puppet(name)
    report = json.loads(next(each.content for each in translation.artifacts if each.path == "report.json"))
    assert [row["resource"] for row in report["resources"] if row["place"] == "manual"] == []
    assert [item.message for item in translation.diagnostics if item.severity.value == "error"] == []


@pytest.mark.parametrize("name", MACHINES)
def test_no_secret_of_the_data_reaches_the_output(name: str) -> None:
    sealed = re.findall(r"ENC\[[^]]*\]", Path("fixtures/puppet/data/secrets/production.eyaml").read_text())
    assert len(sealed) == 5
    for artifact in by_puppet(name).artifacts:
        text = artifact.content if isinstance(artifact.content, str) else artifact.content.decode("latin-1")
        assert not [each for each in sealed if each in text], artifact.path
