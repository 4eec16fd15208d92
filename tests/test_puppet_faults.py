"""Bad Puppet input on the command line: told in Puppet's words with its place, quickly, and nothing is read or run."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from translator.cli import app

RUNNER = CliRunner()
LONGEST = 5.0


def compiled(folder: Path, manifest: str) -> dict[str, Any]:
    """What `catalog --format json` says of a manifest."""
    path = folder / "site.pp"
    path.write_text(manifest)
    result = RUNNER.invoke(app, ["catalog", "--manifest", str(path), "--node", "n.example.com", "--format", "json"])
    assert result.exit_code == 1, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def first_error(folder: Path, manifest: str) -> tuple[str, int, int]:
    data = compiled(folder, manifest)
    error = next(item for item in data["diagnostics"] if item["severity"] == "error")
    return error["message"], error["line"], error["column"]


# The messages are those of Puppet 7.23 (`puppet-compile` with the same manifest), without the place in parentheses.
FAULTS = {
    "an open brace": ("class a {\n  $x = 1\n", "Syntax error at end of input", 3),
    "a stray word": ("file { '/a':\n  ensure present,\n}\n", "Syntax error at 'present'", 2),
    "a type that does not fit": (
        "define d(Integer[1, 5] $n) { }\nd { 'x':\n  n => 'many',\n}\n",
        "Evaluation Error: Error while evaluating a Resource Statement, D[x]: parameter 'n' expects an Integer value, "
        "got String",
        2,
    ),
    "an unknown function": ("$a = 1\nno_such_function(1)\n", "Unknown function: 'no_such_function'.", 2),
    "an unknown type": ("no_such_type { 'x': }\n", "Unknown resource type: 'no_such_type'", 1),
    "an unknown class": ("\n\ninclude nowhere\n", "Could not find class ::nowhere for n.example.com", 3),
    "a variable set twice": ("$a = 1\n$a = 2\n", "Cannot reassign variable '$a'", 2),
    "a parameter that is none": ("file { '/a':\n  colour => red,\n}\n", "no parameter named 'colour'", 1),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_puppet_users_recognise_the_message(fault: str, tmp_path: Path) -> None:
    manifest, wording, line = FAULTS[fault]
    message, at, column = first_error(tmp_path, manifest)
    assert wording in message
    assert at == line
    assert column >= 1


def test_a_duplicate_names_both_places(tmp_path: Path) -> None:
    message, line, _ = first_error(tmp_path, "notify { 'x': }\n\nnotify { 'x': }\n")
    assert "Duplicate declaration: Notify[x] is already declared at (file: " in message
    assert "line: 1); cannot redeclare" in message
    assert line == 3


def test_a_cycle_is_named_in_full(tmp_path: Path) -> None:
    (tmp_path / "site.pp").write_text(
        "notify { 'a': require => Notify['c'] }\nnotify { 'b': require => Notify['a'] }\n"
        "notify { 'c': require => Notify['b'] }\n"
    )
    result = RUNNER.invoke(
        app, ["convert", "--manifest", str(tmp_path / "site.pp"), "-o", str(tmp_path / "out"), "--format", "json"]
    )
    assert result.exit_code == 1
    messages = [item["message"] for item in json.loads(result.stdout)["diagnostics"]]
    [cycle] = [text for text in messages if "dependency cycle" in text]
    assert "(Notify[a] => Notify[b] => Notify[c] => Notify[a])" in cycle


@pytest.mark.parametrize(
    "manifest",
    [
        "function f($n) { f($n + 1) }\n$x = f(0)\n",
        "define d($n) { d { \"${n}x\": n => \"${n}x\" } }\nd { 'x': n => 'x' }\n",
        "$a = Integer[1, 10000000].map |$n| { $n * 2 }\n",
        "$a = Integer[1, 10000000].reduce |$m, $n| { $m + $n }\n",
        "$a = range(1, 10000000)\n",
        "$l = Integer[1, 60].reduce(['ab']) |$m, $n| { $m + $m }\n",
        "$s = Integer[1, 60].reduce('ab') |$m, $n| { \"${m}${m}\" }\n",
        "class a { include b }\nclass b inherits a { }\ninclude b\n$x = inline_template('<% loop { } %>')\n",
    ],
)
def test_what_does_not_end_is_ended(manifest: str, tmp_path: Path) -> None:
    start = time.process_time()
    data = compiled(tmp_path, manifest)
    assert time.process_time() - start < LONGEST
    assert [item for item in data["diagnostics"] if item["severity"] in ("error", "warning")]


@pytest.mark.parametrize(
    "code",
    [
        "$x = file('/etc/shadow')",
        "$x = file('/etc/hostname')",
        "$x = generate('/bin/sh', '-c', 'echo stolen > MARK')",
        "$x = inline_template('<%= `echo stolen > MARK; cat /etc/hostname` %>')",
        "$x = inline_template('<%= File.read(\"/etc/hostname\") %>')",
        '$x = inline_template(\'<% File.write("MARK", "stolen") %>\')',
        "$x = inline_template('<%= system(\"echo stolen > MARK\") %>')",
        "$x = inline_template('<%= IO.popen(\"cat /etc/hostname\").read %>')",
        "$x = inline_template('<%= ENV.to_h %>')",
        "$x = template('/etc/hostname')",
        "$x = epp('/etc/hostname')",
        "$x = find_file('/etc/hostname').then |$f| { file($f) }",
        "$x = lookup('%{file(\"/etc/hostname\")}', Any, first, 'none')",
    ],
)
def test_this_machine_is_neither_read_nor_used(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "mark"
    monkeypatch.setenv("STOLEN_SECRET", "stolen-from-the-environment")
    path = tmp_path / "site.pp"
    path.write_text(f"{code.replace('MARK', str(mark))}\nnotify {{ 'x': message => $x }}\n")
    result = RUNNER.invoke(app, ["catalog", "--manifest", str(path), "--format", "json"])
    assert not mark.exists()
    hostname = Path("/etc/hostname").read_text().strip()
    resources = json.dumps(json.loads(result.stdout)["resources"])
    assert "root:" not in resources
    assert f'"{hostname}' not in resources
    assert "stolen-from-the-environment" not in resources


def test_a_data_file_outside_of_the_repository_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("k: stolen\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    levels = "[{name: a, path: ../../outside.yaml}, {name: b, path: /etc/hostname}, {name: c, glob: '../*.yaml'}]"
    (inside / "hiera.yaml").write_text(f"version: 5\nhierarchy: {levels}\n")
    (inside / "site.pp").write_text("notify { 'x': message => lookup('k', Any, first, 'nothing') }\n")
    (inside / "environment.conf").write_text("manifest = site.pp\n")
    result = RUNNER.invoke(app, ["catalog", str(inside), "--node", "n", "--format", "json"])
    [notify] = [each for each in json.loads(result.stdout)["resources"] if each["type"] == "Notify"]
    assert notify["parameters"]["message"] == "nothing"


def test_a_missing_module_is_named_with_the_place_that_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests/site.pp").write_text("include haproxy::frontend\n")
    (tmp_path / "Puppetfile").write_text("forge 'x'\nmod 'puppetlabs-haproxy', '8.0.0'\n")
    result = RUNNER.invoke(app, ["catalog", str(tmp_path), "--node", "n", "--format", "json"])
    assert result.exit_code == 1
    [missing] = [item for item in json.loads(result.stdout)["diagnostics"] if item["code"] == "C109"]
    assert "haproxy" in missing["message"]
    assert (missing["file"], missing["line"], missing["column"]) == ("Puppetfile", 2, 6)


def test_flags_of_the_other_tool_are_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "site.pp").write_text("")
    result = RUNNER.invoke(app, ["convert", "--manifest", str(tmp_path / "site.pp"), "--run-list", "recipe[a]"])
    assert result.exit_code == 2
    assert "--run-list is for Chef" in result.output


def test_the_line_is_shown_with_a_caret(tmp_path: Path) -> None:
    path = tmp_path / "site.pp"
    path.write_text("$a = 1\n  no_such_function(1)\n")
    result = RUNNER.invoke(app, ["catalog", "--manifest", str(path)])
    assert "2 |   no_such_function(1)\n  |   ^^^^^^^^^^^^^^^^" in result.output


def test_aliases_that_multiply_are_refused(tmp_path: Path) -> None:
    levels = "".join(f"l{at}: &l{at} [{', '.join([f'*l{at - 1}'] * 9)}]\n" for at in range(1, 12))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/common.yaml").write_text(f"l0: &l0 [lol]\n{levels}k: 1\n")
    (tmp_path / "hiera.yaml").write_text("version: 5\n")
    (tmp_path / "site.pp").write_text("$x = lookup('k')\n")
    (tmp_path / "environment.conf").write_text("manifest = site.pp\n")
    start = time.process_time()
    result = RUNNER.invoke(app, ["catalog", str(tmp_path), "--node", "n", "--format", "json"])
    assert time.process_time() - start < LONGEST
    [error] = json.loads(result.stdout)["diagnostics"]
    assert error["message"] == "Unable to parse (data/common.yaml): the aliases in it stand for too many values"
    assert error["file"] == "data/common.yaml"
