"""What a Puppet repository holds that can be converted: a folder in, `Unit`s out.

A unit is a module with a main class, a class of the roles (of the profiles where there are no roles), or a node that
the site manifest names. Nodes that are matched by a pattern have no name to convert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from translator.batch.outcome import Kind, Unit
from translator.load.disk import Root
from translator.load.puppet_layout import is_control_repository, is_module, layout_of, module_name

_NODE = re.compile(r"^\s*node\s+(?P<names>[^{]+?)\s*\{", re.MULTILINE)
_NAME = re.compile(r"""(?<![\w/])(?:'([^']+)'|"([^"$]+)"|(default))(?![\w/])""")
_PATTERN = re.compile(r"/(?:\\.|[^/\n])*/")
_CLASS = re.compile(r"^\s*class\s+(?:::)?([a-z][\w:]*)", re.MULTILINE)
_ROLES = ("role", "roles")
_PROFILES = ("profile", "profiles")


def is_puppet_repository(folder: Path) -> bool:
    """True for a module, a control repository, or a folder of modules."""
    return is_module(folder) or is_control_repository(folder) or len(_modules_in(folder)) > 0


def puppet_units(repository: Path) -> Iterator[Unit]:
    """Yield every unit of a Puppet repository."""
    root = Root(repository)
    modules = {module_name(root, path): path for path in _modules(root, repository)}
    wanted = _ROLES if not modules.keys().isdisjoint(_ROLES) else _PROFILES
    for name, path in sorted(modules.items()):
        if name in _ROLES + _PROFILES:
            yield from _classes(root, path) if name in wanted else ()
        elif name in _classes_of(root, path / "manifests" / "init.pp"):
            yield Unit(kind=Kind.MODULE, name=name, path=path, repository=repository)
    yield from _nodes(root, repository)


def _modules(root: Root, repository: Path) -> Iterator[Path]:
    if is_module(repository):
        yield repository
        return
    places = layout_of(repository).modulepath if is_control_repository(repository) else (repository,)
    for place in places:
        yield from (path for path in _modules_in(place) if root.holds(path))


def _modules_in(folder: Path) -> list[Path]:
    """Return the modules directly inside a folder."""
    children = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in children if path.is_dir() and not path.name.startswith(".") and is_module(path)]


def _classes(root: Root, module: Path) -> Iterator[Unit]:
    """Yield a unit for each class of a module of roles or profiles."""
    for path in sorted((module / "manifests").rglob("*.pp")):
        parts = path.relative_to(module / "manifests").with_suffix("").parts
        name = "::".join((module.name, *(() if parts == ("init",) else parts)))
        if name in _classes_of(root, path):
            short = "-".join(parts)
            yield Unit(kind=Kind.ROLE, name=short, path=path, repository=root.path)


def _classes_of(root: Root, path: Path) -> list[str]:
    file = root.file(path)
    return _CLASS.findall(file.text) if file is not None else []


def _nodes(root: Root, repository: Path) -> Iterator[Unit]:
    manifest = layout_of(repository).manifest if is_control_repository(repository) else None
    if manifest is None:
        return
    seen: set[str] = set()
    for path in sorted(manifest.rglob("*.pp")) if manifest.is_dir() else [manifest]:
        file = root.file(path)
        for name in _names(file.text) if file is not None else ():
            if name not in seen:
                seen.add(name)
                safe = re.sub(r"[^\w.@+-]+", "-", name).strip(".") or "unnamed"
                yield Unit(kind=Kind.NODE, name=safe, path=repository, repository=repository, node=name)


def _names(text: str) -> Iterator[str]:
    """Yield the names of the node definitions in a manifest."""
    for found in _NODE.finditer(text):
        for name in _NAME.finditer(_PATTERN.sub("", found["names"])):
            yield name[1] or name[2] or name[3]
