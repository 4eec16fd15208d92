"""What the repository does not hold costs only what needs it: data, definitions, helpers, constants, files."""

from tests.evaluate.chef.recipes import catalog, messages, names, ran, recipe
from translator.diagnostics import Code
from translator.evaluate.catalog import Catalog, Outcome
from translator.evaluate.values import Text, Unknown


def codes(found: Catalog) -> list[tuple[Code, int]]:
    return [(item.code, item.span.line) for item in found.diagnostics if item.span]


def with_missing(recipe_text: str) -> Catalog:
    """Evaluate a recipe of a cookbook that depends on one that is not there."""
    metadata = "name 'web'\nversion '1.0.0'\ndepends 'nginx'\n"
    return catalog({"metadata.rb": metadata, "recipes/default.rb": recipe_text})


def test_a_resource_of_a_missing_cookbook_keeps_its_name_properties_and_place() -> None:
    found = with_missing(
        "nginx_site 'shop' do\n  port 80\n  rule { }\n  rule { }\n  action :enable\n  notifies :run, 'execute[x]'\nend\n"
        "execute('x') { action :nothing }"
    )
    site = found.resources[0]
    assert (str(site.id), site.actions, site.properties["port"], site.span.line) == (
        "nginx_site[shop]",
        ("enable",),
        80,
        1,
    )
    assert "nothing in the repository defines nginx_site" in site.lacking
    assert "nginx" in site.lacking.partition(";")[2]
    assert [str(notice.target) for notice in site.notifies] == ["execute[x]"]
    assert "0 execute[x] run RAN" in ran(found)


def test_an_attribute_of_a_missing_cookbook_is_unknown_and_not_nil() -> None:
    found = with_missing(
        "node.default['nginx']['port'] = 80\nfile \"#{node['nginx']['dir']}/conf\"\n"
        "file \"/#{node['nginx']['port']}\"\nfile('/set') if node['nginx'].key?('dir')"
    )
    assert names(found) == ["file[/conf]", "file[/80]"]
    path = found.steps[0].effective["path"]
    assert isinstance(path, Text)
    assert isinstance(path.origins[0], Unknown)
    assert "the cookbook nginx, which is not in the repository" in path.origins[0].reason
    assert codes(found)[1:] == [(Code.MISSING_DATA, 2)]


def test_a_block_over_missing_data_is_followed_once_with_unknown_items() -> None:
    found = recipe("node['deploy'].each do |app, deploy|\n  package app\n  directory '/srv'\nend\npackage 'tree'")
    assert names(found) == ["package[]", "directory[/srv]", "package[tree]"]
    assert [item.message for item in found.diagnostics] == ["no value: node['deploy'] (each is called on it)"]


def test_code_that_rescues_the_error_gets_it() -> None:
    found = recipe(
        "x = begin\n  node['a']['b']\nrescue NoMethodError\n  'none'\nend\n"
        "y = (Foo::Bar rescue 'constant')\nz = begin; bogus 1; rescue NameError; 'name'; end\n"
        "log [x, y, z].join(' ')"
    )
    assert (names(found), messages(found)) == (["log[none constant name]"], [])


def test_attributes_of_a_missing_cookbook_do_not_end_the_file() -> None:
    found = catalog(
        {
            "attributes/default.rb": "include_attribute 'gone'\ndefault['a'] = 'b'\ndefault['c'] = node['gone']['d']",
            "recipes/default.rb": "log node['a']\nfile \"/#{node['c']}\"",
        }
    )
    assert names(found) == ["log[b]", "file[/]"]
    assert [code for code, _ in codes(found)] == [Code.MISSING_COOKBOOK, Code.MISSING_DATA]


def test_what_is_built_on_an_unknown_constant_is_unknown() -> None:
    found = recipe("Chef::Recipe.send(:include, Foo)\nhelper = Foo::Bar.new(1)\ndirectory helper.path\npackage 'tree'")
    assert names(found) == ["directory[]", "package[tree]"]
    assert isinstance(found.steps[0].effective["path"], Text | Unknown)
    assert {code for code, _ in codes(found)} == {Code.MISSING_DEFINITION}


def test_a_check_that_fails_is_reported_and_passed_over() -> None:
    found = recipe(
        "raise 'give a key' unless node['key']\nChef::Application.fatal!('no') if node['x'].nil?\npackage 'tree'"
    )
    assert names(found) == ["package[tree]"]
    assert codes(found) == [(Code.PRECONDITION, 1), (Code.PRECONDITION, 2)]


def test_a_branch_that_raises_is_not_the_one_taken_on_an_unknown_condition() -> None:
    found = recipe(
        "if node['a']['b'] == 'x'\n  raise 'no'\nelse\n  package 'tree'\nend\nport = node['a']['c'] || raise('no')"
    )
    assert names(found) == ["package[tree]"]
    assert all(code in (Code.MISSING_DATA, Code.UNKNOWN_VALUE) for code, _ in codes(found))


def test_a_cookbook_that_no_metadata_names_is_loaded_when_it_defines_what_is_used() -> None:
    helper = "class Chef::Recipe\n  def run_for_app(name)\n    yield name\n  end\nend"
    others = {
        "tools": {"libraries/x.rb": helper, "attributes/default.rb": "default['tools']['a'] = 'b'"},
        "db": {"resources/table.rb": "property :size\naction(:create) { file '/table' }"},
        "old": {"libraries/y.rb": "class Chef::Resource::OldThing < Chef::Resource; end"},
    }
    texts = {
        "metadata.rb": "name 'web'\nversion '1.0.0'\n",
        "recipes/default.rb": "run_for_app('a') { |x| package x }\ndb_table('t') { size 1 }\nlog node['tools']['a']\nold_thing 'o'",
    }
    found = catalog(texts, **others)
    assert names(found) == ["package[a]", "db_table[t]", "log[b]", "old_thing[o]"]
    assert codes(found) == [(Code.UNDECLARED_COOKBOOK, line) for line in (1, 2, 4)]


def test_a_file_that_nothing_known_makes_is_unknown() -> None:
    found = recipe(
        "text = File.read('/opt/x/version')\nDir.children('/opt/x').each { |n| package n }\nfile('/v') { content text }"
    )
    assert names(found) == ["package[]", "file[/v]"]
    assert isinstance(found.steps[1].content, Text | Unknown | None)
    assert {code for code, _ in codes(found)} == {Code.UNKNOWN_VALUE}


def test_what_chef_12_took_is_taken() -> None:
    found = recipe(
        "user('a') { supports manage_home: true }\n"
        "execute('b') { path ['/opt/bin', '/bin'] }\n"
        "total = node['kernel']['machine']\ntotal.slice!('x86')\nlog total\n"
        "table = Chef::Node.new\ntable.default['x']['y'] = 1\nlog table['x']['y'].to_s"
    )
    assert messages(found) == []
    user, execute, first, second = found.resources
    assert user.properties["manage_home"] is True
    assert execute.properties["environment"] == {"PATH": "/opt/bin:/bin"}
    assert (first.id.name, second.id.name) == ("_64", "1")


def test_a_loop_that_waits_is_left() -> None:
    found = recipe("until File.exist?('/never')\n  sleep 5\nend\npackage 'tree'")
    assert names(found) == ["package[tree]"]
    assert [code for code, _ in codes(found)] == [Code.UNKNOWN_VALUE]


def test_when_with_a_colon_is_read_as_ruby_1_8_did() -> None:
    found = recipe("x = case node['platform']\nwhen 'debian': 'a'\nelse 'b'\nend\nlog x")
    assert names(found) == ["log[a]"]
    assert codes(found) == [(Code.OLD_SYNTAX, 2)]


def test_an_action_that_fails_on_known_data_still_fails() -> None:
    found = recipe("web_thing 'x'", resources__thing="action(:create) { 'x'.bogus }")
    assert found.steps[0].outcome is Outcome.FAILED
    assert [code for code, _ in codes(found)] == [Code.UNKNOWN_METHOD]


def test_very_many_messages_come_to_an_end_and_hide_no_new_kind() -> None:
    found = recipe("".join(f"bogus{number}\n" for number in range(1_100)) + "'x'.nope\n")
    assert len(found.diagnostics) == 1_001
    assert found.diagnostics[-1].code is Code.UNKNOWN_METHOD


def test_a_path_that_begins_with_two_slashes_is_looked_up() -> None:
    found = recipe("log Dir.glob('//solr/*').inspect\nlog File.exist?('//cookbooks/web/recipes').inspect")
    assert names(found) == ["log[[]]", "log[true]"]


def test_a_password_that_is_a_cookbooks_name_hides_no_names() -> None:
    """The repository has that name in the open, and a message without every mention of it would say nothing."""
    app = {
        "attributes/default.rb": "default['webapp']['password'] = 'webapp'\ndefault['webapp']['key_password'] = 'hunter22'\n",
        "recipes/default.rb": "x = node['webapp']['password'] + node['webapp']['key_password']\nfail \"webapp hunter22\"\n",
    }
    found = catalog({"recipes/default.rb": "include_recipe 'webapp'\n"}, webapp=app)
    assert messages(found) == ["RuntimeError: webapp <secret attribute/webapp/key_password>"]


def test_a_method_that_a_gem_of_the_metadata_may_give_is_told() -> None:
    """The gem deepsort gives Hash a method; Chef installs what the metadata names, and nothing is installed here."""
    metadata = "name 'web'\nversion '1.0.0'\ngem 'deepsort'\n"
    text = "sorted = { 'b' => 1 }.deep_sort\nfile('/etc/x') { content sorted.to_s }\npackage 'nginx'\n"
    found = catalog({"metadata.rb": metadata, "recipes/default.rb": text})
    assert names(found) == ["file[/etc/x]", "package[nginx]"]
    assert messages(found)[0] == "nothing here defines deep_sort: it may come from a gem of the metadata (deepsort)"
    assert messages(recipe(text))[0].startswith("NoMethodError: undefined method `deep_sort'")


def test_a_file_whose_template_branches_on_what_is_not_known_says_so() -> None:
    """The version that a command would tell is not known: one branch is taken, and the step keeps the doubt."""
    files = {
        "templates/x.erb": "<% if @version.to_f > 3.1 %>new<% else %>old<% end %>\n",
        "templates/y.erb": "plain\n",
        "recipes/default.rb": "template('/etc/x') { source 'x.erb'; variables(version: shell_out('squid -v').stdout) }\n"
        "template('/etc/y') { source 'y.erb' }\n",
    }
    x, y = catalog(files).steps
    assert x.content == "old\n"
    assert "squid -v" in x.doubt
    assert y.doubt == ""
