"""What verify needs of Chef besides Chef itself: the repository handed over, our handler in Ruby, and its lines read.

Real Chef cannot be installed where these tests run: the last one asks it where an image with it is named.
"""

import io
import json
import os
import subprocess
import tarfile
from pathlib import Path

import docker
import pytest

from translator import pipeline
from translator.emit.convert import emit
from translator.emit.writer import write
from translator.evaluate.chef.secrecy import secret_texts
from translator.image.agents.base import Change, Inputs, Refused, Run, Status
from translator.image.agents.chef import HANDLER, LICENCE, Chef
from translator.image.agents.chef_lines import Reader
from translator.image.agents.chef_repository import missing, needed, repository_files
from translator.image.build import build
from translator.image.converged import Trees
from translator.image.left_out import LeftOut
from translator.image.machine_tree import Difference, Item, Tree
from translator.image.results import Verdict
from translator.image.session import Session
from translator.image.verdicts import Placements, differs_in_comments, judged
from translator.image.verify import verify
from translator.load.chef import ChefRequest, load_chef
from translator.load.project import Cookbook, DataBagItem, Document, Facts, InputFile, Project


def project(**given) -> Project:
    books = {
        "web": Cookbook.of_texts("web", {"metadata.rb": "name 'web'\n%w(base).each { |b| depends b }\n",
                                         "recipes/default.rb": "file '/etc/a'\n", "spec/x_spec.rb": "not handed over"}),
        "base": Cookbook.of_texts("base", {"recipes/default.rb": "", "templates/a.erb": "<%= 1 %>"}),
        "other": Cookbook.of_texts("other", {"metadata.rb": "name 'other'"}),
    }  # fmt: skip
    role = Document(name="front", file=InputFile("roles/front.rb", "front.rb", lambda: b"run_list 'recipe[web]'"))
    facts = Facts(name="debian-12", data={"fqdn": "a.example.com", "platform": "debian"})
    found = {name: (book,) for name, book in books.items()}
    values = {
        "name": "front",
        "cookbooks": found,
        "roles": {"front": role},
        "run_list": ("role[front]",),
        "facts": facts,
    }
    return Project(**{**values, **given})


def test_only_what_the_run_list_leads_to_is_handed_over() -> None:
    assert set(needed(project())) == {"web", "base"}
    files = repository_files(project(environment="production"))
    cookbooks = {path for path in files if path.startswith("repository/cookbooks/")}
    assert cookbooks == {
        f"repository/cookbooks/{path}"
        for path in ("web/metadata.rb", "web/recipes/default.rb", "base/metadata.rb", "base/recipes/default.rb",
                     "base/templates/a.erb")
    }  # fmt: skip
    assert files["repository/cookbooks/base/metadata.rb"] == b"name 'base'\n"
    assert files["repository/roles/front.rb"] == b"run_list 'recipe[web]'"
    assert json.loads(files["repository/environments/production.json"]) == {"name": "production"}
    assert json.loads(files["attributes.json"])["run_list"] == ["role[front]"]
    assert json.loads(files["facts.json"]) == {"fqdn": "a.example.com", "platform": "debian"}


def test_dependencies_that_the_repository_lacks_are_empty_cookbooks_that_their_constraints_allow() -> None:
    text = "depends 'a'\ndepends 'b', '~> 2.1'\ndepends('c', '> 1.0')\ndepends 'd', '< 3.0'\ndepends 'base'\n%w( e base ).each do |b|\n  depends b\nend\n"
    given = project(run_list=("web",))
    found = {**given.cookbooks, "web": (Cookbook.of_texts("web", {"metadata.rb": text, "recipes/default.rb": ""}),)}
    given = project(run_list=("web",), cookbooks=found)
    assert missing(given) == {"a": "0.0.0", "b": "2.1.0", "c": "1.0.1", "d": "0.0.0", "e": "0.0.0"}
    assert repository_files(given)["repository/cookbooks/b/metadata.rb"] == b"name 'b'\nversion '2.1.0'\n"
    assert Chef(Inputs(project=given)).remark() == "without the cookbooks a, b, c, d, e, which the repository lacks"
    assert Chef(Inputs(project=project())).remark() == ""


def test_client_rb_is_ruby_and_names_node_and_environment() -> None:
    text = repository_files(project(environment="it's"))["/etc/chef/client.rb"].decode()
    script = 'def method_missing(name, *given) = (given.empty? ? [] : puts("#{name} #{given.inspect}"))\n'
    known = "module Ohai; class System; end; end\nmodule Cook2image; module GivenFacts; end; class Handler; end; end\n"
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("require"))
    done = subprocess.run(["ruby", "-e", script + known + kept], capture_output=True, text=True, check=True)
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert (said["node_name"], said["environment"]) == ('["a.example.com"]', '["it\'s"]')
    assert (said["local_mode"], said["file_cache_path"]) == ("[true]", '["/var/chef/cache"]')


STAND_IN = """
$LOADED_FEATURES << "chef/event_dispatch/base.rb"
module Kernel; alias own_require require; def require(name) = name.start_with?("chef/") || own_require(name); end
class Chef; module EventDispatch; class Base; end; end; end
"""
SCENE = """
Resource = Struct.new(:declared_type, :name, :source_line, :sensitive, :not_if, :only_if, :state, :ignored) do
  def ignore_failure(value = nil) = value.nil? ? ignored : self.ignored = value
  def state_for_resource_reporter = state
  def to_s = "#{declared_type}[#{name}]"
end
class ConditionalActionNothing; end
def resource(type, name, line, **state) = Resource.new(type, name, line, false, [], [], state)
at = "/var/chef/cache/cookbooks/web/recipes/default.rb"
outer = resource(:apt_repository, "zoo", "#{at}:3:in `from_file'")
inner = resource(:file, "/etc/apt/zoo.list", "/opt/chef/embedded/x.rb:591:in `block'", mode: "0644")
idle = resource(:service, "web", "#{at}:9:in `from_file'")
bad = resource(:package, %w(a b), "#{at}:11:in `from_file'")
it = Cook2image::Handler.new
it.converge_start(nil)
it.resource_action_start(outer, :add)
it.resource_action_start(inner, :create, :immediate, outer)
it.resource_current_state_loaded(inner, :create, resource(:file, "", "", mode: nil))
it.resource_update_applied(inner, :create, ["create new file /etc/apt/zoo.list", ["+deb x"]])
it.resource_updated(inner, :create)
it.resource_completed(inner)
it.resource_updated(outer, :add)
it.resource_completed(outer)
it.resource_action_start(idle, :nothing)
it.resource_skipped(idle, :nothing, ConditionalActionNothing.new)
it.resource_completed(idle)
it.resource_action_start(bad, :install)
it.resource_failed(bad, :install, RuntimeError.new("no candidate"))
it.resource_completed(bad)
it.converge_complete
raise "a failure would stop the run" unless bad.ignored == :quiet
"""


@pytest.fixture
def handled(tmp_path: Path) -> bytes:
    """What our handler writes when it is called as Chef calls it."""
    report = tmp_path / "report.jsonl"
    environment = {"COOK2IMAGE_REPORT": str(report), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    script = f"{STAND_IN}\nload '{HANDLER}'\n{SCENE}"
    subprocess.run(["ruby", "-W0", "-e", script], check=True, env=environment)
    return report.read_bytes()


def test_the_handler_writes_a_line_an_action(handled: bytes) -> None:
    lines = [json.loads(line) for line in handled.splitlines()]
    assert [line["event"] for line in lines] == ["converge", "resource", "resource", "resource", "complete"]
    inner, outer, failed = lines[1:4]
    assert (inner["type"], inner["depth"], inner["notifier"]) == ("file", 1, "apt_repository[zoo]")
    assert inner["updates"] == [["create new file /etc/apt/zoo.list", "+deb x"]]
    assert inner["state"] == [["mode", "", "0644"]]
    assert (outer["depth"], outer["inner"], outer["result"]) == (0, 1, "updated")
    assert (failed["name"], failed["result"], failed["error"]) == ("a, b", "failed", "RuntimeError: no candidate")


def test_what_chef_s_own_resources_do_inside_is_a_part_of_theirs(handled: bytes) -> None:
    run = Reader({"web": "cookbooks/web"}).read(handled)
    assert run.statuses == (
        Status(
            kind="apt_repository",
            name="zoo",
            place="cookbooks/web/recipes/default.rb:3",
            changes=(Change(property="file[/etc/apt/zoo.list] create", old="absent", new="present"),),
            parts=("/etc/apt/zoo.list",),
        ),
        Status(
            kind="package",
            name="a, b",
            place="cookbooks/web/recipes/default.rb:11",
            failure="RuntimeError: no candidate",
        ),
    )


def line(kind: str, name: str, *updates: list[str], **rest) -> bytes:
    usual = {
        "event": "resource", "type": kind, "name": name, "action": "create", "result": "updated" if updates else "up to date",
        "source": "/var/chef/cache/cookbooks/web/recipes/default.rb:5:in `from_file'", "error": "", "inner": 0, "depth": 0,
        "notifier": "", "guarded": False, "sensitive": False, "state": [], "updates": list(updates),
    }  # fmt: skip
    return json.dumps({**usual, **rest}).encode()


def read(*lines: bytes, secrets: tuple[str, ...] = ()) -> Run:
    return Reader({}, secrets).read(b"\n".join([b'{"event": "converge"}', *lines]))


@pytest.mark.parametrize(
    ("said", "property", "old", "new"),
    [
        ("change mode from '0644' to '0600'", "mode", "0644", "0600"),
        ("update content in file /etc/a from 1f2e3d to 4c5b6a", "content", "1f2e3d", "4c5b6a"),
        ("install version 1.2-3 of package hello", "hello", "absent", "1.2-3"),
        ("upgrade package hello from 1.0 to 1.2", "hello", "1.0", "1.2"),
        ("create symlink at /etc/b to /etc/a", "create", "absent", "present"),
        ("create user web", "create", "absent", "present"),
        ("enable service service[web]", "create", "–", "enable service service[web]"),
    ],
)
def test_chef_s_words_of_a_change_give_old_and_new_value(said: str, property: str, old: str, new: str) -> None:
    (status,) = read(line("file", "/etc/a", [said])).statuses
    assert status.changes == (Change(property=property, old=old, new=new),)


def test_actions_of_one_resource_are_one_status_and_those_of_another_line_another() -> None:
    run = read(
        line("file", "/etc/a", ["change mode from '0644' to '0600'"]),
        line("file", "/etc/a", ["change owner from 'root' to 'web'"]),
        line("file", "/etc/a", source="/var/chef/cache/cookbooks/web/recipes/b.rb:1:in `x'"),
    )
    assert [(each.place, len(each.changes)) for each in run.statuses] == [
        ("web/recipes/default.rb:5", 2),
        ("web/recipes/b.rb:1", 0),
    ]


def test_a_run_that_did_not_come_to_converge_is_a_problem_without_its_secrets() -> None:
    failed = json.dumps({"event": "failed", "error": "RuntimeError: cannot open hunter22"}).encode()
    assert Reader({}, ("hunter22",)).read(failed).problem == "RuntimeError: cannot open [secret]"
    assert Reader({}).read(b"").problem == "Chef wrote no report"


def test_no_secret_reaches_a_status() -> None:
    diff = ["update content in file /etc/a from 1 to 2", "--- a", "+++ b", "-pw=old", "+pw=hunter22"]
    run = read(
        line("file", "/etc/a", diff),
        line("execute", "mysql -phunter22", ["execute mysql -phunter22"]),
        line("template", "/etc/s", ["create new file /etc/s"], sensitive=True),
        secrets=("hunter22",),
    )
    assert "hunter22" not in repr(run)
    assert run.statuses[0].changes[0].lines == ("-pw=old", "+pw=[secret]")
    assert run.statuses[1].key == "execute[mysql -p[secret]]"
    assert run.statuses[2].changes == (Change(property="create", old="[secret]", new="[secret]"),)


def test_the_secrets_are_those_of_data_bags_and_attributes() -> None:
    item = DataBagItem(
        bag="web", id="db", data={"id": "db", "user": "app", "password": "hunter22", "list": {"token": ["t0ken-1", "x"]}},
        file=InputFile("x", "x", lambda: b""),
    )  # fmt: skip
    found = secret_texts(
        project(data_bags={"web": {"db": item}}, attributes={"web": {"password": "letmein", "port": "80"}})
    )
    assert found == {"hunter22", "t0ken-1", "letmein"}


def record(resource: str, place: str, image: str = "", detail: str = "there", reason: str = "") -> dict[str, str]:
    return {
        "resource": resource, "place": place, "image": image, "detail": detail, "reason": reason,
        "source": "web/recipes/default.rb:5",
    }  # fmt: skip


def verdict(run: Run, *records: dict[str, str]) -> tuple[Verdict, str]:
    (row,) = judged({"main": run}, records, Chef.run_states)
    return row.verdict, row.reason


def test_a_service_s_run_state_is_not_a_container_s() -> None:
    run = read(line("service", "web", ["enable service service[web]"], action="enable"))
    assert verdict(run)[0] is Verdict.NOT_APPLICABLE


def test_an_action_with_nothing_to_do_excuses_no_other() -> None:
    run = read(line("file", "/etc/a", ["change mode from '0644' to '0600'"]))
    nothing, done = record("file[/etc/a]", "dropped", detail="nothing to do"), record("file[/etc/a]", "image", "main")
    assert verdict(run, nothing, done) == (Verdict.DIFFERENT, "")
    assert verdict(run, nothing)[0] is Verdict.EXPLAINED


def test_what_only_a_notification_sets_off_is_its_sender_s_matter() -> None:
    run = read(line("execute", "reload", ["execute reload"], notifier="file[/etc/a]"))
    assert verdict(run) == (Verdict.EXPLAINED, "only because file[/etc/a] would change")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("# by Chef for <fqdn>", "# by Chef for a.example.com", Verdict.EXPLAINED),
        ("# by Chef for <fqdn>", "# by Puppet for a.example.com", Verdict.DIFFERENT),
        ("listen <ipaddress>", "listen 10.0.0.1", Verdict.DIFFERENT),
    ],
)
def test_a_comment_that_names_the_machine_is_explained(ours: str, theirs: str, expected: Verdict) -> None:
    update = ["update content in file /etc/a from 1 to 2", "--- a", "+++ b", f"-{ours}", f"+{theirs}"]
    assert verdict(read(line("template", "/etc/a", update)), record("template[/etc/a]", "image", "main"))[0] is expected


def test_texts_differ_in_comments_only() -> None:
    ours = "# by Chef on <fqdn>\na = 1\n"
    assert differs_in_comments(ours, "# by Chef on a.example.com\na = 1\n")
    assert not differs_in_comments(ours, "# by Chef on a.example.com\na = 2\n")
    assert not differs_in_comments(ours, "# by Chef on a.example.com\na = 1\nb = 2\n")


def test_a_resource_that_only_another_image_s_run_declares_is_settled_in_its_own() -> None:
    wrong = read(line("directory", "/srv/a", ["create new directory /srv/a"]))
    rows = list(judged({"app": Run(), "web": wrong}, [record("directory[/srv/a]", "image", "app")], Chef.run_states))
    assert [(row.verdict, row.image) for row in rows] == [(Verdict.IN_SYNC, "app")]


def test_what_the_report_leaves_out_explains_a_machine_with_it() -> None:
    statuses = (
        Status(kind="user", name="ada"), Status(kind="package", name="a, b"), Status(kind="template", name="/etc/motd"),
        Status(kind="apt_repository", name="zoo", parts=("/etc/apt/zoo.list",)), Status(kind="file", name="/etc/kept"),
    )  # fmt: skip
    records = [record(each.key, "dropped", detail="d", reason=each.kind) for each in statuses[:-1]]
    motd = {"etc/motd": Item(kind="file", mode=0o644, owner="root", group="root")}
    machine = Tree(users={"ada": ("1000", "/home/ada", "/bin/sh")})
    trees = Trees(machine=machine, agent=Tree(), base=Tree(items=motd), image=Tree(items=motd))
    left_out = LeftOut(statuses, Placements(records), trees)
    seen = {
        (what, path): left_out.explained(Difference(what=what, path=path, machine="x", image="–")).explanation
        for what, path in (
            ("user", "ada"), ("group", "ada"), ("package", "b"), ("file", "/home/ada/.ssh/keys"), ("file", "/etc/motd"),
            ("file", "/etc/motd.d/x"), ("file", "/etc/apt/zoo.list"), ("file", "/etc/kept"),
        )
    }  # fmt: skip
    explained = {path: reason.rpartition(": ")[2] for path, reason in seen.items() if reason}
    assert explained == {
        ("user", "ada"): "user", ("package", "b"): "package", ("file", "/home/ada/.ssh/keys"): "user",
        ("file", "/etc/motd"): "template", ("file", "/etc/apt/zoo.list"): "apt_repository",
    }  # fmt: skip


def test_what_is_missing_is_said() -> None:
    assert "--repository" in Chef(Inputs()).problem()
    assert "--run-list" in Chef(Inputs(project=project(run_list=()))).problem()
    assert "--agent-image" in Chef(Inputs(project=project())).problem()
    assert Chef(Inputs(project=project(), agent_image="x")).problem() == ""
    missing = load_chef(ChefRequest(path=Path("/nowhere/at/all")))
    assert "no such file" in Chef(Inputs(project=missing, agent_image="x")).problem()


def test_a_licence_that_is_not_accepted_is_the_user_s_matter() -> None:
    said = "Chef Infra Client cannot execute without accepting the license"
    assert LICENCE in Chef(Inputs(project=project())).read(b"", said).problem
    assert Chef(Inputs(project=project())).read(b"", "out of memory").problem == "Chef wrote no report"


def test_the_archive_has_the_handler_and_the_repository() -> None:
    with tarfile.open(fileobj=io.BytesIO(Chef(Inputs(project=project())).archive())) as archive:
        names = set(archive.getnames())
    assert {"verify/handler.rb", "etc/chef/client.rb", "verify/repository/cookbooks/web/recipes/default.rb"} <= names


@pytest.mark.docker
def test_an_image_without_chef_is_refused_and_one_with_it_is_mounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for Chef: that of an image of Cinc's shape is found, and the licence is not accepted for the user."""
    monkeypatch.delenv(LICENCE, raising=False)
    client = docker.from_env()
    with Session(client) as session:
        source = session.create("debian:bookworm-slim", command=["true"])
        with_cinc = Chef(Inputs(project=project(), agent_image="debian:bookworm-slim"))
        with pytest.raises(Refused, match="has no Chef: there is none of /opt/chef/bin/chef-client"):
            with_cinc.attach(session)
        with pytest.raises(Refused, match="there is no image c2i-no-such-image"):
            Chef(Inputs(project=project(), agent_image="c2i-no-such-image")).attach(session)
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            entry = tarfile.TarInfo("opt/cinc/bin/cinc-client")
            entry.size, entry.mode = 10, 0o755
            archive.addfile(entry, io.BytesIO(b"#!/bin/sh\n"))
        source.put_archive("/", buffer.getvalue())
        agent = Chef(Inputs(project=project(), agent_image=session.commit(source)))
        options = agent.attach(session)
        assert [place["bind"] for place in options["volumes"].values()] == ["/opt/cinc"]
        assert (options["environment"], options["hostname"]) == ({}, "machine")
        assert "/opt/cinc/bin/cinc-client -c /etc/chef/client.rb --why-run" in agent.command(converge=False)[-1]
        bare = session.create("debian:bookworm-slim", command=["test", "-x", "/opt/cinc/bin/cinc-client"], **options)
        bare.start()
        assert bare.wait()["StatusCode"] == 0
    client.close()


RECIPE = """
package 'memcached'
user('reader') { system true; shell '/usr/sbin/nologin' }
template('/etc/c2i') { source 'a.erb'; owner 'reader'; mode '0640'; variables(text: 'hello') }
service('memcached') { action %i(enable start) }
execute('echo 1 > /etc/made') { not_if { ::File.exist?('/etc/made') } }
"""


def cookbook(folder: Path, recipe: str) -> Path:
    texts = {"metadata.rb": "name 'c2i-chef'\n", "recipes/default.rb": recipe, "templates/a.erb": "<%= @text %>\n"}
    for name, text in texts.items():
        place = folder / "cookbooks" / "c2i-chef" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder / "cookbooks" / "c2i-chef"


@pytest.mark.docker
def test_real_chef_has_nothing_to_change_and_finds_what_was_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a real Chef out of the image that COOK2IMAGE_CHEF_IMAGE names; told as not run where there is none."""
    agent_image = os.environ.get("COOK2IMAGE_CHEF_IMAGE", "")
    if not agent_image:
        with capsys.disabled():
            print("\nNOT RUN: verify --against chef, live: COOK2IMAGE_CHEF_IMAGE names no image with Chef")
        return
    request = ChefRequest(path=cookbook(tmp_path / "same", RECIPE))
    write(emit(pipeline.translate(request).plan), tmp_path / "out")
    assert not build(tmp_path / "out").diagnostics
    result = verify(tmp_path / "out", "chef", Inputs(project=load_chef(request), agent_image=agent_image))
    found = {row.subject: row.verdict for row in result.rows}
    assert found.pop("service[memcached]") is Verdict.NOT_APPLICABLE
    assert set(found.values()) == {Verdict.IN_SYNC}
    assert len(found) == 4
    other = cookbook(
        tmp_path / "other", RECIPE.replace("0640", "0600").replace("'hello'", "'hullo'") + "package 'hello'\n"
    )
    inputs = Inputs(project=load_chef(ChefRequest(path=other)), agent_image=agent_image)
    result = verify(tmp_path / "out", "chef", inputs)
    different = {row.subject: row for row in result.rows if row.verdict is Verdict.DIFFERENT}
    assert set(different) == {"template[/etc/c2i]", "package[hello]"}
    assert "mode: 0640 → 0600" in different["template[/etc/c2i]"].detail
    assert "-hello ⏎ +hullo" in different["template[/etc/c2i]"].detail
    assert different["template[/etc/c2i]"].place == "cookbooks/c2i-chef/recipes/default.rb:4"
    assert len(result.diagnostics) == 2
