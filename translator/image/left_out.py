"""What our report puts elsewhere than into the image's file system → why a converged machine alone has it.

before:  Difference("directory", "/home/ada/.ssh", machine="…", image="–"), report: user[ada] dropped, login users
after:   the same, with the explanation "dropped, login users: people do not log in to a container"
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from translator.image.agents.base import Status
from translator.image.converged import Trees
from translator.image.machine_tree import Difference
from translator.image.verdicts import Placements

_LIST = re.compile(r"[\s,]+")
_ACCOUNTS = ("user", "group")


class LeftOut:
    """The names that resources left out of the image bear: packages, accounts and paths, each with our reason."""

    def __init__(self, statuses: Iterable[Status], placements: Placements, trees: Trees) -> None:
        self._trees = trees
        self._reasons: dict[tuple[str, str], str] = {}
        for status in statuses:
            failed = f"{status.key} failed on the machine" if status.failure else ""
            reason = placements.elsewhere(status.key, status.place) or failed
            for what in self._names(status, trees) if reason else ():
                self._reasons.setdefault(what, reason)

    def explained(self, difference: Difference) -> Difference:
        """Return the difference, with the reason for what was left out where it had no explanation yet.

        A folder's comes before what lies in it; what is known of a folder that only the machine has is known of all in it.
        """
        if not difference.explanation:
            return replace(difference, explanation=self._why(difference))
        if difference.what == "directory" and difference.path.lstrip("/") not in self._trees.image.items:
            self._reasons.setdefault(("path", difference.path), difference.explanation)
        return difference

    def _names(self, status: Status, trees: Trees) -> Iterable[tuple[str, str]]:
        kind = status.kind.lower()
        if kind.endswith("package"):
            yield from (("package", name) for name in _LIST.split(status.name))
        if kind in _ACCOUNTS:
            yield kind, status.name
        home = trees.machine.users.get(status.name, ("", ""))[1] if kind == "user" else ""
        yield from (("path", path.rstrip("/")) for path in (status.name, *status.parts, home) if path.startswith("/"))

    def _why(self, difference: Difference) -> str:
        if not difference.path.startswith("/"):
            return self._reasons.get((difference.what, difference.path), "")
        path = PurePosixPath(difference.path)
        ours, base = (tree.items.get(difference.path.lstrip("/")) for tree in (self._trees.image, self._trees.base))
        if ours != base and difference.path.lstrip("/") in self._trees.machine.items:
            return ""
        places = [path] if ours else [path, *path.parents]
        return next((found for place in places if (found := self._reasons.get(("path", str(place)), ""))), "")
