"""The user that a process runs as → fixed numeric ids, which Kubernetes needs to see that it is not root.

A user that a package would create gets its ids first, in the image's first layer, as Docker's official images do;
the package then finds it and leaves it as it is. One that the input declares gets those that useradd would choose on
the machine, so that files on a volume of that machine stay the user's.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from translator.plan.model import AddIdentities, Image, InstallPackages

_ADD = re.compile(r"\b(useradd|groupadd) ")
FIXED = 900
"""First id given here: in the range of system users, above what packages take and below what useradd -r takes."""

BASE_IDS = {
    "root": 0, "daemon": 1, "bin": 2, "sys": 3, "games": 5, "man": 6, "lp": 7, "mail": 8, "news": 9, "uucp": 10,
    "proxy": 13, "www-data": 33, "backup": 34, "list": 38, "irc": 39, "nobody": 65534,
}  # fmt: skip
BASE_GROUPS = {**BASE_IDS, "man": 12, "games": 60, "adm": 4, "tty": 5, "nogroup": 65534, "staff": 50, "users": 100}
HOMES = {
    "bind": "/var/cache/bind",
    "haproxy": "/var/lib/haproxy",
    "mongodb": "/var/lib/mongodb",
    "postgres": "/var/lib/postgresql",
    "rabbitmq": "/var/lib/rabbitmq",
    "redis": "/var/lib/redis",
    "tomcat": "/var/lib/tomcat",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Names and numbers of a process's user and group; `made` when this stage has to create them.

    `own` says that the group is the user's primary one: naming only the user then leaves it its further groups.
    """

    user: str
    group: str
    uid: int
    gid: int
    made: bool = False
    own: bool = True

    @property
    def user_word(self) -> str:
        """What USER says, in numbers."""
        return str(self.uid) if self.own else f"{self.uid}:{self.gid}"


def identity_of(image: Image) -> Ids | None:
    """Return who the image's process runs as, None for root."""
    process = image.process
    if process is None or process.user in ("", "root", "0"):
        return None
    users, groups, primary = _declared(image)
    if image.base.startswith(("debian", "ubuntu")):
        primary = {"nobody": "nogroup", **primary}
    group = process.group or primary.get(process.user, process.user)
    chosen, chosen_groups = _chosen(image)
    uid = _number(process.user, {**BASE_IDS, **chosen, **users})
    gid = _number(group, {**BASE_GROUPS, **chosen_groups, **groups})
    made = uid is None and process.user not in primary
    return Ids(
        user=process.user,
        group=group,
        uid=FIXED if uid is None else uid,
        gid=FIXED if gid is None else gid,
        made=made,
        own=group == primary.get(process.user, process.user),
    )


def create_commands(ids: Ids) -> tuple[str, ...]:
    """Return the commands that make the user and group with their fixed ids."""
    group = [] if ids.gid != FIXED else [f"groupadd --system --gid {ids.gid} {ids.group}"]
    home = HOMES.get(ids.user, "/nonexistent")
    options = f"--no-log-init --system --uid {ids.uid} --gid {ids.group} --home-dir {home} --shell /usr/sbin/nologin"
    return (*group, f"useradd {options} {ids.user}")


def pinned(command: str, image: Image) -> str:
    """Return a line with the fixed id in its groupadd or useradd, where that has none.

    It is the process's user's, and of the others the one that the tools would choose anyway: all images of a machine
    then begin alike.
    """
    found = _ADD.search(command)
    if not found:
        return command
    name, flags = _parsed(command)
    ids = identity_of(image)
    users, groups = _chosen(image)
    if ids is not None and not ids.made:
        users, groups = {**users, ids.user: ids.uid}, {**groups, ids.group: ids.gid}
    if found[1] == "useradd" and name in users and "uid" not in flags:
        return _ADD.sub(f"useradd --uid {users[name]} ", command, count=1)
    if found[1] == "groupadd" and name in groups and "gid" not in flags:
        return _ADD.sub(f"groupadd --gid {groups[name]} ", command, count=1)
    return command


def _number(name: str, known: dict[str, int]) -> int | None:
    return int(name) if name.isdigit() else known.get(name)


def _declared(image: Image) -> tuple[dict[str, int], dict[str, int], dict[str, str]]:
    """Return the uids, gids and primary groups that the image's own identity commands give."""
    users: dict[str, int] = {}
    groups: dict[str, int] = {}
    primary: dict[str, str] = {}
    for command in _before_packages(image):
        name, flags = _parsed(command)
        found = _ADD.search(command)
        if found and found[1] == "groupadd" and flags.get("gid", "").isdigit():
            groups[name] = int(flags["gid"])
        elif found and found[1] == "useradd":
            primary[name] = flags.get("gid", name)
            if flags.get("uid", "").isdigit():
                users[name] = int(flags["uid"])
    return users, groups, primary


def _chosen(image: Image) -> tuple[dict[str, int], dict[str, int]]:
    """Return the ids that useradd and groupadd choose themselves, on a base whose own users are known.

    Source: useradd(8), and login.defs of Debian 12 and Ubuntu: people's from 1000 up, the system's from 999 down.
    """
    users: dict[str, int] = {}
    groups: dict[str, int] = {}
    first = 1001 if image.base.startswith("ubuntu:24") else 1000
    for command in _before_packages(image) if image.base.startswith(("debian:", "ubuntu:")) else ():
        found = _ADD.search(command)
        name, flags = _parsed(command)
        system = bool(found) and bool(re.search(r"\s(--system|-\w*r)\b", command[found.end() - 1 :] if found else ""))
        if found and found[1] == "groupadd":
            groups[name] = _next(flags.get("gid", ""), system, groups, first)
        elif found:
            users[name] = _next(flags.get("uid", ""), system, users, first)
            if "gid" not in flags:
                taken = users[name] in groups.values()
                groups[name] = _next("", system, groups, first) if taken else users[name]
    return users, groups


def _next(given: str, system: bool, taken: dict[str, int], first: int) -> int:
    if given.isdigit():
        return int(given)
    used = set(taken.values())
    if system:
        return next(number for number in range(999, 99, -1) if number not in used)
    return max((number + 1 for number in used if number >= first), default=first)


def _before_packages(image: Image) -> list[str]:
    """Return the identity commands that run before any package could make a user with ids of its own choice."""
    commands: list[str] = []
    for step in (step for layer in image.layers for step in layer.steps):
        if isinstance(step, InstallPackages):
            break
        commands += step.commands if isinstance(step, AddIdentities) else ()
    return commands


def _parsed(command: str) -> tuple[str, dict[str, str]]:
    """Return the last word and the ids among the flags of a useradd or groupadd command."""
    found = _ADD.search(command)
    try:
        words = shlex.split(re.split(r"\|\||&&|;", command[found.end() :])[0]) if found else []
    except ValueError:
        return "", {}
    names = {"-u": "uid", "--uid": "uid", "-g": "gid", "--gid": "gid"}
    spread = [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])]
    flags = {names[word]: spread[at + 1] for at, word in enumerate(spread[:-1]) if word in names}
    return (words[-1] if words else ""), flags
