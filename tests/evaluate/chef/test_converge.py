"""The simulated first converge: order, notifications, guards against the machine so far, templates, errors."""

from tests.evaluate.chef.recipes import catalog, messages, names, ran, recipe, step
from translator.diagnostics import Code
from translator.evaluate.chef.machine import SimulatedMachine
from translator.evaluate.ruby.objects import RString


def test_notifications_run_before_at_once_and_at_the_end() -> None:
    found = recipe(
        "service('s') { action :nothing }\n"
        "file '/a' do\n  content 'x'\n  notifies :stop, 'service[s]', :before\n"
        "  notifies :start, 'service[s]', :immediately\n  notifies :restart, 'service[s]'\nend\n"
        "file '/b' do\n  content 'x'\n  notifies :restart, 'service[s]'\nend"
    )
    assert ran(found) == [
        "0 service[s] nothing NOTHING",
        "0 service[s] stop RAN",
        "0 file[/a] create RAN",
        "0 service[s] start RAN",
        "0 file[/b] create RAN",
        "0 service[s] restart RAN",
    ]
    assert str(found.steps[-1].notified_by) == "file[/a]"


def test_what_exists_already_is_not_updated() -> None:
    found = recipe(
        "directory '/etc' do\n  notifies :write, 'log[changed]', :immediately\nend\n"
        "file('/gone') { action :delete; notifies :write, 'log[changed]', :immediately }\n"
        "log('changed') { action :nothing }"
    )
    assert [line for line in ran(found) if "write" in line] == []


def test_guards_see_what_the_steps_before_made() -> None:
    found = recipe(
        "file('/made') { content 'x' }\n"
        "log('block') { only_if { ::File.exist?('/made') } }\n"
        "log('test') { not_if 'test -e /made' }\n"
        "log('user') { not_if 'getent passwd bob' }\n"
        "log('secret') { only_if 'rabbitmqctl status' }"
    )
    assert ran(found)[1:] == [
        "0 log[block] write RAN",
        "0 log[test] write SKIPPED",
        "0 log[user] write RAN",
        "0 log[secret] write RAN",
    ]
    assert [item.resource.guards[0].verdict for item in found.steps[1:]] == [True, True, False, None]


def test_lazy_values_are_worked_out_at_converge_time() -> None:
    found = recipe(
        "node.run_state['v'] = 'early'\nfile('/x') { content lazy { node.run_state['v'] } }\n"
        "ruby_block('set') { block { node.run_state['v'] = 'late' } }\nfile('/y') { content lazy { node.run_state['v'] } }"
    )
    assert (step(found, "file[/x]").content, step(found, "file[/y]").content) == ("early", "late")


def test_templates_have_helpers_partials_and_erubis_lines() -> None:
    found = recipe(
        "template '/etc/x' do\n  source 'x.erb'\n  variables(list: %w(a b))\n"
        "  helper(:shout) { |t| t.upcase }\n  helpers do\n    def twice(t)\n      t * 2\n    end\n  end\nend",
        templates__x="<% @list.each do |i| %>\n  <%= shout(i) %><%= twice(i) %>\n<% end %>\n"
        "<%= render 'part.erb', variables: { n: 1 } %>",
        templates__part="part <%= @n %> <%= node['platform'] %>\n",
    )
    assert messages(found) == []
    assert step(found, "template[/etc/x]").content == "  Aaa\n  Bbb\npart 1 debian\n"


def test_a_missing_template_is_reported_with_the_places_and_the_rest_goes_on() -> None:
    found = recipe("template '/etc/x'\nlog 'after'")
    (said,) = found.diagnostics
    assert said.code is Code.MISSING_FILE
    assert "templates/default/x.erb" in said.message
    assert said.span is not None
    assert (said.span.path, said.span.line) == ("cookbooks/web/recipes/default.rb", 1)
    assert ran(found) == ["0 template[/etc/x] create FAILED", "0 log[after] write RAN"]


def test_cookbook_file_and_remote_directory_bring_their_files() -> None:
    found = catalog(
        {
            "recipes/default.rb": "cookbook_file '/etc/m'\nremote_directory('/d') { source 'tree' }",
            "files/debian/m": "debian\n",
            "files/default/m": "any\n",
            "files/default/tree/a/b": "b",
            "files/default/tree/c": "c",
        }
    )
    assert step(found, "cookbook_file[/etc/m]").content == "debian\n"
    assert [(file.path, file.content) for file in step(found, "remote_directory[/d]").tree] == [
        ("a/b", b"b"),
        ("c", b"c"),
    ]


def test_an_error_costs_its_statement_only() -> None:
    found = recipe(
        "package 'a'\nfile '/x' do\n  owner no_such_thing\nend\nnil.upcase\nbogus_resource 'y'\npackage 'b'\n"
        "include_recipe 'missing::x'\n'x'.bogus\nreturn if true\npackage 'never'"
    )
    assert names(found) == [
        "package[a]",
        "file[/x]",
        "bogus_resource[y]",
        "package[b]",
        "include_recipe[missing::x]",
    ]
    assert [(item.code, item.span.line) for item in found.diagnostics if item.span] == [
        (Code.MISSING_DEFINITION, 3),
        (Code.MISSING_DATA, 5),
        (Code.MISSING_DEFINITION, 6),
        (Code.MISSING_COOKBOOK, 8),
        (Code.UNKNOWN_METHOD, 9),
    ]


def test_an_endless_loop_is_a_diagnostic_and_the_rest_goes_on() -> None:
    found = recipe("package 'a'\nloop { }\npackage 'b'")
    assert [item.code for item in found.diagnostics] == [Code.BUDGET]
    assert names(found) == ["package[a]", "package[b]"]


def test_run_action_at_compile_time_runs_first() -> None:
    found = recipe(
        "package('late')\npackage('now') { action :nothing }.run_action(:install)\nlog('x') { compile_time true }"
    )
    assert ran(found) == [
        "0 package[now] install RAN",
        "0 log[x] write RAN",
        "0 package[late] install RAN",
        "0 package[now] nothing NOTHING",
        "0 log[x] nothing NOTHING",
    ]


def test_include_recipe_runs_once_and_dependencies_bring_their_attributes() -> None:
    found = catalog(
        {
            "recipes/default.rb": "include_recipe 'base'\ninclude_recipe 'web::more'\ninclude_recipe '::more'\n"
            "log node['base']['port'].to_s",
            "recipes/more.rb": 'log "#{cookbook_name}::#{recipe_name}"',
        },
        base={"recipes/default.rb": "log 'base'", "attributes/default.rb": "default['base']['port'] = 80"},
    )
    assert names(found) == ["log[base]", "log[web::more]", "log[80]"]


def test_platform_helpers() -> None:
    found = recipe(
        "log [platform?('ubuntu', 'debian'), platform_family?('rhel'), debian?, ubuntu?, rhel?, systemd?, "
        "ChefUtils.linux?, value_for_platform('debian' => { '>= 12' => 'new', 'default' => 'old' }), "
        "value_for_platform_family(%w(rhel fedora) => 1, 'default' => 2)].join(' ')"
    )
    assert names(found) == ["log[true false true false false true true new 2]"]


def test_the_machine_remembers_and_forgets() -> None:
    machine = SimulatedMachine()
    machine.make_file("/srv/a/x.conf", RString("one"))
    machine.make_link("/srv/l", "a/x.conf")
    assert (machine.exists("/srv/l"), machine.is_link("/srv/l"), machine.is_dir("/srv/a")) == (True, True, True)
    assert machine.glob("/srv/*/*.conf") == ["/srv/a/x.conf"]
    machine.remove("/srv/a")
    assert (machine.exists("/srv/l"), machine.exists("/srv/a/x.conf")) == (False, False)


def test_shell_questions_that_the_machine_answers() -> None:
    machine = SimulatedMachine()
    machine.make_dir("/srv/x")

    def status(command: str) -> object:
        return getattr(machine.shell_out(command), "status", "unknown")

    assert status("test -d /srv/x && ! test -e /nope") == 0
    assert status("[ -f /srv/x ] || false") == 1
    assert status("getent passwd nobody-here >/dev/null 2>&1") == 1
    assert status("which nginx") == 1
    assert status("systemctl is-active x") == "unknown"
    assert status("test -e /srv/x | wc -l") == "unknown"
    machine.install(["nginx"])
    assert status("which nginx") == "unknown"
