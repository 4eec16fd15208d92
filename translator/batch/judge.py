"""A translation → its Outcome: how it went, and what held it back.

Errors make a unit incomplete: the statements they stand in are left out, the rest is written. It failed when nothing
came of it though nothing it needs is missing, or when the program could not follow the code (a syntax error, a budget
that ran out). An image without a service is a base image, which is nothing to finish.
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
from translator.location import Span
from translator.pipeline import Translation
from translator.plan.model import Place, Placement

_HOPELESS = {Code.SYNTAX, Code.UNSUPPORTED_SYNTAX, Code.UNREADABLE, Code.BUDGET}
_LACKING = {Code.MISSING_COOKBOOK, Code.MISSING_DATA}
_COOKBOOK = re.compile(r"(?:the cookbook |Cookbook )([\w.@+-]+)(?: is not there| not found)")
_UNDEFINED = re.compile(r"undefined (?:local variable or )?method [`']([^`' ]+)' for (.{0,60})")
_CONSTANT = re.compile(r"uninitialized constant ([\w:]+)")
_QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\S*[/\[]\S*|0x\w+|\d+")


def judge(unit: Unit, project: Project, translation: Translation, target: Path, seconds: float) -> Outcome:
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
    diagnostics = tuple(diagnostics)
    severities = {item.severity for item in diagnostics if item.code is not Code.NO_SERVICE}
    if Severity.ERROR in severities:
        lacking = any(item.code in _LACKING or _on_nil(item) or _of_recipe(item) for item in diagnostics)
        hopeless = not (places or lacking) or any(item.code in _HOPELESS for item in diagnostics)
        return Status.FAILED if hopeless else Status.INCOMPLETE
    return Status.REPORTED if places[Place.MANUAL] or Severity.WARNING in severities else Status.CLEAN


def _on_nil(item: Diagnostic) -> bool:
    """True when code asked nil for something: node data or an item that nobody gave, as real Chef would find too."""
    found = _UNDEFINED.search(item.message)
    return found is not None and found[2].startswith(("nil:", "false:"))


def _of_recipe(item: Diagnostic) -> bool:
    """True when a recipe or an action names a resource type, or a helper, that nothing defines."""
    words = ("Chef::Recipe", " action :", "recipe:")
    return _UNDEFINED.search(item.message) is not None and any(word in item.message for word in words)


def _asked(span: Span) -> str:
    """Return what was asked of nil, as written: the call, or its whole line where the call is just a name."""
    text = (span.text.splitlines() or [""])[0]
    shown = text if "[" in text or "." in text else span.source.line_text(span.line).strip()
    return shown[:80]


def _blockers(diagnostics: Iterable[Diagnostic]) -> Iterator[Blocker]:
    for item in diagnostics:
        if item.severity is not Severity.NOTE and item.code is not Code.NO_SERVICE:
            kind, name = _named(item)
            yield Blocker(kind=kind, name=name, example=str(item.span) if item.span is not None else "")


def _named(item: Diagnostic) -> tuple[str, str]:
    """Return what a diagnostic is about: its kind and the one name that many share."""
    if item.code is Code.MISSING_COOKBOOK and (found := _COOKBOOK.search(item.message)):
        return "cookbook", found[1]
    if item.code is Code.MISSING_DATA:
        return "data", item.message
    if _on_nil(item) and item.span is not None:
        return "data", f"no value: {_asked(item.span)}"
    if found := _UNDEFINED.search(item.message):
        if _of_recipe(item):
            return "resource type", found[1]
        return "error", f"undefined method {found[1]} for {_QUOTED.sub('…', found[2]).split(' ')[0]}"
    if found := _CONSTANT.search(item.message):
        return "constant", found[1]
    return "construct", f"{item.code.identifier} {_QUOTED.sub('…', item.message.splitlines()[0])[:120]}"


def _manual(placements: Iterable[Placement]) -> Iterator[Blocker]:
    for placement in placements:
        if placement.place is Place.MANUAL:
            resource = str(placement.origin.resource).partition("[")[0]
            reason = _QUOTED.sub("…", placement.reason)[:120]
            yield Blocker(kind="manual", name=f"{resource}: {reason}", example=str(placement.origin.span))
