"""The simulated first converge: resources run in order, guards decide, notifications follow, custom resources expand.

in:   a run context with its collection
out:  entries of the recorder, one for each action that ran or was skipped; the simulated machine changed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.catalog import Outcome
from translator.evaluate.chef.actions import preview, simulate
from translator.evaluate.chef.guards import skipped_by
from translator.evaluate.chef.notifications import queue_delayed, resolve, resolve_all
from translator.evaluate.chef.objects import Notice, ResourceObject, RunContext
from translator.evaluate.chef.provider_run import provider_class_for, run_provider
from translator.evaluate.chef.recorder import StepEntry
from translator.evaluate.chef.snapshot import snapshot
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.objects import RubyError
from translator.evaluate.ruby.taint import is_true

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun


def converge(run: ChefRun, context: RunContext) -> None:
    """Run every resource of a context, then its delayed notifications."""
    if context.unified:
        for resource in list(context.collection.resources):
            resolve_all(run, context, resource, complete=True)
    else:
        _run_in_order(run, context)
    run_delayed(run, context)


def _run_in_order(run: ChefRun, context: RunContext) -> None:
    collection = context.collection
    for resource in list(collection.resources):
        resolve_all(run, context, resource, complete=True)
    index = 0
    while index < len(collection.resources):
        collection.insert_after = index
        resource = collection.resources[index]
        run_all_actions(run, context, resource)
        if index >= len(collection.resources) or collection.resources[index] is not resource:
            index = next((at for at, item in enumerate(collection.resources) if item is resource), index)
        index += 1
    collection.insert_after = None


def run_all_actions(run: ChefRun, context: RunContext, resource: ResourceObject) -> None:
    """Run each of a resource's actions in turn; at the top level an error ends only this resource."""
    for action in run.actions_of(resource) or ():
        if context.parent is None:
            _guarded(run, context, resource, action)
        else:
            run_action(run, context, resource, action)
    if context.unified:
        _run_waiting(run, context, resource)


def _guarded(run: ChefRun, context: RunContext, resource: ResourceObject, action: str) -> None:
    frame, stack, opened = run.interp.frame, list(run.stack), list(run.recorder.open)
    run.interp.refill()
    try:
        run_action(run, context, resource, action)
    except RubyError as error:
        run.diagnose_error(error, f"{run.to_s(resource)}: ")
    except BudgetExceeded as error:
        run.diagnose_budget(error)
    except RecursionError:
        run.diagnose_recursion()
    run.interp.frame, run.stack, run.recorder.open = frame, stack, opened


def _run_waiting(run: ChefRun, context: RunContext, resource: ResourceObject) -> None:
    """In unified mode: run what earlier, already updated resources notify this one of."""
    for key, notices in list(context.immediate.items()):
        for notice in notices:
            if key in context.updated and _targets(run, notice, resource):
                resolve(run, context, notice, resource)
                run_action(run, context, resource, notice.action, notice)


def _targets(run: ChefRun, notice: Notice, resource: ResourceObject) -> bool:
    if isinstance(notice.target, ResourceObject):
        return notice.target is resource
    return run.text(notice.target) == run.declared_key(resource)


def run_action(
    run: ChefRun, context: RunContext, resource: ResourceObject, action: str, notice: Notice | None = None
) -> None:
    """Run one action with the notifications around it."""
    key = run.declared_key(resource)
    for before in list(context.before.get(key, ())):
        if resolve(run, context, before, resource) and not _is_skipped(run, resource, action):
            run_action(run, context, before.target, before.action, before)
    run_resource_action(run, resource, action, notice)
    if not resource.updated_last:
        return
    context.updated.add(key)
    for immediate in list(context.immediate.get(key, ())):
        if resolve(run, context, immediate, resource):
            run_action(run, context, immediate.target, immediate.action, immediate)
    for delayed in list(context.delayed.get(key, ())):
        target = context
        if resolve(run, context, delayed, resource):
            target = run.context_of(delayed.target)
        queue_delayed(run, target, delayed)


def _is_skipped(run: ChefRun, resource: ResourceObject, action: str) -> bool:
    return action == "nothing" or skipped_by(run, resource) is not None


def run_delayed(run: ChefRun, context: RunContext) -> None:
    """Run what waits for the end; more may be queued meanwhile."""
    index = 0
    while index < len(context.delayed_actions):
        notice = context.delayed_actions[index]
        index += 1
        if not resolve(run, context, notice, notice.notifier):
            continue
        if context.parent is None:
            _guarded_notice(run, context, notice)
        else:
            run_action(run, context, notice.target, notice.action, notice)


def _guarded_notice(run: ChefRun, context: RunContext, notice: Notice) -> None:
    try:
        run_action(run, context, notice.target, notice.action, notice)
    except RubyError as error:
        run.diagnose_error(error, f"{run.to_s(notice.target)}: ")
    except BudgetExceeded as error:
        run.diagnose_budget(error)


def run_resource_action(run: ChefRun, resource: ResourceObject, action: str, notice: Notice | None = None) -> None:
    """Run one action of one resource and record it."""
    resource.updated_last = False
    resolve_all(run, run.context_of(resource), resource, complete=False)
    if notice is not None and notice.timing == "delayed":
        read_identity(run, resource)
    run.waits = 0
    recorder = run.recorder
    run.interp.span = resource.span
    guard = None if action == "nothing" else skipped_by(run, resource)
    entry = StepEntry(
        level=recorder.level,
        action=action,
        resource=resource,
        snapshot=snapshot(run, resource),
        parent=recorder.parent,
        at_compile=not run.converging,
        notified_by=notice.notifier if notice is not None else None,
    )
    index = recorder.add(entry)
    if action == "nothing" or guard is not None:
        entry.outcome = Outcome.NOTHING if action == "nothing" else Outcome.SKIPPED
        preview(run, resource, entry)
        return
    recorder.open.append(index)
    run.stack.append(resource)
    try:
        _perform(run, resource, action, entry)
    except RubyError as error:
        _failed(run, resource, entry, error)
    finally:
        run.stack.pop()
        recorder.open.pop()


def read_identity(run: ChefRun, resource: ResourceObject) -> None:
    """Read what identifies a core resource, as Chef's reports do; its default is stored by that."""
    if run.is_custom(resource.cls):
        return
    for prop in run.properties_of(resource.cls).values():
        if prop.is_name:
            prop.get(run, resource)
            return


def _perform(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> None:
    cls = provider_class_for(run, resource, action)
    if cls is not None:
        run_provider(run, resource, cls, action)
        return
    simulate(run, resource, action, entry)


def _failed(run: ChefRun, resource: ResourceObject, entry: StepEntry, error: RubyError) -> None:
    """Note the failure. With ignore_failure the run goes on as Chef's does, and after a core resource so that more is seen."""
    entry.outcome = Outcome.FAILED
    entry.error = f"{error.value.cls.name}: {run.interp.message_of(error).text}"
    entry.error_class = error.value.cls.name or ""
    ignored = is_true(run.value_of(resource, "ignore_failure"))
    if ignored or not run.is_custom(resource.cls):
        run.diagnose_error(error, f"{run.to_s(resource)}{' (ignore_failure)' if ignored else ''}: ")
        return
    raise error
