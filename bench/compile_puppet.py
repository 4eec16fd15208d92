"""Compile catalogs in fresh processes, ours and real Puppet's in turn: the ratio of their times, and our peak memory.

    python -m bench.compile_puppet GOLDEN MODULEPATH FACTS [--sample N]

GOLDEN holds <platform>/<case>.json, each with `code` (a manifest) and `node`; FACTS holds <platform>.json. Real Puppet is
Debian's, started anew for each case. Times are wall clock and CPU seconds; run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.start_up import COOK2IMAGE, ENVIRONMENT
from bench.start_up import measure as measured

SCRIPT = Path(__file__).parent.parent / "tests" / "evaluate" / "puppet" / "live_puppet.rb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One case: seconds of wall clock of both, and our peak memory in MB."""

    name: str
    ours: float
    puppet: float
    megabytes: float

    @property
    def ratio(self) -> float:
        return self.ours / self.puppet


def main() -> None:
    """Print a line a case, slowest ratio last, and the medians."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("golden", type=Path)
    options.add_argument("modulepath")
    options.add_argument("facts", type=Path)
    options.add_argument("--sample", type=int, default=1, help="take every N-th case")
    arguments = options.parse_args()
    cases = sorted(arguments.golden.glob("*/*.json"))[:: arguments.sample]
    timed = sorted(run(cases, arguments.modulepath, arguments.facts), key=lambda case: case.ratio)
    for case in timed:
        print(
            f"{case.name:32} {case.ours:6.2f} s  Puppet {case.puppet:6.2f} s  ratio {case.ratio:.2f}  {case.megabytes:.0f} MB"
        )
    ours, puppet = (statistics.median(getattr(case, name) for case in timed) for name in ("ours", "puppet"))
    ratio = statistics.median(case.ratio for case in timed)
    most = max(case.megabytes for case in timed)
    print(f"{len(timed)} cases, median {ours:.2f} s, Puppet {puppet:.2f} s, ratio {ratio:.2f}; at most {most:.0f} MB")


def run(cases: list[Path], modulepath: str, facts: Path) -> Iterator[Timed]:
    """Time each case after one run of ours that fills the caches, as a second conversion finds them."""
    with tempfile.TemporaryDirectory() as folder:
        for path in cases:
            case = json.loads(path.read_text())
            manifest = Path(folder) / "site.pp"
            manifest.write_text(case["code"] + "\n")
            facts_file = facts / f"{path.parent.name}.json"
            ours = _ours(manifest, modulepath, facts_file, case["node"])
            measured(ours)
            mine = measured(ours)
            name = f"{path.parent.name}/{path.stem}"
            theirs = _puppet(case["code"], modulepath, facts_file)
            if theirs is None:
                print(f"{name}: real Puppet does not come to an answer here; left out")
                continue
            yield Timed(name=name, ours=mine.seconds, puppet=theirs, megabytes=mine.megabytes)


def _ours(manifest: Path, modulepath: str, facts: Path, node: str) -> tuple[str, ...]:
    given = ("--manifest", str(manifest), "--modulepath", modulepath, "--facts", str(facts), "--node", node)
    return (*COOK2IMAGE, "catalog", *given, "--format", "json")


def _puppet(code: str, modulepath: str, facts: Path) -> float | None:
    """Return the seconds that a fresh process of real Puppet takes for the case; None when it fails on this machine."""
    request: dict[str, Any] = {
        "manifest": code,
        "modulepath": modulepath.split(":"),
        "facts": json.loads(facts.read_text()),
    }
    before = os.times()
    done = subprocess.run(
        ["ruby", str(SCRIPT)],
        input=json.dumps(request) + "\n",
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
    )
    seconds = os.times().elapsed - before.elapsed
    return seconds if done.returncode == 0 and '"catalog"' in done.stdout else None


if __name__ == "__main__":
    main()
