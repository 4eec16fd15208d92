"""Programs that only start another (chpst, sudo, su, start-stop-daemon …) → the program behind them, and as whom it runs.

before:  ("chpst", "-u", "app:web", "-e", "/etc/app/env", "/usr/bin/app", "-p", "80")
after:   Unwrapped(command=("/usr/bin/app", "-p", "80"), user="app", group="web", env_folder="/etc/app/env")
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from translator.plan.launch import Launch
from translator.plan.starts.base import row_of, staying


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrapped:
    """What is left of a command line. `background` says that the wrapper itself put the program there."""

    command: tuple[str, ...] = ()
    user: str = ""
    group: str = ""
    workdir: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    env_folder: str = ""
    open_files: int = 0
    background: bool = False
    daemon: bool = False


Peel = Callable[[Unwrapped], Unwrapped]


def launched(found: Unwrapped, name: str, nodes: tuple[int, ...], problem: str) -> Launch:
    """Return the launch of what a service's own start line is without its wrappers; `problem` as Launch has it."""
    row = row_of(found.command)
    return Launch(
        name=name,
        node=nodes[0],
        nodes=nodes,
        command=staying(found.command, row),
        user=found.user,
        group=found.group,
        workdir=found.workdir,
        environment=found.environment,
        stop_signal=row.stop_signal if row else "SIGTERM",
        open_files=found.open_files,
        row=row,
        custom=True,
        problem=problem,
    )


def unwrap(command: tuple[str, ...]) -> Unwrapped:
    """Return the command without the programs in front of it that only prepare its start."""
    left = Unwrapped(command=command)
    for _ in range(10):
        peel = _PEELS.get(left.command[0].rpartition("/")[2]) if left.command else None
        peeled = peel(left) if peel is not None else left
        if peeled is left:
            break
        left = peeled
    return left


def _account(left: Unwrapped, name: str) -> Unwrapped:
    user, _, group = name.lstrip(":").partition(":")
    return replace(left, user=user or left.user, group=group or left.group)


def _options(words: tuple[str, ...], with_value: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Split single-letter options off a command line; those in `with_value` take the next word or their own rest."""
    found: dict[str, str] = {}
    rest = list(words)
    while rest and rest[0].startswith("-") and rest[0] != "--":
        word = rest.pop(0)
        if word[1] in with_value:
            found[word[1]] = word[2:] or (rest.pop(0) if rest else "")
        else:
            found.update(dict.fromkeys(word[1:], ""))
    return found, tuple(rest[1:] if rest[:1] == ["--"] else rest)


def _chpst(left: Unwrapped) -> Unwrapped:
    options, rest = _options(left.command[1:], "uUebnmdocpft/rl")
    made = _account(replace(left, command=rest), options.get("u", ""))
    limit = options.get("o", "")
    return replace(
        made,
        env_folder=options.get("e", left.env_folder),
        open_files=int(limit) if limit.isdigit() else left.open_files,
    )


def _as_user(left: Unwrapped) -> Unwrapped:
    """setuidgid, s6-setuidgid, gosu, su-exec: the first word is the user."""
    _, rest = _options(left.command[1:], "")
    return _account(replace(left, command=rest[1:]), rest[0] if rest else "")


def _sudo(left: Unwrapped) -> Unwrapped:
    options, rest = _options(left.command[1:], "ugpCrtTh")
    made = _assigned(replace(left, command=rest, group=options.get("g", left.group)))
    return replace(made, user=options.get("u", "root"))


def _runuser(left: Unwrapped) -> Unwrapped:
    """su and runuser: with -c a shell line, with -- a command."""
    words = left.command[1:]
    if "--" in words and "-u" in words:
        return replace(left, command=words[words.index("--") + 1 :], user=words[words.index("-u") + 1])
    for flag in ("-c", "--command"):
        if flag in words[:-1]:
            line = words[words.index(flag) + 1]
            names = [word for at, word in enumerate(words) if _is_account(words, at)]
            return _line(replace(left, user=names[0] if names else "root"), line)
    return left


def _is_account(words: tuple[str, ...], at: int) -> bool:
    before = words[at - 1] if at else ""
    return not words[at].startswith("-") and before not in ("-c", "--command", "-s", "--shell", "-g", "--group")


def _line(left: Unwrapped, line: str) -> Unwrapped:
    """Return the one command of a shell line; the line itself for a shell when it is more than that."""
    text = re.sub(r"\s*(\d?>>?\s*\S+|2>&1|&>\s*\S+|</dev/null)", "", line).strip()
    background = text.endswith("&")
    text = text.rstrip("& ").removeprefix("exec ")
    if re.search(r"[;&|<>`$(){}*?]", text):
        return replace(left, command=("/bin/sh", "-c", line.rstrip("& ")), background=background or left.background)
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        return left
    return _assigned(replace(left, command=words, background=background or left.background))


def _assigned(left: Unwrapped) -> Unwrapped:
    environment = dict(left.environment)
    words = list(left.command)
    while words and re.match(r"[A-Za-z_]\w*=", words[0]):
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    return replace(left, command=tuple(words), environment=environment)


def _env(left: Unwrapped) -> Unwrapped:
    options, rest = _options(left.command[1:], "uC")
    made = _assigned(replace(left, command=rest, workdir=options.get("C", left.workdir)))
    return made if made.command else left


def _nice(left: Unwrapped) -> Unwrapped:
    _, rest = _options(left.command[1:], "ncpPu")
    return replace(left, command=rest)


def _softlimit(left: Unwrapped) -> Unwrapped:
    options, rest = _options(left.command[1:], "adfmcolprst")
    return replace(
        left, command=rest, open_files=int(options["o"]) if options.get("o", "").isdigit() else left.open_files
    )


def _envdir(left: Unwrapped) -> Unwrapped:
    return replace(left, command=left.command[2:], env_folder=left.command[1] if len(left.command) > 1 else "")


_SSD = {
    "--exec": "x",
    "--startas": "a",
    "--chuid": "c",
    "--user": "u",
    "--group": "g",
    "--chdir": "d",
    "--pidfile": "p",
}
_SSD |= {"--name": "n", "--signal": "s", "--retry": "R", "--nicelevel": "N", "--umask": "k", "--output": "O"}
_SSD |= {"--procsched": "P", "--iosched": "I", "--chroot": "r"}


def _start_stop_daemon(left: Unwrapped) -> Unwrapped:
    """start-stop-daemon of dpkg: --exec or --startas with --chuid, --chdir, --background and, after --, arguments."""
    values: dict[str, str] = {}
    words = list(left.command[1:])
    while words and words[0] != "--":
        word = words.pop(0)
        name, equals, value = word.partition("=")
        letter = _SSD.get(name, name[1:2] if not name.startswith("--") else "")
        if letter in _SSD.values():
            values[letter] = value if equals else (words.pop(0) if words else "")
        elif name in ("--background", "-b"):
            values["b"] = "yes"
        elif name in ("--stop", "-K", "--status", "-T", "--test", "-t"):
            values["stop"] = "yes"
    program = values.get("a") or values.get("x", "")
    if not program or "stop" in values:
        return left
    made = _account(replace(left, command=(program, *words[1:])), values.get("c", ""))
    return replace(made, workdir=values.get("d", left.workdir), background="b" in values, daemon="b" not in values)


def _daemon(left: Unwrapped) -> Unwrapped:
    """The daemon function of Red Hat's init functions: --user, --pidfile, --check, a nice level, then the command."""
    words = list(left.command[1:])
    user = left.user
    while words and (words[0].startswith(("--", "+", "-"))):
        name, equals, value = words.pop(0).partition("=")
        value = value if equals or name not in ("--user", "--check", "--pidfile") else (words.pop(0) if words else "")
        user = value if name == "--user" else user
    made = replace(left, command=tuple(words), user=user, daemon=True)
    return _line(made, words[0]) if len(words) == 1 and " " in words[0] else made


def _one_off(left: Unwrapped) -> Unwrapped:
    return replace(left, command=left.command[1:])


_PEELS: dict[str, Peel] = {
    "chpst": _chpst,
    "setuidgid": _as_user,
    "s6-setuidgid": _as_user,
    "gosu": _as_user,
    "su-exec": _as_user,
    "sudo": _sudo,
    "su": _runuser,
    "runuser": _runuser,
    "env": _env,
    "nice": _nice,
    "ionice": _nice,
    "softlimit": _softlimit,
    "envdir": _envdir,
    "s6-envdir": _envdir,
    "start-stop-daemon": _start_stop_daemon,
    "daemon": _daemon,
    "exec": _one_off,
    "nohup": _one_off,
    "setsid": _one_off,
    "time": _one_off,
    "command": _one_off,
}
