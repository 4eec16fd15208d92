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
from translator.evaluate.puppet.evaluate import CompiledPuppet, compile_puppet
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
        assert plain(first_error(_compiled(manifest))) == plain(answer["error"])
    else:
        assert comparable(_our_catalog(manifest)) == comparable(answer["catalog"])


def _compiled(manifest: str) -> CompiledPuppet:
    file = InputFile("case.pp", "case.pp", lambda: manifest.encode())
    project = PuppetProject(name="case", manifests=(file,), facts=Facts(name="debian", data=FACTS), node_name=NODE)
    return compile_puppet(project)


def _our_catalog(manifest: str) -> dict[str, Any]:
    compiled = _compiled(manifest)
    errors = [diagnostic.message for diagnostic in compiled.diagnostics if diagnostic.severity is Severity.ERROR]
    assert errors == []
    made: dict[str, Any] = json.loads(json.dumps(catalog_as_json(compiled.compilation.catalog, ())))
    return made


def first_error(compiled: CompiledPuppet) -> str:
    """Return the error that stopped a compile, with its line."""
    first = next(diagnostic for diagnostic in compiled.diagnostics if diagnostic.severity is Severity.ERROR)
    return first.message if first.span is None else f"{first.message} (line: {first.span.line})"


def plain(message: str) -> str:
    """Return an error without what depends on the file's name, the node's name and columns."""
    text = FILE.sub("", message).removeprefix("Could not parse for environment production: ")
    return text.removesuffix(f" on node {NODE}").strip()


def comparable(catalog: dict[str, Any]) -> dict[str, Any]:
    """Return what of a catalog does not depend on where its files are."""
    resources = [{name: resource.get(name) for name in SETTINGS} for resource in catalog["resources"]]
    for resource in resources:
        resource["tags"] = sorted(resource["tags"])
        resource["parameters"] = resource["parameters"] or {}
    edges = [(edge["source"], edge["target"]) for edge in catalog["edges"]]
    return {"resources": resources, "edges": edges, "classes": catalog["classes"]}
