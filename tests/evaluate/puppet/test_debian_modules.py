"""Modules that Debian packages, on three platforms' facts: catalogs equal to those of live Puppet in the same run."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.evaluate.puppet.live import NODE, LivePuppet
from translator.diagnostics import Severity
from translator.evaluate.puppet.catalog_json import catalog_as_json
from translator.evaluate.puppet.evaluate import compile_puppet
from translator.load.platforms.facter import puppet_facts
from translator.load.puppet import PuppetRequest, load_puppet

INSTALLED: Final = Path("/usr/share/puppet/modules")
PLATFORMS: Final = ("debian-12", "ubuntu-22.04", "rocky-9")
MANIFESTS: Final[Mapping[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "debian_modules.yaml").read_text(encoding="utf-8")
)
PLACE: Final = re.compile(r" \((?:file: [^,)]+, )?line: \d+(?:, column: \d+)?\)")
OWN: Final = ("Stage[main]", "Class[Settings]")


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the installed modules themselves, not Debian's links to them."""
    folder = tmp_path_factory.mktemp("puppet") / "modules"
    for module in INSTALLED.iterdir():
        if "-" not in module.name:
            shutil.copytree(module, folder / module.name, symlinks=False)
    return folder


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("name", MANIFESTS)
def test_compiles_as_live_puppet_does(
    live: LivePuppet, modules: Path, tmp_path: Path, name: str, platform: str
) -> None:
    theirs = live_catalog(live, modules, MANIFESTS[name], platform)
    assert our_catalog(modules, tmp_path, MANIFESTS[name], platform) == theirs


def test_enough_is_compiled(live: LivePuppet, modules: Path) -> None:
    kinds = set()
    for manifest in MANIFESTS.values():
        catalog = live_catalog(live, modules, manifest, "debian-12")
        kinds |= {name for name in catalog.get("resources", {}) if name.startswith("Class[")}
        kinds |= {name.partition("[")[0] for name in catalog.get("resources", {}) if "::" in name.partition("[")[0]}
    assert len(kinds) > 60


@cache
def live_catalog(live: LivePuppet, modules: Path, manifest: str, platform: str) -> dict[str, Any]:
    """Return live Puppet's catalog, or the error that it stopped with."""
    facts = puppet_facts(platform).data
    answer = live.ask({"manifest": manifest, "modulepath": [str(modules)], "facts": facts})
    if "error" in answer:
        return {"error": innermost(answer["error"])}
    return comparable(answer["catalog"], f"{modules}/")


def our_catalog(modules: Path, tmp_path: Path, manifest: str, platform: str) -> dict[str, Any]:
    """Return our catalog, or the error that we stopped with."""
    path = tmp_path / "site.pp"
    path.write_text(manifest, encoding="utf-8")
    request = PuppetRequest(manifest=path, modulepath=(modules,), facts=platform, node_name=NODE)
    compiled = compile_puppet(load_puppet(request))
    errors = [item for item in compiled.diagnostics if item.severity is Severity.ERROR]
    if errors:
        return {"error": innermost(errors[0].message)}
    return comparable(json.loads(json.dumps(catalog_as_json(compiled.compilation.catalog, ()))), "modules/")


def innermost(message: str) -> str:
    """Return an error's own words, without what it happened in and where."""
    return PLACE.sub("", message).rpartition("Evaluation Error: ")[2].partition(" on node ")[0]


def comparable(catalog: Mapping[str, Any], root: str) -> dict[str, Any]:
    """Return what must be equal: resources in their order, with parameters, tags and places; edges; classes."""
    resources = {f"{each['type']}[{each['title']}]": _resource(each, root) for each in catalog["resources"]}
    edges = [(edge["source"], edge["target"]) for edge in catalog["edges"]]
    return {
        "order": [name for name in resources if name not in OWN],
        "resources": resources,
        "edges": sorted(edge for edge in edges if edge[1] != "Class[Settings]"),
        "classes": sorted(catalog["classes"]),
    }


def _resource(resource: Mapping[str, Any], root: str) -> dict[str, Any]:
    file = str(resource.get("file") or "")
    return {
        "parameters": resource.get("parameters", {}),
        "tags": sorted(resource["tags"]),
        "exported": resource["exported"],
        "sensitive": resource.get("sensitive_parameters", []),
        "place": f"{file.removeprefix(root)}:{resource['line']}" if file.startswith(root) else "",
    }
