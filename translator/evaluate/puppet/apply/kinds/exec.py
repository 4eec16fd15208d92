"""exec: a command with its tests; one that is refreshonly runs when something that notifies it changed."""

from __future__ import annotations

import re
import shlex

from translator.evaluate.catalog import Guard
from translator.evaluate.puppet.apply.data import data_of, text_of
from translator.evaluate.puppet.apply.index import items, plain
from translator.evaluate.puppet.apply.turn import KINDS, NOTHING, Made, Turn
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Data, Text

SYSTEM_PATH = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}
"""What every base image's PATH holds."""


@KINDS.register("exec")
def exec_(turn: Turn) -> Made:
    """Run the command, unless its tests or the lack of a notification keep it from running."""
    refreshonly = turn.flag("refreshonly")
    properties = _properties(turn)
    guards = tuple(_guards(turn))
    if refreshonly and not turn.refreshed_by:
        reason = "it runs only when something that notifies it changes, and nothing did on a first run"
        return Made(action="run", properties=properties, outcome=NOTHING, reason=reason, changed=False)
    made = _created(turn)
    if made:
        reason = f"{made} is there already"
        return Made(action="run", properties=properties, outcome=NOTHING, reason=reason, changed=False)
    folder = _folder_made(turn)
    if folder:
        reason = f"{folder} makes the folder"
        return Made(action="run", properties=properties, outcome=NOTHING, reason=reason)
    again = turn.text("refresh") if turn.refreshed_by else None
    if refreshonly and again is not None:
        properties, again = {**properties, "command": again}, None
    refresh = None if again is None else {**properties, "command": again}
    return Made(action="run", properties=properties, guards=guards, by_refresh=refreshonly, refresh=refresh)


MKDIR = re.compile(r"(?:/usr)?(?:/bin/)?mkdir(?: -p| --parents)? ([\"']?)(/[^\s\"';&|]+)\1")


def _folder_made(turn: Turn) -> str:
    """Return the File resource that makes the one folder which the command is about, "" when there is none."""
    command = command_line(turn.raw("command"), turn.secret("command")) or turn.resource.id.name
    found = MKDIR.fullmatch(command) if isinstance(command, str) else None
    file = turn.index.find("file", found[2]) if found else None
    makes = file is not None and str(plain(file.parameters.get("ensure"))) == "directory"
    return str(file.id) if file is not None and makes else ""


def _created(turn: Turn) -> str:
    """Return the path of `creates` that an earlier resource made, "" when there is none."""
    paths = (str(path) for path in items(turn.raw("creates")))
    return next((path for path in paths if path in turn.disk.contents), "")


def _properties(turn: Turn) -> dict[str, Data]:
    creates = tuple(str(path) for path in items(turn.raw("creates")))
    return {
        **turn.data(),
        "command": command_line(turn.raw("command"), turn.secret("command")) or turn.resource.id.name,
        "creates": creates[0] if creates else None,
        "environment": _environment(turn),
        "returns": tuple(str(code) for code in items(turn.raw("returns"))),
    }


def command_line(value: Value, secret: str = "") -> str | Text:
    """Return a command as one line for a shell; an array is one command of words."""
    if isinstance(value, tuple):
        return shlex.join(str(word) for word in value)
    return text_of(value, secret) or ""


def _environment(turn: Turn) -> Data:
    """Return the variables, with a PATH when the resource's has folders that an image's lacks."""
    found: dict[Data, Data] = {}
    folders = [folder for value in items(turn.raw("path")) for folder in str(value).split(":") if folder]
    if set(folders) - SYSTEM_PATH:
        found["PATH"] = ":".join(folders)
    for setting in items(turn.raw("environment")):
        name, _, value = str(setting).partition("=")
        found[name] = value if type(setting) is str and not turn.secret("environment") else _traced(turn, setting, name)
    return found


def _traced(turn: Turn, setting: Value, name: str) -> Data:
    """Return the value of `NAME=value` with its holes."""
    text = data_of(setting, turn.secret("environment"))
    if not isinstance(text, Text):
        return text
    first, *rest = text.parts
    if isinstance(first, str):
        return Text((first.removeprefix(f"{name}="), *rest))
    return text


def _guards(turn: Turn) -> list[Guard]:
    """Return onlyif and unless, each with every command of its array, and further paths of `creates`."""
    found = [(kind, command_line(test)) for kind, name in NAMES for test in _tests(turn.raw(name))]
    found += [("not_if", f"test -e {shlex.quote(str(path))}") for path in items(turn.raw("creates"))[1:]]
    return [Guard(kind=kind, command=command, verdict=None, span=turn.resource.span) for kind, command in found]


NAMES = (("only_if", "onlyif"), ("not_if", "unless"))


def _tests(value: Value) -> tuple[Value, ...]:
    """Return the commands of a test: a string, or an array of strings and of arrays of words."""
    return () if value is None else value if isinstance(value, tuple) else (value,)
