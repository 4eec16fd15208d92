"""What load makes of a repository on disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from translator.evaluate.chef.evaluate import evaluate_chef
from translator.load.chef import ChefRequest, load_chef, split_run_list
from translator.load.project import Project, SecretsProvider


def write(root: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write(
        tmp_path / "shop",
        {
            "cookbooks/web/metadata.rb": "name 'web'\nversion '1.2.3'\ndepends 'base'\n",
            "cookbooks/web/recipes/default.rb": "package 'nginx'\n",
            "cookbooks/web/recipes/tls.rb": "",
            "cookbooks/web/templates/default/a.erb": "a",
            "cookbooks/base/recipes/default.rb": "",
            "site-cookbooks/base/metadata.rb": "name 'base'\nversion '9.0.0'\n",
            "roles/front.rb": "name 'front'\n",
            "roles/back.json": '{"name": "back", "run_list": ["recipe[web]"]}',
            "environments/production.json": "{}",
            "data_bags/users/ann.json": '{"id": "ann", "uid": 1001}',
            "nodes/one.json": '{"name": "one.example.com", "run_list": ["role[front]"], "normal": {"x": 1}}',
        },
    )


def test_cookbook_brings_its_repository(shop: Path) -> None:
    project = load_chef(ChefRequest(path=shop / "cookbooks/web"))
    assert project.diagnostics == ()
    assert (project.name, project.run_list) == ("web", ("recipe[web]",))
    web = project.cookbook("web")
    assert web is not None
    assert (web.version, web.path, sorted(web.recipes)) == ("1.2.3", "cookbooks/web", ["default", "tls"])
    assert web.templates["default/a.erb"].text == "a"
    assert web.recipes["default"].path == "cookbooks/web/recipes/default.rb"
    assert sorted(project.roles) == ["back", "front"]
    assert project.roles["front"].is_ruby
    assert project.roles["back"].data == {"name": "back", "run_list": ["recipe[web]"]}
    assert project.data_bags["users"]["ann"].data["uid"] == 1001


def test_nothing_to_run_names_what_there_is(shop: Path) -> None:
    [diagnostic] = load_chef(ChefRequest(path=shop)).diagnostics
    assert "names nothing to run" in diagnostic.message
    assert (
        diagnostic.hint == "give --run-list; there are role[back], role[front], recipe[web::default], recipe[web::tls]"
    )


def test_site_cookbooks_win_over_cookbooks(shop: Path) -> None:
    versions = load_chef(ChefRequest(path=shop)).cookbooks["base"]
    assert [book.path for book in versions] == ["site-cookbooks/base", "cookbooks/base"]


@pytest.mark.parametrize(
    ("path", "name", "run_list"),
    [
        ("cookbooks/web/recipes/tls.rb", "web-tls", ("recipe[web::tls]",)),
        ("roles/front.rb", "front", ("role[front]",)),
        ("nodes/one.json", "one.example.com", ("role[front]",)),
    ],
)
def test_kind_of_path(shop: Path, path: str, name: str, run_list: tuple[str, ...]) -> None:
    project = load_chef(ChefRequest(path=shop / path))
    assert (project.name, project.run_list) == (name, run_list)


def test_cookbook_path_and_run_list_without_path(shop: Path) -> None:
    request = ChefRequest(cookbook_paths=(shop / "cookbooks",), run_list=split_run_list("recipe[web::tls], role[x]"))
    project = load_chef(request)
    assert (project.name, project.run_list) == ("web-tls", ("recipe[web::tls]", "role[x]"))
    assert sorted(project.cookbooks) == ["base", "web"]
    assert project.roles == {}


def test_later_cookbook_path_wins(tmp_path: Path) -> None:
    write(tmp_path, {"one/a/metadata.rb": "name 'a'\nversion '1.0'", "two/a/metadata.rb": "name 'a'\nversion '2.0'"})
    request = ChefRequest(cookbook_paths=(tmp_path / "one", tmp_path / "two"))
    assert [book.version for book in load_chef(request).cookbooks["a"]] == ["2.0", "1.0"]


def test_test_cookbook_finds_the_cookbook_around_it(tmp_path: Path) -> None:
    write(
        tmp_path / "nginx",
        {
            ".git/HEAD": "",
            "metadata.rb": "name 'nginx'",
            "resources/site.rb": "",
            "test/cookbooks/test/metadata.rb": "name 'test'",
            "test/cookbooks/test/recipes/default.rb": "",
            "test/integration/data_bags/b/i.json": '{"id": "i"}',
        },
    )
    for path in ("nginx", "nginx/test/cookbooks/test"):
        project = load_chef(ChefRequest(path=tmp_path / path))
        assert sorted(project.cookbooks) == ["nginx", "test"]
        assert list(project.data_bags) == ["b"]


def test_links_out_of_the_root_are_not_followed(shop: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside/secret.erb": "s", "outside/recipes/default.rb": ""})
    templates = shop / "cookbooks/web/templates/default"
    os.symlink(tmp_path / "outside/secret.erb", templates / "out.erb")
    os.symlink(templates / "a.erb", templates / "in.erb")
    os.symlink(tmp_path / "outside", shop / "cookbooks/evil")
    project = load_chef(ChefRequest(path=shop / "cookbooks/web"))
    web = project.cookbook("web")
    assert web is not None
    assert sorted(web.templates) == ["default/a.erb", "default/in.erb"]
    assert "evil" not in project.cookbooks
    assert web.folder.refused == ["templates/default/out.erb"]
    told = [item.message for item in (*project.diagnostics, *evaluate_chef(project).diagnostics)]
    assert any("cookbooks/evil is a link that leads out of" in message for message in told)
    assert any("cookbooks/web/templates/default/out.erb is a link that leads out of" in message for message in told)


def test_a_policyfile_cannot_name_a_folder_outside(shop: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside/metadata.rb": "name 'outside'\n", "outside/recipes/default.rb": ""})
    write(shop, {"Policyfile.rb": "name 'shop'\nrun_list 'outside'\ncookbook 'outside', path: '../outside'\n"})
    project = load_chef(ChefRequest(path=shop / "Policyfile.rb"))
    assert "outside" not in project.cookbooks
    assert any("../outside lies outside of shop; it is not read" in item.message for item in project.diagnostics)


def test_code_cannot_name_a_file_outside(shop: Path, tmp_path: Path) -> None:
    write(tmp_path, {"passwd": "secret"})
    recipe = (
        "cookbook_file('/a') { source '../../../../passwd' }\nfile('/b') { content lazy { File.read('../passwd') } }\n"
    )
    write(shop, {"cookbooks/web/recipes/default.rb": recipe})
    found = evaluate_chef(load_chef(ChefRequest(path=shop / "cookbooks/web")))
    assert not any(isinstance(step.content, str) and "secret" in step.content for step in found.steps)
    told = " ".join(item.message for item in found.diagnostics)
    assert "files/default/../../../../passwd" in told
    assert "nothing that is known makes /passwd" in told


def broken(project: Project) -> list[tuple[str, int, int]]:
    return [(d.span.path, d.span.line, d.span.column) for d in project.diagnostics if d.span is not None]


def test_bad_json_and_yaml_have_their_place(shop: Path) -> None:
    write(
        shop,
        {
            "attributes.json": '{\n  "a": 1,\n  "b": }\n',
            "cook2image.yaml": "registry: r.example.com\nsecrets_provider: paper\n",
        },
    )
    project = load_chef(ChefRequest(path=shop, attributes=shop / "attributes.json"))
    assert sorted(broken(project)) == [("attributes.json", 3, 8), ("cook2image.yaml", 2, 19)]
    assert project.settings.registry == "r.example.com"
    assert project.settings.secrets_provider is SecretsProvider.STUB


def test_json_may_have_comments_and_unused_files_are_not_reported(shop: Path) -> None:
    write(shop, {"roles/c.json": '{ // why\n "name": "c", /* x */ "u": "http://x//y" }', "roles/bad.json": "{,"})
    project = load_chef(ChefRequest(path=shop, run_list=("web",)))
    assert project.roles["c"].data == {"name": "c", "u": "http://x//y"}
    assert project.diagnostics == ()
    assert [e.span and e.span.column for e in project.roles["bad"].errors] == [2]


def test_facts_by_name_and_from_a_file(shop: Path) -> None:
    shipped = load_chef(ChefRequest(path=shop, facts="rocky-9")).facts.data
    assert (shipped["platform"], shipped["platform_family"], shipped["fqdn"]) == (
        "rocky",
        "rhel",
        "machine.example.com",
    )
    write(shop, {"dump.json": json.dumps({"platform": "debian", "platform_version": "12"})})
    own = load_chef(ChefRequest(path=shop, facts=str(shop / "dump.json"))).facts.data
    assert own == {"platform": "debian", "platform_version": "12"}


def test_missing_path_is_a_diagnostic(tmp_path: Path) -> None:
    [diagnostic] = load_chef(ChefRequest(path=tmp_path / "none")).diagnostics
    assert "no such file or folder" in diagnostic.message


def test_a_cookbook_that_is_a_link_out_of_the_folder_is_told(shop: Path, tmp_path: Path) -> None:
    write(tmp_path / "other", {"linked/metadata.rb": "name 'linked'\n"})
    os.symlink(tmp_path / "other/linked", shop / "cookbooks/linked")
    os.symlink(shop / "cookbooks/web", shop / "cookbooks/inside")
    project = load_chef(ChefRequest(path=shop / "cookbooks/web"))
    assert project.cookbook("linked") is None
    [diagnostic] = project.diagnostics
    assert "the folder cookbooks/linked is a link" in diagnostic.message
    assert "--cookbook-path" in diagnostic.hint
    real = load_chef(ChefRequest(path=shop / "cookbooks/web", cookbook_paths=(tmp_path / "other",)))
    assert real.cookbook("linked") is not None
