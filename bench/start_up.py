"""How long `cook2image` takes in a fresh process, and its peak memory, beside a bare Python that imports lark and typer.

Prints, median of five runs each: `--help`, and `convert` of the zeebra fixture with warm grammar tables.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ZEEBRA = ROOT / "fixtures" / "chef" / "cookbooks" / "zeebra"
COOK2IMAGE = (sys.executable, "-m", "translator.cli")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
PEER = (sys.executable, "-c", "import lark, typer, rich.progress")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process: wall time in seconds, peak resident memory in MB, exit code."""

    seconds: float
    megabytes: float
    code: int


def measure(argv: tuple[str, ...]) -> Run:
    """Run a command with its output thrown away."""
    started = time.perf_counter()
    null = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    child = os.posix_spawn(argv[0], argv, ENVIRONMENT, file_actions=null)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - started
    return Run(seconds=wall, megabytes=usage.ru_maxrss / 1024, code=os.waitstatus_to_exitcode(status))


def median_of(argv: tuple[str, ...], times: int = 5) -> Run:
    """Run a command several times after one warm-up; return its median time and its highest memory."""
    measure(argv)
    runs = [measure(argv) for _ in range(times)]
    return Run(
        seconds=statistics.median(run.seconds for run in runs),
        megabytes=max(run.megabytes for run in runs),
        code=max(run.code for run in runs),
    )


def main() -> None:
    """Print the table."""
    folder = tempfile.mkdtemp(prefix="cook2image-bench-")
    try:
        convert = (
            *COOK2IMAGE,
            "convert",
            str(ZEEBRA),
            "--run-list",
            "role[zeebra]",
            "-o",
            f"{folder}/zeebra",
            "--force",
        )
        peer = median_of(PEER)
        print(f"{'command':24}{'seconds':>10}{'MB':>8}{'exit':>6}  ratio to importing lark, typer and rich")
        for name, argv in (("--help", (*COOK2IMAGE, "--help")), ("convert zeebra", convert)):
            run = median_of(argv)
            ratio = run.seconds / peer.seconds
            print(f"{name:24}{run.seconds:10.3f}{run.megabytes:8.0f}{run.code:6}  {ratio:.2f}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
