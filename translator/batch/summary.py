"""Outcomes → the summary: how many units went how, what holds most of them back, as data, Markdown and text."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from translator.batch.outcome import MEANINGS, BatchResult, Kind, Outcome, Record, Status
from translator.batch.state import write_text

MOST_ROWS = 40
_RECIPES = (Kind.COOKBOOK, Kind.RECIPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One thing that holds conversions back: `frees` units need nothing else, `units` meet it at all."""

    kind: str
    name: str
    frees: int
    units: int
    example: str


def holds(outcomes: Iterable[Outcome]) -> list[Hold]:
    """Return what holds units back, the one that alone would free most of them first."""
    met: dict[tuple[str, str], list[tuple[Outcome, str]]] = defaultdict(list)
    alone: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        examples = {(blocker.kind, blocker.name): blocker.example for blocker in reversed(outcome.blockers)}
        for what, example in examples.items():
            met[what].append((outcome, example))
        if len(examples) == 1:
            alone.update(examples.keys())
    found = [
        Hold(kind=kind, name=name, frees=alone[kind, name], units=len(where), example=where[0][1] or where[0][0].key)
        for (kind, name), where in met.items()
    ]
    return sorted(found, key=lambda hold: (-hold.frees, -hold.units, hold.kind, hold.name))


def summary_data(result: BatchResult) -> Record:
    """Return the summary as data."""
    own = [outcome for outcome in result.outcomes if not outcome.test]
    recipes = [outcome for outcome in own if outcome.kind in _RECIPES]
    return {
        "units": len(result.outcomes),
        "statuses": _statuses(result.outcomes),
        "recipes": {
            "units": len(recipes),
            "statuses": _statuses(recipes),
            "shares": _shares(recipes),
            "lacking": sum(outcome.lacks and outcome.status is Status.REPORTED for outcome in recipes),
        },
        "kinds": {kind.value: _statuses(o for o in result.outcomes if o.kind is kind) for kind in Kind},
        "manual": sum(outcome.places.get("manual", 0) for outcome in result.outcomes),
        "resources": sum(outcome.resources for outcome in result.outcomes),
        "unchanged": len(result.skipped),
        "interrupted": result.interrupted,
        "pending": list(result.pending),
        "holds": [
            {"kind": h.kind, "name": h.name, "frees": h.frees, "units": h.units, "example": h.example}
            for h in holds(own)
        ],
        "outcomes": [outcome.as_json() for outcome in result.outcomes],
    }


def _statuses(outcomes: Iterable[Outcome]) -> dict[str, int]:
    counts = Counter(outcome.status for outcome in outcomes)
    return {status.value: counts[status] for status in Status}


def _shares(outcomes: list[Outcome]) -> dict[str, float]:
    counts = _statuses(outcomes)
    return {status: round(count / max(1, len(outcomes)), 4) for status, count in counts.items()}


def write_summary(target: Path, result: BatchResult) -> None:
    """Write summary.json and summary.md."""
    data = summary_data(result)
    write_text(target / "summary.json", json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    write_text(target / "summary.md", summary_markdown(data))


def summary_markdown(data: Record) -> str:
    """Return the summary for a person to read later."""
    parts = ["# What was converted\n", _table(("how it went", "units", "recipes", "share of recipes", ""), _rows(data))]
    parts.append(f"{data['recipes']['lacking']} of the reported recipes lack a cookbook, a definition or data.\n")
    if data["pending"]:
        parts.append(f"Interrupted: {len(data['pending'])} units are still to do; run the same command again.\n")
    rows = [(h["kind"], h["name"], h["frees"], h["units"], h["example"]) for h in data["holds"]]
    parts += ["## What holds conversions back\n", _table(("kind", "what", "frees alone", "units", "for example"), rows)]
    units = [
        (o["key"], o["status"], o["resources"], o["places"].get("manual", 0), _first_line(o["error"]))
        for o in data["outcomes"]
    ]
    parts += ["## Units\n", _table(("unit", "how it went", "resources", "manual", "error"), units)]
    return "\n".join(parts)


def _rows(data: Record) -> list[tuple[object, ...]]:
    recipes = data["recipes"]
    return [
        (
            status.value,
            data["statuses"][status.value],
            recipes["statuses"][status.value],
            f"{recipes['shares'][status.value]:.1%}",
            MEANINGS[status],
        )
        for status in Status
    ]


def _first_line(error: str) -> str:
    return error.splitlines()[-1] if error else ""


def _table(heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in row) + " |\n" for row in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def summary_text(result: BatchResult, target: Path) -> str:
    """Return the summary for the terminal."""
    data = summary_data(result)
    lines = [f"{data['units']} units, {data['unchanged']} unchanged, in {result.seconds:.1f} s → {target}"]
    lines += [
        f"  {units:5} {status:10}  {recipes:5} recipes, {share:>6}  {meaning}"
        for status, units, recipes, share, meaning in _rows(data)
    ]
    lines.append(
        f"  {data['recipes']['lacking']} of the reported recipes lack a cookbook, a definition or data of theirs"
    )
    if data["holds"]:
        lines.append("what holds conversions back: units it alone would free, units that meet it")
        lines += [
            f"  {h['frees']:5} {h['units']:5}  {h['kind']} {h['name']}  ({h['example']})"
            for h in data["holds"][:MOST_ROWS]
        ]
    if result.interrupted:
        lines.append(f"interrupted: {len(result.pending)} units are still to do; run the same command again")
    lines.append(f"  read {target / 'summary.md'} for every unit and everything that holds it back")
    return "\n".join(lines)
