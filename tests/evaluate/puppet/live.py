"""Live Puppet beside our own: both answer the same requests in the same JSON."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from translator.diagnostics import Code
from translator.evaluate.puppet import values
from translator.evaluate.puppet.compiler import Compilation
from translator.evaluate.puppet.errors import LeaveFunction, LeaveIteration, LeaveLambda, PlainError, PuppetError
from translator.evaluate.puppet.evaluator import evaluate
from translator.evaluate.puppet.patterns import delimited
from translator.evaluate.puppet.types.infer import Iterator
from translator.evaluate.puppet.types.model import PType
from translator.load.project import Facts
from translator.load.puppet_project import PuppetProject
from translator.location import Source

NODE: Final = "node.example.org"
FACTS: Final[dict[str, Any]] = {
    "networking": {"fqdn": "Foo.example.com", "hostname": "foo"},
    "os": {"family": "Debian", "name": "Debian", "release": {"major": "12", "full": "12.5"}},
    "osfamily": "Debian",
}
PLACE: Final = re.compile(r" \(file: /case\.pp, line: (\d+)(?:, column: (\d+))?\)\Z")
LEAVING: Final = {LeaveIteration: "break", LeaveLambda: "next", LeaveFunction: "return"}


class LivePuppet:
    """One Ruby process that compiles with real Puppet for as long as the tests run."""

    def __init__(self) -> None:
        script = str(Path(__file__).parent / "live_puppet.rb")
        self._process = subprocess.Popen(["ruby", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to one request."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def live_answer(live: LivePuppet, expression: str) -> dict[str, Any]:
    """Return what live Puppet makes of an expression; an error's place stands apart from its message."""
    answer = live.ask({"expression": expression, "facts": FACTS})
    return _with_place(answer["error"]) if "error" in answer else answer


def _with_place(message: str) -> dict[str, Any]:
    found = PLACE.search(message)
    place = [int(number) for number in found.groups() if number] if found else []
    return {"error": PLACE.sub("", message).strip(), "place": place}


def alike(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Return our answer without the column of an error when Puppet names the line only, or no place at all."""
    return (
        {**ours, "place": ours["place"][: len(theirs["place"])]} if {"place"} <= ours.keys() & theirs.keys() else ours
    )


def our_answer(expression: str) -> dict[str, Any]:
    """Return what we make of an expression."""
    project = PuppetProject(name="case", facts=Facts(name="debian", data=FACTS), node_name=NODE)
    compilation = Compilation(project)
    try:
        compilation.compile()
        program = compilation.loaders.program_of_text(Source("/case.pp", expression))
        return {"value": shown(evaluate(program.body, compilation.top))}
    except LeaveIteration as leaving:
        place = [leaving.span.line, leaving.span.column] if leaving.span else []
        return {"error": f"{LEAVING[type(leaving)]}() from context where this is illegal", "place": place}
    except PuppetError as error:
        plain = isinstance(error, PlainError) or error.code is not Code.PUPPET_ERROR
        place = [] if error.span is None else [error.span.line, error.span.column]
        message = error.message if plain else f"Evaluation Error: {error.message}"
        return {"error": message.strip(), "place": place}


def shown(value: Any) -> Any:
    """Return a value as live_puppet.rb shows it."""
    match value:
        case None | bool() | int() | str():
            return str(value) if isinstance(value, str) else value
        case float():
            return _float(value)
        case tuple():
            return _list(value)
        case dict():
            return {"hash": [[shown(key), shown(item)] for key, item in value.items()]}
        case values.Regexp():
            return {"kind": "Regexp", "text": delimited(value)}
        case values.Sensitive(value=inner):
            return {"kind": "Sensitive", "value": shown(inner)}
        case values.Default():
            return {"kind": "Default"}
        case values.Deferred():
            return {"kind": "Deferred", "fields": shown({"name": value.name, "arguments": value.arguments})}
        case PType():
            return {"kind": "Type", "text": str(value)}
        case Iterator():
            return {"kind": "Iterator", "items": _list(tuple(value.items))}
        case _:
            return {"kind": type(value).__name__, "text": str(value)}


def _list(items: Sequence[Any]) -> list[Any]:
    return [shown(item) for item in items]


def _float(value: float) -> Any:
    if value != value or value in (float("inf"), float("-inf")):
        return {"kind": "Float", "text": "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}
    return value
