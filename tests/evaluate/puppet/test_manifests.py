"""Whole manifests: the catalog that live Puppet compiles in the same run beside ours, or its error beside ours.

The manifests are in manifests/*.yaml; nothing there says what they give. Compared are resources in order with their
parameters, lines, tags and sensitive parameters, containment in order, the classes, and errors with their lines.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.evaluate.puppet.live import FACTS, NODE, LivePuppet
from translator.diagnostics import Severity
from translator.evaluate.puppet.catalog_json import catalog_as_json
from translator.evaluate.puppet.evaluate import compile_puppet
from translator.load.project import Facts, InputFile
from translator.load.puppet_project import PuppetProject

FOLDER: Final = Path(__file__).parent / "manifests"
CASES: Final = [
    pytest.param(code, id=f"{path.stem}-{name}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for name, code in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader).items()
]
FILE: Final = re.compile(r"file: (?:unknown|case\.pp), |, column: \d+")
SETTINGS: Final = ("tags", "type", "title", "line", "parameters", "sensitive_parameters")


@pytest.mark.parametrize("manifest", CASES)
def test_compiles_as_live_puppet_does(live: LivePuppet, manifest: str) -> None:
    answer = live.ask({"manifest": manifest, "facts": FACTS})
    if "error" in answer:
        assert _our_error(manifest) == _plain(answer["error"])
    else:
        assert _comparable(_our_catalog(manifest)) == _comparable(answer["catalog"])


def _compiled(manifest: str) -> Any:
    file = InputFile("case.pp", "case.pp", lambda: manifest.encode())
    project = PuppetProject(name="case", manifests=(file,), facts=Facts(name="debian", data=FACTS), node_name=NODE)
    return compile_puppet(project)


def _our_catalog(manifest: str) -> dict[str, Any]:
    compiled = _compiled(manifest)
    errors = [diagnostic.message for diagnostic in compiled.diagnostics if diagnostic.severity is Severity.ERROR]
    assert errors == []
    made: dict[str, Any] = json.loads(json.dumps(catalog_as_json(compiled.compilation.catalog, ())))
    return made


def _our_error(manifest: str) -> str:
    compiled = _compiled(manifest)
    first = next(diagnostic for diagnostic in compiled.diagnostics if diagnostic.severity is Severity.ERROR)
    return _plain(first.message if first.span is None else f"{first.message} (line: {first.span.line})")


def _plain(message: str) -> str:
    """Return an error without what depends on the file's name, the node's name and columns."""
    text = FILE.sub("", message).removeprefix("Could not parse for environment production: ")
    return text.removesuffix(f" on node {NODE}").strip()


def _comparable(catalog: dict[str, Any]) -> dict[str, Any]:
    resources = [{name: resource.get(name) for name in SETTINGS} for resource in catalog["resources"]]
    for resource in resources:
        resource["tags"] = sorted(resource["tags"])
        resource["parameters"] = resource["parameters"] or {}
    edges = [(edge["source"], edge["target"]) for edge in catalog["edges"]]
    return {"resources": resources, "edges": edges, "classes": catalog["classes"]}
