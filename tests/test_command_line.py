"""The command line's manners: exit codes, usage errors, help."""

from pathlib import Path

from typer.testing import CliRunner

from translator.cli import app

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
