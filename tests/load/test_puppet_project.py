"""What load makes of a Puppet repository on disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from translator.load.detect import is_puppet
from translator.load.platforms import platform_names
from translator.load.platforms.facter import human, puppet_facts
from translator.load.puppet import PuppetRequest, in_environment, load_puppet


def write(root: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    return write(
        tmp_path / "zoo",
        {
            "environment.conf": "# where things are\nmodulepath = site-modules:modules:$basemodulepath\nmanifest = manifests\n",
            "manifests/site.pp": "node default { include role::web }\n",
            "manifests/more/b.pp": "",
            "manifests/a.pp": "",
            "hiera.yaml": "version: 5\n",
            "Puppetfile": "forge 'https://forge.puppet.com'\nmod 'puppetlabs-stdlib', '9.4.0'\nmod \"x/inifile\",\n  :latest\n",
            "site-modules/role/manifests/web.pp": "class role::web { }\n",
            "site-modules/profile/manifests/init.pp": "class profile { }\n",
            "modules/nginx/metadata.json": json.dumps(
                {"name": "puppet-nginx", "dependencies": [{"name": "puppetlabs/concat", "version_requirement": ">= 4"}]}
            ),
            "modules/nginx/manifests/init.pp": "class nginx { }\n",
            "modules/nginx/manifests/server/tls.pp": "class nginx::server::tls { }\n",
            "modules/Not-a-module/manifests/init.pp": "",
        },
    )


def test_a_control_repository(zoo: Path) -> None:
    project = load_puppet(PuppetRequest(path=zoo, node_name="web1.example.com"))
    assert project.diagnostics == ()
    assert list(project.modules) == ["profile", "role", "nginx"]
    assert [file.path for file in project.manifests] == ["manifests/a.pp", "manifests/more/b.pp", "manifests/site.pp"]
    assert (project.name, project.classes, project.environment_name) == ("web1", (), "production")
    assert project.environment is not None
    assert project.environment.file("hiera.yaml") is not None
    assert project.trusted["certname"] == "web1.example.com"


def test_a_module_means_its_main_class(zoo: Path) -> None:
    project = load_puppet(PuppetRequest(path=zoo / "modules/nginx"))
    assert (project.name, project.classes, project.manifests) == ("nginx", ("nginx",), ())
    assert {"nginx", "role", "profile"} == set(project.modules)
    assert project.modules["nginx"].folder.path == "modules/nginx"


def test_a_manifest_of_a_module_means_its_class(zoo: Path) -> None:
    project = load_puppet(PuppetRequest(path=zoo / "modules/nginx/manifests/server/tls.pp"))
    assert (project.name, project.classes) == ("nginx-server-tls", ("nginx::server::tls",))


@pytest.mark.parametrize(
    ("name", "output"),
    [("role::web", "web"), ("profile::web::front", "web-front"), ("nginx", "nginx"), ("::a::b", "a-b")],
)
def test_a_class_by_name_names_the_output(zoo: Path, name: str, output: str) -> None:
    project = load_puppet(PuppetRequest(path=zoo, classes=(name,)))
    assert (project.name, project.classes) == (output, (name,))


def test_what_the_input_asks_for_is_known_with_its_place(zoo: Path) -> None:
    [stdlib, inifile, concat] = load_puppet(PuppetRequest(path=zoo / "modules/nginx")).required
    assert (stdlib.name, stdlib.version, str(stdlib.span), stdlib.span.column) == ("stdlib", "9.4.0", "Puppetfile:2", 6)
    assert (inifile.name, inifile.version, inifile.span.line) == ("inifile", "", 3)
    assert (concat.name, concat.version, concat.span.text) == ("concat", ">= 4", "puppetlabs/concat")


def test_environments_in_folders_of_their_own(tmp_path: Path) -> None:
    settings = "modulepath = ../../modules\nmanifest = ../../manifests\n"
    shop = write(
        tmp_path,
        {
            "environments/production/environment.conf": settings,
            "environments/staging/environment.conf": settings,
            "environments/staging/hiera.yaml": "version: 5\n",
            "manifests/site.pp": "",
            "modules/a/manifests/init.pp": "class a { }",
        },
    )
    project = load_puppet(PuppetRequest(path=shop, node_name="n"))
    assert (project.environment_name, project.environments) == ("production", ("production", "staging"))
    assert [file.path for file in project.manifests] == ["manifests/site.pp"]
    staging = in_environment(project, "staging")
    assert (staging.environment_name, staging.name, list(staging.modules)) == ("staging", "n", ["a"])
    assert staging.environment is not None
    assert staging.environment.file("hiera.yaml") is not None


def test_flags_alone_are_enough(zoo: Path, tmp_path: Path) -> None:
    write(
        tmp_path, {"site.pp": "include nginx\n", "other/nginx/manifests/init.pp": "class nginx { }", "h/hiera.yaml": ""}
    )
    request = PuppetRequest(
        manifest=tmp_path / "site.pp",
        modulepath=(tmp_path / "other", zoo / "modules"),
        hiera=tmp_path / "h/hiera.yaml",
        node_name="n",
    )
    project = load_puppet(request)
    assert project.modules["nginx"].folder.path == "other/nginx"
    assert (project.name, [file.text for file in project.manifests]) == ("n", ["include nginx\n"])
    assert project.hiera_file is not None
    assert project.diagnostics == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("facts.json", '{"os": {"name": "Plan9"}}'),
        ("facts.yaml", "os:\n  name: Plan9\n"),
        ("node.json", '{"name": "n", "values": {"os": {"name": "Plan9"}}}'),
    ],
)
def test_facts_out_of_a_file(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text})
    project = load_puppet(PuppetRequest(facts=str(tmp_path / name), classes=("a",), node_name="n"))
    assert project.facts.data == {"os": {"name": "Plan9"}}


def test_links_that_lead_out_are_passed_over(zoo: Path, tmp_path: Path) -> None:
    secret = write(tmp_path / "elsewhere", {"stolen/manifests/init.pp": "class stolen { }", "data.yaml": "k: 1"})
    os.symlink(secret / "stolen", zoo / "modules/stolen")
    os.symlink(secret / "data.yaml", zoo / "modules/nginx/data.yaml")
    project = load_puppet(PuppetRequest(path=zoo, node_name="n"))
    assert "stolen" not in project.modules
    assert "data.yaml" not in project.modules["nginx"].folder.files
    [diagnostic] = project.diagnostics
    assert "modules/stolen is a link that leads out" in diagnostic.message


def test_a_place_is_never_left(zoo: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside.yaml": "k: 1"})
    place = load_puppet(PuppetRequest(path=zoo, node_name="n")).environment
    assert place is not None
    assert place.file("../outside.yaml") is None
    assert place.inside("../outside.yaml") is None
    assert place.inside("/etc/shadow") is None
    assert place.file("modules/../hiera.yaml") is not None


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (PuppetRequest(path=Path("/nowhere/at/all")), "there is no such file or folder"),
        (PuppetRequest(manifest=Path("/nowhere/site.pp")), "there is no such manifest"),
        (PuppetRequest(modulepath=(Path("/nowhere/modules"),), classes=("a",)), "there is no such folder of modules"),
        (PuppetRequest(hiera=Path("/nowhere/hiera.yaml"), classes=("a",)), "there is no such hiera.yaml"),
        (PuppetRequest(facts="plan9", classes=("a",)), "neither a file nor one of the platforms"),
    ],
)
def test_what_is_not_there_is_said(request_: PuppetRequest, message: str) -> None:
    assert message in load_puppet(request_).diagnostics[0].message


def test_nothing_to_compile_names_what_there_is(tmp_path: Path) -> None:
    write(
        tmp_path, {"modules/a/manifests/b.pp": "class a::b { }", "modules/role/manifests/web.pp": "class role::web { }"}
    )
    [diagnostic] = load_puppet(PuppetRequest(path=tmp_path)).diagnostics
    assert "names nothing to compile" in diagnostic.message
    assert diagnostic.hint == "give --class or --manifest; there are role::web, a::b"


def test_which_tool_a_path_belongs_to(zoo: Path, tmp_path: Path) -> None:
    shop = write(
        tmp_path / "shop",
        {
            "cookbooks/web/metadata.rb": "name 'web'",
            "cookbooks/web/recipes/default.rb": "",
            "environments/production.json": "{}",
            "roles/a.json": "{}",
        },
    )
    for path in (
        zoo,
        zoo / "modules/nginx",
        zoo / "manifests/site.pp",
        zoo / "modules",
        zoo / "site-modules/role/manifests",
    ):
        assert is_puppet(path), path
    for path in (shop, shop / "cookbooks/web", shop / "cookbooks", shop / "roles/a.json", tmp_path / "nothing"):
        assert not is_puppet(path), path


@pytest.mark.parametrize("name", platform_names())
def test_every_platform_has_facts_in_both_shapes(name: str) -> None:
    facts = puppet_facts(name).data
    system = facts["os"]
    assert isinstance(system, dict)
    assert facts["osfamily"] == system["family"] in ("Debian", "RedHat")
    assert facts["operatingsystemmajrelease"] == system["release"]["major"]  # type: ignore[index, call-overload]
    assert facts["ipaddress"] == facts["networking"]["ip"] == "10.0.0.10"  # type: ignore[index, call-overload]
    assert facts["processorcount"] == facts["processors"]["count"] == 2  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("size", "text"),
    [(25276502016, "23.54 GiB"), (738521088, "704.31 MiB"), (274877906944, "256.00 GiB"), (0, "0 bytes")],
)
def test_sizes_as_facter_words_them(size: int, text: str) -> None:
    """What Facter 4.3 said of these numbers on a real machine."""
    assert human(size) == text


def test_facts_of_known_platforms() -> None:
    facts = puppet_facts("debian-12").data
    assert facts["memorysize_mb"] == 2048.0
    assert facts["os"]["release"] == {"full": "12.9", "major": "12", "minor": "9"}  # type: ignore[index, call-overload]
    assert puppet_facts("ubuntu-22.04").data["operatingsystemmajrelease"] == "22.04"
