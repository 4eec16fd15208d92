"""Which tool a path belongs to: a path in, True for Puppet out."""

from __future__ import annotations

from pathlib import Path

from translator.load.puppet_layout import is_control_repository, is_module

_CHEF_FILES = ("metadata.rb", "Policyfile.rb", "Berksfile", "Cheffile")
_CHEF_FOLDERS = ("recipes", "cookbooks", "site-cookbooks")
_HIGHEST = 6


def is_puppet(path: Path) -> bool:
    """True when what lies at `path` is Puppet's rather than Chef's.

    A folder says by what it holds; one that says nothing, and a file that could be of either, by the folders above.
    """
    if path.is_file() and path.suffix in (".pp", ".rb", ".json"):
        return path.suffix == ".pp"
    start = path.resolve() if path.is_dir() else path.resolve().parent
    for folder in (start, *start.parents)[:_HIGHEST]:
        if _is_chef(folder):
            return False
        if is_module(folder) or is_control_repository(folder):
            return True
        if (folder / ".git").exists():
            return False
    return False


def _is_chef(folder: Path) -> bool:
    if any((folder / name).is_file() for name in _CHEF_FILES):
        return True
    return any((folder / name).is_dir() for name in _CHEF_FOLDERS)
