"""Unit files of distributions' packages → what is known of each service, per release.

Facts come from two places: the tables shipped in `units/` (made by tools/learn_units.py out of Debian's packages) and
what `build` read out of the images that it built, kept in the user's cache folder. The shipped table comes first.

before:  units/debian-12.json {"nginx.service": {"package": "nginx-common", "settings": [["Service", "Type", "forking"]]}}
after:   KnownUnits("debian-12").get("nginx.service") → KnownUnit(package="nginx-common", …)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

FOLDER = "units"
SETTINGS = frozenset(
    {
        "Type", "ExecStart", "ExecStartPre", "User", "Group", "WorkingDirectory", "Environment", "EnvironmentFile",
        "UMask", "RuntimeDirectory", "RuntimeDirectoryMode", "StateDirectory", "StateDirectoryMode", "LogsDirectory",
        "LogsDirectoryMode", "CacheDirectory", "CacheDirectoryMode", "ReadWritePaths", "ReadWriteDirectories",
        "KillSignal", "TimeoutStopSec", "TimeoutSec", "LimitNOFILE", "PIDFile", "CapabilityBoundingSet",
        "AmbientCapabilities", "Alias", "ListenStream", "ListenDatagram", "MemoryMax",
    }
)  # fmt: skip
"""The settings that say how a service runs; the rest of a unit is between systemd and the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit:
    """A package's unit: its settings as (section, key, value), and the (path, mode, owner, group) it finds made."""

    package: str
    version: str = ""
    settings: tuple[tuple[str, str, str], ...] = ()
    directories: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def aliases(self) -> set[str]:
        """The further names under which the unit is known once it is enabled."""
        return {word for _, key, value in self.settings if key == "Alias" for word in value.split()}


Table = Mapping[str, KnownUnit]


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """Units by name; `learnt` are those out of the user's cache."""

    shipped: Table
    learnt: Table

    def get(self, name: str) -> KnownUnit | None:
        """Return a unit by its name or an alias of it; of a template for one of its instances."""
        template = re.sub(r"@[^.]*\.", "@.", name)
        for table in (self.shipped, self.learnt):
            for wanted in dict.fromkeys((name, template)):
                found = table.get(wanted) or _aliased(table, wanted)
                if found is not None:
                    return found
        return None


def _aliased(table: Table, name: str) -> KnownUnit | None:
    return next((unit for unit in table.values() if name in unit.aliases), None)


class Release(Protocol):
    """A distribution's release, as a catalog's platform has it."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def family(self) -> str: ...


def shipped_units(release: Release) -> Table:
    """Return the shipped table of a release; Debian 12's stands for others of its family."""
    table = _shipped(f"{platform_key(release)}.json")
    return table if table or release.family != "debian" else _shipped("debian-12.json")


@cache
def _shipped(name: str) -> Table:
    resource = files("translator.load.units").joinpath(name)
    return parse_table(resource.read_text(encoding="utf-8")) if resource.is_file() else {}


def learnt_units(folder: Path, release: Release) -> Table:
    """Return what builds learnt of a release on this machine; a file that is broken counts as none."""
    return read_learnt(folder, platform_key(release))


def read_learnt(folder: Path, key: str) -> Table:
    """Return the table of a release by its key, as `platform_key` gives it."""
    try:
        return parse_table((folder / FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def parse_table(text: str) -> dict[str, KnownUnit]:
    """Return the units of a table's text."""
    return {name: _unit(fields) for name, fields in json.loads(text).items()}


def _unit(fields: dict[str, Any]) -> KnownUnit:
    tuples = {key: tuple(tuple(row) for row in fields.get(key, ())) for key in ("settings", "directories")}
    return KnownUnit(package=fields["package"], version=fields.get("version", ""), **tuples)


def table_text(table: Table) -> str:
    """Return a table as JSON, a unit a line."""
    rows = [f"{json.dumps(name)}: {json.dumps(_fields(table[name]), ensure_ascii=False)}" for name in sorted(table)]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _fields(unit: KnownUnit) -> dict[str, Any]:
    return {key: value for key, value in asdict(unit).items() if value}


def facts_of(package: str, version: str, settings: Iterable[tuple[str, str, str]], tmpfiles: str) -> KnownUnit:
    """Return what matters of a unit that was read, with the directories of its package's tmpfiles.d(5) texts."""
    kept = tuple(row for row in settings if row[1] in SETTINGS)
    return KnownUnit(package=package, version=version, settings=kept, directories=tuple(_directories(tmpfiles)))


def _directories(text: str) -> Iterable[tuple[str, str, str, str]]:
    for line in text.splitlines():
        words = [*line.split(), "-", "-", "-", "-"]
        if words[0].rstrip("!+-=~^$") in ("d", "D", "q", "Q") and words[1].startswith("/"):
            mode, owner, group = ("" if word == "-" else word for word in words[2:5])
            yield words[1].rstrip("/"), mode.lstrip("~:") or "0755", owner or "root", group or "root"


def platform_key(release: Release) -> str:
    """Return the name of a release's table: debian-12, ubuntu-22.04, rocky-9."""
    version = release.version if release.name == "ubuntu" else release.version.split(".")[0]
    return f"{release.name}-{version}"
