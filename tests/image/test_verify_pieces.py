"""The parts of verify that need no engine: an agent's report, our report beside it, and two file systems."""

import hashlib
import io
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from translator.image.agents.base import Change, Inputs, Run, Status
from translator.image.agents.puppet import Puppet
from translator.image.converged import Trees, compare, together, united
from translator.image.description import ImageInfo, MountedFile
from translator.image.machine_tree import Item, Tree, noise, parse_tree
from translator.image.results import Verdict
from translator.image.verdicts import judged

STATES = Puppet.run_states


def status(kind: str, name: str, *changes: tuple[str, str, str], **rest) -> Status:
    return Status(kind=kind, name=name, changes=tuple(Change(property=p, old=o, new=n) for p, o, n in changes), **rest)


def record(resource: str, place: str, image: str = "", reason: str = "") -> dict[str, str]:
    return {"resource": resource, "place": place, "image": image, "detail": "there", "reason": reason}


def verdict(one: Status, *records: dict[str, str]) -> tuple[Verdict, str]:
    (row,) = judged({"main": Run(statuses=(one,))}, records, STATES)
    return row.verdict, row.reason


def test_what_the_agent_would_change_is_a_difference() -> None:
    changed = status("File", "/etc/a", ("mode", "0644", "0600"))
    assert verdict(changed, record("file[/etc/a]", "image", "main")) == (Verdict.DIFFERENT, "")
    assert verdict(status("File", "/etc/a")) == (Verdict.IN_SYNC, "")


def test_what_our_report_places_elsewhere_is_explained() -> None:
    changed = status("File", "/etc/a", ("ensure", "absent", "file"))
    found = verdict(changed, record("File[/etc/a]", "dropped", reason="nobody logs in"))
    assert found == (Verdict.EXPLAINED, "dropped, there: nobody logs in")


def test_a_service_s_run_state_is_not_a_container_s_but_its_other_properties_are() -> None:
    assert verdict(status("Service", "a", ("ensure", "stopped", "running")))[0] is Verdict.NOT_APPLICABLE
    assert verdict(status("Service", "a", ("", "None", "None"), failure="no init"))[0] is Verdict.NOT_APPLICABLE
    assert verdict(status("Service", "a", ("provider_x", "1", "2")))[0] is Verdict.DIFFERENT


def test_a_command_without_a_check_of_its_own_runs_each_time() -> None:
    ran = ("returns", "notrun", "0")
    placed = record("exec[x]", "image", "main")
    assert verdict(status("Exec", "x", ran), placed)[0] is Verdict.EXPLAINED
    assert verdict(status("Exec", "x", ran, guarded=True), placed)[0] is Verdict.DIFFERENT
    assert verdict(status("Exec", "x", ran))[0] is Verdict.DIFFERENT


def test_a_resource_counts_in_the_image_that_has_it() -> None:
    wrong = status("File", "/etc/a", ("ensure", "absent", "file"))
    rows = list(judged({"main": Run(statuses=(wrong,)), "web": Run(statuses=(status("File", "/etc/a"),))}, [], STATES))
    assert [(row.verdict, row.image) for row in rows] == [(Verdict.IN_SYNC, "web")]


def test_real_puppet_s_own_report_is_read(tmp_path: Path) -> None:
    """Against Puppet itself, here on this machine: it writes a report of a run that changes nothing."""
    present, wanted = tmp_path / "present", tmp_path / "wanted"
    present.write_text("old\n")
    manifest = tmp_path / "site.pp"
    manifest.write_text(
        f"file {{ '{present}': content => 'new', }}\nfile {{ '{wanted}': ensure => directory }}\n"
        "exec { 'checked': command => '/bin/true', unless => '/bin/false' }\n"
        "exec { 'bare': command => '/bin/true' }\n"
        f"file {{ '{tmp_path}': mode => '0700' }}\n"
    )
    tmp_path.chmod(0o700)
    report = tmp_path / "report.yaml"
    words = ["puppet", "apply", "--noop", "--debug", f"--lastrunreport={report}", f"--statedir={tmp_path}/state"]
    done = subprocess.run([*words, f"--vardir={tmp_path}/var", manifest], capture_output=True, text=True, check=True)
    run = Puppet(Inputs(manifest=manifest)).read(report.read_bytes(), done.stdout)
    found = {each.key: each for each in run.statuses}
    assert set(found) == {f"File[{path}]" for path in (present, wanted, tmp_path)} | {"Exec[checked]", "Exec[bare]"}
    assert found[f"File[{tmp_path}]"].changes == ()
    assert found[f"File[{wanted}]"].changes == (Change(property="ensure", old="absent", new="directory"),)
    assert [each.property for each in found[f"File[{present}]"].changes] == ["content"]
    assert found[f"File[{wanted}]"].place == f"{manifest}:2"
    assert (found["Exec[checked]"].guarded, found["Exec[bare]"].guarded) == (True, False)


def test_a_catalog_that_does_not_compile_is_said() -> None:
    text = b"--- !ruby/object:Puppet::Transaction::Report\nlogs:\n- level: err\n  message: no such class\n"
    assert Puppet(Inputs()).read(text, "").problem == "no such class"
    assert Puppet(Inputs()).read(b"", "").problem == "Puppet stored no report"


PASSWD = "root:x:0:0::/root:/bin/sh\napp:x:890:890::/srv:/bin/false\n"
STATUS = "Package: a\nStatus: install ok installed\nVersion: 1\n\nPackage: b\nStatus: deinstall ok config-files\n"


def test_an_exported_file_system_is_read_with_its_databases() -> None:
    buffer = io.BytesIO()
    files = {
        "etc/passwd": PASSWD,
        "etc/group": "root:x:0:\nweb:x:890:app\n",
        "var/lib/dpkg/status": STATUS,
        "var/lib/dpkg/info/a.list": "/.\n/bin/a\n/etc/a\n",
        "var/lib/apt/extended_states": "Package: a\nArchitecture: amd64\nAuto-Installed: 1\n",
        "srv/x": "text",
    }
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.uid, entry.gid, entry.mode = len(text), 890, 890, 0o4750
            archive.addfile(entry, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("srv/y")
        link.type, link.linkname = tarfile.SYMTYPE, "x"
        archive.addfile(link)
    buffer.seek(0)
    tree = parse_tree(buffer)
    digest = hashlib.sha256(b"text").hexdigest()
    assert tree.items["srv/x"] == Item(kind="file", mode=0o4750, owner="app", group="web", sha256=digest)
    assert (tree.items["srv/y"].kind, tree.items["srv/y"].target) == ("link", "x")
    assert (tree.packages, tree.automatic) == ({"a": "1"}, {"a"})
    assert tree.owned["usr/bin/a"] == "a"
    assert tree.users["app"] == ("890", "/srv", "/bin/false")


@pytest.mark.parametrize(
    ("path", "is_noise"),
    [
        ("etc/machine-id", True),
        ("var/log/dpkg.log", True),
        ("run/x", True),
        ("var/lib/ucf/hashfile", True),
        ("etc/passwd", False),
        ("usr/bin/run", False),
    ],
)
def test_the_noise_floor(path: str, is_noise: bool) -> None:
    assert noise(path) is is_noise


def file(text: str = "1", owner: str = "root", mode: int = 0o644) -> Item:
    return Item(kind="file", mode=mode, owner=owner, group="root", sha256=text)


INFO = ImageInfo(
    name="x", tag="x", folder="", base="debian:bookworm-slim", process=None, files=(), rendered=("/etc/late",), mounted=(),
    volumes=(), scratch=("/var/lib/x",), packages=(), steps={},
)  # fmt: skip


def test_every_difference_is_explained_or_named() -> None:
    base = {"etc/base": file()}
    agent = {**base, "usr/bin/puppet": file()}
    machine = {
        **agent, "etc/a": file("new"), "etc/b": file(mode=0o600), "etc/late": file(), "usr/bin/r": file(),
        "etc/systemd/system/x.wants/a": file(), "var/lib/x/data": file(), "etc/only": file(), "var/log/x.log": file(),
    }  # fmt: skip
    image = {**base, "etc/a": file("old"), "etc/b": file(mode=0o644), "etc/extra": file(), "etc/late": file("link")}
    trees = Trees(
        machine=Tree(
            items=machine, packages={"puppet": "1", "r": "1", "own": "2"}, automatic={"r"}, owned={"usr/bin/r": "r"}
        ),
        agent=Tree(items=agent, packages={"puppet": "1"}),
        base=Tree(items=base),
        image=Tree(items=image, packages={"own": "1"}, users={"app": ("900", "/", "/bin/false")}),
    )
    found = compare(trees, INFO)
    assert {each.path for each in found if not each.explanation} == {
        "own", "app", "/etc/a", "/etc/b", "/etc/only", "/etc/extra"
    }  # fmt: skip
    assert {
        each.path: each.explanation for each in found if each.path in ("r", "puppet", "/usr/bin/r", "/etc/late")
    } == {
        "puppet": "the agent brings it",
        "r": "only recommended: the image installs what is needed",
        "/usr/bin/r": "of the package r, which the image leaves out",
        "/etc/late": "rendered when the container starts",
    }


LEFT_OUT = {
    "etc/pam.d/common-auth": "composed out of what packages register, and the image leaves some out",
    "usr/share/pam-configs/cap": "of the package libpam-cap, which the image leaves out",
    "root/.ssh": "the package systemd, which the image leaves out, makes it",
    "etc/ssl/private/snakeoil.key": "the package ssl-cert, which the image leaves out, makes it",
    "etc/ssl/certs/abc.0": "a link of a package that the image leaves out",
    "etc/ssl/private/snakeoil.keys": "",
    "var/cache/man/index.db": "in a folder of the package libpam-cap, which the image leaves out",
    "etc/ssl/certs/odd.0": "",
}


def test_what_packages_that_are_left_out_make_is_theirs() -> None:
    """Their scripts and tmpfiles.d files name it, a registry of theirs is composed into it, a link leads to it."""
    made = {path: file() for path in LEFT_OUT}
    made["etc/ssl/certs/abc.0"] = Item(
        kind="link", mode=0o777, owner="root", group="root", target="../private/snakeoil.key"
    )
    made["etc/ssl/certs/odd.0"] = Item(kind="link", mode=0o777, owner="root", group="root", target="nowhere")
    machine = Tree(
        items=made,
        packages={"systemd": "1", "ssl-cert": "1", "libpam-cap": "1"},
        automatic={"systemd", "ssl-cert", "libpam-cap"},
        owned={"usr/share/pam-configs/cap": "libpam-cap", "var/cache/man": "libpam-cap"},
        scripts={"systemd": "d- /root/.ssh 0700 root root -\n", "ssl-cert": "rm -f /etc/ssl/private/snakeoil.key\n"},
    )
    image = Tree(items={"etc/pam.d/common-auth": file("other")})
    found = compare(Trees(machine=machine, agent=Tree(), base=Tree(), image=image), INFO)
    assert {each.path[1:]: each.explanation for each in found if each.what != "package"} == LEFT_OUT


def test_scripts_and_tmpfiles_of_packages_are_read() -> None:
    buffer = io.BytesIO()
    files = {
        "usr/lib/tmpfiles.d/a.conf": "d /run/a\n",
        "var/lib/dpkg/info/a:amd64.list": "/usr/lib/tmpfiles.d/a.conf\n",
        "var/lib/dpkg/info/a:amd64.postinst": "touch /etc/made\n",
        "var/lib/dpkg/info/a:amd64.md5sums": "0 /etc/not\n",
    }
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    buffer.seek(0)
    assert parse_tree(buffer).scripts == {"a": "touch /etc/made\nd /run/a\n"}


def test_a_log_that_the_machine_wrote_to_differs_in_nothing_but_its_text() -> None:
    def trees(mode: int) -> Trees:
        machine, image = {"var/log/x.log": file("lines")}, {"var/log/x.log": file("", mode=mode)}
        return Trees(machine=Tree(items=machine), agent=Tree(), base=Tree(), image=Tree(items=image))

    assert [each.explanation for each in compare(trees(0o644), INFO)] == ["the machine's own run wrote into the log"]
    assert [each.explanation for each in compare(trees(0o600), INFO)] == [""]


def test_the_images_of_one_machine_are_held_against_it_together() -> None:
    base = {"etc/base": file(), "etc/gone": file()}
    first = Tree(
        items={"etc/base": file(), "etc/a": file("a")}, packages={"a": "1"}, users={"a": ("1", "/", "/bin/false")}
    )
    second = Tree(items={**base, "etc/base": file("changed"), "etc/b": file("b")}, packages={"b": "1"}, automatic={"b"})
    whole = united(Tree(items=base), (first, second))
    assert whole.items == {**base, "etc/base": file("changed"), "etc/a": file("a"), "etc/b": file("b")}
    assert (whole.packages, whole.automatic, set(whole.users)) == ({"a": "1", "b": "1"}, {"b"}, {"a"})
    both = together((INFO, replace(INFO, name="y", rendered=("/etc/other",), scratch=("/var/lib/y",))))
    assert (both.name, both.rendered, both.scratch) == ("x", ("/etc/late", "/etc/other"), ("/var/lib/x", "/var/lib/y"))


@pytest.mark.parametrize(("mode", "explained"), [(0o711, True), (0o755, False)])
def test_a_folder_of_mounted_keys_may_let_everybody_pass_but_not_look(mode: int, explained: bool) -> None:
    key = MountedFile(path="/etc/keys/a.key", secret="s", key="k", mode="0440", text="")
    folders = [{"etc/keys": Item(kind="directory", mode=each, owner="root", group="root")} for each in (0o700, mode)]
    trees = Trees(machine=Tree(items=folders[0]), agent=Tree(), base=Tree(), image=Tree(items=folders[1]))
    (found,) = compare(trees, replace(INFO, mounted=(key,)))
    assert bool(found.explanation) is explained
