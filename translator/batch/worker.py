"""One worker process: units come in through a pipe, outcomes go back; it ends when the pipe closes or memory is up."""

from __future__ import annotations

import contextlib
import gc
import resource
import signal
import sys
import time
import traceback
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from translator import pipeline, tools
from translator.batch.inputs import books_read
from translator.batch.judge import crashed, judge
from translator.batch.outcome import Kind, Options, Outcome, Status, Unit
from translator.evaluate.chef import code
from translator.load.chef import ChefRequest
from translator.load.puppet import PuppetRequest

if TYPE_CHECKING:
    from translator.tools import Request

MOST_MEGABYTES = 400
MOST_UNITS = 400


def serve(pipe: Connection, options: Options) -> None:
    """Convert unit after unit until the other side closes the pipe; leave early once too much memory is in use."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    gc.set_threshold(50_000, 20, 50)
    repository = None
    units, leaving = 0, False
    while not leaving:
        try:
            unit: Unit = pipe.recv()
        except (EOFError, OSError):
            return
        if unit.repository != repository:
            repository = unit.repository
            code.forget_trees()
        outcome = convert(unit, options)
        units += 1
        leaving = units >= MOST_UNITS or peak_megabytes() > MOST_MEGABYTES
        with contextlib.suppress(BrokenPipeError):
            pipe.send((outcome, leaving))


def _leave(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def peak_megabytes() -> float:
    """Return the most memory that this process had so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def convert(unit: Unit, options: Options) -> Outcome:
    """Convert one unit into its folder; whatever goes wrong, there is an outcome."""
    start = time.process_time()
    try:
        return _convert(unit, options, start)
    except Exception as error:
        text = "".join(traceback.format_exception(error, limit=-6))
        return crashed(unit, text.strip(), time.process_time() - start)


def _convert(unit: Unit, options: Options, start: float) -> Outcome:
    project = tools.load(request_of(unit, options))
    target = options.target / unit.key
    try:
        translation = pipeline.translate_project(project)
        refused = pipeline.write_out(translation, target)
    except Exception as error:
        text = "".join(traceback.format_exception(error, limit=-6))
        return crashed(unit, text.strip(), time.process_time() - start, books=books_read(project, unit.repository))
    outcome = judge(unit, project, translation, target, time.process_time() - start)
    if refused:
        return replace(outcome, status=Status.FAILED, error=refused[0].message)
    return outcome


def request_of(unit: Unit, options: Options) -> Request:
    """Return what `convert` would be asked for this unit."""
    if unit.node or unit.kind is Kind.MODULE or unit.path.suffix == ".pp":
        return PuppetRequest(
            path=Path(unit.path),
            modulepath=options.modulepath,
            node_name=unit.node,
            facts=options.facts,
            environment=options.environment,
            settings=options.settings,
        )
    return ChefRequest(
        path=Path(unit.path),
        cookbook_paths=options.cookbook_paths,
        facts=options.facts,
        environment=options.environment,
        attributes=options.attributes,
        settings=options.settings,
    )
