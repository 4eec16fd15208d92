"""What our handler in Chef wrote, a line of JSON an action → one Status a resource.

before:  {"event": "resource", "type": "file", "name": "/etc/a", "action": "create", "result": "updated",
          "updates": [["update content in file /etc/a from 1f2e to 3d4c"]], "source": "…/cookbooks/web/recipes/a.rb:3:in …"}
after:   Status(kind="file", name="/etc/a", place="cookbooks/web/recipes/a.rb:3", changes=(Change("content", "1f2e", "3d4c"),))
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from translator.image.agents.base import Change, Run, Status

Line = Mapping[str, Any]
COMMANDS = frozenset({"execute", "bash", "script", "sh", "csh", "ksh", "perl", "python", "ruby", "ruby_block"})
MASK = "[secret]"
LONGEST = 100
_PLACE = re.compile(r"/cookbooks/([^/]+)/(.+?:\d+)(?::in .*)?$")
_NEW = re.compile(r"^create (new |user |group |symlink )")
_CHANGES = (
    (re.compile(r"^change (\w+) from '(.*)' to '(.*)'$"), lambda found: found),
    (re.compile(r"^update content in file \S+ from (\w+) to (\w+)"), lambda found: ("content", *found)),
    (re.compile(r"^(?:install|upgrade)\S* version (\S+) of package (\S+)"), lambda found: (found[1], "absent", found[0])),
    (re.compile(r"^upgrade package (\S+) from (\S+) to (\S+)"), lambda found: found),
)  # fmt: skip
"""How Chef words its changes, and the property with its old and new value in those words."""


class Reader:
    """The lines of one run. `places` is cookbook → its folder as the report shows it; `secrets` are masked."""

    def __init__(self, places: Mapping[str, str], secrets: Iterable[str] = ()) -> None:
        self.places = places
        self.secrets = sorted((text for text in secrets if text), key=len, reverse=True)

    def read(self, report: bytes) -> Run:
        """Return what the lines say; a report in which nothing began to converge has a problem instead."""
        lines = [json.loads(line) for line in report.splitlines()]
        events = {line["event"]: line for line in lines}
        if "converge" not in events:
            return Run(problem=self.masked(events.get("failed", {}).get("error", "Chef wrote no report")))
        return Run(statuses=tuple(self._statuses(line for line in lines if line["event"] == "resource")))

    def masked(self, text: str) -> str:
        """Return a text with every secret of the repository taken out."""
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        return text

    def _statuses(self, lines: Iterable[Line]) -> Iterator[Status]:
        found: dict[tuple[str, str, str], list[Line]] = {}
        for line in self._folded(lines):
            if not line["inner"] or line["updates"] or line["error"] or line["parts"]:
                found.setdefault((line["type"], line["name"], self.place(line["source"])), []).append(line)
        for (kind, name, place), actions in found.items():
            yield self._status(kind, name, place, actions)

    def _folded(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield the lines of resources that cookbooks declare; what Chef's own resources do inside is a part of theirs."""
        waiting: dict[int, list[Line]] = {}
        for line in lines:
            depth = line["depth"]
            whole = {**line, "parts": [part for below in range(depth + 1, max(waiting, default=depth) + 1)
                                       for part in waiting.pop(below, [])]}  # fmt: skip
            if depth and not _PLACE.search(line["source"]):
                waiting.setdefault(depth, []).extend([line, *whole["parts"]])
            else:
                yield whole

    def _status(self, kind: str, name: str, place: str, actions: list[Line]) -> Status:
        changed = [line for line in actions if line["updates"] or line["result"] in ("updated", "bypassed")]
        changes = [change for line in changed for change in self._with_parts(line)]
        return Status(
            kind=kind,
            name=self.masked(name),
            place=place,
            changes=tuple(dict.fromkeys(changes)),
            failure=self.masked("; ".join(line["error"].strip().split("\n")[0] for line in actions if line["error"])),
            parts=tuple(dict.fromkeys(part["name"] for line in actions for part in line["parts"])),
            guarded=any(line["guarded"] for line in actions),
            notified=self.masked(changed[0]["notifier"])
            if all(line["notifier"] for line in changed) and changed
            else "",
        )

    def place(self, source: str) -> str:
        """Return a source line as our report writes it."""
        found = _PLACE.search(source)
        return f"{self.places.get(found[1], found[1])}/{found[2]}" if found else source

    def _with_parts(self, line: Line) -> Iterator[Change]:
        parts = [part for part in line["parts"] if part["updates"] and part["type"] not in COMMANDS]
        if line["updates"] or not parts:
            yield from self._changes(line)
        for part in parts:
            name = self.masked(f"{part['type']}[{part['name']}]")
            yield from (replace(change, property=f"{name} {change.property}") for change in self._changes(part))

    def _changes(self, line: Line) -> Iterator[Change]:
        if line["type"] in COMMANDS:
            yield Change(property="returns", old="notrun", new="run")
        elif line["result"] == "bypassed":
            yield Change(property=line["action"], old="unknown", new="Chef cannot ask without doing it")
        else:
            for update in line["updates"] or [[line["action"]]]:
                yield from self._of_update(line, update)

    def _of_update(self, line: Line, update: list[str]) -> Iterator[Change]:
        said = update[0].strip() if update else line["action"]
        if _NEW.match(said):
            yield self._change(line, line["action"], "absent", "present")
            return
        if said.startswith("change ") and " from '' to " in said:
            return
        for pattern, order in _CHANGES:
            if found := pattern.match(said):
                name, old, new = order(found.groups())
                yield self._change(line, name, old, new, _difference(update[1:]))
                return
        if line["state"] and line["type"] != "service":
            yield from (self._change(line, *each) for each in line["state"])
        else:
            yield self._change(line, line["action"], "–", said)

    def _change(self, line: Line, name: str, old: str, new: str, lines: tuple[str, ...] = ()) -> Change:
        if line["sensitive"]:
            return Change(property=name, old=MASK, new=MASK)
        shown = tuple(map(self.masked, lines))
        return Change(property=name, old=_short(self.masked(old)), new=_short(self.masked(new)), lines=shown)


def _short(text: str) -> str:
    """Return a value in one line of a table."""
    first = text.split("\n")[0][:LONGEST]
    return first if first == text else f"{first} …"


def _difference(lines: list[str]) -> tuple[str, ...]:
    """Return the changed lines of a unified diff."""
    return tuple(line for line in lines if re.match(r"[-+](?!--|\+\+)", line))
