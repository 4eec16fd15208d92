"""Users and groups: people's logins are dropped with their homes, the application's are made as the input says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from translator.graph.nodes import (
    Checkout,
    Command,
    Directory,
    Extract,
    Fetch,
    File,
    Group,
    Guard,
    Job,
    Node,
    User,
)
from translator.plan.launch import Launch
from translator.plan.ledger import Ledger
from translator.plan.machine import Machine, below
from translator.plan.model import Place
from translator.plan.shell import quote

NO_LOGIN = ("nologin", "false", "sync", "halt")
BASE_USERS = {
    "root", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "news", "uucp", "proxy", "www-data", "backup",
    "list", "irc", "gnats", "nobody", "_apt",
}  # fmt: skip
OTHER_GROUPS = {"sync", "games", "nobody", "_apt"}
"""Users of a base image whose primary group is not, or not everywhere, the one of their name."""
BASE_GROUPS = BASE_USERS | {
    "adm",
    "tty",
    "disk",
    "dialout",
    "sudo",
    "audio",
    "video",
    "staff",
    "users",
    "nogroup",
    "shadow",
    "utmp",
}
PACKAGE_USERS = {
    "tomcat": "tomcat", "redis": "redis", "memcache": "memcached", "memcached": "memcached", "postgres": "postgresql",
    "mysql": "m", "nginx": "nginx", "haproxy": "haproxy", "rabbitmq": "rabbitmq", "mongodb": "mongo", "bind": "bind9",
    "grafana": "grafana", "prometheus": "prometheus", "jenkins": "jenkins", "varnish": "varnish", "postfix": "postfix",
    "apache": "httpd", "openldap": "slapd", "zookeeper": "zookeeper",
}  # fmt: skip
"""Users that a package makes when it is installed: user → how the package's name begins."""


def place_people(ledger: Ledger, launches: tuple[Launch, ...]) -> None:
    """Drop logins that only people used: their users, groups, homes, and users that are taken away."""
    machine = ledger.machine
    needed = set(_needed(ledger, launches))
    homes = []
    for user in machine.users.values():
        if not user.present:
            ledger.put(user.index, Place.DROPPED, "users", "a new image has no such user")
        elif _is_login(user) and user.name not in needed and user.name not in BASE_USERS:
            homes.append(user.home or f"/home/{user.name}")
            ledger.put(user.index, Place.DROPPED, "login users", "people do not log in to a container")
    for node in tuple(ledger.remaining()):
        path = machine.canonical(node.path) if isinstance(node, File | Directory | Fetch) else ""
        if path and any(below(path, home) for home in homes):
            ledger.put(node.index, Place.DROPPED, "login users", "it belongs to the home of a person's login")
    _groups(ledger, needed)


def _groups(ledger: Ledger, needed: set[str]) -> None:
    machine = ledger.machine
    gone = {user.name for user in machine.users.values() if not ledger.open(user.index)}
    for group in machine.groups.values():
        if not group.present:
            ledger.put(group.index, Place.DROPPED, "groups", "a new image has no such group")
            continue
        people = {
            *group.members,
            *(user.name for user in machine.users.values() if user.group in (group.name, group.gid)),
        }
        if people and people <= gone and group.name not in needed:
            ledger.put(group.index, Place.DROPPED, "login users", "only people's logins belong to the group")


def _is_login(user: User) -> bool:
    shell = user.shell.rpartition("/")[2]
    return not user.system and shell not in NO_LOGIN


def _needed(ledger: Ledger, launches: tuple[Launch, ...]) -> Iterator[str]:
    """Yield the users and groups that programs run as or that own files outside of a home."""
    for launch in launches:
        yield from (launch.user, launch.group)
    homes = [user.home or f"/home/{user.name}" for user in ledger.machine.users.values()]
    for node in ledger.remaining():
        match node:
            case File() | Directory() | Fetch():
                if not any(below(node.path, home) for home in homes):
                    yield from (node.owner, node.group)
            case Extract():
                yield from (node.owner, node.group)
            case Command() | Checkout():
                yield from (node.user, node.group)
            case Job():
                yield node.user
            case _:
                continue


def identity_commands(machine: Machine, nodes: Iterable[Node]) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the commands that make groups and users, each with its node: those before packages, those after.

    An account stands before the packages even when one of them would make it: the package then leaves it as it is.
    Only what needs an account that a package makes, or a guard that is about something else, waits for the packages.
    """
    early: list[tuple[int, str]] = []
    late: list[tuple[int, str]] = []
    accounts = [machine.final(node) for node in nodes if isinstance(node, User | Group)]
    made = (
        {node.name for node in accounts if isinstance(node, User | Group) and node.present} | BASE_USERS | BASE_GROUPS
    )
    groups = {node.name for node in accounts if isinstance(node, Group) and node.present} | BASE_GROUPS
    for node in sorted(accounts, key=_groups_first):
        if not isinstance(node, User | Group) or not node.present:
            continue
        guards = tuple(guard for guard in node.guards if not _asks_for(guard, node.name))
        commands = _group(node) if isinstance(node, Group) else _user(node, _made_by_package(machine, node), groups)
        for command, needs in commands:
            target = late if guards or not needs <= made else early
            target.append((node.index, guarded(command, guards)))
    return sorted(early, key=_members_last), sorted(late, key=_members_last)


def _members_last(item: tuple[int, str]) -> bool:
    return item[1].startswith("usermod --append")


def _groups_first(node: Node) -> tuple[bool, int]:
    return not isinstance(node, Group), node.index


def _asks_for(guard: Guard, name: str) -> bool:
    """Return whether a guard only asks whether the account is there already."""
    asks = guard.command.split()[:1] in (["getent"], ["id"], ["grep"])
    return guard.negate and asks and name in guard.command


def _made_by_package(machine: Machine, node: User) -> bool:
    prefix = PACKAGE_USERS.get(node.name)
    packages = (other for other in machine.packages.values() if other.installed)
    return prefix is not None and any(other.name.startswith(prefix) for other in packages)


Needing = tuple[str, set[str]]


def _group(node: Group) -> list[Needing]:
    """Return the commands of a group, each with the accounts that it needs."""
    commands: list[Needing] = []
    if node.name not in BASE_GROUPS:
        options = [*(["--system"] if node.system else []), *(["--gid", node.gid] if node.gid else [])]
        commands.append((" ".join(["groupadd", *options, quote(node.name)]), set()))
    members = [member for member in node.members if member]
    commands += [(f"usermod --append --groups {quote(node.name)} {quote(member)}", {member}) for member in members]
    return commands


def _user(node: User, system: bool, groups: set[str]) -> list[Needing]:
    """Return the command of a user. A group of its own name that is none of `groups` is made with it."""
    own = bool(node.group) and node.group == node.name and node.name not in groups
    options = [
        *(["--system"] if node.system or (system and not node.uid) else []),
        *(["--uid", node.uid] if node.uid else []),
        *(["--user-group"] if own else ["--gid", quote(node.group)] if node.group else []),
        *(["--comment", quote(node.comment)] if node.comment else []),
        *(["--home-dir", quote(node.home)] if node.home else []),
        *(["--shell", quote(node.shell)] if node.shell else []),
    ]
    needs = {node.group} if node.group and not own and not node.group.isdigit() else set()
    if node.name in BASE_USERS:
        changes = [word.replace("--home-dir", "--home") for word in options if word != "--system"]
        changes = changes if changes != ["--gid", node.name] or node.name in OTHER_GROUPS else []
        return [(" ".join(["usermod", *changes, quote(node.name)]), needs)] if changes else []
    home = ["--create-home"] if node.manage_home else ["--no-create-home"]
    return [(" ".join(["useradd", "--no-log-init", *options, *home, quote(node.name)]), needs)]


def guarded(command: str, guards: tuple[Guard, ...]) -> str:
    """Put a node's guards around its command as shell tests."""
    if not guards:
        return command
    tests = [(_quiet(guard.command), guard.negate) for guard in guards]
    if len(tests) == 1 and tests[0][1] and "||" not in command and ";" not in command and "\n" not in command:
        return f"{tests[0][0]} || {command}"
    condition = " && ".join(f"! {_single(test)}" if negate else _single(test) for test, negate in tests)
    return f"if {condition}; then {command}; fi"


def _single(test: str) -> str:
    return f"{{ {test}; }}" if any(sign in test for sign in ("&&", "||", ";", "|")) else test


def _quiet(test: str) -> str:
    """Return a test that does not print: `getent passwd x` would show in the build's log."""
    words = test.split()
    prints = words and words[0].rpartition("/")[2] in ("getent", "id", "which", "dpkg", "rpm", "type", "command")
    return f"{test} >/dev/null 2>&1" if prints and ">" not in test and "|" not in test else test.strip()
