"""Node data of the platforms that ship with the program: a name such as "debian-12" in, `Facts` out.

base.json has what every machine has in common, the file of a platform what is its own; together they are an Ohai dump.
"""

from __future__ import annotations

import json
from importlib.resources import files

from translator.load.project import Facts, Json

DEFAULT_PLATFORM = "debian-12"


def platform_names() -> tuple[str, ...]:
    """Return the names of all platforms shipped, sorted."""
    names = (entry.name.removesuffix(".json") for entry in files(__package__).iterdir() if entry.name.endswith(".json"))
    return tuple(sorted(name for name in names if name != "base"))


def platform_facts(name: str) -> Facts:
    """Return the facts of a shipped platform; KeyError when there is none of that name."""
    if name not in platform_names():
        raise KeyError(name)
    return Facts(name=name, data=_over(_read("base"), _read(name)))


def _read(name: str) -> dict[str, Json]:
    data: dict[str, Json] = json.loads(files(__package__).joinpath(f"{name}.json").read_text())
    return data


def _over(under: dict[str, Json], upper: dict[str, Json]) -> dict[str, Json]:
    """Return `under` with `upper` merged over it, hash by hash."""
    merged = dict(under)
    for key, value in upper.items():
        old = merged.get(key)
        merged[key] = _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
