"""A translation → its Outcome: how it went, and what held it back.

A missing cookbook holds back more than the line that names it: resources and methods that nobody defines follow from
it, and so does what is computed from them. Errors count as the unit's own only when nothing it needs is missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from translator.batch.inputs import books_read
from translator.batch.outcome import Blocker, Outcome, Status, Unit
from translator.diagnostics import Code, Diagnostic, Severity
from translator.load.project import Project
from translator.pipeline import Translation
from translator.plan.model import Place, Placement

_COOKBOOK = re.compile(r"(?:the cookbook |Cookbook )([\w.@+-]+)(?: is not there| not found)")
_UNDEFINED = re.compile(r"undefined (?:local variable or )?method [`']([^`' ]+)' for (.{0,60})")
_CONSTANT = re.compile(r"uninitialized constant ([\w:]+)")
_QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\S*[/\[]\S*|\d+")


def judge(unit: Unit, project: Project, translation: Translation, target: Path, seconds: float) -> Outcome:
    """Return the outcome of a conversion that came to its end."""
    plan, diagnostics = translation.plan, translation.diagnostics
    places = Counter(placement.place for placement in plan.placements)
    return Outcome(
        key=unit.key,
        kind=unit.kind,
        test=unit.test,
        status=status_of(diagnostics, places[Place.MANUAL]),
        resources=len(plan.placements),
        images=tuple(image.name for image in plan.images),
        places={place.value: count for place, count in sorted(places.items(), key=lambda pair: pair[0].value)},
        blockers=tuple(dict.fromkeys([*_blockers(diagnostics), *_manual(plan.placements)])),
        seconds=seconds,
        books=books_read(project, unit.repository),
    )


def crashed(unit: Unit, error: str, seconds: float, kind: str = "crash", books: Iterable[str] = ()) -> Outcome:
    """Return the outcome of a conversion that did not come to its end; `error` says why."""
    blocker = Blocker(kind=kind, name=error.splitlines()[-1][:200] if error else kind, example=unit.key)
    return Outcome(
        key=unit.key,
        kind=unit.kind,
        test=unit.test,
        status=Status.FAILED,
        blockers=(blocker,),
        error=error,
        seconds=seconds,
        books=tuple(books),
    )


def status_of(diagnostics: Iterable[Diagnostic], manual: int) -> Status:
    """Return how a conversion went by what it said."""
    diagnostics = tuple(diagnostics)
    errors = [item for item in diagnostics if item.severity is Severity.ERROR]
    if errors:
        lacking = any(item.code in (Code.MISSING_COOKBOOK, Code.MISSING_DATA) for item in diagnostics)
        return Status.INCOMPLETE if lacking else Status.FAILED
    if manual or any(item.severity is Severity.WARNING for item in diagnostics):
        return Status.REPORTED
    return Status.CLEAN


def _blockers(diagnostics: Iterable[Diagnostic]) -> Iterator[Blocker]:
    for item in diagnostics:
        if item.severity is not Severity.NOTE:
            kind, name = _named(item)
            yield Blocker(kind=kind, name=name, example=str(item.span) if item.span is not None else "")


def _named(item: Diagnostic) -> tuple[str, str]:
    """Return what a diagnostic is about: its kind and the one name that many share."""
    if item.code is Code.MISSING_COOKBOOK and (found := _COOKBOOK.search(item.message)):
        return "cookbook", found[1]
    if item.code is Code.MISSING_DATA:
        return "data", item.message
    if found := _UNDEFINED.search(item.message):
        if "Chef::Recipe" in item.message or " action :" in item.message or "recipe:" in item.message:
            return "resource type", found[1]
        return "error", f"undefined method {found[1]} for {found[2].split(' ')[0]}"
    if found := _CONSTANT.search(item.message):
        return "constant", found[1]
    return "construct", f"{item.code.identifier} {_QUOTED.sub('…', item.message.splitlines()[0])[:120]}"


def _manual(placements: Iterable[Placement]) -> Iterator[Blocker]:
    for placement in placements:
        if placement.place is Place.MANUAL:
            resource = str(placement.origin.resource).partition("[")[0]
            reason = _QUOTED.sub("…", placement.reason)[:120]
            yield Blocker(kind="manual", name=f"{resource}: {reason}", example=str(placement.origin.span))
