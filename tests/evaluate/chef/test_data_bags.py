"""Data bags, vaults, search, and what in them is secret."""

from __future__ import annotations

import pytest

from tests.evaluate.chef.chef_world import World, cookbook, document, file, item, world
from translator.diagnostics import Code
from translator.evaluate.chef.secrecy import Secrecy
from translator.evaluate.chef.solr import BadQuery, compile_query, flatten
from translator.evaluate.values import Hole, Secret, Tainted, Text
from translator.load.project import Document, Settings

SEALED = {"encrypted_data": "x", "iv": "y", "version": 1, "cipher": "aes-256-cbc"}


@pytest.fixture
def data() -> World:
    return world(
        items=(
            item("users", {"id": "ann", "uid": 1001, "groups": ["sysadmin"], "ssh_keys": ["ssh-rsa AAAA ann"], "password": "$6$x$y"}),
            item("users", {"id": "bob", "groups": ["dev"], "action": "remove"}),
            item("apps", {"id": "db", "user": "shop", "password": "hunter22", "port": 5432}),
            item("apps", {"id": "sealed", "password": SEALED, "tree": SEALED}),
        ),
        nodes=(
            Document(
                name="w1",
                file=file("w1.json", ""),
                data={
                    "name": "w1",
                    "run_list": ["role[web]"],
                    "chef_environment": "prod",
                    "automatic": {"ipaddress": "10.0.0.1", "roles": ["web"]},
                },
            ),
        ),
        roles={"web": document("web", "")},
    )  # fmt: skip


def secret(name: str, text: str) -> Text:
    return Text((Hole(Secret(name), text),))


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("data_bag('users')", ("ann", "bob")),
        ("data_bag(:users).sort", ("ann", "bob")),
        ("data_bag_item('users', 'ann')['uid']", 1001),
        ("data_bag_item('users', 'ann')[:ssh_keys].first", "ssh-rsa AAAA ann"),
        ("data_bag_item('apps', 'db')['password']", secret("data_bag/apps/db/password", "hunter22")),
        ("data_bag_item('apps', 'db').to_hash.values_at('user', 'port', 'data_bag')", ("shop", 5432, "apps")),
        ("data_bag_item('apps', 'db').key?('user')", True),
        ("Chef::DataBagItem.load('apps', 'db').id", "db"),
        ("data_bag_item('apps', 'sealed')['tree']['deep']", secret("data_bag/apps/sealed/tree/deep", "(sealed)")),
        ("Chef::EncryptedDataBagItem.load('apps', 'sealed', 'k')['password'].class.to_s", "Chef::EncryptedDataBagItem::Value"),
        ("chef_vault_item('apps', 'db')['user']", secret("data_bag/apps/db/user", "shop")),
        ("ChefVault::Item.load('apps', 'db')['id']", "db"),
        ("search(:users, 'groups:sysadmin AND NOT action:remove').map { |u| u['id'] }", ("ann",)),
        ("r = []; search('users', '*:*') { |u| r << u['id'] }; r", ("ann", "bob")),
        ("search(:node, 'role:web AND chef_environment:prod').map { |n| [n.name, n['ipaddress']] }", (("w1", "10.0.0.1"),)),
        ("search(:node, 'roles:web', filter_result: { 'ip' => ['ipaddress'] })", ({"ip": "10.0.0.1"},)),
        ("Chef::Search::Query.new.search(:node, 'name:zzz')", ((), 0, 0)),
        ("begin; data_bag_item('no', 'x'); rescue Net::HTTPServerException => e; e.response.code; end", "404"),
        ("(data_bag('no') rescue 'none')", "none"),
    ],
)  # fmt: skip
def test_reading_data(data: World, code: str, value: object) -> None:
    assert data.ruby(code) == value


def test_a_secret_inside_a_string_stays_one(data: World) -> None:
    found = data.ruby("\"jdbc:#{data_bag_item('apps', 'db')['password']}\"")
    assert found == Text(("jdbc:", Hole(Secret("data_bag/apps/db/password"), "hunter22")))
    assert data.interp.secrets["hunter22"] == "data_bag/apps/db/password"


def test_what_is_missing_is_diagnosed_and_the_code_goes_on(data: World) -> None:
    assert data.value("x = data_bag_item('apps', 'nope')\nx['list'].each { |i| raise 'never' }\n5") == 5
    [diagnostic] = data.interp.diagnostics
    assert (diagnostic.code, diagnostic.message) == (Code.MISSING_DATA, "the data bag item apps/nope is not there")
    assert diagnostic.span is not None
    assert (diagnostic.span.line, diagnostic.span.column) == (1, 5)


def test_a_search_without_nodes_is_told() -> None:
    made = world(cookbook("web"))
    assert made.value("search(:node, 'role:db').length") == 0
    assert made.messages() == ["search(:node, 'role:db') finds nothing: no nodes are given"]


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("*:*", True),
        ("role:web", True),
        ("role:w*b", True),
        ("role:w?b", True),
        ("role:db OR role:web", True),
        ("role:web AND name:w2", False),
        ("role:web name:w1", True),
        ("NOT role:db", True),
        ("role:web AND !tags:old", True),
        ("(role:db OR role:web) AND (chef_environment:prod)", True),
        ("role:(db OR web)", True),
        ('chef_environment:"prod"', True),
        ("kernel_machine:x86_64", True),
        ("machine:x86_64", True),
        ("recipes:apt\\:\\:cacher-ng", True),
        ("recipes:nginx*", False),
        ("domain:*example.com", True),
        ("cores:[2 TO 8]", True),
        ("cores:[5 TO *]", False),
        ("keys_ssh:* NOT name:w1", False),
        ("web", True),
    ],
)
def test_queries(query: str, matches: bool) -> None:
    document = {
        "name": "w1",
        "role": ["web"],
        "chef_environment": "prod",
        "kernel": {"machine": "x86_64"},
        "recipes": ["apt::cacher-ng"],
        "domain": "a.example.com",
        "cores": 4,
        "keys": {"ssh": {"host_rsa_public": "x"}},
    }
    assert compile_query(query)(flatten(document)) is matches


@pytest.mark.parametrize("query", ["(role:web", "role:web)", "AND"])
def test_queries_that_are_none(query: str) -> None:
    with pytest.raises(BadQuery):
        compile_query(query)


@pytest.mark.parametrize(
    ("path", "value", "is_secret"),
    [
        (("apps", "db", "password"), "x1", True),
        (("apps", "db", "dbPassword"), "x1", True),
        (("apps", "db", "secrets", "smtp"), "x1", True),
        (("passwords", "db", "value"), "x1", True),
        (("apps", "tokens", "value"), "x1", True),
        (("apps", "db", "license"), "ABC", True),
        (("apps", "db", "note"), "-----BEGIN RSA PRIVATE KEY-----\nx", True),
        (("apps", "db", "url"), "postgres://u:p@db/x", True),
        (("apps", "db", "user"), "shop", False),
        (("users", "ann", "shell"), "/bin/bash", False),
        (("users", "ann", "ssh_keys", "0"), "ssh-rsa AAAA x", False),
        (("users", "ann", "ssh_private_key"), "abc", True),
        (("certs", "web", "cert"), "-----BEGIN CERTIFICATE-----\nx", False),
        (("apps", "db", "api_key"), True, False),
        (("apps", "db", "pin"), 123456, True),
        (("apps", "db", "keepalive"), "5s", False),
        (("secrets", "db", "host"), "db1", False),
        (("users", "ann", "deploy_key"), "abc", True),
        (("apps", "db", "dbpassword"), "x1", True),
        (("secrets", "db", "postgres_user"), "app", False),
        (("secrets", "db", "salt"), "x1", True),
        (("users", "ann", "key_country"), "CA", False),
    ],
)
def test_which_plain_values_are_secret(path: tuple[str, ...], value: object, is_secret: bool) -> None:
    assert Secrecy().of_data_bag(path, value) is is_secret


def test_settings_overrule_the_table() -> None:
    secrecy = Secrecy(
        Settings(secrets=("data_bag/apps/*/host", "attribute/app/salted"), public=("data_bag/apps/db/password",))
    )
    assert secrecy.of_data_bag(("apps", "db", "host"), "h")
    assert not secrecy.of_data_bag(("apps", "db", "password"), "p")
    assert secrecy.of_attribute(("app", "salted"), "s")


def test_the_first_format_of_encryption_is_seen() -> None:
    made = world(items=(item("apps", {"id": "old", "name": "z4N1rWcPTLRAMK1FXKz3EQ==\n"}),))
    assert made.ruby("data_bag_item('apps', 'old')['name']") == secret("data_bag/apps/old/name", "(sealed)")


def test_numbers_that_are_secret_are_tainted() -> None:
    made = world(items=(item("apps", {"id": "db", "pin": 123456}),))
    assert made.ruby("data_bag_item('apps', 'db')['pin']") == Tainted(123456, Secret("data_bag/apps/db/pin"))


def test_roles_and_environments_are_found_as_their_own_objects() -> None:
    """Chef inflates a found role to a Chef::Role, whether the repository keeps it in Ruby or in JSON."""
    found = world(
        roles={
            "web": document("web", "name 'web'\nrun_list 'recipe[nginx]'\ndefault_attributes 'port' => 81\n"),
            "db": Document(name="db", file=file("db.json", ""), data={"name": "db", "run_list": ["recipe[pg]"]}),
        },
        environments={
            "prod": Document(name="prod", file=file("prod.json", ""), data={"cookbook_versions": {"a": "= 1.0"}})
        },
    )
    roles = found.ruby("search(:role).sort_by { |r| r.name }.map { |r| [r.class.to_s, r.name, r.run_list] }")
    assert roles == (("Chef::Role", "db", ("recipe[pg]",)), ("Chef::Role", "web", ("recipe[nginx]",)))
    assert found.ruby("search(:role, 'run_list:*nginx*').first.default_attributes['port']") == 81
    assert found.ruby("search(:environment).map { |e| [e.name, e.cookbook_versions] }") == (("prod", {"a": "= 1.0"}),)
