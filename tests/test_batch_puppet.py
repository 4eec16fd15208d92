"""A batch over a Puppet repository: which units it finds, how they go, and that what did not change is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from translator.batch.outcome import Kind
from translator.batch.units import find_units
from translator.cli import app

RUNNER = CliRunner()
FILES = {
    "environment.conf": "modulepath = site:modules\n",
    "manifests/site.pp": (
        "node 'web1.example.com', \"web2\" { include role::web }\n"
        "node /^db\\d+'x'/, default { notify { 'd': } }\n# node 'commented' { }\n"
    ),
    "site/role/manifests/web.pp": "class role::web {\n  include nginx\n}\n",
    "site/role/manifests/data/store.pp": "class role::data::store {\n  include nowhere::at_all\n}\n",
    "site/role/manifests/helper.pp": "define role::helper() { }\n",
    "site/profile/manifests/part.pp": "class profile::part { }\n",
    "modules/nginx/manifests/init.pp": (
        "class nginx {\n  package { 'nginx': ensure => installed }\n"
        "  -> service { 'nginx': ensure => running, enable => true }\n}\n"
    ),
    "modules/only_defines/manifests/one.pp": "define only_defines::one() { }\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "shop"


def run(shop: Path, target: Path) -> dict[str, object]:
    result = RUNNER.invoke(app, ["batch", str(shop), "-o", str(target), "--jobs", "1", "--format", "json"])
    data: dict[str, object] = json.loads(result.stdout)
    return data


def test_the_units_of_a_control_repository(shop: Path) -> None:
    assert [unit.key for unit in find_units(shop)] == [
        "module/nginx",
        "node/default",
        "node/web1.example.com",
        "node/web2",
        "role/data-store",
        "role/web",
    ]


def test_a_module_and_a_folder_of_modules(shop: Path) -> None:
    [unit] = find_units(shop / "modules/nginx")
    assert (unit.kind, unit.name) == (Kind.MODULE, "nginx")
    assert [each.key for each in find_units(shop / "modules")] == ["module/nginx"]


def test_how_they_go_and_what_is_missing(shop: Path, tmp_path: Path) -> None:
    data = run(shop, tmp_path / "out")
    outcomes = {each["key"]: each for each in data["outcomes"]}  # type: ignore[attr-defined]
    assert outcomes["role/web"]["images"] == ["nginx"]
    assert outcomes["node/web1.example.com"]["status"] == outcomes["module/nginx"]["status"] == "clean"
    assert ("module", "nowhere") in {(each["kind"], each["name"]) for each in data["holds"]}  # type: ignore[attr-defined]
    assert (tmp_path / "out/role/web/Dockerfile").is_file()


def test_what_did_not_change_is_left_out(shop: Path, tmp_path: Path) -> None:
    run(shop, tmp_path / "out")
    assert run(shop, tmp_path / "out")["unchanged"] == 6
    (shop / "modules/nginx/manifests/init.pp").write_text("class nginx { package { 'nginx': ensure => absent } }\n")
    again = run(shop, tmp_path / "out")
    left = {"node/default", "role/data-store"}  # they do not read the module
    assert again["unchanged"] == len(left)
