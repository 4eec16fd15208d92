"""The batch itself: a folder and options in, every unit converted, a `BatchResult` out.

find the units → leave out what did not change → convert the rest side by side → write the state and the summary
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from translator.batch.inputs import Inputs
from translator.batch.outcome import BatchResult, Options, Outcome, Status, Unit
from translator.batch.pool import convert_all
from translator.batch.state import Done, read_state, write_state
from translator.batch.summary import write_summary
from translator.batch.units import find_units

Progress = Callable[[int, int, Outcome | None], None]
_SAVE_EVERY = 5.0


def run_batch(
    path: Path, options: Options, jobs: int, resume: bool, progress: Progress, tests: bool = False
) -> BatchResult:
    """Convert all units at `path`. `progress` is called with how many are done, of how many, and the outcome.

    Ctrl-C ends the run: what is finished stays, and the result says that it was interrupted.
    """
    start = time.monotonic()
    units = [unit for unit in find_units(path) if tests or not unit.test]
    inputs = Inputs(options)
    done = read_state(options.target) if resume else {}
    kept = {unit.key: done[unit.key] for unit in units if _unchanged(unit, done.get(unit.key), inputs, options)}
    pending = {unit.key: unit for unit in units if unit.key not in kept}
    finished = dict(kept)
    progress(len(kept), len(units), None)
    interrupted = _convert(pending, finished, inputs, options, jobs, lambda o: progress(len(finished), len(units), o))
    result = BatchResult(
        outcomes=tuple(finished[unit.key].outcome for unit in units if unit.key in finished),
        skipped=tuple(sorted(kept)),
        pending=tuple(sorted(pending)),
        interrupted=interrupted,
        seconds=time.monotonic() - start,
    )
    write_state(options.target, finished)
    write_summary(options.target, result)
    return result


def _unchanged(unit: Unit, done: Done | None, inputs: Inputs, options: Options) -> bool:
    """True when an earlier conversion of the same input stands in the output folder."""
    if done is None or done.outcome.error:
        return False
    if done.outcome.resources and not (options.target / unit.key).is_dir():
        return False
    return done.signature == inputs.signature(unit, done.outcome.books)


def _convert(
    pending: dict[str, Unit],
    finished: dict[str, Done],
    inputs: Inputs,
    options: Options,
    jobs: int,
    report: Callable[[Outcome], None],
) -> bool:
    """Move units from `pending` to `finished`; True when Ctrl-C came in between."""
    saved = time.monotonic()
    outcomes = convert_all(list(pending.values()), options, jobs)
    try:
        for unit, outcome in outcomes:
            finished[unit.key] = Done(outcome=outcome, signature=inputs.signature(unit, outcome.books))
            del pending[unit.key]
            report(outcome)
            if time.monotonic() - saved > _SAVE_EVERY:
                write_state(options.target, finished)
                saved = time.monotonic()
    except KeyboardInterrupt:
        return True
    finally:
        outcomes.close()  # type: ignore[attr-defined]
        _clear(options.target, pending.values())
    return False


def _clear(target: Path, units: Iterable[Unit]) -> None:
    """Remove what a killed worker left half-written."""
    for unit in units:
        place = target / unit.key
        for left in place.parent.glob(f".{place.name}.*"):
            shutil.rmtree(left, ignore_errors=True)


def default_jobs() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def failed(result: BatchResult) -> bool:
    """True when the batch has something to finish: a failed unit, one that lacks something, or it was interrupted."""
    return result.interrupted or any(one.status is Status.FAILED or one.lacks for one in result.outcomes)
