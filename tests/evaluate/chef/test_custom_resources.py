"""Custom resources, LWRPs, library classes and definitions, in Chef's terms."""

from tests.evaluate.chef.recipes import messages, names, only, ran, recipe, step

SITE = """
unified_mode true
property :port, [Integer, String], default: 80, coerce: proc { |p| p.to_i }
property :root, String, default: lazy { "/srv/#{name}" }
property :mode, String, equal_to: %w(a b)
action :create do
  directory new_resource.root
  template "/etc/#{new_resource.name}" do
    source 'site.erb'
    variables(port: new_resource.port, root: root_of)
  end
end
action :delete do
  file("/etc/#{new_resource.name}") { action :delete }
end
action_class do
  def root_of
    new_resource.root.upcase
  end
end
"""


def test_an_action_expands_into_steps_one_level_down() -> None:
    found = recipe("web_site('x') { port '8080' }", resources__site=SITE, templates__site="<%= @root %>:<%= @port %>\n")
    resource = only(found)
    assert (resource.custom, resource.properties) == (True, {"port": 8080})
    assert ran(found) == [
        "0 web_site[x] create RAN",
        "1 directory[/srv/x] create RAN",
        "1 template[/etc/x] create RAN",
    ]
    assert step(found, "template[/etc/x]").content == "/SRV/X:8080\n"
    assert step(found, "template[/etc/x]").resource.created_by == (resource.id,)


def test_default_rb_has_the_cookbooks_name_and_provides_adds_others() -> None:
    found = recipe(
        "web 'a'\nother_name 'b'",
        resources__default="provides :other_name\naction(:run) { log new_resource.name }",
    )
    assert names(found) == ["web[a]", "other_name[b]"]
    assert [str(item.resource.id) for item in found.steps if item.level] == ["log[a]", "log[b]"]


def test_load_current_value_decides_converge_if_changed() -> None:
    text = """
property :value, String
load_current_value do |desired|
  current_value_does_not_exist! if desired.value == 'gone'
  value 'same'
end
action :set do
  converge_if_changed(:value) { log "changed #{name}" }
end
"""
    found = recipe(
        "web_thing('a') { value 'same' }\nweb_thing('b') { value 'new' }\nweb_thing('c') { value 'gone' }",
        resources__thing=text.replace("#{name}", "#{new_resource.name}"),
    )
    assert messages(found) == []
    assert [str(item.resource.id) for item in found.steps if item.level] == ["log[changed b]", "log[changed c]"]


def test_a_required_property_is_missed_when_the_action_runs() -> None:
    found = recipe(
        "web_need('x') { action :check }\nlog 'after'",
        resources__need="property :key, String, required: [:check]\naction(:check) { log 'never' }",
    )
    assert any("key is a required property" in message for message in messages(found))
    assert ran(found) == ["0 web_need[x] check FAILED", "0 log[after] write RAN"]


def test_lwrp_pair_with_attributes_and_inline_resources() -> None:
    found = recipe(
        "web_old('x') { path '/tmp/x' }",
        resources__old="actions :create\ndefault_action :create\nattribute :path, kind_of: String, name_attribute: true",
        providers__old="use_inline_resources\ndef whyrun_supported?\n  true\nend\n"
        "action :create do\n  file new_resource.path do\n    content 'x'\n  end\n"
        "  new_resource.updated_by_last_action(true)\nend",
    )
    assert messages(found) == []
    assert ran(found) == ["0 web_old[x] create RAN", "1 file[/tmp/x] create RAN"]


def test_a_resource_class_in_a_library_with_its_provider() -> None:
    library = """
class WebThing < Chef::Resource::LWRPBase
  provides :web_thing
  self.resource_name = :web_thing
  actions :run
  default_action :run
  def level(arg = nil)
    set_or_return(:level, arg, kind_of: Integer, default: 3)
  end
end
class WebThingProvider < Chef::Provider
  provides :web_thing
  def load_current_resource; end
  def action_run
    converge_by('x') { Chef::Log.info('y') }
  end
end
"""
    found = recipe(
        "web_thing('a') { notifies :write, 'log[l]' }\nlog('l') { action :nothing }", libraries__thing=library
    )
    assert messages(found) == []
    assert ran(found)[-1] == "0 log[l] write RAN"


def test_super_runs_the_inherited_action_and_partials_are_used() -> None:
    library = "module Base\n  class R < Chef::Resource::LWRPBase\n    resource_name :web_base\n    provides :web_base\n"
    library += (
        "    property :tint, String, default: 'red'\n    action(:go) { log \"base #{new_resource.tint}\" }\n  end\nend"
    )
    child = "class Child < Base::R\n  provides :web_child\n  action(:go) { super(); log 'child' }\nend"
    found = recipe("web_child 'x'", libraries__a_base=library, libraries__b_child=child)
    assert messages(found) == []
    assert [str(item.resource.id) for item in found.steps if item.level] == ["log[base red]", "log[child]"]


def test_use_brings_a_partials_properties() -> None:
    found = recipe(
        "web_site('x') { owner 'bob' }",
        resources___shared="property :owner, String",
        resources__site="use 'shared'\naction(:create) { log new_resource.owner }",
    )
    assert messages(found) == []
    assert only(found).properties == {"owner": "bob"}


def test_a_definition_has_params_and_declares_in_its_callers_recipe() -> None:
    found = recipe(
        "web_app('shop') { docroot '/srv/shop' }",
        definitions__web_app="define :web_app, docroot: '/srv', mode: :a do\n"
        '  directory params[:docroot]\n  log "#{params[:name]} #{params[:mode].inspect}"\nend',
    )
    assert names(found) == ["directory[/srv/shop]", "log[shop :a]"]
    assert found.resources[0].declared_in == "web::default"


def test_a_resource_block_asks_its_provider_for_what_it_does_not_know() -> None:
    found = recipe(
        "web_x 'n'",
        resources__x="property :who, String, default: 'me'\n"
        "action :go do\n  file '/x' do\n    owner helper_name\n    content new_resource.who\n  end\nend\n"
        "action_class { def helper_name; 'root'; end }",
    )
    assert messages(found) == []
    assert step(found, "file[/x]").resource.properties == {"owner": "root", "content": "me"}


def test_with_run_context_root_declares_at_the_top() -> None:
    found = recipe(
        "web_x 'n'\nlog 'last'",
        resources__x="action :go do\n  with_run_context(:root) do\n    find_resource(:service, 'nginx') do\n"
        "      action :nothing\n      delayed_action :restart\n    end\n  end\nend",
    )
    assert messages(found) == []
    assert ran(found) == [
        "0 web_x[n] go RAN",
        "0 service[nginx] nothing NOTHING",
        "0 log[last] write RAN",
        "0 service[nginx] restart RAN",
    ]


def test_core_types_made_of_others_stand_before_a_cookbooks_of_the_same_name() -> None:
    found = recipe(
        "apt_repository('x') { uri 'http://e.x' }\nselinux_install 'x'",
        resources__a="provides :apt_repository\nproperty :mine, String\naction(:add) {}",
        resources__b="provides :selinux_install\naction(:install) {}",
    )
    assert [resource.custom for resource in found.resources] == [False, True]
