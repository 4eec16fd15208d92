"""A translation → its Outcome: how it went, and what held it back.

A unit failed when an error ended code before its end (an exception that nobody rescued, a syntax error, a budget that ran
out): what stood behind it is lost. What is missing (a cookbook, a definition, data, a file) costs only what it is needed
for, and the report lists that with its line: such a unit is reported. An image without a service is a base image, which is
nothing to finish.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from translator.batch.inputs import books_read
from translator.batch.outcome import Blocker, Outcome, Status, Unit
from translator.diagnostics import Code, Diagnostic, Severity
from translator.pipeline import Translation
from translator.plan.model import Place, Placement

if TYPE_CHECKING:
    from translator.tools import AnyProject

_ENDING = {
    Code.SYNTAX,
    Code.UNSUPPORTED_SYNTAX,
    Code.UNREADABLE,
    Code.BAD_PROJECT,
    Code.RUBY_ERROR,
    Code.UNKNOWN_METHOD,
    Code.UNKNOWN_RESOURCE,
    Code.INVALID_PROPERTY,
    Code.BUDGET,
    Code.PUPPET_ERROR,
}
_MISSING = (
    ("module", re.compile(r"the module ([\w-]+) is not in the module path")),
    ("definition", re.compile(r"Unknown (?:resource type|function): '([\w:]+)'")),
    ("definition", re.compile(r"Could not find (?:class|declared class|resource type) '?(?:::)?([\w:]+)")),
    ("cookbook", re.compile(r"the cookbook ([\w.@+-]+), which is not in the repository")),
    (
        "cookbook",
        re.compile(r"(?:the cookbook |Cookbook )([\w.@+-]+?)(?: is not there| is not in the repository| not found)"),
    ),
    ("constant", re.compile(r"nothing in the repository defines (?:the constant )?([A-Z][\w:]*)")),
    ("definition", re.compile(r"nothing in the repository defines (?:the method )?(\w+[?!]?)")),
    ("data", re.compile(r"no value: (.+) \([^()]*\)$")),
    ("data", re.compile(r"(?:.*: |^)(\S.*) has no value$")),
)
_UNDEFINED = re.compile(r"undefined (?:local variable or )?method [`']([^`' ]+)' for (.{0,60})")
_QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\S*[/\[]\S*|0x\w+|\d+")


def judge(unit: Unit, project: AnyProject, translation: Translation, target: Path, seconds: float) -> Outcome:
    """Return the outcome of a conversion that came to its end."""
    plan, diagnostics = translation.plan, translation.diagnostics
    places = Counter(placement.place for placement in plan.placements)
    return Outcome(
        key=unit.key,
        kind=unit.kind,
        test=unit.test,
        status=status_of(diagnostics, places),
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


def status_of(diagnostics: Iterable[Diagnostic], places: Counter[Place]) -> Status:
    """Return how a conversion went by what it said and where its resources ended."""
    said = [item for item in diagnostics if item.severity is not Severity.NOTE and item.code is not Code.NO_SERVICE]
    if any(item.code in _ENDING for item in said):
        return Status.FAILED
    return Status.REPORTED if places[Place.MANUAL] or said else Status.CLEAN


def _blockers(diagnostics: Iterable[Diagnostic]) -> Iterator[Blocker]:
    for item in diagnostics:
        if item.severity is not Severity.NOTE and item.code is not Code.NO_SERVICE:
            kind, name = _lacking(item.message) or _named(item)
            yield Blocker(kind=kind, name=name, example=str(item.span) if item.span is not None else "")


def _lacking(text: str) -> tuple[str, str] | None:
    """Return what a message or a reason says is missing; what follows from it counts as it."""
    for kind, pattern in _MISSING:
        if found := pattern.search(text):
            return kind, found[1]
    return None


def _named(item: Diagnostic) -> tuple[str, str]:
    """Return what a diagnostic is about: its kind and the one name that many share."""
    if item.code is Code.MISSING_DATA:
        return "data", item.message
    if found := _UNDEFINED.search(item.message):
        return "error", f"undefined method {found[1]} for {_QUOTED.sub('…', found[2]).split(' ')[0]}"
    return "construct", f"{item.code.identifier} {_QUOTED.sub('…', item.message.splitlines()[0])[:120]}"


def _manual(placements: Iterable[Placement]) -> Iterator[Blocker]:
    for placement in placements:
        if placement.place is Place.MANUAL:
            resource = str(placement.origin.resource).partition("[")[0]
            reason = _QUOTED.sub("…", placement.reason)[:120]
            kind, name = _lacking(placement.reason) or ("manual", f"{resource}: {reason}")
            yield Blocker(kind=kind, name=name, example=str(placement.origin.span))
