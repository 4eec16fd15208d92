"""The output folder: complete or untouched, and a user's changes stay."""

import os
from pathlib import Path

import pytest

from tests.emit import plans
from translator.emit.artifacts import Artifact
from translator.emit.convert import emit
from translator.emit.rootfs import through_links
from translator.emit.writer import OutputChanged, changed_files, write


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file's bytes and mode, links by their target."""
    return {
        str(path.relative_to(folder)): (os.readlink(path).encode(), 0)
        if path.is_symlink()
        else (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    write(emit(plans.tomcat()), tmp_path / "a")
    write(emit(plans.tomcat()), tmp_path / "b")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert len(tree(tmp_path / "a")) > 20


def test_modes_and_links_are_the_plan_s(tmp_path: Path) -> None:
    write(emit(plans.tomcat()), tmp_path / "a")
    found = tree(tmp_path / "a")
    assert found["rootfs/opt/zeebra/setenv.sh"][1] == 0o750
    assert found["rootfs/opt/current"] == (b"/opt/zeebra", 0)
    assert found["rootfs/usr/local/bin/docker-entrypoint"][1] == 0o755


def test_what_this_program_wrote_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write([Artifact(path="a", content="1"), Artifact(path="old/b", content="2")], target)
    write([Artifact(path="a", content="3")], target)
    assert sorted(tree(target)) == [".cook2image.json", "a"]
    assert (target / "a").read_text() == "3"
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("change", ["edited", "added", "removed"])
def test_a_changed_folder_is_not_overwritten(change: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    write([Artifact(path="a", content="1"), Artifact(path="b", content="2")], target)
    name = {"edited": "a", "added": "new", "removed": "b"}[change]
    if change == "removed":
        (target / name).unlink()
    else:
        (target / name).write_text("mine")
    before = tree(target)
    with pytest.raises(OutputChanged, match=name) as refused:
        write([Artifact(path="a", content="3")], target)
    assert refused.value.diagnostic.code.identifier == "C401"
    assert tree(target) == before
    write([Artifact(path="a", content="3")], target, force=True)
    assert changed_files(target) == []


def test_a_folder_that_is_not_ours_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    with pytest.raises(OutputChanged):
        write([Artifact(path="a", content="1")], tmp_path)
    assert (tmp_path / "precious").read_text() == "x"


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write([Artifact(path="a", content="1")], target)
    with pytest.raises(ValueError, match="leads out"):
        write([Artifact(path="a", content="2"), Artifact(path="z/../../x", content="")], target)
    assert (target / "a").read_text() == "1"
    assert os.listdir(tmp_path) == ["out"]


def test_a_link_cannot_lead_a_later_file_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    artifacts = [
        Artifact(path="rootfs/x", content="", link_target=str(outside)),
        Artifact(path="rootfs/x/y", content="!"),
    ]
    with pytest.raises(ValueError, match="leads out"):
        write(artifacts, tmp_path / "out")
    assert not list(outside.iterdir())


def test_a_file_below_one_of_the_tree_s_links_stands_where_the_link_leads() -> None:
    links = {"/opt/app": "app-1.2", "/opt/app-1.2/conf": "/etc/app", "/loop": "/loop"}
    assert through_links("/opt/app/conf/x", links) == "/etc/app/x"
    assert through_links("/opt/app", links) == "/opt/app"
    assert through_links("/opt/application/x", links) == "/opt/application/x"
    assert through_links("/loop/x", links) == "/loop/x"
