"""Every method case gives what real Ruby gives."""

from __future__ import annotations

from functools import cache

import pytest

from tests.evaluate.ruby.method_cases import Case, ask_ruby, read_cases
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.objects import RubyError
from translator.location import Source
from translator.parse.ruby.parser import parse


@cache
def world(name: str) -> Interpreter:
    """Return the interpreter that the cases of one file share; making one for each would take most of the time."""
    return Interpreter()


def answer(code: str, file: str = "") -> str:
    """Return what the interpreter answers: the value's inspect, or the exception's class and message."""
    interp = world(file)
    interp.refill()
    tree, problems = parse(Source("case.rb", code))
    assert not problems, problems[0].render()
    try:
        return interp.inspect(interp.evaluate_program(tree))
    except RubyError as error:
        lines = interp.message_of(error).text.splitlines()
        return f"{error.value.cls.name}: {lines[0] if lines else ''}"


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: f"{case.file}:{case.line}")
def test_method_case(case: Case) -> None:
    assert answer(case.code, case.file) == case.expected, case.code


def test_the_stored_answers_are_those_of_live_ruby() -> None:
    cases = read_cases()
    live = ask_ruby([case.code for case in cases])
    assert [(case.code, case.expected) for case in cases] == [
        (case.code, answer) for case, answer in zip(cases, live, strict=True)
    ]
