"""The command line's manners: exit codes, usage errors, help."""

from pathlib import Path

from typer.testing import CliRunner

from translator.cli import LogCollector, app
from translator.load.project import LOG_COLLECTORS
from translator.plan import collect  # noqa: F401  registers the renderers
from translator.plan.renderers.base import RENDERERS

RUNNER = CliRunner()


def test_help_names_every_command() -> None:
    result = RUNNER.invoke(app, ["--help"])
    assert result.exit_code == 0
    for command in ("convert", "catalog", "explain", "build", "smoke"):
        assert command in result.output


def test_no_input_is_wrong_usage() -> None:
    assert RUNNER.invoke(app, ["convert"]).exit_code == 2


def test_an_unknown_flag_is_wrong_usage(tmp_path: Path) -> None:
    assert RUNNER.invoke(app, ["convert", str(tmp_path), "--no-such-flag"]).exit_code == 2


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["convert", str(tmp_path / "nowhere"), "-o", str(tmp_path / "out")])
    assert result.exit_code in (1, 2)
    assert "nowhere" in result.output
    assert not (tmp_path / "out").exists()


def test_the_log_collector_and_the_chart_are_chosen(tmp_path: Path) -> None:
    zeebra = ("convert", "fixtures/chef/cookbooks/zeebra", "--run-list", "role[zeebra]", "-o", str(tmp_path / "out"))
    result = RUNNER.invoke(app, [*zeebra, "--log-collector", "vector", "--helm"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "sidecars" / "vector" / "etc" / "vector" / "vector.yaml").is_file()
    assert (tmp_path / "out" / "helm" / "Chart.yaml").is_file()


def test_every_log_collector_may_be_chosen_in_both_ways(tmp_path: Path) -> None:
    assert tuple(LogCollector) == LOG_COLLECTORS
    assert set(LOG_COLLECTORS) == set(RENDERERS)
    settings = tmp_path / "cook2image.yaml"
    settings.write_text("collectors:\n  logs: logstash\n")
    zeebra = ("convert", "fixtures/chef/cookbooks/zeebra", "--settings", str(settings), "-o", str(tmp_path / "out"))
    result = RUNNER.invoke(app, zeebra)
    assert result.exit_code == 1
    assert "'logstash' is no log collector" in result.output
    assert "cook2image.yaml:2:3" in result.output
