"""The block of a ruby_block: run on the simulated machine, and judged whether that was all of it.

before:  block { File.write("/etc/a", node["a"]) }              block { shell_out!("rabbitmqctl status") }
after:   entry.effects has the write, entry.followed            an effect UNKNOWN with the reason, not followed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.catalog import Effect, EffectKind
from translator.evaluate.chef.objects import ResourceObject
from translator.evaluate.chef.recorder import StepEntry
from translator.evaluate.ruby.objects import RProc, RubyError

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun

HARMLESS = {Code.BRANCH_ON_RUNTIME}
"""Diagnostics that say something about the code but leave no part of it out."""


def follow(run: ChefRun, resource: ResourceObject, block: RProc, entry: StepEntry) -> None:
    """Run the block; what could not be followed becomes an effect of kind UNKNOWN."""
    interp, machine = run.interp, run.machine
    frame, unknowns, machine.missed = interp.frame, interp.unknown_uses, []
    with interp.watched() as said:
        try:
            interp.yield_block(block, [])
        except RubyError as error:
            interp.frame = frame
            run.diagnose_block(error, run.to_s(resource))
    reason = _why_not(said, interp.unknown_uses > unknowns, entry, machine.missed)
    entry.followed = not reason
    if reason and not any(effect.kind is EffectKind.UNKNOWN for effect in entry.effects):
        run.recorder.note(Effect(kind=EffectKind.UNKNOWN, reason=reason, span=resource.span))


def _why_not(said: list[Diagnostic], used_unknown: bool, entry: StepEntry, missed: list[str]) -> str:
    """Return why the block counts as not followed, "" when it was."""
    unknown = [effect.reason for effect in entry.effects if effect.kind is EffectKind.UNKNOWN]
    if unknown:
        return unknown[0]
    told = next((found.message for found in said if found.code not in HARMLESS), "")
    if told:
        return told
    if used_unknown:
        return "it works with a value that is not known"
    if missed and not entry.effects:
        return f"it did nothing because {missed[0]} is not known to be there"
    return ""
