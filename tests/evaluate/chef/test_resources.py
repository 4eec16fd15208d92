"""Core resources as Chef declares them: properties after coercion, defaults, guards, notifications."""

import pytest

from tests.evaluate.chef.recipes import as_json, catalog, messages, names, only, recipe, step
from translator.diagnostics import Code
from translator.evaluate.catalog import ResourceId
from translator.evaluate.values import SymbolValue


def test_properties_are_those_that_were_set_after_coercion() -> None:
    resource = only(recipe("package 'nginx' do\n  options '--no-install-recommends -y'\n  version '1.2'\nend"))
    assert resource.properties == {
        "package_name": "nginx",
        "options": ("--no-install-recommends", "-y"),
        "version": "1.2",
    }
    assert (resource.id, resource.actions) == (ResourceId(type="package", name="nginx"), ("install",))
    assert (resource.resource_name, resource.custom, resource.declared_in) == ("apt_package", False, "web::default")


def test_octal_and_text_modes_are_kept_as_written() -> None:
    found = recipe("directory('/a') { mode 0755 }\ndirectory('/b') { mode '0755' }")
    assert [resource.properties["mode"] for resource in found.resources] == [493, "0755"]


def test_several_package_names_join_in_the_resource_name() -> None:
    resource = only(recipe("package %w(git curl)"))
    assert resource.id.name == "git, curl"
    assert resource.properties["package_name"] == ("git", "curl")


def test_reading_a_changeable_default_stores_it_as_chef_does() -> None:
    found = recipe("r = service('x') { action :start }\nr.service_name\nr.timeout")
    assert only(found).properties == {"service_name": "x"}


def test_a_script_has_its_interpreter_and_no_command() -> None:
    resource = only(recipe("bash 'x' do\n  code 'true'\nend"))
    assert resource.properties == {"command": None, "interpreter": "bash", "code": "true"}


def test_user_is_linux_user_and_owner_has_an_alias() -> None:
    found = recipe("user('bob') { gid 'staff' }\nfile('/x') { user 'bob' }")
    assert found.resources[0].resource_name == "linux_user"
    assert found.resources[1].properties == {"owner": "bob"}


def test_the_platform_chooses_the_package_class() -> None:
    chosen = {
        platform: catalog({"recipes/default.rb": "package 'x'"}, platform).resources[0].resource_name
        for platform in ("debian-12", "rocky-9", "centos-7")
    }
    assert chosen == {"debian-12": "apt_package", "rocky-9": "dnf_package", "centos-7": "yum_package"}


def test_subscribes_is_a_notification_of_the_other_resource() -> None:
    found = recipe(
        "template '/etc/x' do\n  source 'x.erb'\nend\n"
        "service 'x' do\n  action :nothing\n  subscribes :restart, 'template[/etc/x]', :immediately\nend",
        templates__x="hello",
    )
    (notice,) = found.resources[0].notifies
    assert (notice.timing, notice.action, str(notice.target)) == ("immediately", "restart", "service[x]")


def test_a_forward_reference_is_found_and_a_missing_target_reported_with_chefs_words() -> None:
    found = recipe(
        "file '/a' do\n  notifies :run, 'execute[later]'\n  notifies :run, 'execute[never]'\nend\n"
        "execute('later') { action :nothing }"
    )
    assert [str(notice.target) for notice in found.resources[0].notifies] == ["execute[later]", "execute[never]"]
    (said,) = found.diagnostics
    assert said.code is Code.UNKNOWN_TARGET
    assert said.message == (
        "resource file[/a] is configured to notify resource execute[never] with action run, but execute[never] "
        "cannot be found in the resource collection"
    )
    assert said.span is not None
    assert said.span.line == 3


def test_guards_keep_command_options_and_block_place() -> None:
    found = recipe(
        "execute 'x' do\n  not_if 'test -e /y', user: 'bob'\n  only_if { node['platform'] == 'debian' }\nend"
    )
    command, block = only(found).guards
    assert (command.kind, command.command, command.options) == ("not_if", "test -e /y", {"user": "bob"})
    assert (block.kind, block.command, block.span.line) == ("only_if", None, 3)
    assert step(found, "execute[x]").outcome.name == "RAN"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("package('x') { action :fly }", "Option action must be equal to one of: :nothing, :install, :upgrade"),
        ("file('/x') { backup 'no' }", 'Property backup must be one of: Integer, FalseClass!  You passed "no".'),
        ("link('/x') { link_type :odd }", "Option link_type must be equal to one of: :symbolic, :hard!"),
        ("file('/x') { checksum 'abc' }", "Property checksum's value abc does not match regular expression"),
    ],
)
def test_a_wrong_value_is_refused_with_chefs_words_and_only_that_resource_is_lost(text: str, message: str) -> None:
    found = recipe(f"{text}\npackage 'after'")
    (said,) = found.diagnostics
    assert said.code is Code.INVALID_PROPERTY
    assert message in said.message
    assert said.span is not None
    assert said.span.line == 1
    assert names(found) == ["package[after]"]


def test_resources_are_found_edited_and_deleted() -> None:
    found = recipe(
        "package 'a'\nservice('b') { action :start }\n"
        "edit_resource(:package, 'a') { version '2' }\n"
        "find_resource(:file, '/new') { content 'x' }\n"
        "delete_resource(:service, 'b')\n"
        "resources(package: 'a').options('-q')\n"
        "declare_resource(:directory, '/d') { recursive true }\n"
        "log find_resource(:service, 'b').inspect"
    )
    assert names(found) == ["package[a]", "file[/new]", "directory[/d]", "log[nil]"]
    assert found.resources[0].properties == {"package_name": "a", "version": "2", "options": ("-q",)}


def test_def_in_a_resources_block_makes_a_method_of_that_resource() -> None:
    found = recipe(
        "file '/a' do\n  def words\n    'mine'\n  end\n  content lazy { words }\nend\nfile('/b') { content words }"
    )
    assert step(found, "file[/a]").content == "mine"
    assert [item.code for item in found.diagnostics] == [Code.MISSING_DEFINITION]


def test_the_old_ways_of_naming_a_target_work() -> None:
    found = recipe(
        "service('x') { action :nothing }\n"
        "file('/a') { notifies :restart, resources(service: 'x') }\n"
        "file('/b') { notifies :stop, 'service[x]', :before }"
    )
    assert messages(found) == []
    assert [str(resource.notifies[0].target) for resource in found.resources[1:]] == ["service[x]"] * 2
    assert found.resources[2].notifies[0].timing == "before"


def test_json_has_the_golden_form() -> None:
    found = recipe(
        "template '/etc/x' do\n  source 'x.erb'\n  variables(port: 80, list: [:a], late: lazy { 1 })\n"
        "  only_if 'true'\n  notifies :restart, 'service[x]'\nend\nservice 'x'",
        templates__x="<%= @port %><%= @late %>\n",
    )
    data = as_json(found)
    assert data["resources"][0] == {
        "type": "template",
        "name": "/etc/x",
        "action": ["create"],
        "properties": {"source": "x.erb", "variables": {":port": 80, ":list": [":a"], ":late": {"lazy": True}}},
        "source": "web/recipes/default.rb:1",
        "in": "web::default",
        "guards": [{"kind": "only_if", "command": "true"}],
        "notifies": [{"timing": "delayed", "action": "restart", "to": "service[x]"}],
    }
    assert [(file["resource"], file["length"]) for file in data["files"]] == [("template[/etc/x]", 4)]
    assert [(item["level"], item["ran"], item["ref"]) for item in data["steps"]] == [
        (0, "create", 0),
        (0, "nothing", 1),
        (0, "restart", 1),
    ]


def test_a_symbol_stays_a_symbol() -> None:
    assert only(recipe("log 'x' do\n  level :warn\nend")).properties == {"level": SymbolValue("warn")}
