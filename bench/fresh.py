"""How long a golden case takes in a fresh process, and its memory, beside the start of Ruby.

    python -m bench.fresh GOLDEN CHECKOUTS FACTS [--sample N]

GOLDEN holds real Chef's answers, one JSON a case, whose `header` says which cookbooks of CHECKOUTS (OWNER__NAME) take
part. Each case is laid out in a folder of its own and `cook2image catalog` run on it once. Real Chef's compile takes
1.6 s in the median; half of that is the aim, and 200 MB. On a machine with other work the processor time is what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.start_up import COOK2IMAGE, ENVIRONMENT

AIM_SECONDS = 0.8
AIM_MEGABYTES = 200.0
RUBY = ("/usr/bin/ruby", "-e", "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One process: wall and processor time in seconds, peak resident memory in MB."""

    wall: float
    processor: float
    megabytes: float


def main() -> None:
    """Print the medians, the slowest case and the largest."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("golden", type=Path)
    options.add_argument("checkouts", type=Path)
    options.add_argument("facts", type=Path)
    options.add_argument("--sample", type=int, default=40)
    arguments = options.parse_args()
    paths = sorted(arguments.golden.glob("*.json"))
    costs = {path.stem: _case(path, arguments.checkouts, arguments.facts) for path in _spread(paths, arguments.sample)}
    ruby = [cost_of(RUBY) for _ in range(10)]
    _row("start of Ruby", ruby)
    _row(f"{len(costs)} golden cases", list(costs.values()))
    largest = max(costs, key=lambda name: costs[name].megabytes)
    print(f"largest: {largest}, {costs[largest].megabytes:.0f} MB (aim: {AIM_MEGABYTES:.0f})")
    print(f"aim: {AIM_SECONDS} s in the median, half of real Chef's 1.6 s")


def _spread(paths: list[Path], count: int) -> list[Path]:
    """Return so many of the paths, evenly spread."""
    step = max(1, len(paths) // max(1, count))
    return paths[::step][:count]


def _case(path: Path, checkouts: Path, facts: Path) -> Cost:
    header = json.loads(path.read_text())["header"]
    folder = Path(tempfile.mkdtemp(prefix="cook2image-bench-"))
    try:
        return cost_of((*COOK2IMAGE, *_arguments(header, checkouts, facts, folder)))
    finally:
        shutil.rmtree(folder)


def _arguments(header: dict[str, Any], checkouts: Path, facts: Path, folder: Path) -> list[str]:
    """Lay out a case's cookbooks in `folder` and return the command's arguments."""
    books = folder / "cookbooks"
    for book in header["cookbook_path"]:
        source = checkouts / book["repo"].replace("/", "__") / book["path"]
        ignored = shutil.ignore_patterns(".git", "spec", "cookbooks")
        shutil.copytree(source, books / book["name"], symlinks=True, ignore=ignored, dirs_exist_ok=True)
    for name in header["stubs"]:
        (books / name).mkdir(parents=True, exist_ok=True)
        (books / name / "metadata.rb").write_text(f"name '{name}'\nversion '1.0.0'\n")
    given = folder / "attributes.json"
    given.write_text(json.dumps(header["attributes"] or {}))
    platform = facts / (header["platform"].replace("/", "-") + ".json")
    asked = ["--run-list", header["run_list"], "--facts", str(platform), "--attributes", str(given)]
    return ["catalog", "--cookbook-path", str(books), *asked, "--format", "json"]


def cost_of(argv: tuple[str, ...]) -> Cost:
    """Run a command with its output thrown away."""
    started = time.perf_counter()
    null = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    _, _, usage = os.wait4(os.posix_spawn(argv[0], argv, ENVIRONMENT, file_actions=null), 0)
    wall = time.perf_counter() - started
    return Cost(wall=wall, processor=usage.ru_utime + usage.ru_stime, megabytes=usage.ru_maxrss / 1024)


def _row(name: str, costs: list[Cost]) -> None:
    wall, processor = (sorted(getattr(cost, field) for cost in costs) for field in ("wall", "processor"))
    print(
        f"{name:20} wall median {statistics.median(wall):.3f} s, slowest {wall[-1]:.2f} s; "
        f"processor median {statistics.median(processor):.3f} s, most {processor[-1]:.2f} s; "
        f"memory median {statistics.median(cost.megabytes for cost in costs):.0f} MB"
    )


if __name__ == "__main__":
    main()
