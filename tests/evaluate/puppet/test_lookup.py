"""Hiera against real Puppet: every case of lookup/cases.yaml, compared with the answer that Puppet 7.23 gave to it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.evaluate.puppet.lookup.live import ANSWERS, FACTS, NODE, cases, lay_out
from translator.evaluate.puppet.evaluate import compile_puppet
from translator.evaluate.puppet.types.model import PType
from translator.evaluate.puppet.values import Sensitive
from translator.load.project import Facts, InputFile
from translator.load.puppet import PuppetRequest, load_puppet

CASES = cases()
LIVE: dict[str, Any] = json.loads(ANSWERS.read_text())
_PLACE = re.compile(r" \(file: (?P<file>[^,)]*)(?:, line: (?P<line>\d+))?(?:, column: \d+)?\)\Z")
_HEAD = "Evaluation Error: Error while evaluating a Function Call, "


def ours(case: dict[str, Any], folder: Path) -> Any:
    """Compile the case's code in its environment; its value as live_puppet.rb shows one, or the error."""
    lay_out(case, folder)
    (folder / "environment.conf").touch()
    (folder / "case.pp").write_text(case["code"])
    (folder / "facts.json").write_text(json.dumps(FACTS))
    hiera = folder / "global" / "hiera.yaml"
    request = PuppetRequest(
        path=folder,
        manifest=folder / "case.pp",
        modulepath=(folder / "modules",) if (folder / "modules").is_dir() else (),
        hiera=hiera if hiera.exists() else None,
        facts=str(folder / "facts.json"),
        node_name=NODE,
    )
    compiled = compile_puppet(load_puppet(request))
    errors = [item for item in compiled.diagnostics if item.severity.value == "error"]
    return {"error": errors[0]} if errors else {"value": shown(compiled.compilation.top.find("r"))}


def shown(value: Any) -> Any:
    if isinstance(value, tuple):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        return {"hash": [[shown(key), shown(item)] for key, item in value.items()]}
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return {"kind": "Float", "text": "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, Sensitive):
        return {"kind": "Sensitive", "value": shown(value.value)}
    return {"kind": "Type", "text": str(value)} if isinstance(value, PType) else value


@pytest.mark.parametrize("name", CASES)
def test_as_real_puppet(name: str, tmp_path: Path) -> None:
    live, found = LIVE[name], ours(CASES[name], tmp_path)
    if "error" not in live:
        assert found == live
        return
    place = _PLACE.search(live["error"])
    message = live["error"][: place.start()] if place else live["error"]
    diagnostic = found.get("error")
    assert diagnostic is not None, found
    assert named(diagnostic.message, tmp_path).removeprefix(_HEAD) == message.removeprefix(_HEAD)
    assert diagnostic.message.startswith(_HEAD) == message.startswith(_HEAD)
    if place and place["file"].startswith("/ENV"):
        assert f"/ENV/{diagnostic.span.path}" == place["file"]
        assert place["line"] is None or str(diagnostic.span.line) == place["line"]


def named(text: str, folder: Path) -> str:
    """Return a text with the files of the environment named as in the answers."""
    names = "|".join(sorted((re.escape(str(path.relative_to(folder))) for path in folder.rglob("*.*")), reverse=True))
    return re.sub(rf"(?<=['(])({names})(?![\w/])", r"/ENV/\1", text)


def test_every_case_has_an_answer() -> None:
    assert LIVE.keys() == CASES.keys()


def project_file(text: str) -> InputFile:
    return InputFile("site.pp", "site.pp", lambda: text.encode())


def facts(**values: Any) -> Facts:
    return Facts(name="test", data=values)
