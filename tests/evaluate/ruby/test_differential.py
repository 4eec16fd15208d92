"""Small Ruby programs through real Ruby and through this interpreter: the inspected values must be the same.

The programs lie in programs/*.txt; a line of `---` and a name separates two of them.
"""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.objects import RubyError
from translator.location import Source
from translator.parse.ruby.parser import parse

HERE = Path(__file__).parent
SEPARATOR = re.compile(r"^--- *(.*)\n", re.MULTILINE)
ADDRESS = re.compile(r"0x[0-9a-f]{16}")


@cache
def programs() -> dict[str, str]:
    """Return every program by file and name."""
    found: dict[str, str] = {}
    for path in sorted((HERE / "programs").glob("*.txt")):
        if path.stem.startswith("methods_"):  # the cases of test_methods.py
            continue
        pieces = SEPARATOR.split(path.read_text())
        for name, code in zip(pieces[1::2], pieces[2::2], strict=True):
            assert f"{path.stem}: {name}" not in found, name
            found[f"{path.stem}: {name}"] = code
    return found


@cache
def expected() -> dict[str, str]:
    """Return what real Ruby makes of every program."""
    names, codes = list(programs()), list(programs().values())
    command = ["ruby", "--disable-did_you_mean", str(HERE / "oracle.rb")]
    done = subprocess.run(command, input=json.dumps(codes), capture_output=True, text=True, check=True)
    return dict(zip(names, map(normal, json.loads(done.stdout)), strict=True))


def normal(text: str) -> str:
    """Return the text with addresses made equal."""
    return ADDRESS.sub("0x", text)


def ours(code: str) -> str:
    """Return what this interpreter makes of a program."""
    program, problems = parse(Source("case.rb", code))
    assert not problems, problems[0].render()
    interp = Interpreter()
    try:
        return normal(interp.inspect(interp.evaluate_program(program)))
    except RubyError as error:
        return normal(f"{error.value.cls.name}: {interp.message_of(error).text}")


@pytest.mark.parametrize("name", list(programs()))
def test_same_value_as_ruby(name: str) -> None:
    assert ours(programs()[name]) == expected()[name]


def test_there_are_programs_enough() -> None:
    assert len(programs()) > 150
