"""Faulty cookbooks: each fault is told with its place, the rest is converted, and this machine is left alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from translator.cli import app

FAULTS = Path(__file__).parent.parent / "fixtures" / "chef_faults"
CASES = sorted(path.parent.name for path in FAULTS.glob("*/expected.json"))
MARK = Path("/tmp/cook2image-was-here")
RUNNER = CliRunner()


def expected(case: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FAULTS / case / "expected.json").read_text())
    return loaded


def catalog_of(case: str) -> tuple[int, dict[str, Any]]:
    result = RUNNER.invoke(app, ["catalog", str(FAULTS / case), "--format", "json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


def test_the_cases_are_the_six_of_the_promise() -> None:
    assert CASES == [
        "endless_loop",
        "missing_template",
        "reads_machine",
        "runs_command",
        "syntax_error",
        "undefined_method",
    ]


@pytest.mark.parametrize("case", CASES)
def test_the_fault_is_told_and_the_rest_is_there(case: str) -> None:
    code, found = catalog_of(case)
    assert code == 1
    errors = [item for item in found["diagnostics"] if item["severity"] == "error"]
    places = [(item["code"], item["line"]) for item in errors]
    assert places == [(item["code"], item["line"]) for item in expected(case)["errors"]], errors
    for told, wanted in zip(errors, expected(case)["errors"], strict=True):
        assert told["file"].endswith(f"{case}/{wanted['file']}")
        assert told["column"] == wanted["column"] or (wanted["column"] is None and told["column"] >= 1)
    declared = {f"{item['type']}[{item['name']}]" for item in found["resources"]}
    assert set(expected(case)["still"]) <= declared


@pytest.mark.parametrize("case", CASES)
def test_conversion_goes_on_and_shows_the_line_with_a_caret(case: str, tmp_path: Path) -> None:
    MARK.unlink(missing_ok=True)
    result = RUNNER.invoke(app, ["convert", str(FAULTS / case), "-o", str(tmp_path / "out")])
    assert result.exit_code == 1, result.output
    assert not MARK.exists()
    (wanted,) = expected(case)["errors"]
    line = (FAULTS / case / wanted["file"]).read_text().splitlines()[wanted["line"] - 1]
    shown = result.output.splitlines()
    at = next(number for number, text in enumerate(shown) if text.endswith(f"| {line}"))
    assert set(shown[at + 1].rpartition("|")[2].strip()) == {"^"}
    written = {path: path.read_text(errors="replace") for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert "tree" in written[tmp_path / "out" / "Dockerfile"]
    for text in expected(case)["never"]:
        assert not [path for path, content in written.items() if text in content]
