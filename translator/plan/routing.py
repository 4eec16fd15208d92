"""A pipeline's routes, decided where they can be: what is known of a followed file's records is answered once and for all.

before:  Tail(tag "app", facility 19, severity 6), Output("app syslog", tests=(priority in "mail.*;local3.*",))
after:   Output("app"), Output("syslog", tests=(priority in "mail.*;local3.*",))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from translator.plan.pipeline import Condition, Output, Pipeline, Tail, merged
from translator.plan.syslog import selects


def settled(pipeline: Pipeline) -> Pipeline:
    """Return the pipeline with every test answered that its inputs' own fields answer."""
    outputs = [each for output in pipeline.outputs for each in _settled(output, pipeline)]
    return merged([replace(pipeline, outputs=tuple(outputs))])


def _settled(output: Output, pipeline: Pipeline) -> Iterator[Output]:
    known = [tail for tail in pipeline.tails if _takes(output, tail.tag)]
    if not output.tests or not any(_answer(test, tail) is not None for test in output.tests for tail in known):
        yield output
        return
    for tail in known:
        answers = {test: _answer(test, tail) for test in output.tests}
        if False not in answers.values():
            left = tuple(test for test, answer in answers.items() if answer is None)
            yield replace(output, match=tail.tag, tests=left)
    others = [each.tag for each in pipeline.listens if _takes(output, each.tag)]
    if others:
        yield replace(output, match=" ".join(others))


def _takes(output: Output, tag: str) -> bool:
    return any(fnmatchcase(tag, pattern) for pattern in output.match.split())


def _answer(test: Condition, tail: Tail) -> bool | None:
    """Return whether the test holds for every record of the tail, None when each record decides."""
    if test.operator in ("any", "all"):
        return _joint_answer(test, [_answer(part, tail) for part in test.parts])
    facility, severity = tail.fields.get("facility", ""), tail.fields.get("severity", "")
    if test.operator == "selector" and facility.isdigit() and severity.isdigit():
        return selects(test.value, int(facility), int(severity)) is not test.negate
    if test.operator == "at_least" and severity.isdigit():
        return (int(severity) <= int(test.value)) is not test.negate
    if test.field == "program" and test.operator == "equals" and "appname" in tail.fields:
        return (tail.fields["appname"] == test.value) is not test.negate
    return None


def _joint_answer(test: Condition, answers: list[bool | None]) -> bool | None:
    """Return what is known of an `any` or `all` when this is known of its parts."""
    decides = test.operator == "any"
    if decides in answers:
        return decides is not test.negate
    return None if None in answers else (not decides) is not test.negate
