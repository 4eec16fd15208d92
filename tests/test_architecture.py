"""The house holds: data flows through the stages in one direction, and only image/ knows Docker."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGES = ("load", "parse", "evaluate", "graph", "plan", "emit", "image")
COMMON = {"location", "diagnostics", "registry", "cache"}
DRIVERS = {"batch": {*STAGES[:-1], "pipeline", "output", "tools"}}  # rooms beside pipeline.py, and what they call
MODULES = sorted((ROOT / "translator").rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every dotted name that the module imports, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def stage_of(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "translator" else None


def identifier(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [m for m in MODULES if m.parent != ROOT / "translator"], ids=identifier)
def test_a_stage_imports_only_earlier_ones(path: Path) -> None:
    stage = path.relative_to(ROOT / "translator").parts[0]
    earlier = DRIVERS[stage] | {stage} if stage in DRIVERS else set(STAGES[: STAGES.index(stage) + 1])
    allowed = earlier | COMMON
    later = {name for name in imported(path) if (found := stage_of(name)) is not None and found not in allowed}
    assert not later


@pytest.mark.parametrize("path", MODULES, ids=identifier)
def test_docker_lives_only_in_image(path: Path) -> None:
    if "image" not in path.relative_to(ROOT / "translator").parts:
        assert not {name for name in imported(path) if name.split(".")[0] == "docker"}


@pytest.mark.parametrize("path", MODULES, ids=identifier)
def test_from_the_graph_on_nothing_reads_the_languages(path: Path) -> None:
    if path.relative_to(ROOT / "translator").parts[0] in ("graph", "plan", "emit", "image"):
        languages = ("translator.evaluate.chef", "translator.evaluate.ruby", "translator.evaluate.puppet")
        parsers = ("translator.parse",)
        assert not {name for name in imported(path) if name.startswith(languages + parsers)}


@pytest.mark.parametrize("path", MODULES, ids=identifier)
def test_every_module_says_what_comes_in_and_goes_out(path: Path) -> None:
    text = path.read_text()
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_the_pipeline_is_readable_in_one_function() -> None:
    tree = ast.parse((ROOT / "translator" / "pipeline.py").read_text())
    translate = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "translate")
    assert translate.end_lineno is not None
    assert translate.end_lineno - translate.lineno < 40
