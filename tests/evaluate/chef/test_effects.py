"""What Ruby code does to files while the machine converges: followed and kept as effects, or told why not."""

import pytest

from tests.evaluate.chef.recipes import messages, recipe, step
from translator.diagnostics import Code
from translator.evaluate.catalog import Catalog, Effect
from translator.evaluate.values import Hole, Runtime, Text


def block(code: str, before: str = "", **files: str) -> Catalog:
    return recipe(f"{before}\nruby_block('x') do\n  block do\n    {code}\n  end\nend", **files)


def effects(found: Catalog) -> tuple[Effect, ...]:
    return step(found, "ruby_block[x]").effects


def told(found: Catalog) -> list[tuple[str, str]]:
    """Return kind and path of each effect."""
    return [(effect.kind.name, str(effect.path)) for effect in effects(found)]


SITE = "file('/etc/a') { content 'x'; owner 'app'; group 'web'; mode 0640 }"


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("File.write('/etc/b', 'x')", [("WRITE", "/etc/b")]),
        ("IO.write('/etc/b', 'x')", [("WRITE", "/etc/b")]),
        ("File.open('/etc/b', 'w') { |f| f.puts 'x' }", [("WRITE", "/etc/b")]),
        ("FileUtils.mv('/etc/a', '/opt')", [("WRITE", "/opt/a"), ("REMOVE", "/etc/a")]),
        ("FileUtils.rm_rf(['/etc/a', '/srv/']); File.delete('/x')", [("REMOVE", p) for p in ("/etc/a", "/srv", "/x")]),
        ("FileUtils.mkdir_p('/srv/app/log'); FileUtils.mkdir_p('/srv/app')", [("DIRECTORY", "/srv/app/log")]),
        ("FileUtils.ln_s('/etc/a', '/etc/b'); File.symlink('a', '/c')", [("LINK", "/etc/b"), ("LINK", "/c")]),
        ("FileUtils.touch('/etc/a'); FileUtils.touch('/etc/b')", [("WRITE", "/etc/b")]),
        ("FileUtils.chmod(0600, '/etc/a'); File.chown('app', nil, '/srv')", [("ACCESS", "/etc/a"), ("ACCESS", "/srv")]),
    ],
)
def test_changes_of_files_are_kept_in_order(code: str, wanted: list[tuple[str, str]]) -> None:
    found = block(code, SITE)
    assert told(found) == wanted
    assert step(found, "ruby_block[x]").followed
    assert messages(found) == []


def test_a_rename_moves_content_owner_and_mode() -> None:
    new, old = effects(block("File.rename('/etc/a', '/etc/b')", SITE))
    assert (new.path, new.content, new.owner, new.group, new.mode) == ("/etc/b", "x", "app", "web", "0640")
    assert (old.path, old.folder) == ("/etc/a", False)


def test_what_is_removed_with_all_below_it_may_be_a_directory() -> None:
    found = effects(block("FileUtils.rm_rf(%w(/etc/a /var/www)); FileUtils.rm_f('/b'); FileUtils.rm('/srv')", SITE))
    assert [(effect.path, effect.folder) for effect in found] == [
        ("/etc/a", False),
        ("/var/www", True),
        ("/b", False),
        ("/srv", True),
    ]


def test_a_copy_takes_the_mode_only() -> None:
    (copied,) = effects(block("FileUtils.cp('/etc/a', '/etc/b')", SITE))
    assert (copied.content, copied.owner, copied.mode) == ("x", "", "0640")


def test_a_runtime_fact_stays_in_what_is_written() -> None:
    (written,) = effects(block("File.write('/etc/b', \"ip #{node['ipaddress']}\\n\")"))
    assert isinstance(written.content, Text)
    assert [isinstance(part, Hole) for part in written.content.parts] == [False, True, False]


def test_file_edit_changes_a_known_file_and_keeps_its_facts() -> None:
    found = block(
        "f = Chef::Util::FileEdit.new('/etc/app'); f.search_file_replace_line(/^port/, 'port 2')\n"
        "f.search_file_replace(/o(n)/, 'u\\\\1'); f.insert_line_after_match(/port/, 'added')\n"
        "f.insert_line_if_no_match(/port/, 'never'); f.insert_line_if_no_match(/last/, 'last')\n"
        "f.search_file_delete_line('^away'); f.write_file",
        "file('/etc/app') { content \"port 1\\naway\\nlog on\\nip #{node['ipaddress']}\\n\" }",
    )
    (written,) = effects(found)
    assert isinstance(written.content, Text)
    fixed = [part for part in written.content.parts if isinstance(part, str)]
    assert fixed == ["port 2\nadded\nlog un\nip ", "\nlast\n"]
    assert step(found, "ruby_block[x]").followed


def test_code_that_only_computes_is_followed_without_effects() -> None:
    found = block("node.run_state['v'] = 1; node.default['a'] = 2; Chef::Log.info('x')")
    assert (effects(found), step(found, "ruby_block[x]").followed) == ((), True)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("FileUtils.mv('/etc/profile', '/etc/b')", "the content of /etc/profile is not known"),
        ("FileUtils.cp('/usr/share/pkg/a', '/etc/b')", "the content of /usr/share/pkg/a is not known"),
        (
            "f = Chef::Util::FileEdit.new('/etc/profile'); f.search_file_delete(/a/); f.write_file",
            "/etc/profile is not",
        ),
        ("File.write('/etc/b', shell_out('uptime').stdout)", "the content of /etc/b is not known"),
        ("FileUtils.chmod(0600, '/etc/pkg.conf')", "the machine is not known to have /etc/pkg.conf"),
        ("FileUtils.chown_R('a', 'b', '/srv')", "what lies below /srv is not known"),
        ("shell_out!('rabbitmqctl status')", "`rabbitmqctl status` is not run"),
        ("raise 'no key'", "RuntimeError: no key"),
        ("FileUtils.rm_f(Etc.getpwuid(0))", "a path that is not known"),
        ("File.write('/etc/b', 'x') if File.exist?('/etc/pkg.conf')", "/etc/pkg.conf is not known to be there"),
        ("File.open('/etc/a', 'r+') { |f| f.write('y') }", "/etc/a is changed in the middle"),
    ],
)
def test_what_cannot_be_known_is_no_effect(code: str, reason: str) -> None:
    found = block(code, SITE)
    assert not step(found, "ruby_block[x]").followed
    (effect,) = effects(found)
    assert effect.kind.name == "UNKNOWN"
    assert reason in effect.reason


def test_the_same_trouble_is_seen_again_by_the_next_block() -> None:
    found = recipe(
        "%w(a b).each { |n| ruby_block(n) { block { shell_out('uptime').stdout } } }",
    )
    assert [item.followed for item in found.steps] == [False, False]
    assert len(found.diagnostics) == 1


def test_a_custom_resource_owns_what_its_code_does_where_it_did_it() -> None:
    found = recipe(
        "web_site 'a'",
        resources__site="unified_mode true\nprovides :web_site\nresource_name :web_site\naction :create do\n"
        "  file('/etc/a') { content 'x' }\n  ::File.rename('/etc/a', '/etc/b')\n  file '/etc/c'\nend",
    )
    site = step(found, "web_site[a]")
    assert [(effect.kind.name, effect.path, effect.position) for effect in site.effects] == [
        ("WRITE", "/etc/b", 2),
        ("REMOVE", "/etc/a", 2),
    ]


def test_at_compile_time_no_step_takes_a_change() -> None:
    found = recipe("File.write('/etc/b', 'x')\nfile '/etc/c'")
    assert [item.code for item in found.diagnostics] == [Code.MANUAL]
    assert found.steps[0].effects == ()


def test_the_base_system_tells_which_it_is_but_not_its_accounts() -> None:
    found = recipe("log File.read('/etc/os-release') + File.read('/etc/issue') + IO.read('/etc/hosts')")
    text = found.resources[0].id.name
    assert 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"' in text
    assert "\nID=debian\n" in text
    assert text.endswith("Debian GNU/Linux 12 \\n \\l\n\n127.0.0.1\tlocalhost\n")
    assert [item.code for item in recipe("log File.read('/etc/passwd')").diagnostics][:1] == [Code.REFUSED]


@pytest.mark.parametrize("asked", ["shell_out!('hostname').stdout.strip", "`hostname`.chomp", "Socket.gethostname"])
def test_a_host_s_name_is_the_container_s_whoever_tells_it(asked: str) -> None:
    """Found by real Chef over varnish's image, where the machine's own name stood."""
    found = recipe(f"file('/etc/name') {{ content \"name=#{{{asked}}}\" }}")
    content = found.steps[0].resource.properties["content"]
    assert content == Text(("name=", Hole(Runtime("hostname"), "machine")))
