"""As whom a service runs: the user of its workers rather than root, wherever what it reads and opens allows that.

before:  Launch("nginx", user="") on Debian, which starts as root only to open ports 80 and 443 and to change its user
after:   Launch("nginx", user="www-data"), and for the report why: the pod opens low ports to every user

It stays root when a managed file that it reads is closed to that user, or when it needs several users.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from translator.graph.nodes import Directory, File
from translator.plan.launch import Launch
from translator.plan.listen.base import last, named_file, texts
from translator.plan.machine import Machine, below
from translator.plan.nginx_conf import MAIN, parse

Users = Callable[[Machine], Iterator[str]]


def lowered(machine: Machine, launch: Launch) -> Launch:
    """Return the launch as its service's own user, with a note that says so or why it stays root."""
    row = launch.row
    if row is None or launch.user not in ("", "root") or not row.unprivileged or launch.problem:
        return launch
    named = tuple(dict.fromkeys(_NAMED[row.scan](machine))) if row.scan in _NAMED else ()
    if len(named) > 1:
        return _noted(launch, f"it stays root: its workers run as {', '.join(named)}, which only root can become")
    user = named[0] if named else row.unprivileged[0 if machine.platform.family == "debian" else -1]
    if user == "root":
        return launch
    reason = _NEEDING[row.scan](machine, launch) if row.scan in _NEEDING else ""
    if reason:
        return _noted(launch, f"it stays root: {reason}")
    closed = tuple(_closed(machine, launch, user))
    if closed:
        return _noted(launch, f"it stays root: {', '.join(closed[:3])} can be read by no other user")
    command = _without(launch.command, row.user_flags)
    return _noted(
        replace(launch, user=user, group="", command=command), f"it runs as {user} from its start, not as root"
    )


def _noted(launch: Launch, note: str) -> Launch:
    return replace(launch, notes=(*launch.notes, note))


def _without(command: tuple[str, ...], flags: tuple[str, ...]) -> tuple[str, ...]:
    """Return a command without options that change the user, which only root can do."""
    kept: list[str] = []
    skip = False
    for word in command:
        if not skip and word not in flags:
            kept.append(word)
        skip = not skip and word in flags
    return tuple(kept)


def _closed(machine: Machine, launch: Launch, user: str) -> Iterator[str]:
    """Yield the managed files and folders of the service that the user cannot read; secrets are mounted for its group."""
    groups = {user} | {name for name, group in machine.groups.items() if user in group.members}
    account = machine.users.get(user)
    groups |= {account.group} if account is not None and account.group else set()
    for path, node in machine.paths.items():
        if not isinstance(node, File | Directory) or not node.present or not _reads(machine, launch, path):
            continue
        secret = isinstance(node, File) and node.sensitive
        if node.mode and not secret and not _readable(int(node.mode[-3:], 8), node.owner == user, node.group in groups):
            yield path


def _reads(machine: Machine, launch: Launch, path: str) -> bool:
    row = launch.row
    return row is not None and any(below(path, machine.canonical(tree)) for tree in row.config)


def _readable(mode: int, owns: bool, member: bool) -> bool:
    return bool(mode & 0o004 or (owns and mode & 0o400) or (member and mode & 0o040))


def _nginx(machine: Machine) -> Iterator[str]:
    for directive in parse(machine.file_text(MAIN) or ""):
        if directive.name == "user" and directive.words:
            yield directive.words[0]


def _apache(machine: Machine) -> Iterator[str]:
    found = tuple(texts(machine, "/etc/apache2", "/etc/httpd"))
    user = last(r"^\s*User\s+(\w[\w-]*)\s*$", *found)
    variable = last(r"^\s*export\s+APACHE_RUN_USER=(\w[\w-]*)", *found)
    yield from filter(None, (user or variable,))


def _php_fpm(machine: Machine) -> Iterator[str]:
    for text in texts(machine, "/etc/php", "/etc/php-fpm.d"):
        yield from re.findall(r"^\s*user\s*=\s*(\w[\w-]*)", text, re.MULTILINE)


def _haproxy(machine: Machine, launch: Launch) -> str:
    """HAProxy's chroot needs root; the file of Debian's package has one."""
    text = machine.file_text(named_file(launch, "-f") or "/etc/haproxy/haproxy.cfg")
    found = re.search(r"^\s*chroot\s+(\S+)", "chroot /var/lib/haproxy" if text is None else text, re.MULTILINE)
    return f"its configuration locks it into {found[1]} (chroot)" if found else ""


_NEEDING: dict[str, Callable[[Machine, Launch], str]] = {"haproxy": _haproxy}
"""Why a service needs root for all that, by the row's `scan`."""
_NAMED: dict[str, Users] = {"nginx": _nginx, "apache": _apache, "php-fpm": _php_fpm}
"""Readers of the user that a service's own configuration names for its workers, by the row's `scan`."""
