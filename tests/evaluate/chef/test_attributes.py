"""Node attributes. Expected values follow Chef's documentation on attribute precedence and its attribute_spec.rb."""

from __future__ import annotations

import pytest

from tests.evaluate.chef.chef_world import World, cookbook, document, world
from translator.evaluate.values import Hole, Runtime, Secret, Tainted, Text
from translator.load.project import Facts


@pytest.fixture
def plain() -> World:
    return world()


LEVELS = [
    "default",
    "env_default",
    "role_default",
    "force_default",
    "normal",
    "override",
    "role_override",
    "env_override",
    "force_override",
    "automatic",
]


@pytest.mark.parametrize("at", range(1, len(LEVELS)))
def test_a_higher_level_wins_whatever_the_order_of_writing(plain: World, at: int) -> None:
    low, high = LEVELS[at - 1], LEVELS[at]
    code = f"attributes.{high}['x'] = '{high}'; attributes.{low}['x'] = '{low}'; node['x']"
    assert plain.ruby(code) == high


@pytest.mark.parametrize(
    ("code", "merged"),
    [
        ("default['a'] = [1, 2]; force_default['a'] = [2, 3]", (1, 2, 3)),
        ("default['a'] = [1, 2]; normal['a'] = [3]", (3,)),
        ("override['a'] = [1]; force_override['a'] = [2]", (1, 2)),
        ("default['a'] = [1]; override['a'] = [2]", (2,)),
        ("default['a']['b'] = 1; override['a']['c'] = 2", {"b": 1, "c": 2}),
        (
            "default['a'] = { 'b' => { 'x' => 1, 'y' => [1] } }; normal['a']['b'] = { 'y' => [2] }",
            {"b": {"x": 1, "y": (2,)}},
        ),
        ("default['a']['b'] = 1; override['a'] = 'text'", "text"),
        ("default['a'] = 1; override['a'] = nil", None),
        ("default['a'] = [1, 1]; force_default['a'] = [{ 'x' => 1 }, { 'x' => 1 }]", (1, {"x": 1})),
    ],
)
def test_merging(plain: World, code: str, merged: object) -> None:
    assert plain.ruby(f"{code}; node['a']") == merged


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("default['a']['b'] = 1; [node['a']['b'], node[:a][:b], node['a'].b, node.a.b]", (1, 1, 1, 1)),
        ("default.a.b = 1; node['a']", {"b": 1}),
        ("default[:a] = { b: { c: 1 } }; node['a']['b']['c']", 1),
        ("default['a'] = {}; node['a']['missing']", None),
        ("default['a']['b']; node['a']", {"b": {}}),
        ("default['a'] << 1 rescue default['a'] = [1]; default['a'] << 2; node['a']", (1, 2)),
        ("default['a'] = [1]; x = node['a']; default['a'] << 2; node['a']", (1, 2)),
        ("default['a'] = { 'k' => 1 }; default['a'].merge!('l' => { 'm' => 2 }); node['a']['l'][:m]", 2),
        ("default['a'] = { 'k' => 1 }; default['a'].delete('k'); node['a']", {}),
        ("set['a'] = 1; node['a']", 1),
        ("default_unless['a'] = 1; default_unless['a'] = 2; node['a']", 1),
        ("node.read('a', 'b')", None),
        ("default['a']['b'] = 0; [node.read('a', 'b'), node.dig(:a, :b), node.exist?('a', 'c')]", (0, 0, False)),
        ("node.write(:override, 'a', 'b', 1); default['a']['b'] = 2; node['a']['b']", 1),
        ("default['a'] = 'x'; node.write(:default, 'a', 'b', 1); node['a']", {"b": 1}),
        ("[node.attribute?('a'), (default['a'] = 1), node.attribute?('a'), node.key?(:a)]", (False, 1, True, True)),
        ("default['a']['b'] = 1; node['a'].to_hash.class.to_s", "Hash"),
        ("default['a']['b'] = 1; [node['a'].is_a?(Hash), node['a'].is_a?(Mash), Hash === node['a']]", (True, True, True)),
        ("default['a'] = [1]; [node['a'].is_a?(Array), node['a'].class.to_s]", (True, "Chef::Node::ImmutableArray")),
        ("default['a']['b'] = 1; [node['a'] == { 'b' => 1 }, { 'b' => 1 } == node['a']]", (True, True)),
        ("default['a'] = { 'x' => 1, 'y' => 2 }; node['a'].map { |k, v| [k, v] }", (("x", 1), ("y", 2))),
        ("default['a'] = { 'x' => 1 }; d = node['a'].dup; d['y'] = 2; d[:y]", 2),
        ("default['a'] = { 'x' => 1 }; node['a'].merge('y' => 2)", {"x": 1, "y": 2}),
        ("default['a'] = 'x'; s = node['a'].dup; s << 'y'; [s, node['a']]", ("xy", "x")),
        ("default['a'] = [3, 1]; node['a'].sort", (1, 3)),
        ("default['a'] = { 'x' => 1 }; node['a'].fetch(:x)", 1),
        ("default['a'] = { 'x' => nil }; [node['a'].key?(:x), node['a'].fetch('y', 5)]", (True, 5)),
        ("Mash.new('a' => { 'b' => 1 })[:a][:b]", 1),
        ("Chef::Mixin::DeepMerge.merge({ 'a' => [1], 'h' => { 'x' => 1 } }, { 'a' => [2], 'h' => { 'y' => 2 } })",
         {"a": (1, 2), "h": {"x": 1, "y": 2}}),
        ("Chef::Mixin::DeepMerge.hash_only_merge({ 'a' => [1] }, { 'a' => [2] })", {"a": (2,)}),
    ],
)  # fmt: skip
def test_reading_and_writing(plain: World, code: str, value: object) -> None:
    assert plain.ruby(code) == value


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("default['a']['b'] = 1; override['a']['b'] = 2; node.rm('a', 'b')", 2),
        ("default['a']['b'] = 1; override['a']['b'] = 2; node.rm('a', 'b'); node['a']", {}),
        ("default['a']['b'] = 1; override['a']['b'] = 2; node.rm_override('a', 'b'); node['a']['b']", 1),
        ("default['a'] = { 'b' => 1, 'c' => 2 }; node.default!['a'] = { 'd' => 3 }; node['a']", {"d": 3}),
        (
            "default['a']['x'] = 1; role_default['a']['y'] = 2; node.force_default!['a'] = { 'z' => 3 }; node['a']",
            {"z": 3},
        ),
        ("normal['a'] = 1; normal['b'] = 2; node.rm_normal('a'); [node['a'], node['b']]", (None, 2)),
        ("node.rm('never', 'there')", None),
        ("automatic['a'] = 1; node.rm('a'); node['a']", 1),
    ],
)
def test_deleting_and_forcing(plain: World, code: str, value: object) -> None:
    assert plain.ruby(code.replace("role_default", "attributes.role_default")) == value


@pytest.mark.parametrize(
    "code",
    ["node['a']['b'] = 1", "node['l'] << 1", "node['a'].delete('b')", "node['a'].merge!('x' => 1)", "node['x'] = 1"],
)
def test_the_merged_view_cannot_be_written(plain: World, code: str) -> None:
    plain.ruby("default['a']['b'] = 0; default['l'] = []")
    rescued = f"begin; {code}; rescue Chef::Exceptions::ImmutableAttributeModification => e; e.message[0, 34]; end"
    assert plain.ruby(rescued) == "Node attributes are read-only when"


def test_missing_path_raises_with_its_name(plain: World) -> None:
    assert (
        plain.ruby("begin; node.read!('a', 'b'); rescue Chef::Exceptions::NoSuchAttribute => e; e.message; end")
        == "a.b"
    )


def test_attribute_files_run_dependencies_first_and_default_first() -> None:
    base = cookbook("base", attributes__default="default['order'] = ['base']")
    web = cookbook(
        "web",
        metadata="name 'web'\ndepends 'base'",
        attributes__zeta="default['order'] << 'zeta'",
        attributes__alpha="default['order'] << 'alpha'",
        attributes__default="default['order'] << 'default'",
    )
    assert world(web, base, run_list=("recipe[web]",)).ruby("node['order']") == ("base", "default", "alpha", "zeta")


def test_a_derived_value_keeps_what_it_read() -> None:
    app = cookbook("app", attributes__default="default['v'] = '1'; default['url'] = \"u/#{node['v']}\"")
    wrapper = cookbook("wrapper", metadata="depends 'app'", attributes__default="override['v'] = '2'")
    result = world(wrapper, app, run_list=("recipe[wrapper]",)).ruby("[node['v'], node['url']]")
    assert result == ("2", "u/1")


def test_include_attribute_loads_once_and_early() -> None:
    one = cookbook("one", attributes__default="include_attribute 'two'\ndefault['a'] = node['b']")
    two = cookbook("two", attributes__default="default['b'] = (node['b'] || 0) + 1")
    assert world(one, two).ruby("[node['a'], node['b']]") == (1, 1)


def test_an_error_in_one_attribute_file_has_its_place_and_spares_the_others() -> None:
    bad = cookbook("bad", attributes__default="default['a'] = 1\ndefault['b'] = nil + 1\n")
    good = cookbook("good", attributes__default="default['c'] = 3")
    made = world(bad, good)
    [diagnostic] = made.interp.diagnostics
    assert diagnostic.span is not None
    assert (diagnostic.span.path, diagnostic.span.line) == ("cookbooks/bad/attributes/default.rb", 2)
    made.interp.diagnostics.clear()
    assert made.ruby("[node['a'], node['c']]") == (1, 3)


def test_environment_roles_and_given_attributes_stand_at_their_levels() -> None:
    web = cookbook("web", attributes__default="%w(a b c d e).each { |k| default[k] = 'file' }\nnormal['f'] = 'file'")
    made = world(
        web,
        run_list=("role[front]", "recipe[web]"),
        environment="production",
        environments={
            "production": document(
                "production",
                "name 'production'\ndefault_attributes 'b' => 'env', 'c' => 'env'\noverride_attributes 'e' => 'env'",
            )
        },
        roles={
            "front": document(
                "front",
                "name 'front'\ndefault_attributes 'c' => 'role'\noverride_attributes 'd' => 'role', 'e' => 'role'",
            )
        },
        attributes={"c2": "given", "f": "given"},
    )
    values = made.ruby("%w(a b c d e c2 f).map { |k| node[k] }")
    assert values == ("file", "env", "role", "role", "env", "given", "file")
    assert made.ruby("[node.chef_environment, node.role?('front'), node['roles']]") == ("production", True, ("front",))


def test_platform_version_compares_as_a_version(plain: World) -> None:
    code = "v = node['platform_version']; [v >= '9', v == '12', v < '13.1', v.to_i, \"#{v}\", v =~ '~> 12.0']"
    assert plain.ruby(code) == (True, True, True, 12, "12", True)


def test_runtime_facts_keep_their_origin_through_strings(plain: World) -> None:
    found = plain.ruby("\"http://#{node['ipaddress']}:80\"")
    assert found == Text(("http://", Hole(Runtime("ipaddress"), "10.0.0.10"), ":80"))
    assert plain.ruby("node['cpu']['total']") == Tainted(2, Runtime("cpu/total"))
    assert plain.ruby("node.name") == Text((Hole(Runtime("fqdn"), "machine.example.com"),))
    address = plain.ruby(
        "node['network']['interfaces']['eth0']['addresses'].find { |_, a| a['family'] == 'inet' }.first"
    )
    assert address == Text((Hole(Runtime("ipaddress"), "10.0.0.10"),))
    assert plain.ruby("node['platform']") == "debian"


def test_cloud_data_is_runtime_below_any_key() -> None:
    made = world(facts=Facts(name="x", data={"ec2": {"local_ipv4": "10.1.1.1"}, "ipaddress": "10.1.1.1"}))
    assert made.ruby("node['ec2']['local_ipv4']") == Text((Hole(Runtime("ipaddress"), "10.1.1.1"),))


@pytest.mark.parametrize(
    ("key", "text", "secret"),
    [
        ("password", "s3cret", True),
        ("db_password", "s3cret", True),
        ("api_key", "abc", True),
        ("password", "", False),
        ("private_key", "/etc/ssl/private/x.key", False),
        ("password_file", "x", False),
        ("key", "x", False),
    ],
)
def test_attributes_named_like_secrets_are(plain: World, key: str, text: str, secret: bool) -> None:
    found = plain.ruby(f"default['app']['{key}'] = '{text}'; node['app']['{key}']")
    assert found == (Text((Hole(Secret(f"attribute/app/{key}"), text),)) if secret else text)
