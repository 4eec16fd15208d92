"""Two builds under SOURCE_DATE_EPOCH are one image, and what a lock keeps is what the next conversion installs."""

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import docker
import pytest

from tests.emit import plans
from translator.diagnostics import Code
from translator.emit.convert import emit
from translator.emit.writer import changed_files, write
from translator.image.build import build
from translator.image.compare import Entry, Saved, _differences, differences
from translator.image.lock import Keep, write_lock
from translator.image.reproducible import KEPT, VARIABLE, epoch_of, rewrite
from translator.plan.lock import NAME, Lock, lock_text, locked, parse_lock
from translator.plan.model import InstallPackages

EPOCH = 1700000000
PLAN = replace(plans.memcached(), name="cook2image-stamp")


def installed(plan) -> tuple[tuple[str, ...], bool]:
    step = next(each for layer in plan.images[0].layers for each in layer.steps if isinstance(each, InstallPackages))
    return step.packages, step.pinned


def test_a_lock_names_digests_and_versions() -> None:
    digest = "sha256:" + "1" * 64
    lock = Lock(base_images={"debian:bookworm-slim": digest}, packages={"memcached": {"memcached": "1.6.18-1"}})
    assert parse_lock(lock_text(lock)) == lock
    plan = locked(PLAN, lock)
    assert plan.images[0].base == f"debian:bookworm-slim@{digest}"
    assert installed(plan) == (("memcached=1.6.18-1",), True)
    assert plan.images[0].packages == (("memcached", "1.6.18-1"),)
    text = next(str(each.content) for each in emit(plan) if each.path == "Dockerfile")
    assert f"FROM debian:bookworm-slim@{digest}\n" in text
    assert "DL3008" not in text


def test_a_base_from_a_registry_is_pinned_and_one_that_was_imported_is_told(tmp_path: Path) -> None:
    """RepoDigests as an engine gives them: filled by a pull, missing after docker import."""
    digest = "sha256:" + "2" * 64
    attributes = {"debian:12": {"RepoDigests": [f"debian@{digest}"]}, "mine:1": {}}
    images = SimpleNamespace(get=lambda name: SimpleNamespace(attrs=attributes[name]))
    described = SimpleNamespace(
        folder=tmp_path, images=[SimpleNamespace(base=base) for base in ("mine:1", "debian:12")]
    )
    said = write_lock(SimpleNamespace(images=images), described, Keep(digests=True))
    assert parse_lock((tmp_path / NAME).read_text()).base_images == {"debian:12": digest}
    assert [(each.code, each.message) for each in said] == [
        (Code.NO_DIGEST, "mine:1 has no digest here: it did not come from a registry")
    ]


@pytest.mark.parametrize("text", ["", "[]", '{"packages": []}', '{"packages": {}, "base_images": 1}'])
def test_what_is_no_lock_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_lock(text)


def test_an_image_s_own_layers_lose_their_times_and_the_base_s_stay(tmp_path: Path) -> None:
    """Two layers of one file each, dated by hand; only the second is the image's own."""
    late, early = EPOCH + 5, EPOCH - 5
    layers = {"base.tar": _tar({"a": late}), "own.tar": _tar({"b": late, "c": early})}
    config = {"created": "2026-01-01T00:00:00Z", "container": "x", "rootfs": {"diff_ids": ["sha256:0", "sha256:0"]}}
    config["history"] = [{"created": "2025"}, {"created": "2026", "empty_layer": True}, {"created": "2026"}]
    saved = tmp_path / "saved.tar"
    manifest = [{"Config": "c.json", "RepoTags": ["x:1"], "Layers": list(layers)}]
    texts = {"manifest.json": json.dumps(manifest).encode(), "c.json": json.dumps(config).encode(), **layers}
    with tarfile.open(saved, "w") as archive:
        for name, content in texts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    identifier = rewrite(saved, tmp_path / "made.tar", 1, EPOCH, "x:1")
    with tarfile.open(tmp_path / "made.tar") as archive:
        listing = json.load(archive.extractfile("manifest.json"))[0]
        made = json.load(archive.extractfile(listing["Config"]))
        times = [_times(archive.extractfile(name)) for name in listing["Layers"]]
    assert listing["Config"] == f"{identifier.removeprefix('sha256:')}.json"
    assert times == [{"a": late}, {"b": EPOCH, "c": early}]
    assert made["created"] == "2023-11-14T22:13:20Z"
    assert [entry["created"] for entry in made["history"]] == ["2025", made["created"], made["created"]]
    assert "container" not in made


def _times(file) -> dict[str, float]:
    with tarfile.open(fileobj=file) as layer:
        return {entry.name: entry.mtime for entry in layer}


def _tar(times: dict[str, int]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, time in times.items():
            entry = tarfile.TarInfo(name)
            entry.mtime = time
            archive.addfile(entry)
    return buffer.getvalue()


def test_two_images_differ_where_their_files_do(tmp_path: Path) -> None:
    config = {"created": "x", "rootfs": {}}
    entry = Entry(kind="0", mode=0o644, owner=(0, 0), time=1, target="", attributes=(), sha256="1")
    other = Saved({**config, "os": "y"}, ({"a": entry, "b": entry},))
    assert list(_differences(Saved(config, ({"a": replace(entry, mode=0o600, time=2)},)), other)) == [
        "configuration: os differs",
        "layer 0: /a differs in mode, time",
        "layer 0: /b is only in the second",
    ]


def test_the_epoch_is_a_number() -> None:
    assert (epoch_of({}), epoch_of({VARIABLE: "0"}), epoch_of({VARIABLE: "17"})) == (None, 0, 17)


@pytest.fixture
def client() -> Iterator[docker.DockerClient]:
    client = docker.from_env()
    yield client
    client.close()


@pytest.mark.docker
def test_two_builds_give_one_image_and_its_versions_go_to_the_lock(
    tmp_path: Path, client: docker.DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write(emit(PLAN), folder)
    monkeypatch.setenv(VARIABLE, str(EPOCH))
    found = []
    for _ in range(2):
        result = build(folder, no_cache=True, keep=Keep(versions=True))
        assert not result.diagnostics
        found.append(result.images[0].identifier)
    assert differences(client, found[0], found[1]) == []
    assert found[0] == found[1]
    assert client.images.get(result.images[0].tag).id == found[0]
    lock = parse_lock((folder / NAME).read_text())
    assert changed_files(folder) == []
    asked = ["dpkg-query", "-W", "-f", "${Version}\\n", "memcached"]
    version = client.containers.run(result.images[0].tag, asked, remove=True).decode().strip()
    assert version.startswith("1.6.")
    assert lock.packages == {"memcached": {"memcached": version}}
    assert installed(locked(PLAN, lock))[0] == (f"memcached={version}",)
    write(emit(locked(PLAN, lock)), folder)
    assert not build(folder).diagnostics
    for tag in (result.images[0].tag, result.images[0].tag + KEPT):
        client.images.remove(tag, force=True)
