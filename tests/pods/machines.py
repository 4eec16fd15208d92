"""A machine of the fixtures → its folder, converted with rsyslog as collector, built, its secrets filled in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.fixtures.artifact_store import ArtifactStore
from translator.diagnostics import Severity
from translator.image.build import build
from translator.image.description import describe
from translator.image.stand_ins import StandIns, from_this_machine
from translator.load.chef import ChefRequest
from translator.load.puppet import PuppetRequest
from translator.load.settings import Choices
from translator.pipeline import translate, write_out

if TYPE_CHECKING:
    from translator.tools import Request

ROOT = Path(__file__).parent.parent.parent
CHOICES = Choices(log_collector="rsyslog")


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine of the company, as one of the tools describes it."""

    tool: str
    name: str

    def __str__(self) -> str:
        return f"{self.name}-{self.tool}"

    def request(self, work: Path, store: str) -> Request:
        """Return what is converted; its artifacts come from `store`."""
        work.mkdir(exist_ok=True)
        if self.tool == "chef":
            cookbook = ROOT / "fixtures/chef/cookbooks" / self.name
            attributes = work / "attributes.json"
            attributes.write_text(f'{{"zeebra": {{"artifact_store": "{store}"}}}}')
            run_list = (f"role[{self.name}]",)
            return ChefRequest(path=cookbook, run_list=run_list, environment="production", attributes=attributes)
        repository = work / "repository"
        shutil.copytree(ROOT / "fixtures/puppet", repository)
        common = repository / "data/common.yaml"
        common.write_text(f"{common.read_text()}zeebra::artifact_store: {store}\n")
        node = f"{self.name}.zoo.example.com"
        return PuppetRequest(path=repository, node_name=node, environment="production")

    def built(self, work: Path) -> Path:
        """Return the converted folder, its images built."""
        with ArtifactStore() as store:
            made(self.request(work, store.url), work / "out")
        return work / "out"


def made(request: Request, folder: Path) -> None:
    """Convert, build and fill in the secrets; anything that goes wrong is an assertion."""
    translation = translate(request, CHOICES)
    assert [item.render() for item in translation.diagnostics if item.severity is Severity.ERROR] == []
    assert write_out(translation, folder) == ()
    assert [item.render() for item in build(folder, host_network=True).diagnostics] == []
    _fill_in(folder)


def _fill_in(folder: Path) -> None:
    """Put made-up values into the files under secrets/, as a person would put real ones."""
    described = describe(folder)
    values = StandIns(described, from_this_machine)
    sources = {
        each["file"] for each in yaml.safe_load((folder / "compose.yaml").read_text()).get("secrets", {}).values()
    }
    for file in {file for image in described.images for file in image.mounted}:
        path = folder / "secrets" / file.secret / file.key
        text = values.text(file)
        assert f"./{path.relative_to(folder)}" in sources
        assert text is not None, f"nothing here makes {file.path}"
        path.write_text(text)
