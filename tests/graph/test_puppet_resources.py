"""Resources of Puppet's types become nodes; the commands that edit files are run for real and give what Puppet gives."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.graph import builders
from tests.graph.builders import ROCKY_9, machine
from translator.evaluate.catalog import Catalog, ResourceId, SourceFile, Step, Tool
from translator.evaluate.values import Data, Hole, Secret, Text
from translator.graph.build import build_graph
from translator.graph.check import check_graph
from translator.graph.nodes import (
    Checkout,
    Command,
    Directory,
    Extract,
    Fetch,
    File,
    FirewallRule,
    Group,
    HostSetting,
    Job,
    KernelSetting,
    Link,
    Manual,
    Node,
    Package,
    Repository,
    Service,
    Silent,
    User,
)


def step(
    kind: str,
    title: str,
    action: str,
    /,
    content: str | None = None,
    tree: tuple[SourceFile, ...] = (),
    notified_by: ResourceId | None = None,
    **parameters: Data,
) -> Step:
    """One step of a Puppet resource; its parameters may have any name."""
    made = builders.step(kind, title, action, content=content, tree=tree, notified_by=notified_by)
    return replace(made, resource=replace(made.resource, properties=parameters), effective=parameters)


def nodes_of(*steps, **options) -> tuple[Node, ...]:
    catalog: Catalog = replace(machine(*steps, **options), tool=Tool.PUPPET)
    graph = build_graph(catalog)
    assert check_graph(graph, catalog) == ()
    return graph.nodes


def only(*steps, **options) -> Node:
    (node,) = nodes_of(*steps, **options)
    return node


# --- files


def test_a_file_keeps_its_content_owner_and_mode():
    node = only(step("File", "/etc/a", "file", content="x\n", path="/etc/a", owner="app", mode="0640"))
    assert isinstance(node, File)
    assert (node.path, node.content, node.owner, node.mode, node.present) == ("/etc/a", "x\n", "app", "0640", True)


def test_what_is_absent_goes_with_force_as_a_folder():
    file = only(step("File", "/etc/a", "absent", path="/etc/a"))
    folder = only(step("File", "/etc/a", "absent", path="/etc/a", force=True))
    assert isinstance(file, File)
    assert isinstance(folder, Directory)
    assert (file.present, folder.present, folder.recursive) == (False, False, True)


def test_a_link_and_a_copy():
    link = only(step("File", "/etc/a", "link", path="/etc/a", target="/etc/b"))
    copy = nodes_of(step("File", "/etc/a", "copy", path="/etc/a", mode="0600", **{"from": "/etc/b c"}))
    assert isinstance(link, Link)
    assert link.target == "/etc/b"
    assert [node.code for node in copy if isinstance(node, Command)] == ["cp '/etc/b c' /etc/a", "chmod 0600 /etc/a"]


def test_a_tree_gives_files_and_folders_their_own_modes():
    tree = (SourceFile(path="a", content=b"1"), SourceFile(path="in/b", content=b"2"))
    nodes = nodes_of(step("File", "/srv", "tree", tree=tree, path="/srv", mode="0750", file_mode="0640"))
    found = [(type(node).__name__, node.path, node.mode) for node in nodes if isinstance(node, File | Directory)]
    assert found == [
        ("Directory", "/srv", "0750"),
        ("Directory", "/srv/in", "0750"),
        ("File", "/srv/a", "0640"),
        ("File", "/srv/in/b", "0640"),
    ]


def test_a_purged_folder_keeps_what_is_managed(tmp_path: Path):
    for name in ("kept.conf", "gone.conf", "deep/kept", "deep/gone"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    kept = (f"{tmp_path}/kept.conf", f"{tmp_path}/deep/kept")
    nodes = nodes_of(step("File", "d", "directory", path=str(tmp_path), purged=True, kept=kept))
    run(nodes[1])
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert left == ["deep", "deep/kept", "kept.conf"]


def test_a_download_is_a_fetch_unless_packages_need_it_first():
    fetch = only(step("File", "/opt/a.jar", "fetch", path="/opt/a.jar", url="https://x.org/a.jar"))
    key = only(step("File", "/etc/apt/keyrings/x.asc", "fetch", path="/etc/apt/keyrings/x.asc", url="https://x.org/k"))
    assert isinstance(fetch, Fetch)
    assert isinstance(key, Command)
    assert key.code == "curl -fsSL --create-dirs -o /etc/apt/keyrings/x.asc https://x.org/k"


# --- packages, services, accounts


@pytest.mark.parametrize(
    ("ensure", "version", "installed"),
    [("installed", "", True), ("latest", "", True), ("1.2-3", "1.2-3", True), ("purged", "", False)],
)
def test_ensure_of_a_package_is_a_state_or_a_version(ensure: str, version: str, installed: bool):
    node = only(step("Package", "x", ensure, ensure=ensure))
    assert isinstance(node, Package)
    assert (node.manager, node.version, node.installed) == ("apt", version, installed)


def test_a_provider_names_the_manager():
    found = [only(step("Package", "x", "present", provider=name)) for name in ("pip3", "gem", "dpkg", "yum")]
    assert [node.manager for node in found if isinstance(node, Package)] == ["pip", "gem", "dpkg", "yum"]
    assert isinstance(only(step("Package", "x", "present", provider="puppet_gem")), Silent)
    assert isinstance(only(step("Package", "x", "present", provider="windows")), Manual)


def test_a_module_stream_is_enabled():
    node = only(step("Package", "php", "8.2", ensure="8.2", provider="dnfmodule"), platform=ROCKY_9)
    assert isinstance(node, Command)
    assert node.code == "dnf -y module reset php && dnf -y module enable php:8.2"


def test_a_service_says_whether_it_runs_and_starts():
    node = only(step("Service", "web", "running", name="httpd.service", ensure="running", enable=True))
    stopped = only(step("Service", "x", "stopped", ensure="stopped", enable="mask"))
    assert isinstance(node, Service)
    assert isinstance(stopped, Service)
    assert (node.name, node.running, node.enabled, node.masked) == ("httpd", True, True, None)
    assert (stopped.running, stopped.enabled, stopped.masked) == (False, False, True)


def test_a_user_is_in_its_groups_by_appending():
    user, *groups = nodes_of(step("User", "app", "present", uid=1001, gid="staff", groups=("a", "b"), managehome=True))
    assert isinstance(user, User)
    assert (user.uid, user.group, user.manage_home) == ("1001", "staff", True)
    assert [(g.name, g.members, g.append) for g in groups if isinstance(g, Group)] == [
        ("a", ("app",), True),
        ("b", ("app",), True),
    ]


def test_a_cron_job_knows_names_arrays_and_absent_fields():
    values = {"minute": ("0", "30"), "hour": "absent", "month": "March", "weekday": ("Mon", "fri")}
    node = only(step("Cron", "x", "present", command="run", environment=("MAILTO=root", "A=b"), **values))
    assert isinstance(node, Job)
    assert (node.schedule, node.environment) == ("0,30 * * 3 1,5", {"MAILTO": "root", "A": "b"})


# --- commands


def test_a_command_that_a_notification_runs():
    source = ResourceId(type="File", name="/a")
    node = only(
        step("Exec", "x", "run", command="make", creates="/b", returns=("0", "2"), cwd="/src", notified_by=source)
    )
    assert isinstance(node, Command)
    assert (node.code, node.creates, node.returns, node.cwd, node.on_refresh) == ("make", "/b", (0, 2), "/src", True)


# --- other types


def test_an_archive_is_unpacked_where_it_says():
    common = {"path": "/tmp/a.tar.gz", "source": "https://x.org/a.tar.gz", "extract": True, "extract_path": "/opt"}
    gone = only(step("Archive", "a", "present", creates="/opt/a", **common))
    kept = nodes_of(
        step("Archive", "a", "present", cleanup=False, extract_flags="-x --strip-components=1 -f", **common)
    )
    own = nodes_of(step("Archive", "a", "present", extract_command="tar xfz %s -m", **common))
    plain = only(step("Archive", "a", "present", extract_command="tar xfz %s --strip-components=1", **common))
    assert isinstance(plain, Extract)
    assert (plain.url, plain.strip) == (common["source"], 1)
    assert isinstance(gone, Extract)
    assert (gone.url, gone.archive, gone.destination, gone.creates) == (common["source"], "", "/opt", "/opt/a")
    assert [type(node) for node in kept] == [Fetch, Extract]
    assert isinstance(kept[1], Extract)
    assert (kept[1].archive, kept[1].strip) == ("/tmp/a.tar.gz", 1)
    assert isinstance(own[1], Command)
    assert own[1].code == "tar xfz /tmp/a.tar.gz -m && rm /tmp/a.tar.gz"


def test_what_lies_behind_a_link_is_where_the_link_leads():
    nodes = nodes_of(
        step("File", "/opt/app", "link", path="/opt/app", target="/opt/app-1.2"),
        step("File", "/opt/app/conf/a", "file", path="/opt/app/conf/a", content="x"),
        step("File", "/opt/apps/b", "file", path="/opt/apps/b", content="x"),
        step("File", "/loop", "link", path="/loop", target="/loop/in"),
        step("File", "/loop/c", "file", path="/loop/c", content="x"),
    )
    paths = [node.path for node in nodes if isinstance(node, File | Link)]
    assert paths == ["/opt/app", "/opt/app-1.2/conf/a", "/opt/apps/b", "/loop", "/loop/c"]


def test_a_checkout_of_several_remotes():
    remotes = {"upstream": "https://x.org/up.git", "origin": "https://x.org/own.git"}
    node = only(step("Vcsrepo", "/srv/a", "present", provider="git", source=remotes, revision="v1", owner="app"))
    assert isinstance(node, Checkout)
    assert (node.url, node.revision, node.user, node.destination) == ("https://x.org/own.git", "v1", "app", "/srv/a")
    assert isinstance(only(step("Vcsrepo", "/srv/a", "present", provider="hg", source="x")), Manual)


def test_a_yum_repository_keeps_every_setting():
    node = only(step("Yumrepo", "epel", "present", descr="EPEL", baseurl="https://x.org", enabled="1", gpgcheck="0"))
    assert isinstance(node, Repository)
    assert (node.kind, node.uri) == ("yum", "https://x.org")
    assert node.options == {"name": "EPEL", "enabled": "1", "gpgcheck": "0"}


def test_an_apt_key_comes_from_its_address_or_a_server():
    ask = only(step("Apt_key", "k", "present", id="ABCD", server="keys.x.org"))
    get = only(step("Apt_key", "k", "present", id="ABCD", source="https://x.org/key.gpg"))
    assert isinstance(ask, Command)
    assert isinstance(get, Command)
    assert "--keyserver hkp://keys.x.org:80 --recv-keys ABCD" in str(ask.code)
    assert get.code == "curl -fsSL -o /etc/apt/trusted.gpg.d/ABCD.gpg https://x.org/key.gpg"


def test_firewall_rules_let_in_or_are_the_filters_own():
    rule = only(step("Firewall", "100 web", "present", dport=("80", "443"), proto="tcp", jump="accept"))
    loop = only(step("Firewall", "001 lo", "present", proto="all", iniface="lo", jump="accept"))
    assert isinstance(rule, FirewallRule)
    assert (rule.ports, rule.allow, rule.direction) == (("80", "443"), True, "in")
    assert isinstance(loop, HostSetting)


def test_settings_of_the_machine():
    assert isinstance(only(step("Sysctl", "net.core.somaxconn", "present", value="1024")), KernelSetting)
    kinds = ("Host", "Selboolean", "Ssh_authorized_key")
    found = [only(step(kind, "x", "present")) for kind in kinds]
    assert [node.kind for node in found if isinstance(node, HostSetting)] == ["hosts", "selinux", "ssh"]


def test_what_lives_in_a_server_is_left_to_a_person_with_its_command():
    grant = only(
        step(
            "Mysql_grant",
            "g",
            "present",
            user="app@%",
            table="db.*",
            privileges=("SELECT", "INSERT"),
            options=("GRANT",),
        )
    )
    plugin = only(step("Rabbitmq_plugin", "rabbitmq_management", "present"))
    gone = only(step("Mysql_user", "root@::1", "absent", ensure="absent"))
    assert isinstance(grant, Manual)
    assert "GRANT SELECT, INSERT ON db.* TO" in grant.advice
    assert "WITH GRANT OPTION" in grant.advice
    assert isinstance(plugin, Command)
    assert plugin.code == "rabbitmq-plugins enable --offline rabbitmq_management"
    assert isinstance(gone, Silent)


def test_a_statement_with_a_secret_is_not_shown():
    secret = Text(("ALTER ROLE app PASSWORD '", Hole(Secret("db"), "hunter2"), "'"))
    node = only(step("Postgresql_psql", "set", "present", command=secret, db="app"))
    assert isinstance(node, Manual)
    assert "hunter2" not in node.advice + node.reason + node.code


def test_an_unknown_type_is_left_to_a_person():
    node = only(step("Frobnicator", "x", "present"))
    assert isinstance(node, Manual)
    assert "Frobnicator" in node.reason


# --- edits of files that packages bring, run for real


def run(node: Node) -> None:
    assert isinstance(node, Command)
    assert isinstance(node.code, str)
    subprocess.run(["sh", "-ec", node.code], check=True, capture_output=True)


def edit(file: Path, text: str, kind: str, /, **properties) -> str:
    """Run the command of one resource twice over a file; the second time must change nothing."""
    if text:
        file.write_text(text)
    (node,) = nodes_of(step(kind, "x", "present", **properties))
    run(node)
    once = file.read_text()
    run(node)
    assert file.read_text() == once
    return once


LINES = [
    ({"line": "b=2"}, "a=1\n", "a=1\nb=2\n"),
    ({"line": "a=1"}, "a=1\n", "a=1\n"),
    ({"line": "a='2' \\ & /", "match": r"^\s*a\s*="}, "x\n a = 1\ny\n", "x\na='2' \\ & /\ny\n"),
    ({"line": "new", "match": "^none"}, "a\n", "a\nnew\n"),
    ({"line": "new", "match": "^none", "append_on_no_match": False}, "a\n", "a\n"),
    ({"line": "new", "after": r"^\[/s\]$"}, "[/s]\nz\n", "[/s]\nnew\nz\n"),
    ({"line": "a.c", "ensure": "absent"}, "abc\na.c\n", "abc\n"),
    ({"line": "x", "match": r"^\d+$", "match_for_absence": True, "ensure": "absent"}, "12\nx\n", "x\n"),
]


@pytest.mark.parametrize(("properties", "before", "after"), LINES)
def test_a_line_of_a_packaged_file(tmp_path: Path, properties: dict, before: str, after: str):
    path = tmp_path / "file"
    assert edit(path, before, "File_line", path=str(path), **properties) == after


def test_a_pattern_that_sed_does_not_know_is_left_to_a_person():
    node = only(step("File_line", "x", "present", path="/etc/a", line="b", match="^(?!x)a"))
    assert isinstance(node, Manual)


SETTINGS = [
    ({"section": "main", "setting": "a", "value": "2"}, "[main]\na=1\n[b]\na=1\n", "[main]\na = 2\n[b]\na=1\n"),
    ({"section": "main", "setting": "n", "value": "x y"}, "[main]\na=1\n[b]\n", "[main]\na=1\nn = x y\n[b]\n"),
    ({"section": "new", "setting": "n", "value": "1"}, "[main]\n", "[main]\n[new]\nn = 1\n"),
    ({"section": "", "setting": "n", "value": "1", "key_val_separator": "="}, "a=1\n", "a=1\nn=1\n"),
    ({"section": "main", "setting": "a", "ensure": "absent"}, "[main]\n a = 1\nb=2\n", "[main]\nb=2\n"),
    ({"section": "main", "setting": "a", "value": r"C:\x"}, "", "[main]\na = C:\\x\n"),
]


@pytest.mark.parametrize(("properties", "before", "after"), SETTINGS)
def test_a_setting_of_a_packaged_file(tmp_path: Path, properties: dict, before: str, after: str):
    path = tmp_path / "new/file" if not before else tmp_path / "file"
    assert edit(path, before, "Ini_setting", path=str(path), **properties) == after


def test_a_subsetting_is_a_word_of_a_value(tmp_path: Path):
    path = tmp_path / "default"
    common = {"path": str(path), "section": "", "key_val_separator": "=", "quote_char": '"', "setting": "JAVA_ARGS"}
    put = edit(path, 'JAVA_ARGS="-Xms1g"\n', "Ini_subsetting", subsetting="-Xmx", value="2g", **common)
    assert put == 'JAVA_ARGS="-Xms1g -Xmx2g"\n'
    (gone,) = nodes_of(step("Ini_subsetting", "x", "absent", ensure="absent", subsetting="-Xms", **common))
    run(gone)
    assert path.read_text() == 'JAVA_ARGS=" -Xmx2g"\n'


def test_a_shell_variable_of_a_packaged_file(tmp_path: Path):
    path = tmp_path / "default"
    common = {"target": str(path), "variable": "OPTS"}
    assert edit(path, "A=1\nOPTS=x\n", "Shellvar", value="-a -b", **common) == 'A=1\nOPTS="-a -b"\n'


def test_a_secret_setting_of_a_packaged_file_is_left_to_a_person():
    value = Text((Hole(Secret("db"), "hunter2"),))
    for kind, name in (("File_line", "line"), ("Ini_setting", "value"), ("Shellvar", "value")):
        node = only(
            step(kind, "x", "present", path="/etc/a", target="/etc/a", variable="v", setting="s", **{name: value})
        )
        assert isinstance(node, Manual)
        assert "hunter2" not in node.reason + node.advice


def test_augeas_changes_are_given_to_augtool():
    tool, command = nodes_of(
        step(
            "Augeas",
            "x",
            "present",
            context="/files/etc/x",
            changes=("set a 1", "rm b"),
            onlyif="match b size > 0",
        )
    )
    assert isinstance(tool, Package)
    assert tool.name == "augeas-tools"
    assert isinstance(command, Command)
    assert "[ $(augtool match /files/etc/x/b | grep -c '^/') -gt 0 ] && printf" in str(command.code)
    assert "'set /augeas/context /files/etc/x' 'set a 1' 'rm b' | augtool --autosave" in str(command.code)


def _tidied(folder: Path, **parameters: Data) -> tuple[set[str], Node]:
    """Return which files stay in a folder of old and new ones after the command of a tidy over it has run."""
    for name, days in (("a.gz", 9), ("b.gz", 1), ("c.log", 9), ("deep/d.gz", 9), ("gone/e.gz", 9)):
        path = folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("x" * 2000 if name == "b.gz" else "x")
        subprocess.run(["touch", "-d", f"{days} days ago", path], check=True)
    node = only(step("Tidy", "t", "present", path="/srv/tidied", **parameters))
    assert isinstance(node, Command | Job)
    line = str(node.code if isinstance(node, Command) else node.command).replace("/srv/tidied", str(folder))
    subprocess.run(["sh", "-c", line], check=True)
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}, node


def test_a_tidy_removes_what_puppet_removes(tmp_path: Path) -> None:
    """Puppet itself, on folders of the same files, with the same parameters."""
    cases: tuple[dict[str, Data], ...] = (
        {"recurse": True, "matches": ("*.gz",), "age": "7d", "type": "mtime"},
        {"recurse": 1, "matches": "*.gz"},
        {"recurse": True, "age": "1w", "type": "mtime", "rmdirs": True},
        {"recurse": True, "age": "7d", "type": "mtime", "size": "1k"},
        {"recurse": True},
        {"recurse": True, "rmdirs": True},
        {"recurse": True, "rmdirs": True, "matches": ("gone", "e.gz")},
        {"age": "7d", "type": "mtime"},
    )
    lines = []
    for at, parameters in enumerate(cases):
        _tidied(tmp_path / f"puppet{at}", age="99w")
        words = ", ".join(f"{name} => {_puppet(value)}" for name, value in parameters.items())
        lines.append(f"tidy {{ '{tmp_path}/puppet{at}': {words} }}")
    (tmp_path / "site.pp").write_text("\n".join(lines))
    state = [f"--{name}={tmp_path}/{name}" for name in ("vardir", "statedir", "confdir")]
    subprocess.run(["puppet", "apply", *state, tmp_path / "site.pp"], check=True, capture_output=True)
    for at, parameters in enumerate(cases):
        folder = tmp_path / f"puppet{at}"
        expected = {str(path.relative_to(folder)) for path in folder.rglob("*")}
        found, node = _tidied(tmp_path / f"ours{at}", **parameters)
        assert found == expected, parameters
        assert isinstance(node, Job) == ("age" in parameters)


def _puppet(value: Data) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_puppet, value))}]"
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


def test_a_purge_of_resources_says_what_becomes_of_each_type() -> None:
    said = {
        kind: only(step("Resources", kind, "present", purge=True))
        for kind in ("host", "user", "yumrepo", "mysql_user", "odd")
    }
    assert {kind for kind, node in said.items() if isinstance(node, Manual)} == {"yumrepo", "mysql_user"}
    assert isinstance(said["host"], Silent)
    assert "hosts" in said["host"].reason
    off = only(step("Resources", "yumrepo", "present"))
    assert isinstance(off, Silent)
    assert off.reason == "it purges nothing"


@pytest.mark.parametrize(
    ("parameters", "kept"),
    [
        ({"checksum": "AB" * 16, "checksum_type": "md5"}, "ab" * 16),
        ({"checksum": "1" * 40}, "1" * 40),
        ({"checksum": "1" * 128}, "1" * 128),
        ({"checksum": "1" * 64, "checksum_verify": False}, ""),
        ({"checksum": "1" * 64, "checksum_type": "none"}, ""),
        ({"checksum": "http://a.example.com/sums.txt"}, ""),
    ],
)
def test_a_download_s_digest_is_kept_whichever_it_is(parameters: dict[str, Data], kept: str) -> None:
    node = only(step("Archive", "/opt/a.tar.gz", "present", source="http://a.example.com/a.tar.gz", **parameters))
    assert isinstance(node, Fetch)
    assert node.checksum == kept


def test_a_command_that_may_be_tried_again_says_so() -> None:
    node = only(step("Exec", "fetch", "run", command="/usr/bin/fetch", tries=3, try_sleep=2))
    assert isinstance(node, Command)
    assert (node.tries, node.pause) == (3, 2)
