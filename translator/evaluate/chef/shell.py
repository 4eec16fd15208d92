"""Shell commands that the simulated machine can answer without running anything: tests, getent, which, dpkg …

in:   the machine and `test -e /etc/x && getent passwd bob > /dev/null`
out:  a CommandResult, or Unknown when any part of the command is about something the machine does not know
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import regex

from translator.evaluate.ruby.machine import CommandResult
from translator.evaluate.values import Unknown
from translator.registry import Registry

if TYPE_CHECKING:
    from translator.evaluate.chef.machine import SimulatedMachine

Answer: TypeAlias = "CommandResult | None"
Command: TypeAlias = "Callable[[SimulatedMachine, list[str]], Answer]"
COMMANDS: Registry[Command] = Registry("shell command")

SYSTEM_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_SPLIT = regex.compile(r"\s*(&&|\|\||;)\s*")
_REDIRECT = regex.compile(r"\s*\d?&?>>?\s*(&\d|/dev/null)|\s*</dev/null")
_HARD = regex.compile(r"[`$|&;<>*?(){}\n]|\\")

YES = CommandResult("", "", 0)
NO = CommandResult("", "", 1)


def answer_command(machine: SimulatedMachine, command: str) -> CommandResult | Unknown:
    """Return what the command says on the simulated machine, Unknown when it cannot be told."""
    pieces = _SPLIT.split(_REDIRECT.sub("", command.strip()))
    result: CommandResult = YES
    stdout = ""
    for index in range(0, len(pieces), 2):
        joiner = pieces[index - 1] if index else ";"
        if (joiner == "&&" and result.status) or (joiner == "||" and not result.status):
            continue
        answer = _answer_simple(machine, pieces[index])
        if answer is None:
            return Unknown(f"the command `{command}` is not run", None)
        result = answer
        stdout += answer.stdout
    return CommandResult(stdout, "", result.status, result.fact if result.stdout == stdout else "")


def _answer_simple(machine: SimulatedMachine, text: str) -> Answer:
    if not text or _HARD.search(text):
        return None
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    negate = bool(words) and words[0] == "!"
    words = words[negate:]
    command = COMMANDS.get(words[0].rsplit("/", 1)[-1]) if words else None
    answer = command(machine, words[1:]) if command else None
    if answer is None or not negate:
        return answer
    return CommandResult(answer.stdout, "", 0 if answer.status else 1)


def _verdict(holds: bool | None) -> Answer:
    return None if holds is None else (YES if holds else NO)


@COMMANDS.register("true")
def _true(machine: SimulatedMachine, words: list[str]) -> Answer:
    return YES


@COMMANDS.register("false")
def _false(machine: SimulatedMachine, words: list[str]) -> Answer:
    return NO


@COMMANDS.register("echo")
def _echo(machine: SimulatedMachine, words: list[str]) -> Answer:
    return CommandResult(" ".join(words) + "\n")


@COMMANDS.register("test", "[", "[[")
def _test(machine: SimulatedMachine, words: list[str]) -> Answer:
    """`test -e path`, `[ ! -d path ]`, `[ a = b ]`."""
    words = words[:-1] if words and words[-1] in ("]", "]]") else words
    if words and words[0] == "!":
        inner = _test(machine, words[1:])
        return None if inner is None else _verdict(inner.status != 0)
    if len(words) == 3 and words[1] in ("=", "==", "!="):
        return _verdict((words[0] == words[2]) == (words[1] != "!="))
    if len(words) == 2 and words[0] in ("-n", "-z"):
        return _verdict((words[1] != "") == (words[0] == "-n"))
    return _verdict(_file_test(machine, *words)) if len(words) == 2 else None


def _file_test(machine: SimulatedMachine, flag: str, path: str) -> bool | None:
    if flag in ("-h", "-L"):
        return machine.is_link(path)
    if flag == "-d":
        return machine.is_dir(path)
    if flag == "-f":
        return bool(machine.exists(path)) and not machine.is_dir(path)
    if flag in ("-e", "-a", "-r"):
        return machine.exists(path)
    return None if machine.exists(path) else False


@COMMANDS.register("which", "type", "command")
def _which(machine: SimulatedMachine, words: list[str]) -> Answer:
    names = [word for word in words if not word.startswith("-")]
    if len(names) != 1:
        return None
    for folder in SYSTEM_PATH:
        if machine.exists(f"{folder}/{names[0]}"):
            return CommandResult(f"{folder}/{names[0]}\n")
    return None if machine.packages else NO


@COMMANDS.register("getent")
def _getent(machine: SimulatedMachine, words: list[str]) -> Answer:
    tables = {"passwd": machine.users, "group": machine.groups}
    if len(words) != 2 or words[0] not in tables:
        return None
    if words[1] not in tables[words[0]]:
        return NO if not machine.packages else None
    return None


@COMMANDS.register("id")
def _id(machine: SimulatedMachine, words: list[str]) -> Answer:
    names = [word for word in words if not word.startswith("-")]
    if len(names) != 1:
        return None
    known = names[0] in machine.users
    return YES if known and len(words) == 1 else (None if known or machine.packages else NO)


@COMMANDS.register("dpkg", "dpkg-query")
def _dpkg(machine: SimulatedMachine, words: list[str]) -> Answer:
    names = [word for word in words if not word.startswith("-")]
    if len(names) != 1 or not {"-l", "-s", "-L", "--status", "--list"} & set(words):
        return None
    return None if names[0] in machine.packages or machine.packages else NO


@COMMANDS.register("rpm")
def _rpm(machine: SimulatedMachine, words: list[str]) -> Answer:
    names = [word for word in words if not word.startswith("-")]
    if "-q" not in words or len(names) != 1:
        return None
    return None if machine.packages else NO


@COMMANDS.register("ls", "stat")
def _ls(machine: SimulatedMachine, words: list[str]) -> Answer:
    paths = [word for word in words if not word.startswith("-")]
    if len(paths) == 1 and machine.exists(paths[0]) is False:
        return CommandResult("", f"ls: cannot access '{paths[0]}': No such file or directory", 2)
    return None


@COMMANDS.register("cat")
def _cat(machine: SimulatedMachine, words: list[str]) -> Answer:
    content = machine.read(words[0]) if len(words) == 1 else None
    if content is None:
        return CommandResult("", f"cat: {words[0]}: No such file or directory", 1) if len(words) == 1 else None
    return None if isinstance(content, Unknown) else CommandResult(content.text)


@COMMANDS.register("grep", "egrep", "fgrep")
def _grep(machine: SimulatedMachine, words: list[str]) -> Answer:
    """A search in a file that is not there finds nothing; one in a known file is answered for plain patterns."""
    plain = [word for word in words if not word.startswith("-")]
    if len(plain) != 2:
        return None
    content = machine.read(plain[1])
    if content is None:
        return CommandResult("", "", 2)
    if isinstance(content, Unknown) or regex.search(r"[\\\[\]^$*+?.]", plain[0]):
        return None
    return _verdict(plain[0] in content.text)


@COMMANDS.register("uname")
def _uname(machine: SimulatedMachine, words: list[str]) -> Answer:
    keys = {"-r": "kernel/release", "-m": "kernel/machine", "-s": "kernel/name"}
    found = machine.facts.get(keys.get(words[0] if words else "-s", ""))
    return CommandResult(found + "\n") if found else None


@COMMANDS.register("getenforce")
def _getenforce(machine: SimulatedMachine, words: list[str]) -> Answer:
    """A container has no SELinux of its own."""
    return CommandResult("Disabled\n")


@COMMANDS.register("selinuxenabled")
def _selinuxenabled(machine: SimulatedMachine, words: list[str]) -> Answer:
    return NO


@COMMANDS.register("hostname")
def _hostname(machine: SimulatedMachine, words: list[str]) -> Answer:
    fact = "fqdn" if words == ["-f"] else "hostname"
    found = machine.facts.get(fact)
    return CommandResult(found + "\n", fact=fact) if found else None
