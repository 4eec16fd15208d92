"""Ruby of modules (functions of both APIs, ERB templates, resource types) beside live Puppet in the same run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.evaluate.puppet.live import FACTS, NODE, LivePuppet
from tests.evaluate.puppet.test_manifests import comparable, first_error, plain
from translator.diagnostics import Severity
from translator.evaluate.puppet.catalog_json import catalog_as_json
from translator.evaluate.puppet.evaluate import CompiledPuppet, compile_puppet
from translator.load.project import Facts, Folder, InputFile
from translator.load.puppet_project import Module, PuppetProject

HERE: Final = Path(__file__).parent
MODULES: Final = HERE / "modules"
CASES: Final = yaml.load((HERE / "cases.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)


@pytest.mark.parametrize("manifest", [pytest.param(code, id=name) for name, code in CASES.items()])
def test_runs_ruby_as_live_puppet_does(live: LivePuppet, manifest: str) -> None:
    answer = live.ask({"manifest": manifest, "facts": FACTS, "modulepath": [str(MODULES)]})
    compiled = compiled_with_probe(manifest)
    if "error" in answer:
        assert plain(first_error(compiled)) == plain(answer["error"])
    else:
        assert [item.message for item in compiled.diagnostics if item.severity is Severity.ERROR] == []
        made: Any = json.loads(json.dumps(catalog_as_json(compiled.compilation.catalog, ())))
        assert comparable(made) == comparable(answer["catalog"])


def compiled_with_probe(manifest: str) -> CompiledPuppet:
    """Compile a manifest with the module probe."""
    file = InputFile("case.pp", "case.pp", lambda: manifest.encode())
    facts = Facts(name="debian", data=FACTS)
    return compile_puppet(
        PuppetProject(name="case", manifests=(file,), modules={"probe": probe()}, facts=facts, node_name=NODE)
    )


def probe() -> Module:
    """Return the module that all cases have beside them."""
    root = MODULES / "probe"
    texts = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return Module(name="probe", folder=Folder.of_texts(str(root), texts))
