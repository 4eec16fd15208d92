"""Where look-ups find data of which real Puppet's server knows the place and this program only the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from translator.cli import app

RUNNER = CliRunner()
OLD = """---
:backends: yaml
:hierarchy: ['%{::fqdn}', common]
:yaml:
  :datadir: "/etc/puppetlabs/code/environments/%{::environment}/hieradata"
"""
NEW = """version: 5
defaults: {data_hash: yaml_data, datadir: /etc/puppet/hieradata}
hierarchy: [{name: c, path: common.yaml}]
"""


def message(folder: Path, files: dict[str, str], *flags: str) -> tuple[str, list[str]]:
    """What the notify of site.pp says, and what was said beside."""
    for name, text in {"environment.conf": "manifest = site.pp\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    result = RUNNER.invoke(app, ["catalog", str(folder), "--node", "n.example.com", "--format", "json", *flags])
    data = json.loads(result.stdout)
    [notify] = [each for each in data["resources"] if each["type"] == "Notify"]
    return notify["parameters"]["message"], [item["message"] for item in data["diagnostics"]]


NOTIFY = "notify { 'x': message => lookup('k', String, first, 'nothing') }\n"


def test_a_repository_with_a_hiera_yaml_of_version_3(tmp_path: Path) -> None:
    files = {"site.pp": NOTIFY, "hiera.yaml": OLD, "hieradata/common.yaml": "k: found\n"}
    found, said = message(tmp_path, files)
    assert found == "found"
    assert any("version 3 is deprecated" in text for text in said)


def test_a_folder_of_the_server_is_found_by_its_last_parts(tmp_path: Path) -> None:
    files = {"site.pp": NOTIFY, "hiera.yaml": NEW, "hieradata/common.yaml": "k: found\n"}
    assert message(tmp_path, files) == ("found", [])


def test_a_hiera_yaml_that_the_flag_names(tmp_path: Path) -> None:
    files = {"site.pp": NOTIFY, "conf/h.yaml": NEW, "hieradata/common.yaml": "k: found\n"}
    assert message(tmp_path, files, "--hiera", str(tmp_path / "conf/h.yaml"))[0] == "found"


@pytest.mark.parametrize("path", ["../../../outside.yaml", "/etc/hostname", "../inside.yaml/../../outside.yaml"])
def test_what_lies_outside_is_not_there(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.yaml").write_text("k: stolen\n")
    hiera = f"version: 5\nhierarchy: [{{name: c, path: '{path}'}}]\n"
    assert message(tmp_path / "repository", {"site.pp": NOTIFY, "hiera.yaml": hiera})[0] == "nothing"


def test_a_uri_is_handed_to_its_function(tmp_path: Path) -> None:
    hiera = (
        "version: 5\nhierarchy:\n  - {name: u, uri: 'http://data.example.com/%{fqdn}', data_hash: app::remote}\n"
        "  - {name: c, path: c.yaml}\n"
    )
    function = "function app::remote(Hash $options, $context) { { 'seen' => $options['uri'] } }\n"
    files = {
        "site.pp": "notify { 'x': message => lookup('seen') }\n",
        "hiera.yaml": hiera,
        "modules/app/functions/remote.pp": function,
        "modules/app/manifests/init.pp": "class app { }\n",
    }
    found, said = message(tmp_path, files, "--facts", "debian-12")
    assert (found, said) == ("http://data.example.com/machine.example.com", [])
