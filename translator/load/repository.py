"""The layout of a Chef repository: a path in, the folders that belong to it out.

before:  shop/cookbooks/zeebra
after:   root shop, cookbooks [shop/cookbooks/zeebra, shop/cookbooks, shop/site-cookbooks], roles [shop/roles] …
"""

from __future__ import annotations

from pathlib import Path

from translator.load.cookbooks import is_cookbook

COOKBOOK_FOLDERS = ("site-cookbooks", "cookbooks", "berks-cookbooks", "vendor/cookbooks", "vendor-cookbooks")
TEST_COOKBOOKS = ("test/cookbooks", "test/fixtures/cookbooks", "test/integration/cookbooks", "spec/fixtures/cookbooks")
TEST_DATA = ("", "test/integration/", "test/fixtures/", "test/")
_MARKS = ("cookbooks", "site-cookbooks", "roles", "environments", "data_bags", "berks-cookbooks")
_TEST_NAMES = {"test", "tests", "fixtures", "spec", "integration", "kitchen", "vendor"}
_HIGHEST = 5


def repository_of(path: Path) -> Path:
    """Return the folder of the repository that `path` lies in; the path's own folder when it lies in none.

    Climbing ends at the folder of a version control system, and at the first folder that has a repository's layout,
    unless that is the test part of a cookbook.
    """
    start = path if path.is_dir() else path.parent
    best = start
    for folder in (start, *start.parents)[: _HIGHEST + 1]:
        if folder == Path(folder.anchor):
            break
        layout = any((folder / mark).is_dir() for mark in _MARKS)
        if layout or (folder != start and is_cookbook(folder)):
            best = folder
        if (folder / ".git").exists() or (layout and folder.name not in _TEST_NAMES and folder != start):
            break
    return _with_siblings(best)


def _with_siblings(folder: Path) -> Path:
    """A cookbook alone in a folder of cookbooks belongs with its siblings."""
    inside = folder.parent.name.endswith("cookbooks") or (folder.parent / ".git").exists()
    return folder.parent if is_cookbook(folder) and inside and folder.parent != Path(folder.anchor) else folder


def cookbook_places(repository: Path, path: Path | None) -> list[Path]:
    """Return the cookbooks and folders of cookbooks of a repository, the one that wins first."""
    places = [path] if path is not None and path.is_dir() and is_cookbook(path) else []
    places += [repository / name for name in COOKBOOK_FOLDERS]
    if path is not None:
        places += [folder for folder in _between(path, repository) if is_cookbook(folder)]
        places += [folder / name for folder in _between(path, repository) for name in TEST_COOKBOOKS]
    places += [repository]
    return [place for place in places if place.is_dir()]


def data_places(repository: Path, kind: str) -> list[Path]:
    """Return the folders of `kind` ("roles", "environments", "data_bags", "nodes") that the repository has."""
    return [place for prefix in TEST_DATA if (place := repository / f"{prefix}{kind}").is_dir()]


def _between(path: Path, repository: Path) -> list[Path]:
    """Return `path` (or its folder) and everything above it up to the repository, innermost first."""
    start = path if path.is_dir() else path.parent
    return [folder for folder in (start, *start.parents) if folder.is_relative_to(repository)]
