"""Where cookbooks lie: folders in, `Cookbook`s by name out, the one that wins first.

A cookbook's name stands in its metadata, else the folder gives it. Metadata is Ruby; only its name and version are
read here, by their looks, because evaluation runs it properly later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from translator.diagnostics import Code, Diagnostic
from translator.load.disk import Root
from translator.load.project import Cookbook, InputFile

_SEGMENTS = ("recipes", "attributes", "resources", "libraries", "providers", "definitions")
_FILES = ("metadata.rb", "metadata.json", "recipe.rb", "attributes.rb")
_NAME = re.compile(r"""^\s*name[\s(]+["']([^"'#]+)["']""", re.MULTILINE)
_VERSION = re.compile(r"""^\s*version[\s(]+["']([0-9][^"']*)["']""", re.MULTILINE)
NO_VERSION = "0.0.0"


def is_cookbook(path: Path) -> bool:
    """True when the folder has metadata, or at least a segment with Ruby in it."""
    if (path / "metadata.rb").is_file() or (path / "metadata.json").is_file():
        return True
    return any((path / name).is_file() for name in _FILES) or any(
        next((path / segment).glob("*.rb"), None) is not None for segment in _SEGMENTS
    )


def find_cookbooks(
    places: Iterable[tuple[Root, Path]], diagnostics: list[Diagnostic]
) -> dict[str, tuple[Cookbook, ...]]:
    """Return the cookbooks of all places by name. A place is a cookbook or a folder of them; earlier ones win.

    Inside one place several versions of a cookbook may lie side by side (nginx-1.2.0, nginx-2.0.0): the highest wins. A link that
    leads out of its root is not followed; it is told in `diagnostics`.
    """
    found: dict[str, list[Cookbook]] = {}
    seen: set[Path] = set()
    for root, place in places:
        here: dict[str, list[Cookbook]] = {}
        diagnostics.extend(_passed_over(root, place))
        for path in _candidates(root, place):
            if path.resolve() not in seen:
                seen.add(path.resolve())
                cookbook = read_cookbook(root, path)
                here.setdefault(cookbook.name, []).append(cookbook)
        for name, versions in here.items():
            found.setdefault(name, []).extend(sorted(versions, key=lambda book: _order(book.version), reverse=True))
    return {name: tuple(versions) for name, versions in sorted(found.items())}


def read_cookbook(root: Root, path: Path) -> Cookbook:
    """Return the cookbook in the folder `path`."""
    metadata = root.file(path / "metadata.json", "metadata.json") or root.file(path / "metadata.rb", "metadata.rb")
    name, version = _identity(metadata)
    return Cookbook(
        name=name or path.resolve().name, version=version or NO_VERSION, folder=root.folder(path), metadata=metadata
    )


def _candidates(root: Root, place: Path) -> list[Path]:
    if is_cookbook(place):
        return [place] if root.holds(place) else []
    return [path for path in root.names(place) if path.is_dir() and root.holds(path) and is_cookbook(path)]


def _passed_over(root: Root, place: Path) -> Iterator[Diagnostic]:
    """Yield a Diagnostic for a place outside of the root, and for each linked folder inside it that leads there."""
    if not root.holds(place):
        message = f"the folder {root.show(place)} lies outside of {root.shown or root.path.name}; it is not read"
        yield Diagnostic(code=Code.MISSING_DATA, message=message, span=None, hint="name it with --cookbook-path")
    if is_cookbook(place):
        return
    for path in root.names(place):
        if path.is_symlink() and path.is_dir() and not root.holds(path):
            message = f"the folder {root.show(path)} is a link that leads out of {root.show(place) or place.name}"
            hint = "if it is a cookbook, give the folder that its real folder lies in with --cookbook-path"
            yield Diagnostic(code=Code.MISSING_DATA, message=f"{message}; it is passed over", span=None, hint=hint)


def _identity(metadata: InputFile | None) -> tuple[str, str]:
    if metadata is None:
        return "", ""
    if metadata.relative == "metadata.json":
        return _json_identity(metadata.text)
    name, version = _NAME.search(metadata.text), _VERSION.search(metadata.text)
    return (name[1] if name else "", version[1] if version else "")


def _json_identity(text: str) -> tuple[str, str]:
    try:
        data = json.loads(text)
    except ValueError:
        return "", ""
    if not isinstance(data, dict):
        return "", ""
    return str(data.get("name") or ""), str(data.get("version") or "")


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
