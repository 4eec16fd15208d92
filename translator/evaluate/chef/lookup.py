"""Where Chef finds a template or a file of a cookbook: names in, an `InputFile` and the places tried out.

before:  find_file(cookbook, "templates", "site.erb", debian 12.5 named web1.example.com)
after:   the first of templates/host-web1.example.com/site.erb, templates/debian-12.5/site.erb, templates/debian-12/site.erb,
         templates/debian/site.erb, templates/default/site.erb, templates/site.erb
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from translator.load.project import Cookbook, InputFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the lookup asks of the node."""

    fqdn: str = ""
    platform: str = ""
    platform_version: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The file, None when there is none, and every place that was tried, for the message."""

    file: InputFile | None
    tried: tuple[str, ...]


def find_file(cookbook: Cookbook, segment: str, source: str | Sequence[str], place: Place) -> Found:
    """Return the file that `source` names in the segment "templates" or "files"; a list of sources is tried as it is."""
    names = preferences(source, place) if isinstance(source, str) else tuple(source)
    files = _segment(cookbook, segment)
    tried = tuple(f"{segment}/{name}" for name in names)
    return Found(next((files[name] for name in names if name in files), None), tried)


def find_directory(
    cookbook: Cookbook, segment: str, source: str, place: Place
) -> tuple[dict[str, InputFile], tuple[str, ...]]:
    """Return the files below the preferred folder called `source`, by path inside it, and the places tried."""
    files = _segment(cookbook, segment)
    tried = []
    for name in preferences(source, place):
        tried.append(f"{segment}/{name}")
        found = {path[len(name) + 1 :]: file for path, file in files.items() if path.startswith(f"{name}/")}
        if found:
            return found, tuple(tried)
    return {}, tuple(tried)


def preferences(name: str, place: Place) -> tuple[str, ...]:
    """Return the paths at which a name is looked for, the most special first."""
    parts = place.platform_version.split(".") if place.platform_version else []
    versions = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    special = [
        f"host-{place.fqdn}",
        *(f"{place.platform}-{version}" for version in versions),
        place.platform,
        "default",
    ]
    clean = name.strip("/")
    return (*(f"{folder}/{clean}" for folder in special), clean)


def not_found(cookbook: Cookbook, segment: str, tried: Sequence[str]) -> str:
    """Return Chef's message for a file that is at none of the places."""
    lines = "\n".join(f"  {path}" for path in tried)
    there = "','".join(f"{segment}/{name}" for name in _segment(cookbook, segment))
    text = (
        f"Cookbook '{cookbook.name}' ({cookbook.version}) does not contain a file at any of these locations:\n{lines}"
    )
    return f"{text}\n\nThis cookbook _does_ contain: ['{there}']" if there else text


def _segment(cookbook: Cookbook, segment: str) -> Mapping[str, InputFile]:
    return cookbook.templates if segment == "templates" else cookbook.files
