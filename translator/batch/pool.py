"""Worker processes side by side: units in, outcomes out as they finish. A crash, a kill or a hang costs one unit.

Python's own pools give up when a worker dies and cannot stop a task that takes too long, hence this one.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from translator.batch.judge import crashed
from translator.batch.outcome import Options, Outcome, Unit
from translator.batch.worker import serve

_GRACE = 3.0


class _Queue:
    """Units to do; a worker stays with its repository as long as that has some, so that its trees are parsed once."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._waiting: dict[Path, deque[Unit]] = defaultdict(deque)
        for unit in units:
            self._waiting[unit.repository].append(unit)

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def take(self, repository: Path | None, busy: set[Path]) -> Unit | None:
        """Return the next unit: of the same repository, else of the largest one, best one that no one is at."""
        if repository not in self._waiting:
            if not self._waiting:
                return None
            repository = max(self._waiting, key=lambda place: (place not in busy, len(self._waiting[place])))
        unit = self._waiting[repository].popleft()
        if not self._waiting[repository]:
            del self._waiting[repository]
        return unit


class _Worker:
    """One process and what it is doing."""

    def __init__(self, context: BaseContext, options: Options) -> None:
        self.pipe, other = context.Pipe()
        self.process: BaseProcess = context.Process(target=serve, args=(other, options), daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        other.close()
        self.unit: Unit | None = None
        self.repository: Path | None = None
        self.since = 0.0
        self.leaving = False

    def give(self, unit: Unit) -> bool:
        """Hand over a unit; False when the process is gone."""
        try:
            self.pipe.send(unit)
        except OSError:
            return False
        self.unit, self.repository, self.since = unit, unit.repository, time.monotonic()
        return True

    def stop(self) -> None:
        """End the process: closing the pipe, then SIGTERM, then SIGKILL."""
        self.pipe.close()
        if self.unit is not None:
            self.process.terminate()
        self.process.join(_GRACE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(_GRACE)


def convert_all(units: Iterable[Unit], options: Options, jobs: int) -> Iterator[tuple[Unit, Outcome]]:
    """Yield each unit with its outcome. Closing the generator, or Ctrl-C, ends the workers."""
    queue = _Queue(units)
    context = _context()
    workers = [_Worker(context, options) for _ in range(min(jobs, len(queue)))]
    try:
        while queue or any(worker.unit for worker in workers):
            for at, worker in enumerate(workers):
                if worker.unit is None:
                    workers[at] = _supply(worker, queue, workers, context, options)
            yield from _finished(workers, options)
    finally:
        for worker in workers:
            worker.stop()


def _supply(worker: _Worker, queue: _Queue, workers: list[_Worker], context: BaseContext, options: Options) -> _Worker:
    """Give an idle worker its next unit; a new worker takes the place of one that left."""
    busy = {other.repository for other in workers if other.unit is not None and other.repository is not None}
    unit = queue.take(worker.repository, busy)
    while unit is not None and (worker.leaving or not worker.give(unit)):
        worker.stop()
        worker = _Worker(context, options)
    return worker


def _finished(workers: list[_Worker], options: Options) -> Iterator[tuple[Unit, Outcome]]:
    """Wait for outcomes, and yield them; a worker that died or takes too long gives a failure."""
    active = [worker for worker in workers if worker.unit is not None]
    ready = set(wait([worker.pipe for worker in active], timeout=_patience(active, options)))
    for worker in active:
        unit = worker.unit
        assert unit is not None
        if worker.pipe in ready:
            outcome = _receive(worker, unit)
        elif time.monotonic() - worker.since >= options.time_limit:
            outcome = _overdue(worker, unit, options)
        else:
            continue
        worker.unit = None
        yield unit, outcome


def _patience(active: list[_Worker], options: Options) -> float:
    now = time.monotonic()
    return max(0.01, min((worker.since + options.time_limit - now for worker in active), default=0.01))


def _receive(worker: _Worker, unit: Unit) -> Outcome:
    try:
        outcome: Outcome
        outcome, worker.leaving = worker.pipe.recv()
    except (EOFError, OSError):
        worker.leaving = True
        worker.process.join(_GRACE)
        reason = f"the worker process ended with {worker.process.exitcode}"
        return crashed(unit, reason, time.monotonic() - worker.since)
    return outcome


def _overdue(worker: _Worker, unit: Unit, options: Options) -> Outcome:
    worker.stop()
    worker.leaving = True
    return crashed(unit, f"not finished within {options.time_limit:g} seconds", options.time_limit, kind="time")


def _context() -> BaseContext:
    """Return how processes are started: from a server that has the program loaded, where there is one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["translator.batch.preload"])
    return context
