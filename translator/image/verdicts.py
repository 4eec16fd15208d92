"""What the agent says over each image, and what our report says of each resource → one row a resource.

before:  nginx: File[/etc/a] in sync; app: File[/etc/a] out of sync; report: file[/etc/a] → image nginx
after:   Row(subject="File[/etc/a]", verdict=Verdict.IN_SYNC, image="nginx")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from translator.image.agents.base import Run, Status
from translator.image.results import Row, Verdict

Record = Mapping[str, Any]
ELSEWHERE = frozenset({"dropped", "platform", "sidecar", "manual", "runtime configuration"})


def judged(
    runs: Mapping[str, Run], records: Iterable[Record], run_states: Mapping[str, frozenset[str]]
) -> Iterator[Row]:
    """Yield the verdict on every resource, in the agent's order."""
    placed: dict[str, list[Record]] = {}
    for record in records:
        placed.setdefault(record["resource"].lower(), []).append(record)
    for (key, place), found in _by_resource(runs).items():
        named = placed.get(key.lower(), [])
        rows = [row for row in named if row.get("source") == place] or named
        image = _image(found, rows)
        settled = next((row["image"] for row in rows if row["image"] in runs and row["image"] not in found), "")
        if settled:
            yield Row(subject=key, verdict=Verdict.IN_SYNC, place=place, image=settled)
        else:
            yield _verdict(found[image], image, rows, run_states)


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


def _verdict(status: Status, image: str, rows: list[Record], run_states: Mapping[str, frozenset[str]]) -> Row:
    states = run_states.get(status.kind, frozenset())
    changes = tuple(each for each in status.changes if each.property and each.property not in states)
    detail = "; ".join(f"{each.property}: {each.old} → {each.new}" for each in status.changes if each.property)
    detail = detail or status.failure
    elsewhere = next((row for row in rows if row["place"] in ELSEWHERE or row["detail"] == "process"), None)
    if not status.changes and not status.failure:
        verdict, reason = (Verdict.NOT_APPLICABLE, "it waits for others") if status.skipped else (Verdict.IN_SYNC, "")
    elif status.kind in run_states and not changes:
        verdict, reason = Verdict.NOT_APPLICABLE, _RUN_STATE.get(status.kind.lower(), "only a running machine has this")
    elif elsewhere is not None:
        verdict, reason = Verdict.EXPLAINED, f"{elsewhere['place']}, {elsewhere['detail']}: {elsewhere['reason']}"
    elif status.notified:
        verdict, reason = Verdict.EXPLAINED, f"only because {status.notified} would change"
    elif rows and status.kind.lower() in COMMANDS and _runs_always(status):
        verdict, reason = (
            Verdict.EXPLAINED,
            f"a command of {rows[0]['detail']}: without a check of its own it runs each time",
        )
    else:
        verdict, reason = Verdict.DIFFERENT, ""
        detail += "".join(f" ({' ⏎ '.join(change.lines)})" for change in changes if change.lines)
    return Row(subject=status.key, verdict=verdict, detail=detail, reason=reason, place=status.place, image=image)


_RUN_STATE = {
    "service": "a container's one process takes the place of the service's run state",
    "notify": "it only says so",
    "log": "it only says so",
}
COMMANDS = frozenset({"exec", "execute", "bash", "script", "sh", "perl", "python", "ruby", "ruby_block"})


def _runs_always(status: Status) -> bool:
    """Return whether a command would run although nothing it checks is missing: the agent says "notrun" for both."""
    return bool(status.changes) and all(change.old == "notrun" for change in status.changes) and not status.guarded
