"""Measure how much of collectors' own configuration is carried over, on files that nobody here wrote.

    python -m bench.read_collectors FOLDER [--show N]

FOLDER has a folder a collector, named as the reader that plan/sidecars has for it (rsyslog, td_agent, …), with
configuration files in it. For each collector: files, directives, the share of them that the new pipeline has, and the share
that something else does from now on (a container that ends with its process, the node's monitoring, its own metrics); then
the directives that nothing does, by file and line.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from translator.plan import sidecars
from translator.plan.checks import Checks
from translator.plan.metrics import Metrics
from translator.plan.pipeline import Pipeline
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.sidecars.base import CHECKS, LOGS, METRICS
from translator.registry import import_folder

import_folder(sidecars)


@dataclass(slots=True)
class Tally:
    """What was counted of one collector."""

    files: int = 0
    whole: int = 0
    directives: int = 0
    untranslated: list[Untranslated] = field(default_factory=list)
    elsewhere: int = 0
    seconds: float = 0.0


def main() -> None:
    """Print a line a collector, and at most N untranslated directives of each."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--show", type=int, default=5)
    arguments = options.parse_args()
    tallies = {folder.name: measure(folder) for folder in sorted(arguments.folder.iterdir()) if folder.is_dir()}
    for name, tally in tallies.items():
        print(line(name, tally))
        for text, count in Counter(f"{each.text}: {each.reason}" for each in tally.untranslated).most_common(
            arguments.show
        ):
            example = next(each for each in tally.untranslated if text == f"{each.text}: {each.reason}")
            print(f"    {count:4} {example.path}:{example.line}: {text}")
    whole = Tally(
        files=sum(tally.files for tally in tallies.values()),
        whole=sum(tally.whole for tally in tallies.values()),
        directives=sum(tally.directives for tally in tallies.values()),
        untranslated=[each for tally in tallies.values() for each in tally.untranslated],
        elsewhere=sum(tally.elsewhere for tally in tallies.values()),
        seconds=sum(tally.seconds for tally in tallies.values()),
    )
    print(line("all", whole))


def measure(folder: Path) -> Tally:
    """Read every file of one collector, each on its own."""
    tally = Tally()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        text = path.read_bytes().decode("utf-8", "replace")
        before = time.process_time()
        found = read(folder.name, Configuration(path=str(path.relative_to(folder)), text=text))
        tally.seconds += time.process_time() - before
        tally.files += 1
        tally.whole += not found.untranslated
        tally.directives += found.directives
        tally.untranslated.extend(found.untranslated)
        tally.elsewhere += len(found.elsewhere) if isinstance(found, Checks) else 0
    return tally


def read(collector: str, file: Configuration) -> Pipeline | Metrics | Checks:
    """Return what the collector's reader says of one file; KeyError when there is no such reader."""
    if collector in LOGS:
        return LOGS[collector]((file,))
    return METRICS[collector]((file,)) if collector in METRICS else CHECKS[collector]((file,))


def line(name: str, tally: Tally) -> str:
    elsewhere = tally.elsewhere / max(1, tally.directives)
    carried = 1 - elsewhere - len(tally.untranslated) / max(1, tally.directives)
    return (
        f"{name}: {tally.files} files, {tally.whole} carried over in full; {tally.directives} directives,"
        f" {max(0.0, carried):.0%} carried over, {elsewhere:.0%} done elsewhere, {tally.seconds:.1f} s"
    )


if __name__ == "__main__":
    main()
