"""Run lists, roles, environments, policies, metadata and the node's own methods."""

from __future__ import annotations

import itertools

import pytest

from tests.evaluate.chef.chef_world import cookbook, document, file, world
from translator.diagnostics import Code
from translator.evaluate.chef.lookup import Place, find_directory, find_file, preferences
from translator.evaluate.chef.run_list import BadRunListItem, RunListItem, parse_item
from translator.evaluate.chef.versions import compare, satisfies
from translator.load.project import Cookbook, Document


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("recipe[a::b@1.2.3]", RunListItem("recipe", "a::b", "1.2.3")),
        ("recipe[a]", RunListItem("recipe", "a")),
        ("role[web]", RunListItem("role", "web")),
        ("a::b", RunListItem("recipe", "a::b")),
        ("a@1.0", RunListItem("recipe", "a", "1.0")),
    ],
)
def test_run_list_items(text: str, item: RunListItem) -> None:
    assert parse_item(text) == item


@pytest.mark.parametrize("text", ["Recipe[a]", "roles[b]", "recipe[a", ""])
def test_what_is_no_run_list_item(text: str) -> None:
    with pytest.raises(BadRunListItem):
        parse_item(text)


def test_roles_expand_once_inner_before_outer_and_by_environment() -> None:
    roles = {
        "outer": document(
            "outer",
            "run_list 'role[inner]', 'recipe[web::tls]'\ndefault_attributes 'a' => 'outer', 'l' => [2]\n"
            "env_run_lists '_default' => ['role[inner]', 'recipe[web::tls]'], 'dev' => ['recipe[web]']",
        ),
        "inner": Document(
            name="inner",
            file=file("inner.json", "{}"),
            data={"run_list": ["recipe[web]", "role[outer]"], "default_attributes": {"a": "inner", "b": 1, "l": [1]}},
        ),
    }
    made = world(cookbook("web"), roles=roles, run_list=("role[outer]", "recipe[web]"))
    assert [item.name for item in made.prepared.recipes] == ["web", "web::tls"]
    assert made.ruby("[node['roles'], node['a'], node['b'], node['l']]") == (("outer", "inner"), "outer", 1, (1, 2))
    assert made.ruby("node['recipes']") == ("web", "web::default", "web::tls")
    dev = world(cookbook("web"), roles=roles, run_list=("role[outer]",), environment="_default", node_name="n")
    assert [item.name for item in dev.prepared.recipes] == ["web", "web::tls"]
    only = world(
        cookbook("web"),
        roles=roles,
        run_list=("role[outer]",),
        environment="dev",
        environments={"dev": document("dev", "")},
    )
    assert [item.name for item in only.prepared.recipes] == ["web"]


def test_missing_role_environment_and_cookbook_are_diagnosed() -> None:
    made = world(
        cookbook("web", metadata="name 'web'\n\ndepends 'gone', '~> 1.0'"),
        run_list=("role[none]", "web", "nope::x"),
        environment="moon",
    )
    codes = [(diagnostic.code, diagnostic.message) for diagnostic in made.interp.diagnostics]
    assert codes == [
        (Code.MISSING_DATA, "there is no environment moon"),
        (Code.MISSING_DATA, "there is no role none"),
        (Code.MISSING_COOKBOOK, "the cookbook gone is not there; the metadata of web wants it"),
        (Code.MISSING_COOKBOOK, "the cookbook nope is not there; the run list wants it"),
    ]
    span = made.interp.diagnostics[2].span
    assert span is not None
    assert (span.path, span.line, span.column) == ("cookbooks/web/metadata.rb", 3, 1)


def test_a_role_that_asks_for_what_is_missing_has_its_place() -> None:
    made = world(
        roles={"web": document("web", "name 'web'\nrun_list 'recipe[gone]', 'role[lost]'")}, run_list=("role[web]",)
    )
    places = [(d.message, str(d.span)) for d in made.interp.diagnostics]
    assert places == [
        ("there is no role lost", "repo/web.rb:2"),
        ("the cookbook gone is not there; the run list wants it", "repo/web.rb:2"),
    ]


def test_compile_order_is_depth_first_by_name_and_metadata_is_ruby() -> None:
    made = world(
        cookbook("web", metadata="%w(zoo base).each { |c| depends c }\nversion '2.0.0' if true"),
        cookbook("base", metadata="depends 'apt'"),
        cookbook("apt"),
        cookbook("zoo", metadata="depends 'apt'\nsupports 'debian'\nunheard_of 'field', 1"),
        cookbook("unused"),
        run_list=("web",),
    )
    assert [book.name for book in made.prepared.cookbooks.order] == ["apt", "base", "zoo", "web"]
    assert made.ruby("node['cookbooks']['web']['version']") == "2.0.0"


def test_metadata_and_attributes_may_read_their_own_cookbook() -> None:
    texts: dict[str, str | bytes] = {
        "metadata.rb": "name 'web'\nversion IO.read(File.join(File.dirname(__FILE__), 'VERSION')).strip\n",
        "VERSION": "3.1.4\n",
        "attributes/default.rb": "default['there'] = File.exist?(File.expand_path('../files/x', __dir__))",
    }
    made = world(Cookbook.of_texts("web", texts))
    assert made.ruby("[node['cookbooks']['web']['version'], node['there']]") == ("3.1.4", False)


def test_a_version_that_is_asked_for_is_chosen() -> None:
    old, new = cookbook("db", "1.0.0"), cookbook("db", "2.0.0")
    asked = world(new, old, cookbook("web", metadata="depends 'db', '< 2.0'"), run_list=("web",))
    assert [book.version for book in asked.prepared.cookbooks.order if book.name == "db"] == ["1.0.0"]
    free = world(new, old, run_list=("db",))
    assert free.prepared.cookbooks.order[0].version == "2.0.0"
    pinned = world(new, old, run_list=("recipe[db@1.0.0]",))
    assert pinned.prepared.cookbooks.order[0].version == "1.0.0"


def test_policyfile_gives_run_list_and_role_level_attributes() -> None:
    text = (
        "name 'shop'\ndefault_source :supermarket\nrun_list 'web::default', 'web::tls'\ncookbook 'web', path: '.'\n"
        "default['a']['b'] = 1\noverride['c'] = 2\ndefault['live']['a']['d'] = 3\n"
    )
    made = world(
        cookbook("web"), run_list=(), policy=document("Policyfile", text), environment="live",
        environments={"live": document("live", "")},
    )  # fmt: skip
    assert [item.name for item in made.prepared.recipes] == ["web::default", "web::tls"]
    assert made.ruby("[node['a'], node['c'], node.policy_name]") == ({"b": 1, "d": 3}, 2, "shop")


def test_given_attributes_bring_run_list_and_environment() -> None:
    made = world(
        cookbook("web"),
        run_list=(),
        attributes={"run_list": ["recipe[web]"], "chef_environment": "qa", "x": {"y": 1}},
        environments={"qa": document("qa", "override_attributes('x' => { 'z' => 2 })")},
    )
    assert [item.name for item in made.prepared.recipes] == ["web"]
    assert made.ruby("[node.chef_environment, node['x'], node['run_list']]") == ("qa", {"y": 1, "z": 2}, None)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("node.run_list.to_s", "recipe[web], role[r]"),
        ("node.run_list.map(&:name)", ("web", "r")),
        ("node.run_list.include?('role[r]')", True),
        ("node.run_list.roles", ("r",)),
        ("node.recipe?('web')", True),
        ("node.tag('a', 'b'); node.untag('a'); node['tags']", ("b",)),
        ("node.run_state['x'] = 1; node.run_state['x']", 1),
        ("node.to_s", "node[n1]"),
        ("node.name", "n1"),
        ("node.save.name", "n1"),
        ("node.keys.include?('platform')", True),
        ("default['a'] = 1; override['a'] = 2; node.debug_value('a').reject { |_, v| v == :not_present }",
         (("default", 1), ("override", 2))),
    ],
)  # fmt: skip
def test_methods_of_the_node(code: str, value: object) -> None:
    made = world(cookbook("web"), run_list=("web", "role[r]"), node_name="n1", roles={"r": document("r", "")})
    assert made.ruby(code) == value


def test_lookup_follows_chefs_order() -> None:
    place = Place(fqdn="w1.example.com", platform="ubuntu", platform_version="22.04")
    names = ["host-w1.example.com/x", "ubuntu-22.04/x", "ubuntu-22/x", "ubuntu/x", "default/x", "x"]
    assert list(preferences("x", place)) == names
    for at in range(len(names)):
        book = Cookbook.of_texts("web", {f"templates/{name}": name for name in names[at:]})
        found = find_file(book, "templates", "x", place)
        assert found.file is not None
        assert found.file.text == names[at]


def test_lookup_of_lists_folders_and_what_is_missing() -> None:
    book = Cookbook.of_texts(
        "web", {"files/default/d/a": "1", "files/default/d/s/b": "2", "files/d/c": "3", "files/e": "4"}
    )
    assert find_file(book, "files", ["none", "e"], Place()).tried == ("files/none", "files/e")
    below, _ = find_directory(book, "files", "d", Place())
    assert sorted(below) == ["a", "s/b"]
    missing = find_file(book, "files", "zzz", Place(platform="debian", platform_version="12"))
    assert missing.file is None
    assert "files/debian-12/zzz" in missing.tried


@pytest.mark.parametrize(
    ("version", "constraint", "holds"),
    [
        ("1.2.9", "~> 1.2.3", True),
        ("1.3.0", "~> 1.2.3", False),
        ("1.9", "~> 1.2", True),
        ("2.0", "~> 1.2", False),
        ("1.10.0", "> 1.9.0", True),
        ("1.0", "= 1.0.0", True),
        ("1.0.0.pre", "< 1.0.0", True),
    ],
)
def test_version_constraints(version: str, constraint: str, holds: bool) -> None:
    assert satisfies(version, constraint) is holds


def test_versions_compare_as_gems() -> None:
    ordered = ["1.0.a", "1.0.b1", "1.0", "1.0.1", "1.2", "1.10"]
    assert [compare(a, b) for a, b in itertools.pairwise(ordered)] == [-1] * 5


def test_node_data_that_would_hold_itself_is_copied() -> None:
    found = world(cookbook("web", attributes__default="default['a']['b'] = 1\ndefault['a']['c'] = default['a']"))
    assert found.messages() == []
    assert found.ruby("node['a'].to_hash") == {"b": 1, "c": {"b": 1}}
    text = "default['a']['b'] = 1\ndefault['a']['c'] = [default['a']]\ndefault['a']['c'].push(default['a'])"
    found = world(cookbook("web", attributes__default=text))
    assert found.ruby("node['a'].to_hash") == {"b": 1, "c": ({"b": 1}, {"b": 1, "c": ({"b": 1},)})}
