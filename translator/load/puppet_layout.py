"""The layout of a Puppet repository: a path in, the folders that belong to it out.

before:  shop/site-modules/profile/manifests/web.pp
after:   repository shop, module shop/site-modules/profile, modulepath [shop/site-modules, shop/modules], manifest
         shop/manifests, environment shop
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translator.load.disk import Root

MODULE_FOLDERS = (
    "site-modules",
    "site",
    "modules",
    "dist",
    "local-modules",
    "external",
    "thirdparty",
    "vendor/modules",
)
_FIXTURES = "spec/fixtures/modules"
_MARKS = ("environment.conf", "Puppetfile", "hiera.yaml", "manifests/site.pp")
_HIGHEST = 6
_SETTING = re.compile(r"^\s*(\w+)\s*=\s*(.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the parts of a repository lie; None and empty for what it does not have."""

    repository: Path | None = None
    environment: Path | None = None
    environment_name: str = "production"
    environments: tuple[str, ...] = ()
    modulepath: tuple[Path, ...] = ()
    manifest: Path | None = None
    puppetfile: Path | None = None
    module: Path | None = None


def is_module(folder: Path) -> bool:
    """True for a folder with what a module has: classes, or metadata of a Puppet module beside lib/ or functions/."""
    if any((folder / name).exists() for name in ("environment.conf", "Puppetfile", "manifests/site.pp")):
        return False
    manifests = folder / "manifests"
    if manifests.is_dir() and next(manifests.rglob("*.pp"), None) is not None:
        return True
    metadata = (folder / "metadata.json").is_file() and not (folder / "recipes").is_dir()
    return metadata and any((folder / name).is_dir() for name in ("lib/puppet", "functions", "types", "lib/facter"))


def is_control_repository(folder: Path) -> bool:
    """True for a folder with a site manifest, an environment's settings, or folders of modules."""
    if any((folder / name).is_file() for name in ("environment.conf", "Puppetfile", "manifests/site.pp")):
        return True
    return any(_holds_modules(folder / name) for name in MODULE_FOLDERS) or bool(environment_names(folder))


def environment_names(repository: Path) -> tuple[str, ...]:
    """Return the names of the environments that lie in folders of their own, sorted."""
    folder = repository / "environments"
    if not folder.is_dir():
        return ()
    parts = ("environment.conf", "manifests", "modules", "hiera.yaml")
    children = (child for child in sorted(folder.iterdir()) if any((child / part).exists() for part in parts))
    return tuple(child.name for child in children)


def layout_of(path: Path, environment: str = "") -> Layout:
    """Return the layout of the repository that `path` lies in."""
    module = _module_around(path)
    repository = _repository_of(module or (path if path.is_dir() else path.parent))
    if repository is None:
        folder = module or (path if path.is_dir() else path.parent)
        beside = (folder.parent,) if module is not None and _siblings(module) else ()
        root = folder.parent if beside else folder
        return Layout(repository=root, module=module, modulepath=(*beside, *_fixtures(folder)))
    folder, name = environment_of(repository, environment)
    settings = _settings(folder / "environment.conf")
    beside = (module.parent,) if module is not None and module.parent != repository else ()
    manifest = folder / settings.get("manifest", "manifests")
    return Layout(
        repository=repository,
        environment=folder,
        environment_name=name,
        environments=environment_names(repository),
        modulepath=tuple(dict.fromkeys((*_modulepath(repository, folder, settings), *beside))),
        manifest=manifest if manifest.exists() else None,
        puppetfile=folder / "Puppetfile" if (folder / "Puppetfile").is_file() else None,
        module=module,
    )


def environment_of(repository: Path, name: str) -> tuple[Path, str]:
    """Return the folder and name of the environment: environments/NAME, or the repository itself."""
    folders = [repository / "environments" / word for word in (name, "production") if word]
    for folder in folders:
        if folder.is_dir():
            return folder, folder.name
    return repository, name or "production"


def module_name(root: Root, folder: Path) -> str:
    """Return the name of the module in `folder`: as its metadata has it, else its first class, else the folder's."""
    file = root.file(folder / "metadata.json")
    named = _metadata_name(file.text) if file is not None else ""
    return named or re.sub(r"^.*[-/]", "", folder.name)


def _metadata_name(text: str) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    name = data.get("name") if isinstance(data, dict) else ""
    return re.split(r"[-/]", name, maxsplit=1)[-1] if isinstance(name, str) else ""


def _module_around(path: Path) -> Path | None:
    """Return the module that is `path` or that a file in it belongs to."""
    start = path if path.is_dir() else path.parent
    if path.is_dir():
        return path if is_module(path) else None
    around = [folder for folder in (start, *start.parents)[:_HIGHEST] if is_module(folder)]
    return around[0] if around else None


def _repository_of(start: Path) -> Path | None:
    """Return the control repository that a folder lies in, None when it lies in none."""
    for folder in (start, *start.parents)[: _HIGHEST + 1]:
        if folder == Path(folder.anchor):
            return None
        if is_control_repository(folder):
            above = folder.parent.parent
            return above if folder.parent.name == "environments" and is_control_repository(above) else folder
        if (folder / ".git").exists():
            return None
    return None


def _modulepath(repository: Path, environment: Path, settings: dict[str, str]) -> Iterator[Path]:
    for entry in settings.get("modulepath", "").split(":"):
        if entry and "$" not in entry and not entry.startswith("/") and (environment / entry).is_dir():
            yield (environment / entry).resolve()
    for folder in dict.fromkeys((environment, repository)):
        for name in MODULE_FOLDERS:
            if _holds_modules(folder / name):
                yield folder / name


def _fixtures(module: Path) -> tuple[Path, ...]:
    folder = module / _FIXTURES
    return (folder,) if folder.is_dir() else ()


def _holds_modules(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    return any(child.is_dir() and is_module(child) for child in sorted(folder.iterdir()))


def _siblings(module: Path) -> bool:
    """True when the module lies in a folder of modules, so that its neighbours are the modules it may use."""
    if (module / ".git").exists() and not module.parent.name.endswith("modules"):
        return False
    return any(child != module and child.is_dir() and is_module(child) for child in sorted(module.parent.iterdir()))


def _settings(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    text = file.read_text(encoding="utf-8", errors="replace")
    return {found[1]: found[2] for found in _SETTING.finditer(text) if not found[0].lstrip().startswith("#")}
