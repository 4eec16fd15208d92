"""A folder finds one file without being listed, and only what its listing has."""

from __future__ import annotations

from pathlib import Path

from translator.load.disk import Root


def test_one_file_is_found_as_the_listing_has_it(tmp_path: Path) -> None:
    module, outside = tmp_path / "root" / "module", tmp_path / "outside"
    for name in ("manifests/a/b.pp", ".git/config", ".hidden/x", "files/.keep", "lib/node_modules/y", "metadata.json"):
        (module / name).parent.mkdir(parents=True, exist_ok=True)
        (module / name).write_text(name)
    outside.mkdir()
    (outside / "secret").write_text("secret")
    (module / "linked").symlink_to(module / "manifests")
    (module / "out").symlink_to(outside / "secret")
    (module / "in").symlink_to(module / "metadata.json")
    root = Root(tmp_path / "root")
    listed, single = root.folder(module), root.folder(module)
    names = [
        *listed.files,
        *("linked/a/b.pp", "out", ".git/config", ".hidden/x", "lib/node_modules/y", "manifests", "", "manifests/"),
        *("../module/metadata.json", "./metadata.json", "manifests//a/b.pp", str(outside / "secret"), "absent"),
    ]
    assert {"manifests/a/b.pp", "files/.keep", "in", "metadata.json"} == set(listed.files)
    for name in names:
        found, expected = single.find(name), listed.files.get(name)
        assert (found is None) == (expected is None), name
        if found is not None and expected is not None:
            assert (found.path, found.relative, found.mode) == (expected.path, expected.relative, expected.mode)
            assert found.content == expected.content
    assert "files" not in single.__dict__
