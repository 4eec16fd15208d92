"""What a repository holds that can be converted: a folder in, `Unit`s out.

A unit is a cookbook with its default recipe, each recipe of a cookbook without one, a role, a Policyfile, a node; of
Puppet's it is a module, a role or a node (puppet_units.py).
The folder may also hold many repositories, each of its children one.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from translator.batch.outcome import Kind, Unit
from translator.batch.puppet_units import is_puppet_repository, puppet_units
from translator.load.cookbooks import is_cookbook, read_cookbook
from translator.load.disk import SKIPPED_FOLDERS, Root
from translator.load.puppet_layout import is_control_repository, is_module

_MARKS = ("cookbooks", "site-cookbooks", "roles", "environments", "data_bags")
_TEST_FOLDERS = {"test", "tests", "spec", "fixtures"}
_ROLE = re.compile(r"^\s*(name|run_list|default_attributes|override_attributes|env_run_lists)\b", re.MULTILINE)
_TEST_NAMES = re.compile(r"(^|[-_])tests?$")
_INSIDE = ("recipes", "attributes", "libraries", "templates", "files", "resources", "providers", "definitions")


def find_units(path: Path) -> tuple[Unit, ...]:
    """Return every unit of the repository, or of each repository in the folder, at `path`, in order of key."""
    folder = path.resolve()
    children = repositories_in(folder)
    if not children:
        return tuple(_units(folder, ""))
    return tuple(unit for child in children for unit in _units(child, child.name))


def repositories_in(folder: Path) -> list[Path]:
    """Return the children of a folder that holds many repositories; nothing when it is one repository itself."""
    if (folder / ".git").exists() or _is_one(folder):
        return []
    children = [child for child in sorted(folder.iterdir()) if child.is_dir() and not child.name.startswith(".")]
    several = sum(_is_repository(child) for child in children) > 1
    return children if several else []


def _is_one(folder: Path) -> bool:
    return is_module(folder) or is_cookbook(folder) or _has_layout(folder)


def _is_repository(folder: Path) -> bool:
    """True for what is certainly a repository and not just a cookbook or module among others."""
    return (folder / ".git").exists() or _has_layout(folder)


def _has_layout(folder: Path) -> bool:
    return any((folder / mark).is_dir() for mark in _MARKS) or is_control_repository(folder)


def _units(repository: Path, label: str) -> list[Unit]:
    found = [replace(unit, label=label) for unit in _all(repository)]
    return sorted(_distinct(found), key=lambda unit: unit.key)


def _all(repository: Path) -> Iterator[Unit]:
    if not _is_chef(repository) and is_puppet_repository(repository):
        yield from puppet_units(repository)
        return
    root = Root(repository, repository.name if is_cookbook(repository) else "")
    for folder, names in _folders(repository):
        if (folder / "recipes").is_dir() or is_cookbook(folder):
            yield from _cookbook(root, folder)
        yield from _policies(root, folder, names)
        if folder.name == "roles" and not is_cookbook(folder.parent):
            yield from _documents(root, folder, names, Kind.ROLE)
        if folder.name == "nodes":
            yield from _documents(root, folder, names, Kind.NODE)


def _is_chef(repository: Path) -> bool:
    """True for a folder that says by itself that it is Chef's."""
    names = ("metadata.rb", "Policyfile.rb", "Berksfile", "cookbooks", "site-cookbooks", "recipes")
    return any((repository / name).exists() for name in names)


def _folders(top: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield every folder below `top` with its files' names; the insides of cookbooks and links are left out."""
    for folder, folders, files in os.walk(top):
        here = Path(folder)
        inside = _INSIDE if "recipes" in folders or "metadata.rb" in files else ()
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED_FOLDERS
            and name not in inside
            and not name.startswith(".")
            and not os.path.islink(os.path.join(folder, name))
        )
        yield here, sorted(files)


def _cookbook(root: Root, folder: Path) -> Iterator[Unit]:
    book = read_cookbook(root, folder)
    plain = {name: file for name, file in book.recipes.items() if not name.endswith("_spec")}
    if "default" in plain:
        yield _unit(root, Kind.COOKBOOK, book.name, folder, book.name)
        return
    for name, file in sorted(plain.items()):
        yield _unit(root, Kind.RECIPE, f"{book.name}-{name}", folder / file.relative, book.name)


def _policies(root: Root, folder: Path, names: Iterable[str]) -> Iterator[Unit]:
    names = set(names)
    for name in sorted(names):
        stem = name.removesuffix(".lock.json") if name.endswith(".lock.json") else name.removesuffix(".rb")
        if stem == name or (name.endswith(".rb") and f"{stem}.lock.json" in names):
            continue
        if stem == "Policyfile":
            yield _unit(root, Kind.POLICY, folder.name, folder / name)
        elif folder.name in ("policyfiles", "policies"):
            yield _unit(root, Kind.POLICY, stem, folder / name)


def _documents(root: Root, folder: Path, names: Iterable[str], kind: Kind) -> Iterator[Unit]:
    """Roles and nodes: one unit a name, JSON before Ruby as Chef has it."""
    seen: set[str] = set()
    for name in sorted(names, key=lambda name: (not name.endswith(".json"), name)):
        stem, _, ending = name.rpartition(".")
        if ending in ("json", "rb") and stem not in seen and _is_document(root, folder / name, kind):
            seen.add(stem)
            yield _unit(root, kind, stem, folder / name)


def _is_document(root: Root, path: Path, kind: Kind) -> bool:
    file = root.file(path)
    if file is None or (kind is Kind.NODE and path.suffix == ".rb"):
        return False
    if path.suffix == ".rb":
        return _ROLE.search(file.text) is not None
    try:
        data = json.loads(file.text)
    except (ValueError, RecursionError):
        return True  # the conversion says what is wrong with it
    if not isinstance(data, dict) or (kind is Kind.NODE and data.get("run_list") == []):
        return False  # such a node is data for searches: nothing converges it
    return not data.keys().isdisjoint(("run_list", "recipes", "json_class", "chef_type"))


def _unit(root: Root, kind: Kind, name: str, path: Path, book: str = "") -> Unit:
    folders = path.parent if path.is_file() else path
    test = bool(_TEST_FOLDERS & set(folders.relative_to(root.path).parts)) or bool(_TEST_NAMES.search(book))
    return Unit(kind=kind, name=_safe(name), path=path, repository=root.path, test=test)


def _safe(name: str) -> str:
    """Return the name as that of one folder."""
    return re.sub(r"[^\w.@+-]+", "-", name).strip(".") or "unnamed"


def _distinct(units: list[Unit]) -> Iterator[Unit]:
    """Give units of one kind and name, such as two copies of a cookbook, names of their own by where they lie."""
    counts: dict[str, int] = {}
    for unit in units:
        counts[unit.key.casefold()] = counts.get(unit.key.casefold(), 0) + 1
    taken: set[str] = set()
    for unit in units:
        made = unit
        if counts[unit.key.casefold()] > 1:
            place = _safe("-".join(unit.path.relative_to(unit.repository).parts)) or unit.name
            made = replace(unit, name=place)
        number = 2
        while made.key.casefold() in taken:
            made = replace(made, name=f"{unit.name}-{number}")
            number += 1
        taken.add(made.key.casefold())
        yield made
