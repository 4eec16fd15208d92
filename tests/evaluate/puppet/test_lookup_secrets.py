"""What is secret in Hiera data: encrypted values by where they stand, plain ones by their names, as the settings say."""

from __future__ import annotations

from typing import Any

import pytest

from translator.evaluate.puppet.evaluate import compile_puppet
from translator.evaluate.puppet.values import Sensitive, origins_within, parts_of
from translator.evaluate.values import Hole, Runtime, Secret
from translator.load.project import Facts, Folder, InputFile, Settings
from translator.load.puppet_project import Place, PuppetProject

SEALED = "ENC[PKCS7,MIIBiQYJKoZIhvcNAQcDoIIBejCCAXYCAQAx]"
HIERA = """
version: 5
hierarchy:
  - {name: sealed, lookup_key: eyaml_lookup_key, path: "%{environment}.eyaml"}
  - {name: common, path: common.yaml}
"""


def value_of(expression: str, data: dict[str, str], settings: Settings | None = None) -> Any:
    """The value of an expression with these data files, in the environment production."""
    files = {"hiera.yaml": HIERA, **{f"data/{name}": text for name, text in data.items()}}
    manifest = InputFile("site.pp", "site.pp", f"$r = {expression}\n".encode)
    project = PuppetProject(
        name="test",
        manifests=(manifest,),
        environment=Place(root=Folder.of_texts("", files)),
        facts=Facts(name="test", data={"networking": {"ip": "10.0.0.1"}}),
        settings=settings or Settings(),
    )
    compiled = compile_puppet(project)
    assert compiled.diagnostics == ()
    return compiled.compilation.top.find("r")


def test_a_sealed_value_is_a_secret_named_by_its_environment_and_key() -> None:
    value = value_of("lookup('app::password')", {"production.eyaml": f"app::password: {SEALED}\n"})
    assert origins_within(value) == (Secret("hiera/production/app::password"),)
    assert value == SEALED


def test_what_stands_around_a_sealed_part_is_plain() -> None:
    text = f"url: 'postgres://app:{SEALED}@%{{networking.ip}}/app'\n"
    value = value_of("lookup('url')", {"production.eyaml": text.replace("%{networking.ip}", "db")})
    assert parts_of(value) == ("postgres://app:", Hole(Secret("hiera/production/url"), SEALED), "@db/app")


def test_folded_and_nested_values_are_found_by_their_place() -> None:
    data = f"db:\n  users:\n    - name: app\n      key: >\n        {SEALED}\n"
    value = value_of("lookup('db.users.0')", {"production.eyaml": data})
    assert value["name"] == "app"
    assert origins_within(value["key"]) == (Secret("hiera/production/db/users/0/key"),)


def test_a_sealed_value_in_plain_yaml_is_a_secret_too() -> None:
    value = value_of("lookup('k')", {"common.yaml": f"k: {SEALED}\n"})
    assert origins_within(value) == (Secret("hiera/k"),)


@pytest.mark.parametrize(
    ("key", "text", "secret"),
    [
        ("app::db_password", "hunter2-plain", True),
        ("api_key", "0123456789abcdef", True),
        ("app::password_file", "/etc/app/password", False),
        ("app::password", "", False),
        ("app::host", "db.example.com", False),
    ],
)
def test_plain_values_are_secret_by_their_last_name(key: str, text: str, secret: bool) -> None:
    value = value_of(f"lookup('{key}')", {"common.yaml": f"{key}: '{text}'\n"})
    assert [type(origin) for origin in origins_within(value)] == ([Secret] if secret else [])
    assert value == text


def test_settings_overrule_names() -> None:
    settings = Settings(public=("hiera/app::password",), secrets=("hiera/app::greeting",))
    data = {"common.yaml": "app::password: open-to-all\napp::greeting: hello there\n"}
    assert origins_within(value_of("lookup('app::password')", data, settings)) == ()
    assert origins_within(value_of("lookup('app::greeting')", data, settings)) == (Secret("hiera/app::greeting"),)


def test_conversion_to_sensitive_keeps_the_place() -> None:
    data = {
        "common.yaml": "lookup_options: {'app::password': {convert_to: Sensitive}}\n",
        "production.eyaml": f"app::password: {SEALED}\n",
    }
    value = value_of("lookup('app::password')", data)
    assert isinstance(value, Sensitive)
    assert origins_within(value.value) == (Secret("hiera/production/app::password"),)


def test_runtime_facts_travel_through_data() -> None:
    value = value_of("lookup('url')", {"common.yaml": "url: 'http://%{facts.networking.ip}:80'\n"})
    assert parts_of(value) == ("http://", Hole(Runtime("ipaddress"), "10.0.0.1"), ":80")
