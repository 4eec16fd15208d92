"""What the agent says over each image, and what our report says of each resource → one row a resource.

before:  nginx: File[/etc/a] in sync; app: File[/etc/a] out of sync; report: file[/etc/a] → image nginx
after:   Row(subject="File[/etc/a]", verdict=Verdict.IN_SYNC, image="nginx")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from translator.image.agents.base import Change, Run, Status
from translator.image.results import Row, Verdict
from translator.plan.holes import COMMENTS

Record = Mapping[str, Any]
ELSEWHERE = frozenset({"dropped", "platform", "sidecar", "manual", "runtime configuration"})


def judged(
    runs: Mapping[str, Run], records: Iterable[Record], run_states: Mapping[str, frozenset[str]]
) -> Iterator[Row]:
    """Yield the verdict on every resource, in the agent's order."""
    placements = Placements(records)
    for (key, place), found in _by_resource(runs).items():
        rows = placements.rows(key, place)
        image = _image(found, rows)
        settled = next((row["image"] for row in rows if row["image"] in runs and row["image"] not in found), "")
        if settled:
            yield Row(subject=key, verdict=Verdict.IN_SYNC, place=place, image=settled)
        else:
            elsewhere = placements.elsewhere(key, place)
            yield _verdict(found[image], image, rows, elsewhere, run_states)


class Placements:
    """Our report's rows, by the resource and its source line."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._named: dict[str, list[Record]] = {}
        for record in records:
            self._named.setdefault(record["resource"].lower(), []).append(record)

    def rows(self, key: str, place: str) -> list[Record]:
        """Return the rows of a resource, those of that source line when there are any."""
        named = self._named.get(key.lower(), [])
        return [row for row in named if row.get("source") == place] or named

    def elsewhere(self, key: str, place: str) -> str:
        """Return where the report puts a resource, when that is not the image's file system.

        One of its actions may be nothing to do; that says nothing when another is a step of the image.
        """
        rows = self.rows(key, place)
        done = [row for row in rows if row["detail"] != NOTHING] or rows
        row = next((row for row in done if row["place"] in ELSEWHERE or row["detail"] == "process"), None)
        return f"{row['place']}, {row['detail']}: {row['reason']}" if row else ""


def _by_resource(runs: Mapping[str, Run]) -> dict[tuple[str, str], dict[str, Status]]:
    found: dict[tuple[str, str], dict[str, Status]] = {}
    for image, run in runs.items():
        for status in run.statuses:
            found.setdefault((status.key, status.place), {})[image] = status
    return found


def _image(found: Mapping[str, Status], rows: list[Record]) -> str:
    """Return the image that counts for a resource: the one where it is in sync, else the one that has it, else the main."""
    settled = next((image for image, status in found.items() if not status.changes and not status.failure), None)
    return settled or next((row["image"] for row in rows if row["image"] in found), next(iter(found)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A resource that is not in sync; `changes` are those that are more than a service's run state."""

    status: Status
    rows: list[Record]
    elsewhere: str
    changes: tuple[Change, ...]


def _verdict(
    status: Status, image: str, rows: list[Record], elsewhere: str, run_states: Mapping[str, frozenset[str]]
) -> Row:
    states = run_states.get(status.kind, frozenset())
    changes = tuple(each for each in status.changes if each.property and each.property not in states)
    detail = "; ".join(f"{each.property}: {each.old} → {each.new}" for each in status.changes if each.property)
    case = _Case(status=status, rows=rows, elsewhere=elsewhere, changes=changes)
    if not status.changes and not status.failure:
        verdict, reason = (Verdict.NOT_APPLICABLE, "it waits for others") if status.skipped else (Verdict.IN_SYNC, "")
    elif status.kind in run_states and not changes:
        verdict, reason = Verdict.NOT_APPLICABLE, _RUN_STATE.get(status.kind.lower(), "only a running machine has this")
    else:
        reason = next(filter(None, (rule(case) for rule in _RULES)), "")
        verdict = Verdict.EXPLAINED if reason else Verdict.DIFFERENT
    if verdict is Verdict.DIFFERENT:
        detail += "".join(f" ({_shown(change.lines)})" for change in changes if change.lines)
    return Row(
        subject=status.key,
        verdict=verdict,
        detail=detail or status.failure,
        reason=reason,
        place=status.place,
        image=image,
    )


def _shown(lines: tuple[str, ...]) -> str:
    more = (f"{len(lines) - SHOWN_LINES} lines more",) if len(lines) > SHOWN_LINES else ()
    return " ⏎ ".join((*lines[:SHOWN_LINES], *more))


def _elsewhere(case: _Case) -> str:
    return case.elsewhere


def _consequence(case: _Case) -> str:
    return f"only because {case.status.notified} would change" if case.status.notified else ""


def _command(case: _Case) -> str:
    if not case.rows or case.status.kind.lower() not in COMMANDS or not _runs_always(case.status):
        return ""
    return f"a command of {case.rows[0]['detail']}: without a check of its own it runs each time"


def _comment(case: _Case) -> str:
    """Return why a text may differ in comments that name a fact: a container's is known when it starts only."""
    pairs = [pair for change in case.changes for pair in _pairs(change.lines)]
    only = bool(pairs) and all(change.lines for change in case.changes)
    return COMMENT if only and all(_names_fact(*pair) for pair in pairs) else ""


def _pairs(lines: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each line that goes with the one that comes in its place, "" where there is none."""
    old, new = ([line[1:] for line in lines if line.startswith(sign)] for sign in "-+")
    return list(zip_longest(old, new, fillvalue=""))


def differs_in_comments(ours: str, theirs: str) -> bool:
    """Return whether two texts are the same but for comments in which ours has no fact of the machine."""
    pairs = list(zip_longest(ours.splitlines(), theirs.splitlines(), fillvalue=""))
    return all(one == other or _names_fact(one, other) for one, other in pairs)


def _names_fact(ours: str, theirs: str) -> bool:
    if not ours.lstrip().startswith(COMMENTS) or not _FACT.search(ours):
        return False
    pattern = ".*".join(re.escape(piece) for piece in _FACT.split(ours))
    return re.fullmatch(pattern, theirs) is not None


_RULES: tuple[Callable[[_Case], str], ...] = (_elsewhere, _consequence, _command, _comment)
_FACT = re.compile(r"<[\w/]+>")
NOTHING = "nothing to do"
COMMENT = "only a comment that names the machine"
SHOWN_LINES = 6
_RUN_STATE = {
    "service": "a container's one process takes the place of the service's run state",
    "notify": "it only says so",
    "log": "it only says so",
}
COMMANDS = frozenset({"exec", "execute", "bash", "script", "sh", "perl", "python", "ruby", "ruby_block"})


def _runs_always(status: Status) -> bool:
    """Return whether a command would run although nothing it checks is missing: the agent says "notrun" for both."""
    return bool(status.changes) and all(change.old == "notrun" for change in status.changes) and not status.guarded
