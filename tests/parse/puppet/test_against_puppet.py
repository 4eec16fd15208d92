"""The cases of *.txt, each beside what real Puppet's parser says of it (expected.json, by bench/puppet_cases.py)."""

import json
from collections import Counter
from typing import Any

import pytest

from bench.parse_puppet import UNPLACED, Fact, our_facts, their_facts
from bench.puppet_cases import FOLDER, cases
from translator.location import Source
from translator.parse.puppet.parser import Parsed, parse, parse_epp

EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
CASES = [
    pytest.param(name, text, answer, id=f"{name}:{number}")
    for name in EXPECTED
    for number, (text, answer) in enumerate(zip(cases(name), EXPECTED[name], strict=True))
]


def read(name: str, text: str) -> Parsed:
    return (parse_epp if "epp" in name else parse)(Source("x.pp", text))


def places(facts: list[Fact]) -> Counter[tuple[str, int]]:
    return Counter(fact[:2] for fact in facts if fact[0] not in UNPLACED)


@pytest.mark.parametrize(("name", "text", "answer"), CASES)
def test_same_nodes_or_same_complaint(name: str, text: str, answer: dict[str, Any]) -> None:
    program, diagnostics = read(name, text)
    if answer["facts"] is None:
        (diagnostic,) = diagnostics
        assert diagnostic.span
        message, line, column = answer["error"]
        assert diagnostic.message == message
        assert line is None or (diagnostic.span.line, diagnostic.span.column) == (line, column)
        return
    assert not diagnostics
    ours, theirs = list(our_facts(program.body)), list(their_facts(answer["facts"], text.encode()))
    assert Counter(fact[::2] for fact in ours) == Counter(fact[::2] for fact in theirs)
    assert places(ours) == places(theirs)


def test_every_kind_of_node_is_among_the_cases() -> None:
    kinds = {fact[0] for answers in EXPECTED.values() for answer in answers for fact in answer["facts"] or ()}
    assert len(kinds) >= 60
