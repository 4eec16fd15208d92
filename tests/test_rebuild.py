"""A new version of the application, or one changed template, rebuilds without installing a package again."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.artifact_store import ArtifactStore

ROOT = Path(__file__).parent.parent
REPOSITORY = ROOT / "fixtures" / "chef"
SERVER_XML = "cookbooks/zeebra/templates/default/server.xml.erb"


def cook2image(*words: str | Path) -> str:
    argv = [sys.executable, "-m", "translator.cli", *(str(word) for word in words)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(repository: Path, folder: Path, store: str, version: str) -> str:
    """Convert and build zeebra; return its tag."""
    folder.mkdir(parents=True)
    attributes = folder / "attributes.json"
    attributes.write_text(json.dumps({"zeebra": {"artifact_store": store, "version": version}}))
    where = ["--run-list", "role[zeebra]", "--environment", "production", "--attributes", attributes]
    cook2image("convert", repository / "cookbooks" / "zeebra", *where, "-o", folder / "out")
    built = json.loads(cook2image("build", folder / "out", "--host-network", "--format", "json"))
    return str(built["images"][0]["tag"])


def steps(tag: str) -> dict[str, str]:
    """Each step of an image and the identity of what it made; a step taken from the cache keeps it."""
    form = "{{.ID}}\t{{.CreatedBy}}"
    argv = ["docker", "history", "--no-trunc", "--format", form, tag]
    lines = subprocess.run(argv, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [line.split("\t", 1) for line in lines]
    return {made_by: made for made, made_by in rows if made.startswith("sha256:")}


def installs(tag: str) -> dict[str, str]:
    found = {made_by: made for made_by, made in steps(tag).items() if "apt-get install" in made_by}
    assert any("tomcat10" in made_by for made_by in found)
    return found


@pytest.mark.docker
def test_a_new_version_installs_nothing_again(tmp_path: Path) -> None:
    with ArtifactStore() as store:
        old = installs(build(REPOSITORY, tmp_path / "old", store.url, "1234"))
        new_tag = build(REPOSITORY, tmp_path / "new", store.url, "1235")
    assert installs(new_tag) == old


@pytest.mark.docker
def test_a_changed_template_installs_nothing_again(tmp_path: Path) -> None:
    changed = tmp_path / "repository"
    shutil.copytree(REPOSITORY, changed, symlinks=True)
    template = changed / SERVER_XML
    template.write_text(template.read_text().replace('connectionTimeout="20000"', 'connectionTimeout="10000"'))
    with ArtifactStore() as store:
        old_tag = build(REPOSITORY, tmp_path / "old", store.url, "1234")
        old, old_steps = installs(old_tag), steps(old_tag)
        new_tag = build(changed, tmp_path / "new", store.url, "1234")
    assert installs(new_tag) == old
    assert steps(new_tag) != old_steps
