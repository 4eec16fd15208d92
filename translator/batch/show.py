"""What the terminal shows of a batch: a progress bar while it runs, the summary at its end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from translator.batch.outcome import BatchResult, Outcome
from translator.batch.run import Progress
from translator.batch.summary import summary_data, summary_text
from translator.output import Shown


def show_batch(result: BatchResult, target: Path) -> Shown:
    """Say how many units went how, and what holds the others back."""
    data = {**summary_data(result), "output": str(target), "seconds": round(result.seconds, 2)}
    return Shown(text=summary_text(result, target), data=data)


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """Give the function that moves the bar; there is none when standard error is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, outcome: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)

        def move(done: int, total: int, outcome: Outcome | None) -> None:
            words = f"{outcome.status.value} {outcome.key}" if outcome is not None else ""
            shown.update(task, completed=done, total=total, description=words)

        yield move
