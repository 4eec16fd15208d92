"""Guards in the simulated first converge: blocks run in the interpreter, commands are asked of the simulated machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate import catalog
from translator.evaluate.chef.bridge import name_of, to_data
from translator.evaluate.chef.objects import Guard, ResourceObject
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.objects import RString, RubyError, Value
from translator.evaluate.ruby.taint import is_true
from translator.evaluate.values import Data, Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun


def skipped_by(run: ChefRun, resource: ResourceObject) -> Guard | None:
    """Return the first guard that keeps the resource from running; one that only the image can answer lets it run."""
    for guard in [*resource.only_if, *resource.not_if]:
        guard.verdict = holds(run, guard)
        if guard.verdict is not None and guard.verdict != (guard.kind == "only_if"):
            return guard
    return None


def holds(run: ChefRun, guard: Guard) -> bool | None:
    """Return whether the condition itself is true; None when it cannot be told."""
    if guard.block is not None:
        return _block(run, guard)
    return _command(run, command_text(run, guard))


def _block(run: ChefRun, guard: Guard) -> bool | None:
    assert guard.block is not None
    try:
        value = run.interp.yield_block(guard.block, [])
    except RubyError as error:
        run.diagnose_error(error, f"{guard.kind} block: ")
        return None
    except BudgetExceeded as error:
        run.diagnose_budget(error)
        return None
    return _truth(value)


def _truth(value: Value) -> bool | None:
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Tainted) and isinstance(value.origin, Unknown):
        return None
    return is_true(value)


def _command(run: ChefRun, command: RString | None) -> bool | None:
    if command is None:
        return None
    answer = run.machine.shell_out(command.text)
    return None if isinstance(answer, Unknown) else answer.status == 0


def command_text(run: ChefRun, guard: Guard) -> RString | None:
    """Return a guard's command as one line of shell; an array is its words."""
    if isinstance(guard.command, RString):
        return guard.command
    if isinstance(guard.command, list):
        joined = run.interp.call(guard.command, "join", [RString(" ")])
        return joined if isinstance(joined, RString) else None
    return None


def guard_data(run: ChefRun, guard: Guard) -> catalog.Guard:
    """Return a guard as it crosses the stage."""
    command = command_text(run, guard)
    options: dict[str, Data] = {name_of(key): to_data(value) for key, value in guard.options.items()}
    return catalog.Guard(
        kind=guard.kind,
        command=command.data() if command is not None else None,
        verdict=guard.verdict,
        span=guard.span,
        options=options,
    )
