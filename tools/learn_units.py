"""Write translator/load/units/RELEASE.json out of a folder of downloaded .deb packages.

usage: python -m tools.learn_units debian-12 FOLDER       (FOLDER filled by `apt-get download PACKAGE …`)
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from translator.load.known_units import KnownUnit, facts_of, table_text
from translator.plan.systemd import parse_unit

TARGET = Path("translator/load/units")


def main(release: str, folder: Path) -> None:
    """Write the table of one release."""
    table = {name: unit for package in sorted(folder.glob("*.deb")) for name, unit in _units(package)}
    (TARGET / f"{release}.json").write_text(table_text(table))
    print(f"{release}: {len(table)} units")


def _units(package: Path) -> Iterator[tuple[str, KnownUnit]]:
    name, version = _field(package, "Package"), _field(package, "Version")
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["dpkg-deb", "--extract", package, work], check=True)
        root = Path(work)
        tmpfiles = "\n".join(path.read_text() for path in sorted(root.glob("**/tmpfiles.d/*.conf")))
        for path in sorted(root.glob("**/lib/systemd/system/*.*")):
            if path.is_file() and not path.is_symlink() and path.suffix in (".service", ".socket"):
                unit = parse_unit(path.name, path.read_text(errors="replace"))
                yield path.name, facts_of(name, version, unit.settings, tmpfiles)
                yield from _links(root, path, facts_of(name, version, unit.settings, tmpfiles))


def _links(root: Path, target: Path, unit: KnownUnit) -> Iterator[tuple[str, KnownUnit]]:
    """Yield the unit once more under each name that a link of the package gives it."""
    for path in sorted(root.glob("**/lib/systemd/system/*.*")):
        if path.is_symlink() and Path(path.readlink()).name == target.name:
            yield path.name, unit


def _field(package: Path, name: str) -> str:
    done = subprocess.run(["dpkg-deb", "--field", package, name], capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
