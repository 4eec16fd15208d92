"""What cookbooks of Chef 10 to 12 do: attribute files run by path, Ohai's configuration, loops that wait."""

from __future__ import annotations

from tests.evaluate.chef.recipes import catalog, messages, only, recipe
from translator.evaluate.values import SymbolValue


def test_an_attribute_file_is_run_by_its_path() -> None:
    found = catalog(
        {
            "attributes/a.rb": "node.from_file(run_context.resolve_attribute('web', 'b'))\n"
            "default['web']['a'] = node['web']['b'] + '!'\n",
            "attributes/b.rb": "default['web']['b'] = 'from b'\n",
            "recipes/default.rb": "file('/etc/x') { content node['web']['a'] }\n",
        }
    )
    assert only(found).properties["content"] == "from b!"


def test_an_attribute_file_that_is_not_there_is_told() -> None:
    found = catalog({"attributes/a.rb": "node.from_file(run_context.resolve_attribute('web', 'x'))\n"})
    (message, *_) = messages(found)
    assert message.endswith("could not find filename for attribute x in cookbook web")


def test_ohai_takes_settings_that_nobody_reads() -> None:
    found = recipe(
        "Ohai::Config[:plugin_path] << '/etc/chef/ohai_plugins'\n"
        "Ohai::Log.warn 'x'\n"
        "file('/etc/x') { content Ohai::Config[:plugin_path].last }\n"
    )
    assert only(found).properties["content"] == "/etc/chef/ohai_plugins"


def test_a_command_has_an_environment_to_fill() -> None:
    found = recipe(
        "cmd = Mixlib::ShellOut.new('true')\ncmd.environment['HOME'] = '/root'\n"
        "file('/etc/x') { content cmd.environment['HOME'] }\n"
    )
    assert only(found).properties["content"] == "/root"


def test_a_loop_that_waits_for_a_random_text_is_left_and_told() -> None:
    found = recipe("pw = ''\npw << SecureRandom.hex(1).gsub(/\\W/, '') while pw.length < 20\npackage 'nginx'\n")
    assert [str(resource.id) for resource in found.resources] == ["package[nginx]"]
    assert [text for text in messages(found) if "loop" in text] == ["when this loop ends is not known; it is left"]


def test_a_version_constraint_is_asked_for_a_platform() -> None:
    found = recipe(
        'old, new = %w(< >=).map { |sign| Chef::VersionConstraint.new("#{sign} 10.2") }\n'
        "file('/etc/x') { content [old, new].map { |c| c.include?(node['platform_version']) }.inspect + new.to_s }\n"
    )
    assert only(found).properties["content"] == "[false, true]>= 10.2"


def test_a_partial_names_another_from_the_folder_of_its_resource() -> None:
    found = catalog(
        {
            "resources/site.rb": "unified_mode true\nprovides :site\nuse 'partial/upper'\naction(:create) {}\n",
            "resources/partial/_upper.rb": "use 'partial/lower'\nproperty :upper, String\n",
            "resources/partial/_lower.rb": "property :lower, String\n",
            "recipes/default.rb": "site('x') do\n  upper 'u'\n  lower 'l'\nend\n",
        }
    )
    assert only(found).properties == {"upper": "u", "lower": "l"}


def test_when_a_cache_is_flushed_is_kept_as_a_hash() -> None:
    found = catalog({"recipes/default.rb": "dnf_package('x') { flush_cache :before }\n"}, platform="rocky-9")
    assert only(found).properties["flush_cache"] == {SymbolValue("before"): True, SymbolValue("after"): False}


def test_the_version_of_chef_compares_as_a_version() -> None:
    """As ChefUtils::VersionString of Chef 18 does, which "18.11.21" >= 18 as text would not."""
    asked = "[Chef::VERSION >= 18, Chef::VERSION >= Gem::Version.new('18.7.10'), Chef::VERSION =~ '~> 12.0', Chef::VERSION < '9']"
    assert (
        only(recipe(f"file('/etc/x') {{ content {asked}.inspect }}\n")).properties["content"]
        == "[true, true, false, false]"
    )


def test_cookbook_versions_are_ordered_by_their_parts() -> None:
    """Chef::Version of Chef 18: x.y.z or x.y, anything else is an error."""
    found = recipe(
        "newest = %w(1.9.3 1.10).map { |text| Chef::Version.new(text) }.max\n"
        "begin\n  Chef::Version.new('1')\nrescue Chef::Exceptions::InvalidCookbookVersion => e\n  said = e.message\nend\n"
        "same = Chef::Version::Platform.new('1') == Chef::Version.new('1.0')\n"
        'file("/etc/x") { content "#{newest} #{newest.minor} #{same} #{said}" }\n'
    )
    assert only(found).properties["content"] == "1.10.0 10 true '1' does not match 'x.y.z' or 'x.y'"


def test_a_class_that_older_chef_had_otherwise_is_opened_and_told() -> None:
    """ServiceHelpers was a class up to Chef 14, and Chef::Platform had the table of providers up to Chef 11."""
    found = catalog(
        {
            "libraries/a.rb": "class Chef\n  class Platform\n    class ServiceHelpers\n      def self.kind\n        'own'\n      end\n"
            "    end\n    def self.old\n      platforms\n    end\n  end\nend\n",
            "recipes/default.rb": "file('/etc/x') { content Chef::Platform::ServiceHelpers.kind }\nChef::Platform.old\n",
        }
    )
    assert [resource.properties["content"] for resource in found.resources] == ["own"]
    assert messages(found) == [
        "Chef 18.11.21 has Chef::Platform::ServiceHelpers in another form",
        "Chef 18.11.21 has no Chef::Platform.platforms",
    ]


def test_a_request_to_a_server_is_not_sent() -> None:
    found = recipe(
        "begin\n  keys = Chef::HTTP.new('http://keys.example.com').get('/ann').split(\"\\n\")\n"
        "rescue Net::HTTPClientException\n  keys = []\nend\npackage 'nginx'\n"
    )
    assert [str(resource.id) for resource in found.resources] == ["package[nginx]"]
    assert "an HTTP request is not executed here" in messages(found)


def test_a_method_that_older_chef_had_is_wrapped() -> None:
    found = catalog(
        {
            "libraries/a.rb": "class Chef\n  class Platform\n    class << self\n      alias_method :old, :platforms\n"
            "      def platforms\n        old\n      end\n    end\n  end\nend\n",
            "recipes/default.rb": "Chef::Platform.platforms\npackage 'nginx'\n",
        }
    )
    assert [str(resource.id) for resource in found.resources] == ["package[nginx]"]
    assert messages(found) == ["Chef 18.11.21 has no Chef::Platform.platforms"] * 2


def test_private_methods_of_nil_are_data_that_nobody_gave() -> None:
    """Kernel has a private `select`; real Chef stops at nil all the same."""
    found = recipe("node['users'].select { |user| user[:admin] }.each { |user| package user }\npackage 'nginx'\n")
    assert [resource.name for resource in (item.id for item in found.resources)][-1] == "nginx"
    assert "no value: node['users'] (select is called on it)" in messages(found)


def test_how_new_a_file_is_stays_unknown() -> None:
    """FileUtils.uptodate?: false without the file, true without what it is made of."""
    found = recipe(
        "file('/etc/a') { content 'a' }\n"
        "ruby_block('x') { block { node.run_state['x'] = [FileUtils.uptodate?('/b', []), FileUtils.uptodate?('/etc/a', ['/b'])] } }\n"
        "file('/etc/x') { content lazy { node.run_state['x'].inspect } }\n"
    )
    written = [step for step in found.steps if step.resource.id.name == "/etc/x"]
    assert written[0].content == "[false, true]"
