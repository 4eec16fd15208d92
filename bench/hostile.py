"""Feed hostile Ruby to parsing and evaluation, and hold that nothing comes of it but values and diagnostics.

    python -m bench.hostile --examples 100000 FOLDER …

Half of the examples are drawn by hypothesis from pieces of Ruby, half are files of the folders damaged: tokens left out,
doubled and swapped, files cut off and spliced, nesting without end, huge literals, regular expressions that backtrack,
and calls that would read, write, run or connect. Ten are a cookbook in memory, evaluated to its end in a process that
refuses to open a file outside this program's own, to start a program and to connect (bench/guard.py). It fails on an
exception, on more than 10 seconds of processor time or 2 GB, and on anything refused. `--only N` runs one such group again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from bench import guard
from bench.hostile_texts import GROUP, Group, Texts
from translator.evaluate.chef.evaluate import evaluate_chef
from translator.load.platforms import platform_facts
from translator.load.project import Cookbook, Project

LIMIT = 10.0  # seconds of processor time; other programs may be at work beside this one
PATIENCE = 120.0  # seconds that may go by without anything
MEMORY = 2 << 30  # bytes that a worker may ask for
_SHOWN = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A group of examples that did harm: its number, what happened, and its files."""

    number: int
    kind: str
    detail: str
    text: str = ""


def main() -> int:
    """Run the examples side by side, print what failed and how long they took; 1 when any failed."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--examples", type=int, default=1_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", type=int)
    options.add_argument("--jobs", type=int, default=2)
    arguments = options.parse_args()
    texts = Texts.read(arguments.folders, arguments.seed)
    if arguments.only is not None:
        return _show(texts.group(arguments.only))
    start = time.monotonic()
    groups = -(-arguments.examples // GROUP)
    failures, seconds = run(texts, groups, arguments.jobs)
    slowest = max(seconds, default=0.0)
    counts = dict(Counter(failure.kind for failure in failures))
    print(
        f"{len(seconds) * GROUP} examples of {len(texts.files)} files in {time.monotonic() - start:.0f} s, "
        f"slowest group {slowest:.2f} s, failures {len(failures)} {counts or ''}"
    )
    return 1 if failures or len(seconds) < groups else 0


def _show(group: Group) -> int:
    _load_all()
    guard.install()
    print(group.shown(_SHOWN))
    found = check(group)
    print(found)
    return int(found is not None)


def check(group: Group) -> Failure | None:
    """Evaluate one group; None when nothing happened but a catalog."""
    guard.seen.clear()
    project = project_of(group)
    try:
        with guard.watch:
            evaluate_chef(project)
    except (Exception, guard.Refused):  # any exception is a failure, which is what this is for
        return Failure(
            number=group.number, kind="exception", detail=traceback.format_exc(limit=-8), text=group.shown(_SHOWN)
        )
    if guard.seen:
        return Failure(number=group.number, kind="refused", detail="\n".join(guard.seen), text=group.shown(_SHOWN))
    return None


def project_of(group: Group) -> Project:
    """Return the cookbook of a group as a project in memory."""
    book = Cookbook.of_texts("web", group.files())
    return Project(name="web", cookbooks={"web": (book,)}, run_list=group.run_list, facts=platform_facts("debian-12"))


# --- side by side


def run(texts: Texts, count: int, jobs: int) -> tuple[list[Failure], list[float]]:
    """Return the failures, and the seconds of every group. A worker that hangs or dies is replaced."""
    failures: list[Failure] = []
    seconds: list[float] = []
    workers = [_Worker(texts, range(job, count, jobs)) for job in range(jobs)]
    while workers:
        for worker in list(workers):
            for number, took, failure in worker.news():
                seconds.append(took)
                if len(seconds) % 200 == 0:
                    print(f"{len(seconds) * GROUP} examples", flush=True)
                if failure is not None:
                    _tell(failure, failures)
                worker.next = number + jobs
            if worker.finished:
                workers.remove(worker)
            elif (lost := worker.lost()) is not None:
                _tell(lost, failures)
                seconds.append(LIMIT)
                workers.remove(worker)
                workers.append(_Worker(texts, range(worker.next + jobs, count, jobs)))
        time.sleep(0.01)
    return failures, seconds


def _tell(failure: Failure, failures: list[Failure]) -> None:
    failures.append(failure)
    print(f"group {failure.number}: {failure.kind}\n{failure.detail}\n{failure.text}\n", flush=True)


class _Worker:
    """A process that works through groups and says after each how it went."""

    def __init__(self, texts: Texts, numbers: range) -> None:
        self.texts = texts
        self.next = numbers.start
        self.since = time.monotonic()
        self.used = 0.0  # seconds of processor time when the last group ended
        self.finished = False
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=_work, args=(texts, numbers, other))
        self.process.start()
        other.close()

    def news(self) -> Iterator[tuple[int, float, Failure | None]]:
        try:
            while self.pipe.poll():
                found = self.pipe.recv()
                self.since = time.monotonic()
                self.used = _processor_seconds(self.process.pid)
                if found is None:
                    self.finished = True
                    self.process.join()
                    return
                yield found
        except EOFError:
            return

    def lost(self) -> Failure | None:
        """Return the failure of a worker that hangs, which is ended, or that has died."""
        waited = time.monotonic() - self.since
        hangs = waited > PATIENCE or (waited > LIMIT and _processor_seconds(self.process.pid) - self.used > LIMIT)
        if not hangs and self.process.is_alive():
            return None
        self.process.kill()
        self.process.join()
        kind = "hang" if hangs else f"death ({self.process.exitcode})"
        return Failure(number=self.next, kind=kind, detail="", text=self.texts.group(self.next).shown(_SHOWN))


def _processor_seconds(process: int | None) -> float:
    """Return the processor time of a process that runs or has just ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _load_all() -> None:
    """Evaluate nothing, so that what is loaded when first needed is loaded before files are refused."""
    evaluate_chef(project_of(Group(number=-1, texts=())))


def _work(texts: Texts, numbers: range, pipe: Connection) -> None:
    _load_all()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    guard.install()
    for number in numbers:
        group = texts.group(number)
        start = time.process_time()
        failure = check(group)
        pipe.send((number, time.process_time() - start, failure))
    pipe.send(None)


if __name__ == "__main__":
    sys.exit(main())
